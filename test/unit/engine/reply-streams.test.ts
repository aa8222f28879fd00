/**
 * Large replies that leave in pieces: word for word what they would have been, whatever happens meanwhile.
 */
import { expect, test } from 'vitest'
import { MEMBERS, Scene } from './stream-scene.ts'

const REQUESTS = [
  'SMEMBERS set',
  'LRANGE list 0 -1',
  'LRANGE list 1700 -20',
  'HGETALL hash',
  'SRANDMEMBER set 9999',
  'HKEYS hash',
  'HVALS hash',
  'ZRANGE zset 0 -1',
  'ZRANGE zset 10 -2 REV WITHSCORES',
  'ZRANGEBYSCORE zset 100 (4000 WITHSCORES',
]

test.each(REQUESTS)('%s in pieces is the same as at once', request => {
  const scene = new Scene()
  for (const protocol of ['2', '3']) {
    scene.send(`HELLO ${protocol}`)
    scene.readAll()
    const whole = scene.atOnce(request)
    scene.send(request, 'PING')
    expect(scene.streaming).toBe(true)
    expect(scene.readAll()).toBe(`${whole}+PONG\r\n`)
    expect(scene.streaming).toBe(false)
  }
})

test('little waits for a slow reader, and others are served', () => {
  const scene = new Scene()
  scene.send('SMEMBERS set', 'SMEMBERS set')
  for (let i = 0; i < 5; i++) scene.slice()
  expect(scene.peer.pending()).toBeGreaterThan(200_000)
  expect(scene.peer.pending()).toBeLessThan(400_000)
  expect(scene.room.say('SCARD set')).toBe(`:${MEMBERS}`)
  expect(scene.readAll().match(/member/g)).toHaveLength(2 * MEMBERS)
})

test.each([
  ['SADD set new', MEMBERS],
  ['SREM set none', MEMBERS],
  ['SPOP set', MEMBERS],
  ['DEL set', MEMBERS],
  ['SET set other', MEMBERS],
  ['RENAME list set', MEMBERS],
  ['FLUSHALL', MEMBERS],
  ['SINTERSTORE set none', MEMBERS],
  ['PEXPIRE set 1', MEMBERS],
])('%s meanwhile: the reply is what the set was', (line, count) => {
  const scene = new Scene()
  scene.send('SMEMBERS set')
  scene.slice()
  scene.room.say(line)
  scene.room.pass(10)
  scene.room.say('EXISTS set')
  scene.free()
  const reply = scene.readAll()
  expect(reply.startsWith(`*${MEMBERS}\r\n`)).toBe(true)
  expect(new Set(reply.match(/member:\d+:/g)).size).toBe(count)
})

/** What changes a value in place; NAME is one of its members. */
const CHANGES: Record<string, string[]> = {
  'LRANGE list 0 -1': [
    'RPUSH list x',
    'LPOP list 40',
    'RPOP list',
    'LSET list 2000 x',
    'LINSERT list AFTER x y',
    'LREM list 0 x',
    'LTRIM list 3 -3',
    'LMOVE list list LEFT RIGHT',
    'LMOVE list other RIGHT LEFT',
    'RPOPLPUSH list other',
    'LMOVE other list LEFT RIGHT',
    'LMPOP 1 list LEFT COUNT 100',
    'BLPOP list 0',
    'LPUSHX list x',
  ],
  'SMEMBERS set': [
    'SADD set x',
    'SREM set x',
    'SPOP set 100',
    'SADD more m',
    'SMOVE more set m',
    'SMOVE set more m',
  ],
  'HGETALL hash': [
    'HSET hash x 1',
    'HSET hash NAME v',
    'HDEL hash NAME',
    'HINCRBY hash x 5',
    'HINCRBYFLOAT hash x 0.5',
    'HSETNX hash y 1',
    'HPEXPIRE hash 100000 FIELDS 1 y',
    'HPERSIST hash FIELDS 1 y',
    'HGETDEL hash FIELDS 1 y',
    'HSETEX hash PX 10 FIELDS 1 z 1',
    'HGETEX hash PX 10 FIELDS 1 x',
  ],
  'ZRANGE zset 0 -1 WITHSCORES': [
    'ZADD zset 7 x',
    'ZINCRBY zset 3000 x',
    'ZADD zset 1 NAME',
    'ZREM zset x',
    'ZPOPMIN zset 50',
    'ZPOPMAX zset',
    'ZMPOP 1 zset MIN COUNT 3',
    'BZPOPMIN zset 0',
    'ZREMRANGEBYRANK zset 10 60',
    'ZREMRANGEBYSCORE zset 100 200',
    'ZREMRANGEBYLEX zset - (b',
    'ZUNIONSTORE zset 1 zset',
  ],
}

test.each(Object.entries(CHANGES))(
  '%s is not disturbed by whatever changes the value',
  (request, changes) => {
    const scene = new Scene()
    for (const change of changes) {
      const whole = scene.atOnce(request)
      scene.send(request)
      scene.slice()
      expect(scene.streaming, change).toBe(true)
      expect(scene.room.say(change.replace('NAME', 'member:77:'.padEnd(120, 'x'))), change).not.toMatch(/^-/)
      expect(scene.readAll() === whole, change).toBe(true)
      scene.room.pass(20)
    }
  },
)

test('a value that is gone is freed when its last reader has it, and counts as pending', () => {
  const scene = new Scene()
  const { keyspace } = scene.room.server
  scene.room.say('DEL list hash zset')
  scene.free()
  scene.send('SMEMBERS set')
  scene.room.say('DEL set')
  scene.free()
  expect(keyspace.pendingFree()).toBe(1)
  expect(keyspace.reclaimable()).toBe(false)
  expect(keyspace.arena.used).toBeGreaterThan(100_000)
  scene.readAll()
  expect(keyspace.reclaimable()).toBe(true)
  scene.free()
  expect(keyspace.pendingFree()).toBe(0)
  expect(keyspace.arena.used).toBeLessThan(100_000)
})

test('a whole set that is popped leaves in pieces too', () => {
  const scene = new Scene()
  scene.send(`SPOP set ${MEMBERS}`, 'EXISTS set')
  expect(scene.streaming).toBe(true)
  scene.free()
  const reply = scene.readAll()
  expect(new Set(reply.match(/member:\d+:/g)).size).toBe(MEMBERS)
  expect(reply.endsWith('\r\n:0\r\n')).toBe(true)
})

test('a reader that goes away leaves nothing behind', () => {
  const scene = new Scene()
  const { keyspace } = scene.room.server
  scene.send('SMEMBERS set')
  scene.slice()
  scene.room.say(`CLIENT KILL ID ${scene.reader.id}`)
  scene.slice()
  scene.room.engine.disconnected(scene.reader)
  expect(keyspace.state.streamed).toBe(0)
  scene.room.say('DEL set')
  scene.free()
  expect(keyspace.pendingFree()).toBe(0)
})

test('messages from others do not come between', () => {
  const scene = new Scene()
  scene.send('HELLO 3', 'SUBSCRIBE news')
  scene.readAll()
  scene.send('SMEMBERS set')
  scene.slice()
  scene.room.server.pubsub.publish(Buffer.from('news'), Buffer.from('hi'))
  scene.slice()
  const reply = scene.readAll()
  expect(reply.startsWith(`~${MEMBERS}\r\n`)).toBe(true)
  expect(reply.endsWith('>3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n')).toBe(true)
})

test('in a transaction, and when nobody wants it, a reply is made at once', () => {
  const scene = new Scene()
  scene.send('MULTI', 'SMEMBERS set', 'PING', 'EXEC')
  expect(scene.streaming).toBe(false)
  expect(scene.readAll().endsWith('+PONG\r\n')).toBe(true)
  scene.send('CLIENT REPLY OFF', 'SMEMBERS set')
  expect(scene.streaming).toBe(false)
  expect(scene.readAll()).toBe('')
})

test('a reply over the output limit ends the connection', () => {
  const scene = new Scene()
  scene.room.server.store.set([['client-output-buffer-limit', 'normal 300kb 0 0']])
  scene.send('SMEMBERS set')
  for (let i = 0; i < 20 && !scene.peer.ended; i++) {
    scene.slice()
    scene.room.say('SADD set more')
  }
  expect(scene.peer.ended).toBe(true)
  expect(scene.room.server.keyspace.state.streamed).toBe(0)
})

test('fields whose time comes while the reply is under way are still in it', () => {
  const scene = new Scene()
  const [one, two] = [`member:1:`.padEnd(120, 'x'), `member:2:`.padEnd(120, 'x')]
  scene.room.say(`HPEXPIRE hash 5 FIELDS 1 ${one}`)
  scene.room.say(`HPEXPIRE hash 50 FIELDS 1 ${two}`)
  scene.room.pass(20)
  scene.send('HKEYS hash')
  scene.room.pass(100)
  scene.room.say(`HGET hash ${two}`)
  const reply = scene.readAll()
  expect(reply.startsWith(`*${MEMBERS - 1}\r\n`)).toBe(true)
  expect(reply.match(/member/g)).toHaveLength(MEMBERS - 1)
})

/**
 * SRANDMEMBER, HRANDFIELD and ZRANDMEMBER with a negative count: however large it is, and from whatever
 * encoding, others are served, and no more is kept than the collection's own size.
 */
import { expect, test } from 'vitest'
import { Scene } from './stream-scene.ts'

const ENDLESS = '9223372036854775807'
/** Half of it: as much as may be asked for with values. */
const HALF = '4611686018427387903'

function makeScene(): Scene {
  const scene = new Scene()
  scene.room.raw(['SADD', 'integers', '1', '22', '333'])
  scene.room.raw(['SADD', 'words', 'a', 'bb', 'ccc'])
  scene.room.raw(['HSET', 'fields', 'a', 'va', 'bb', 'vbb', 'ccc', 'vccc'])
  scene.room.raw(['ZADD', 'items', '1', 'a', '2', 'bb', '3', 'ccc'])
  return scene
}

type Case = {
  /** The request but for its count, and what follows that. */
  request: string
  option: string
  /** What one draw looks like, in RESP3. */
  one: RegExp
}

const CASES: Case[] = [
  { request: 'SRANDMEMBER integers', option: '', one: /\$\d\r\n(?:1|22|333)\r\n/g },
  { request: 'SRANDMEMBER words', option: '', one: /\$\d\r\n(?:a|bb|ccc)\r\n/g },
  { request: 'SRANDMEMBER set', option: '', one: /\$\d+\r\nmember:\d+:x+\r\n/g },
  { request: 'HRANDFIELD fields', option: '', one: /\$\d\r\n(?:a|bb|ccc)\r\n/g },
  {
    request: 'HRANDFIELD fields',
    option: ' WITHVALUES',
    one: /\*2\r\n\$\d\r\n(a|bb|ccc)\r\n\$\d\r\nv\1\r\n/g,
  },
  { request: 'HRANDFIELD hash', option: '', one: /\$\d+\r\nmember:\d+:x+\r\n/g },
  {
    request: 'HRANDFIELD hash',
    option: ' WITHVALUES',
    one: /\*2\r\n\$\d+\r\n(member:\d+:x+)\r\n\$\d+\r\nv\1\r\n/g,
  },
  { request: 'ZRANDMEMBER items', option: '', one: /\$\d\r\n(?:a|bb|ccc)\r\n/g },
  {
    request: 'ZRANDMEMBER items',
    option: ' WITHSCORES',
    one: /\*2\r\n\$(\d)\r\n(?:a|bb|ccc)\r\n,\1\r\n/g,
  },
  { request: 'ZRANDMEMBER zset', option: '', one: /\$\d+\r\nmember:\d+:x+\r\n/g },
  {
    request: 'ZRANDMEMBER zset',
    option: ' WITHSCORES',
    one: /\*2\r\n\$\d+\r\nmember:(\d+):x+\r\n,\1\r\n/g,
  },
]

/** The draws in a reply that has so many; checks that there is nothing else in it but its head. */
function drawsIn(reply: string, { one, option }: Case, count: number | string, resp3: boolean): string[] {
  const words = option !== '' && !resp3 ? 2n * BigInt(count) : BigInt(count)
  const head = `*${words}\r\n`
  expect(reply.slice(0, head.length)).toBe(head)
  const flat = one.source.replace(/^\\\*2\\r\\n/, '').replace(/,\\1/, '\\$\\d+\\r\\n\\1')
  const drawn = reply.slice(head.length).match(resp3 ? one : new RegExp(flat, 'g')) ?? []
  expect(drawn.join('').length).toBe(reply.length - head.length)
  return drawn
}

test.each(CASES)('$request -n$option, in pieces and at once', kind => {
  const scene = makeScene()
  for (const resp3 of [false, true]) {
    scene.send(`HELLO ${resp3 ? 3 : 2}`)
    scene.readAll()
    for (const count of [2, 50, 5000]) {
      const request = `${kind.request} -${count}${kind.option}`
      scene.send(request)
      expect(scene.streaming).toBe(count === 5000)
      const drawn = drawsIn(scene.readAll(), kind, count, resp3)
      expect(drawn.length).toBe(count)
      expect(drawsIn(scene.atOnce(request), kind, count, resp3).length).toBe(count)
      if (count === 50) expect(new Set(drawn).size).toBeGreaterThanOrEqual(3)
    }
  }
})

/** Changes a collection in place. */
const CHANGES: Record<string, string> = { S: 'SADD KEY new', H: 'HSET KEY new x', Z: 'ZADD KEY 1 new' }

test.each(CASES)('$request -9223372036854775807$option stops nobody', kind => {
  const scene = makeScene()
  const count = kind.option === '' ? ENDLESS : HALF
  const key = kind.request.split(' ')[1]!
  const { keyspace } = scene.room.server
  scene.send('HELLO 3')
  scene.readAll()
  const readSome = (): void => {
    for (let i = 0; i < 3; i++) {
      scene.slice()
      expect(scene.peer.pending()).toBeLessThan(400_000)
      scene.peer.read()
    }
  }
  scene.send(`${kind.request} -${count}${kind.option}`, 'PING')
  readSome()
  scene.room.say(CHANGES[kind.request[0]!]!.replace('KEY', key))
  expect(keyspace.state.streamed).toBe(0)
  readSome()
  scene.room.say(`DEL ${key}`)
  scene.free()
  expect(keyspace.pendingFree()).toBe(0)
  readSome()
  expect(scene.streaming).toBe(true)
  const drawn = drawsIn(scene.peer.taken, kind, count, true)
  expect(drawn.length).toBeGreaterThan(3000)
  expect(drawn.join('')).not.toContain('new')
  scene.room.engine.disconnected(scene.reader)
  expect(scene.room.engine.streams.slice()).toBe(false)
})

test('a large value that is removed is freed when its reader is gone', () => {
  const scene = makeScene()
  const { keyspace } = scene.room.server
  scene.send(`SRANDMEMBER set -${ENDLESS}`)
  scene.room.say('DEL set')
  scene.slice()
  expect(keyspace.pendingFree()).toBe(1)
  scene.room.engine.disconnected(scene.reader)
  scene.free()
  expect(keyspace.pendingFree()).toBe(0)
})

test('few draws from a large value that is about to change are made at once', () => {
  const scene = makeScene()
  scene.send('SRANDMEMBER set -2900')
  scene.room.say('SADD set new')
  expect(scene.streaming).toBe(false)
  const reply = scene.readAll()
  expect(reply.match(/member/g)).toHaveLength(2900)
  expect(reply).not.toContain('new')
})

test('fields whose time has passed are not drawn, be there ever so many', () => {
  const scene = makeScene()
  const { room } = scene
  room.raw(['HSET', 'packed', ...Array.from({ length: 100 }, (_, i) => [`p${i}`, 'v']).flat()])
  for (const key of ['hash', 'packed']) {
    const fields = scene.atOnce(`HKEYS ${key}`).match(/[mp]\S*\d\S*/g)!
    fields.splice(fields.length >>> 1, 1)
    room.raw(['HPEXPIRE', key, '5', 'FIELDS', String(fields.length), ...fields])
  }
  room.setReplica(true)
  room.pass(10)
  for (const key of ['hash', 'packed']) {
    const left = room.say(`HRANDFIELD ${key}`)
    expect(room.say(`HKEYS ${key}`)).toBe(`[${left}]`)
    for (const count of [3, 5000]) {
      scene.send(`HRANDFIELD ${key} -${count}`)
      const drawn = scene.readAll().match(/[mp]\S*\d\S*/g)!
      expect(drawn.length).toBe(count)
      expect(new Set(drawn)).toEqual(new Set([left.slice(1, -1)]))
    }
  }
})

test('a transaction may ask for a million, of half a gigabyte', () => {
  const scene = makeScene()
  const { room } = scene
  room.raw(['SADD', 'long', 'x'.repeat(100_000)])
  const inTransaction = (request: string): string => {
    scene.send('MULTI', request, 'SCARD words', 'EXEC')
    return scene.readAll().replace(/^(\+OK\r\n|\+QUEUED\r\n|\*2\r\n)+/, '')
  }
  for (const request of [
    `SRANDMEMBER words -${ENDLESS}`,
    'ZRANDMEMBER zset -1048577',
    'HRANDFIELD hash -9999999',
  ]) {
    expect(inTransaction(request)).toBe('-ERR value is out of range\r\n:3\r\n')
  }
  expect(inTransaction('SRANDMEMBER long -6000')).toBe('-ERR value is out of range\r\n:3\r\n')
  expect(inTransaction('SRANDMEMBER long -6')).toMatch(/^\*6\r\n\$100000\r\n(.|\s)*:3\r\n$/)
  expect(inTransaction('SRANDMEMBER words -1048576').match(/\$/g)).toHaveLength(1048576)
})

test('nothing is drawn for who wants no reply', () => {
  const scene = makeScene()
  scene.send(
    'CLIENT REPLY OFF',
    `SRANDMEMBER set -${ENDLESS}`,
    'MULTI',
    `HRANDFIELD hash -${ENDLESS}`,
    'EXEC',
  )
  expect(scene.streaming).toBe(false)
  scene.send('CLIENT REPLY ON')
  expect(scene.readAll()).toBe('+OK\r\n')
})

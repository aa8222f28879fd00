// Commands on keys that hold collections: COPY, DUMP and RESTORE, OBJECT ENCODING, and what overwrites them.
import { beforeEach, describe, expect, test } from 'vitest'
import { valueDigest } from '../../../../server/keyspace/digest.ts'
import { Args } from '../../../../shared/resp/args.ts'
import { value } from '../../persistence/rdb/old-forms.ts'
import { payload } from '../../persistence/rdb/value-room.ts'
import { ServerRoom } from '../server-room.ts'

let room: ServerRoom

beforeEach(() => {
  room = new ServerRoom()
})

function digest(key: string, db = 0): string {
  const { keyspace } = room.server
  keyspace.databases[db]!.peek(Args.of(key), 0)
  return valueDigest(keyspace, keyspace.databases[db]!)
}

/** The bytes of DUMP, one per character. */
function dump(key: string): string {
  const reply = room.raw(['DUMP', key])
  return reply.slice(reply.indexOf('\r\n') + 2, -2)
}

const words = (count: number, of: (i: number) => (string | number)[]) =>
  Array.from({ length: count }, (_, i) => of(i).map(String)).flat()

/** A value of each type in each encoding, under a key that says so. */
function makeAll(): Map<string, string> {
  const made = new Map<string, string>()
  const make = (encoding: string, key: string, command: string, args: string[]) => {
    room.raw([command, key, ...args])
    made.set(key, encoding)
  }
  make('listpack', 'small list', 'RPUSH', ['a', '', '12', '-70000'])
  make(
    'quicklist',
    'large list',
    'RPUSH',
    words(2000, i => [`element ${i}`]),
  )
  make('intset', 'integers', 'SADD', ['1', '-70000', '9223372036854775807'])
  make('listpack', 'small set', 'SADD', ['a', '', '12'])
  make(
    'hashtable',
    'large set',
    'SADD',
    words(1500, i => [`member ${i}`]),
  )
  make('hashtable', 'large set of few', 'SADD', ['a', 'x'.repeat(65)])
  make('listpack', 'small zset', 'ZADD', ['1', 'a', '2.5', 'b', 'inf', 'c'])
  make(
    'skiplist',
    'large zset',
    'ZADD',
    words(1500, i => [i % 50, `member ${i}`]),
  )
  make('skiplist', 'large zset of few', 'ZADD', ['1', 'a', '2', 'x'.repeat(65)])
  make('listpack', 'small hash', 'HSET', ['f', 'v', 'n', '1'])
  make(
    'hashtable',
    'large hash',
    'HSET',
    words(1500, i => [`field ${i}`, `value ${i}`]),
  )
  make('hashtable', 'large hash of few', 'HSET', ['f', 'x'.repeat(65)])
  make('listpackex', 'small timed hash', 'HSET', ['f', 'v', 'g', 'w', 'h', 'x'])
  make(
    'hashtable',
    'large timed hash',
    'HSET',
    words(1500, i => [`field ${i}`, `value ${i}`]),
  )
  room.raw(['HPEXPIRE', 'small timed hash', '50000', 'FIELDS', '1', 'g'])
  room.raw(['HPEXPIRE', 'large timed hash', '50000', 'FIELDS', '2', 'field 7', 'field 9'])
  make('embstr', 'string', 'SET', ['value'])
  return made
}

const encoding = (key: string) => room.raw(['OBJECT', 'ENCODING', key]).split('\r\n')[1]

describe('values of every type and encoding', () => {
  test('COPY gives the same value in the same encoding, with its expiry, to any database', () => {
    const made = makeAll()
    room.raw(['PEXPIRE', 'large hash', '70000'])
    for (const [key, name] of made) {
      expect([key, encoding(key)]).toEqual([key, name])
      expect(room.raw(['COPY', key, 'copied'])).toBe(':1\r\n')
      expect(room.raw(['COPY', key, 'copied'])).toBe(':0\r\n')
      expect([key, digest('copied'), encoding('copied')]).toEqual([key, digest(key), name])
      expect(dump('copied')).toBe(dump(key))
      expect(room.raw(['PTTL', 'copied'])).toBe(room.raw(['PTTL', key]))
      expect(room.raw(['COPY', key, 'small list', 'DB', '3', 'REPLACE'])).toBe(':1\r\n')
      expect(digest('small list', 3)).toBe(digest(key))
      expect(room.raw(['COPY', key, 'copied', 'REPLACE'])).toBe(':1\r\n')
      expect(room.raw(['DEL', 'copied'])).toBe(':1\r\n')
    }
  })

  test('a copy is a value of its own', () => {
    for (const key of makeAll().keys()) {
      const before = digest(key)
      room.raw(['COPY', key, 'copied'])
      room.raw(['DEL', key])
      room.raw(['RPUSH', 'other', ...words(3000, i => [i])])
      expect(digest('copied')).toBe(before)
      room.raw(['DEL', 'copied', 'other'])
    }
    room.server.keyspace.flushAll()
    while (room.server.keyspace.reclaim());
    expect(room.server.keyspace.arena.used).toBe(0)
  })

  test('the times of fields are copied, restored, and come true', () => {
    makeAll()
    for (const key of ['small timed hash', 'large timed hash']) {
      const field = key.startsWith('small') ? 'g' : 'field 7'
      room.raw(['COPY', key, 'copied', 'REPLACE'])
      room.raw(['RESTORE', 'restored', '0', dump(key), 'REPLACE'])
      for (const other of [key, 'copied', 'restored']) {
        expect(room.raw(['HPTTL', other, 'FIELDS', '2', field, 'none'])).toBe('*2\r\n:50000\r\n:-2\r\n')
      }
    }
    room.pass(50_001)
    for (const other of ['copied', 'restored']) {
      expect(room.raw(['HEXISTS', other, 'field 7'])).toBe(':0\r\n')
      expect(room.raw(['HEXISTS', other, 'field 8'])).toBe(':1\r\n')
    }
  })

  test('RESTORE of a DUMP gives the value, an expiry and an idle time', () => {
    for (const key of makeAll().keys()) {
      const dumped = dump(key)
      const before = digest(key)
      expect(room.raw(['RESTORE', 'r', '0', dumped])).toBe('+OK\r\n')
      expect([key, digest('r'), dump('r') === dumped || encoding('r') !== encoding(key)]).toEqual([
        key,
        before,
        true,
      ])
      expect(room.raw(['RESTORE', 'r', '0', dumped])).toBe('-BUSYKEY Target key name already exists.\r\n')
      expect(room.raw(['RESTORE', 'r', '5000', dumped, 'REPLACE', 'IDLETIME', '100'])).toBe('+OK\r\n')
      expect(room.raw(['PTTL', 'r'])).toBe(':5000\r\n')
      expect(room.raw(['OBJECT', 'IDLETIME', 'r'])).toBe(':100\r\n')
      room.raw(['DEL', 'r'])
    }
  })

  test('RESTORE of a value whose time has passed deletes what was there, and keeps nothing', () => {
    makeAll()
    const dumped = dump('large set')
    const { keyspace } = room.server
    while (keyspace.reclaim());
    const used = keyspace.arena.used
    room.raw(['SET', 'r', '1'])
    expect(room.raw(['RESTORE', 'r', '1', dumped, 'REPLACE', 'ABSTTL'])).toBe('+OK\r\n')
    expect(room.raw(['EXISTS', 'r'])).toBe(':0\r\n')
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(used)
  })

  test('a payload that is damaged behind its checksum is refused, and the key keeps what it holds', () => {
    room.say('RPUSH k 1 2')
    const empty = payload(value(2, 0)).toString('latin1')
    expect(room.raw(['RESTORE', 'k', '0', empty, 'REPLACE'])).toBe('-ERR Bad data format\r\n')
    expect(room.raw(['RESTORE', 'other', '0', empty])).toBe('-ERR Bad data format\r\n')
    expect(room.logged()).toEqual(['RPUSH k 1 2'])
    expect(room.say('LRANGE k 0 -1')).toBe('["1" "2"]')
  })

  test('what overwrites a large value frees it bit by bit', () => {
    const { keyspace } = room.server
    makeAll()
    const string = dump('string')
    const overwrites = (key: string): string[][] => [
      ['SET', key, 'v'],
      ['SETEX', key, '100', 'v'],
      ['PSETEX', key, '100000', 'v'],
      ['MSET', key, 'v'],
      ['COPY', 'string', key, 'REPLACE'],
      ['RENAME', 'another', key],
      ['DEL', key],
      ['UNLINK', key],
      ['RESTORE', key, '0', string, 'REPLACE'],
    ]
    for (const key of ['large list', 'large set', 'large zset', 'large hash', 'large timed hash']) {
      for (const words of overwrites(key)) {
        makeAll()
        room.raw(['SET', 'another', '1'])
        while (keyspace.reclaim());
        const used = keyspace.arena.used
        expect(room.raw(words)).toMatch(/^(\+OK|:1)/)
        expect(keyspace.pendingFree()).toBe(1)
        while (keyspace.reclaim());
        expect(keyspace.pendingFree()).toBe(0)
        expect(keyspace.arena.used).toBeLessThan(used - 10_000)
        if (words[0] !== 'DEL' && words[0] !== 'UNLINK') expect(room.raw(['TYPE', key])).toBe('+string\r\n')
        room.raw(['FLUSHALL'])
      }
    }
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(0)
  })

  test('the memory of a key is counted exactly', () => {
    const { keyspace } = room.server
    const { records } = keyspace
    const counted = () => {
      const { table, expires, timedHashes } = keyspace.databases[0]!
      let bytes = table.overhead() + expires.overhead() + timedHashes.overhead()
      table.each(ref => {
        bytes += records.footprint(ref, keyspace.others)
      })
      return bytes
    }
    makeAll()
    while (keyspace.reclaim());
    expect(counted()).toBe(keyspace.arena.used)
    for (const line of [
      ['RPUSH', 'large list', ...words(900, i => [`more ${i}`])],
      ['LREM', 'large list', '1', 'element 77'],
      ['LPOP', 'large list', '700'],
      ['SREM', 'large set', ...words(700, i => [`member ${i}`])],
      ['ZADD', 'large zset', ...words(900, i => [i, `more ${i}`])],
      ['ZREMRANGEBYRANK', 'large zset', '5', '800'],
      ['HSET', 'large hash', ...words(900, i => [`field ${i}`, `another value, and longer ${i}`])],
      ['HDEL', 'large hash', ...words(700, i => [`field ${i * 2}`])],
      ['SPOP', 'large set', '300'],
      ['HPEXPIRE', 'large timed hash', '50000', 'FIELDS', '200', ...words(200, i => [`field ${i}`])],
      ['HPERSIST', 'large timed hash', 'FIELDS', '150', ...words(150, i => [`field ${i}`])],
    ]) {
      room.raw(line)
      while (keyspace.reclaim());
      expect([line[0], counted()]).toEqual([line[0], keyspace.arena.used])
    }
  })

  test('SCAN finds keys by type', () => {
    const made = makeAll()
    const found = ['string', 'list', 'set', 'zset', 'hash', 'stream'].map(type => {
      const reply = room.say(`SCAN 0 COUNT 1000 TYPE ${type}`)
      return (reply.match(/"[^"]+"/g)?.length ?? 1) - 1
    })
    expect(found).toEqual([1, 2, 4, 3, 5, 0])
    expect(found.reduce((a, b) => a + b)).toBe(made.size)
  })
})

describe('string commands on collections', () => {
  const WRONG = '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n'
  const refused = [
    'GET k', 'GETDEL k', 'GETEX k', 'GETEX k EX 10', 'GETSET k v', 'SET k v GET', 'APPEND k v', 'STRLEN k',
    'GETRANGE k 0 1', 'SUBSTR k 0 1', 'SETRANGE k 0 v', 'INCR k', 'DECR k', 'INCRBY k 1', 'DECRBY k 1',
    'INCRBYFLOAT k 1',
  ] // biome-ignore format: a table
  const makers = ['RPUSH k a', 'SADD k a', 'SADD k 1', 'ZADD k 1 a', 'HSET k f v']

  test.each(makers)('%s: refused, and nothing changes', maker => {
    room.say(maker)
    const before = digest('k')
    for (const line of refused) expect([line, room.raw(line.split(' '))]).toEqual([line, WRONG])
    expect(room.say('MGET k none')).toBe('[(nil) (nil)]')
    expect(room.say('SETNX k v')).toBe(':0')
    expect(room.say('MSETNX k v other v')).toBe(':0')
    expect(room.say('SET k v NX')).toBe('(nil)')
    expect(room.say('LCS k k')).toBe('-ERR The specified keys must contain string values')
    expect(digest('k')).toBe(before)
    expect(room.logged()).toEqual([maker])
    expect(room.say('SET k v')).toBe('+OK')
    expect(room.say('GET k')).toBe('"v"')
  })
})

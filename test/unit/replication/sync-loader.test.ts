// Taking in the payload of a full sync with collections: whole, in pieces, damaged, and given up half way.
import { describe, expect, test } from 'vitest'
import { dataDigest } from '../../../server/keyspace/digest.ts'
import { RdbError } from '../../../server/persistence/rdb/rdb-error.ts'
import { SyncLoader } from '../../../server/replication/sync-loader.ts'
import { ServerRoom } from '../commands/server-room.ts'
import { double, int64, string, value } from '../persistence/rdb/old-forms.ts'
import { stream } from '../persistence/rdb/recorder.ts'

const entry = (type: number, key: string, ...rest: (Uint8Array | number)[]) =>
  value(type, string(key), ...rest)
const many = Array.from({ length: 60 }, (_, i) => string(`element number ${i}`))
const LATER = 1_900_000_000_000

const payload = stream(
  writer => {
    const put = (bytes: Buffer) => writer.raw(bytes, 0, bytes.length)
    writer.selectDb(0)
    put(entry(1, 'list', 60, ...many))
    writer.expireMs(LATER)
    put(entry(2, 'set', 2, string('a'), string('b')))
    writer.selectDb(3)
    writer.idle(77)
    put(entry(5, 'zset', 2, string('a'), double(1), string('b'), double(2)))
    put(entry(24, 'hash', int64(LATER), 2, 1, string('f'), string('v'), 0, string('g'), string('w')))
    put(entry(4, 'large', 2, string('f'), string('x'.repeat(100)), string('g'), string('')))
  },
  { compression: false },
)

function room(mode = 'disabled'): ServerRoom {
  const made = new ServerRoom({ 'repl-diskless-load': mode })
  made.say('SET old 1')
  made.say('RPUSH list old')
  made.say('HSET timed f v')
  made.say('HPEXPIRE timed 5000 FIELDS 1 f')
  return made
}

function load(into: ServerRoom, bytes: Uint8Array, size: number): SyncLoader {
  const loader = new SyncLoader(into.server, () => {})
  for (let at = 0; at < bytes.length; ) {
    at += loader.push(bytes, at, Math.min(size, bytes.length - at))
    // A client reads meanwhile, through the same flyweights.
    into.say('HGETALL timed')
    into.say('LRANGE list 0 -1')
  }
  return loader
}

/** Bytes in use when everything is removed. */
function leaked(of: ServerRoom): number {
  const { keyspace } = of.server
  keyspace.flushAll()
  while (keyspace.reclaim());
  return keyspace.arena.used
}

describe.each(['disabled', 'flush-before-load'])('a full sync, repl-diskless-load %s', mode => {
  test.each([1, 7, 50, 100_000])('comes %d bytes at a time', size => {
    const replica = room(mode)
    const loader = load(replica, payload, size)
    expect([loader.done, loader.keys]).toEqual([true, 5])
    loader.commit()
    expect(replica.say('EXISTS old timed')).toBe(':0')
    expect(replica.say('LLEN list')).toBe(':60')
    expect(replica.say('SMEMBERS set')).toBe('["a" "b"]')
    expect(replica.say('PEXPIRETIME set')).toBe(`:${LATER}`)
    replica.say('SELECT 3')
    expect(replica.say('OBJECT IDLETIME zset')).toBe(':77')
    expect(replica.say('ZRANGE zset 0 -1 WITHSCORES')).toBe('["a" "1" "b" "2"]')
    expect(replica.say('HPEXPIRETIME hash FIELDS 2 f g')).toBe(`[:${LATER} :-1]`)
    expect(replica.say('OBJECT ENCODING large')).toBe('"hashtable"')
    // The index of hashes with times came with the data.
    replica.pass(LATER - replica.now + 1)
    expect(replica.say('HGETALL hash')).toBe('["g" "w"]')
    expect(leaked(replica)).toBe(0)
  })

  test('that breaks off anywhere leaves nothing behind', () => {
    for (let cut = 1; cut < payload.length; cut += 41) {
      const replica = room(mode)
      const before = dataDigest(replica.server.keyspace)
      const loader = new SyncLoader(replica.server, () => {})
      loader.push(payload, 0, cut)
      loader.abort()
      if (mode === 'disabled' || cut < 9) expect(dataDigest(replica.server.keyspace)).toBe(before)
      else expect(replica.server.keyspace.keys()).toBe(0)
      expect(replica.server.loading).toBe(false)
      expect(leaked(replica)).toBe(0)
    }
  })

  test('that is damaged is refused, with the place', () => {
    const broken = Buffer.from(payload)
    const at = broken.indexOf('element number 58')
    broken[at - 1] = 0xff
    const replica = room(mode)
    const loader = new SyncLoader(replica.server, () => {})
    expect(() => loader.push(broken, 0, broken.length)).toThrow(RdbError)
    expect(() => loader.push(broken, 0, broken.length)).toThrow(`already refused at byte offset ${at - 1}`)
    loader.abort()
    expect(leaked(replica)).toBe(0)
  })
})

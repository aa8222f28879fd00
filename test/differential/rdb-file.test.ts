// RDB files and DUMP payloads, both ways between our codec and a real redis-server.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dumpString, readDumpString, verifyDumpPayload } from '../../server/persistence/rdb/dump-payload.ts'
import { matchGlob } from '../../shared/bytes/glob.ts'
import { put, read, stream } from '../unit/persistence/rdb/recorder.ts'
import { type RealRedis, startRedis } from './real-redis.ts'

const FAR = 4_000_000_000_123 // an expiry, unix ms
const LIBRARY = "#!lua name=lib\nredis.register_function('f', function() return 1 end)"

/** Values that take every path: integers of each width, near misses, plain, compressible, long, binary. */
function sampleValues(): Map<string, Buffer> {
  const values = new Map<string, Buffer>()
  const integers = [
    '0',
    '-1',
    '127',
    '128',
    '-128',
    '-129',
    '32767',
    '32768',
    '-32769',
    '2147483647',
    '2147483648',
  ]
  const near = ['-2147483648', '-2147483649', '9223372036854775807', '007', '-0', '1.5', ' 1', '', 'x']
  for (const text of [...integers, ...near]) values.set(`v:${text}`, Buffer.from(text))
  for (const size of [19, 20, 21, 22, 23, 63, 64, 300, 16383, 16384, 70_000, 1_500_000]) {
    values.set(`run:${size}`, Buffer.alloc(size, 'r'))
    values.set(`cycle:${size}`, Buffer.alloc(size, 'abcdefghij-0123456789'))
    values.set(
      `noise:${size}`,
      Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * i * 31 + i) >>> 3)),
    )
  }
  values.set('12345', Buffer.from('key that is an integer'))
  values.set('k'.repeat(200), Buffer.from('key that compresses'))
  values.set('\xff\x00\x80', Buffer.from([0, 255, 128, 10, 13]))
  return values
}

const latin1 = (bytes: Buffer) => bytes.toString('latin1')
const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('files and payloads against a real Redis', () => {
  const values = sampleValues()
  let redis: RealRedis
  beforeEach(async () => {
    redis = await startRedis()
  })
  afterEach(() => redis.stop())

  async function fill(client = redis.client): Promise<void> {
    for (const [key, value] of values) await client.set(bytes(key), value)
    await client.pexpireat('v:0', FAR)
  }

  it.each([
    { compression: true, checksum: true },
    { compression: true, checksum: true, lzfMaxLength: 1e9 },
    { compression: false, checksum: false },
  ])('Redis loads what we write: %j', async options => {
    await fill()
    const digest = await redis.client.debug('DIGEST')
    const file = stream(writer => {
      writer.aux('redis-ver', '7.2.0')
      writer.aux('repl-stream-db', '0')
      writer.functionLibrary(Buffer.from(LIBRARY))
      writer.selectDb(0)
      writer.resizeDb(values.size, 1)
      for (const [key, value] of values) {
        if (key === 'v:0') writer.expireMs(FAR)
        put(writer, key, value)
      }
    }, options)
    await writeFile(join(redis.dir, 'dump.rdb'), file)
    redis = await redis.restart()
    expect(await redis.client.debug('DIGEST')).toBe(digest)
    expect(await redis.client.pexpiretime('v:0')).toBe(FAR)
    for (const [key, value] of values) expect(await redis.client.getBuffer(bytes(key))).toEqual(value)
    expect(await redis.client.call('fcall', 'f', '0')).toBe(1)
  })

  it.each(['yes', 'no'])('we read what Redis saves, rdbcompression %s', async compression => {
    await redis.client.config('SET', 'rdbcompression', compression)
    await fill()
    await redis.client.call('function', 'load', LIBRARY)
    await redis.client.select(3)
    await redis.client.set('in-three', '3')
    await redis.client.save()
    const file = await readFile(join(redis.dir, 'dump.rdb'))
    for (const sizes of [[file.length], [1, 9, 100, 4096], [65_536]]) {
      const { events, values: got } = read(file, sizes)
      for (const [key, value] of values) expect(got.get(key), key).toEqual(value)
      expect(got.size).toBe(values.size + 1)
      expect(events[0]).toBe('header 10')
      expect(events).toContain('aux redis-ver=7.0.15')
      expect(events).toContain(`resize ${values.size} 1`)
      expect(events).toContain(`function ${LIBRARY}`)
      expect(events).toContain(`v:0=0 ${FAR} -1 -1`)
      expect(events.slice(-4)).toEqual(['db 3', 'resize 1 0', 'in-three=3 -1 -1 -1', 'end'])
    }
  })

  it('idle times and LFU counters go both ways', async () => {
    for (const [policy, attribute] of [
      ['allkeys-lru', 'idle'],
      ['allkeys-lfu', 'freq'],
    ] as const) {
      const file = stream(writer => {
        writer.selectDb(0)
        if (attribute === 'idle') writer.idle(100_000)
        else writer.freq(200)
        put(writer, 'k', 'v')
      })
      await writeFile(join(redis.dir, 'dump.rdb'), file)
      redis = await redis.restart(['--maxmemory-policy', policy])
      const shown = Number(await redis.client.call('object', attribute === 'idle' ? 'idletime' : 'freq', 'k'))
      expect(shown).toBeGreaterThanOrEqual(attribute === 'idle' ? 100_000 : 190)
      expect(shown).toBeLessThanOrEqual(attribute === 'idle' ? 100_060 : 200)
      await redis.client.save()
      const saved = read(await readFile(join(redis.dir, 'dump.rdb'))).events.find(e => e.startsWith('k='))!
      const [, , idle, freq] = saved.split(' ').map(Number)
      expect(attribute === 'idle' ? idle : freq).toBeGreaterThanOrEqual(attribute === 'idle' ? 100_000 : 190)
      expect(attribute === 'idle' ? freq : idle).toBe(-1)
    }
  })

  it('a file of other types is refused with type, key and offset', async () => {
    await redis.client.rpush('numbers', '1', '2')
    await redis.client.save()
    const file = await readFile(join(redis.dir, 'dump.rdb'))
    expect(() => read(file)).toThrow(
      /^values of type list-quicklist-2 \(18\) are not supported, key 'numbers', at byte offset \d+$/,
    )
  })

  it('DUMP payloads are the same bytes, and RESTORE takes ours', async () => {
    await fill()
    for (const [key, value] of values) {
      const theirs = (await redis.client.dumpBuffer(bytes(key))) as unknown as Buffer
      const ours = Buffer.from(dumpString(value, 0, value.length))
      expect(ours.equals(theirs), key).toBe(true)
      expect(verifyDumpPayload(theirs, 0, theirs.length)).toBe(true)
      expect(Buffer.from(readDumpString(theirs, 0, theirs.length)!.copy())).toEqual(value)
      await redis.client.restore('restored', 0, ours, 'REPLACE')
      expect(await redis.client.getBuffer('restored')).toEqual(value)
    }
  })
})

describe('patterns against a real Redis', () => {
  let redis: RealRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  it('KEYS answers the same for random patterns', async () => {
    let state = 7
    const below = (n: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n
    const word = (most: number, alphabet: string) =>
      Array.from({ length: below(most + 1) }, () => alphabet[(below(1 << 20) >>> 8) % alphabet.length]).join(
        '',
      )
    const keys = new Set([''])
    for (let i = 0; i < 300; i++) keys.add(word(6, i % 2 ? 'abc' : 'ab]c[^-\\*?'))
    await redis.client.mset(...[...keys].flatMap(key => [bytes(key), '1']))
    const patterns = Array.from({ length: 2000 }, (_, i) => word(9, i % 2 ? 'ab]c[^-\\*?' : 'ab*?[]^-'))
    const pipeline = redis.client.pipeline()
    for (const pattern of patterns) pipeline.keysBuffer(pattern)
    const replies = (await pipeline.exec())!
    patterns.forEach((pattern, i) => {
      if (pattern === '*') return
      const p = bytes(pattern)
      const mine = [...keys].filter(k => matchGlob(p, 0, p.length, bytes(k), 0, k.length, false))
      expect(mine.sort(), pattern).toEqual((replies[i]![1] as Buffer[]).map(latin1).sort())
    })
  })
})

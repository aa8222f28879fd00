// The snapshot of big values: written in pieces while commands go on, and still what was there when it began.
import { describe, expect, test } from 'vitest'
import { dataDigest } from '../../../server/keyspace/digest.ts'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { RdbWriter } from '../../../server/persistence/rdb/rdb-writer.ts'
import { SyncLoader } from '../../../server/replication/sync-loader.ts'
import { ServerRoom } from '../commands/server-room.ts'
import { SeededRandom } from '../replication/network.ts'

const PIECE = 64 * 1024

class Subject {
  readonly room = new ServerRoom({ 'set-max-listpack-entries': '16', 'hash-max-listpack-entries': '16' })
  readonly random: SeededRandom

  constructor(seed: number) {
    this.random = new SeededRandom(seed)
  }

  get keyspace() {
    return this.room.server.keyspace
  }

  /** Runs a command; its reply in short. */
  say(...words: (string | number)[]): string {
    return this.room.raw(words.map(String))
  }

  /** Makes a big value of each type, some small ones, and as many strings. */
  fill(db: number): void {
    const { random } = this
    this.say('SELECT', db)
    for (let i = 0; i < 2; i++) {
      const size = 1000 + random.below(2500)
      const batch = (of: (n: number) => (string | number)[]) =>
        Array.from({ length: size }, (_, n) => of(n)).flat()
      this.say('RPUSH', `list${i}`, ...batch(n => [`element ${n} ${'x'.repeat(n % 60)}`]))
      this.say('SADD', `set${i}`, ...batch(n => [`member ${n} ${'y'.repeat(n % 60)}`]))
      this.say('HSET', `hash${i}`, ...batch(n => [`field ${n}`, `value ${n} ${'z'.repeat(n % 50)}`]))
      this.say('ZADD', `zset${i}`, ...batch(n => [(n * 7919) % 1009, `scored ${n}`]))
      this.say('SET', `string${i}`, 's'.repeat(300_000 + random.below(300_000)))
      this.say('HPEXPIRE', `hash${i}`, 9_000_000, 'FIELDS', 2, 'field 3', 'field 5')
      this.say('RPUSH', `small${i}`, 1, 2, 3)
    }
    for (let i = 0; i < 300; i++) this.say('SET', `key${i}`, i)
  }

  /** One change of any kind to a key that may be big. */
  change(): void {
    const { random } = this
    const i = random.below(4)
    const n = random.below(3000)
    this.say('SELECT', random.below(2))
    const changes: (string | number)[][] = [
      ['RPUSH', `list${i}`, n],
      ['LPOP', `list${i}`, 1 + random.below(5)],
      ['LSET', `list${i}`, n, 'changed'],
      ['SADD', `set${i}`, n],
      ['SREM', `set${i}`, `member ${n}`],
      ['SPOP', `set${i}`, 3],
      ['HSET', `hash${i}`, `field ${n}`, 'changed'],
      ['HDEL', `hash${i}`, `field ${n}`],
      ['HPEXPIRE', `hash${i}`, 5_000_000, 'FIELDS', 1, `field ${n}`],
      ['ZADD', `zset${i}`, n, `scored ${random.below(3000)}`],
      ['ZPOPMIN', `zset${i}`, 2],
      ['APPEND', `string${i}`, 'more'],
      ['SETRANGE', `string${i}`, n, 'here'],
      ['SET', `${['list', 'set', 'hash', 'zset', 'string'][random.below(5)]}${i}`, n],
      ['DEL', `${['list', 'set', 'hash', 'zset', 'string'][random.below(5)]}${i}`],
      ['RENAME', `list${i}`, `renamed${i}`],
      ['COPY', `hash${i}`, `copied${random.below(3)}`],
      ['PEXPIRE', `zset${i}`, 1_000_000],
      ['PERSIST', `zset${i}`],
      ['MOVE', `set${i}`, random.below(2)],
      ['SINTERSTORE', `stored${i}`, `set${i}`, `set${random.below(4)}`],
      ['SORT', `list${i}`, 'ALPHA', 'STORE', `sorted${i}`],
      ['SWAPDB', 0, 1],
      ['SET', `key${n % 400}`, n],
    ]
    const kind = random.below(changes.length * 4)
    if (kind < changes.length) this.say(...changes[kind]!)
    else this.say('SET', `key${n % 400}`, n)
    if (random.below(200) === 0) this.say('FLUSHDB')
  }
}

/** A keyspace with what the stream holds. */
function loaded(rdb: Uint8Array): ServerRoom {
  const room = new ServerRoom()
  const loader = new SyncLoader(room.server, () => {})
  let at = 0
  while (!loader.done) at += loader.push(rdb, at, Math.min(50_000, rdb.length - at))
  loader.commit()
  return room
}

describe('a snapshot of big values', () => {
  test.each([1, 2])('that change under it is what was there (seed %i)', seed => {
    const subject = new Subject(seed)
    const { keyspace, random } = subject
    subject.fill(0)
    subject.fill(1)
    for (let round = 0; round < 2; round++) {
      const then = dataDigest(keyspace)
      const chunks: Uint8Array[] = []
      const writer = new RdbWriter((chunk, length) => chunks.push(Buffer.from(chunk.subarray(0, length))), {
        lzfMaxLength: PIECE,
      })
      writer.header(12)
      const snapshot = new Snapshot(keyspace, writer, 'noeviction')
      for (;;) {
        for (let n = random.below(3); n > 0; n--) subject.change()
        keyspace.reclaim()
        if (!snapshot.step()) break
      }
      writer.eof()
      expect(dataDigest(loaded(Buffer.concat(chunks)).server.keyspace)).toBe(then)
      expect(keyspace.snapshotRunning).toBe(false)
    }
    keyspace.flushAll()
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(0)
  })

  test('writes a piece at a time when nobody disturbs', () => {
    const subject = new Subject(5)
    subject.fill(0)
    const then = dataDigest(subject.keyspace)
    const chunks: Uint8Array[] = []
    const writer = new RdbWriter((chunk, length) => chunks.push(Buffer.from(chunk.subarray(0, length))), {
      lzfMaxLength: PIECE,
    })
    writer.header(12)
    const snapshot = new Snapshot(subject.keyspace, writer, 'noeviction')
    let most = 0
    for (let before = 0, more = true; more; before = writer.bytesWritten) {
      more = snapshot.step()
      most = Math.max(most, writer.bytesWritten - before)
    }
    writer.eof()
    // A piece, and the small values of a bucket before it.
    expect(most).toBeLessThan(2 * PIECE + 16_384)
    expect(writer.bytesWritten).toBeGreaterThan(20 * PIECE)
    expect(dataDigest(loaded(Buffer.concat(chunks)).server.keyspace)).toBe(then)
  })

  test('finishes the value at once that is about to change, and no other', () => {
    const subject = new Subject(6)
    subject.fill(0)
    for (const type of ['list', 'set', 'hash', 'zset', 'string'])
      for (const i of [1, 2]) subject.say('DEL', `${type}${i}`)
    let written = 0
    const writer = new RdbWriter((_, length) => {
      written += length
    })
    const snapshot = new Snapshot(subject.keyspace, writer, 'noeviction')
    const sizes = new Map<string, number>()
    for (const key of ['key7', 'list0', 'zset0', 'hash0', 'set0', 'string0']) {
      const before = writer.bytesWritten
      const words: Record<string, string[]> = { list: ['LPUSH', key, 'x'], zset: ['ZADD', key, '1', 'x'] }
      subject.say(...(words[key.slice(0, -1)] ?? ['PEXPIRE', key, '5000000']))
      sizes.set(key, writer.bytesWritten - before)
    }
    expect(sizes.get('key7')).toBeLessThan(2000)
    for (const key of ['list0', 'zset0', 'hash0', 'set0']) expect(sizes.get(key)).toBeGreaterThan(20_000)
    while (snapshot.step());
    expect(written).toBeGreaterThan(0)
  })
})

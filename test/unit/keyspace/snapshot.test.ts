// The forkless snapshot: what it writes is the keyspace as it was when it began, whatever happens during the walk.

import { describe, expect, test } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import { RdbWriter } from '../../../server/persistence/rdb/rdb-writer.ts'
import { read } from '../persistence/rdb/recorder.ts'
import { SeededRandom } from '../replication/network.ts'

const KEYS = 4000

class Subject {
  readonly keyspace: Keyspace
  readonly random: SeededRandom

  constructor(seed: number) {
    this.random = new SeededRandom(seed)
    this.keyspace = new Keyspace(4, this.random)
    this.keyspace.state.setNow(1000)
  }

  set(db: number, key: string, value: string, expireAt = -1): void {
    const bytes = Buffer.from(value)
    this.locate(db, key).set(bytes, 0, bytes.length, expireAt)
  }

  /** True when it was there. */
  remove(db: number, key: string): boolean {
    const bytes = Buffer.from(key)
    const database = this.keyspace.databases[db]!
    if (database.writeKey(bytes, 0, bytes.length) === 0) return false
    database.remove()
    return true
  }

  private locate(db: number, key: string) {
    const bytes = Buffer.from(key)
    const database = this.keyspace.databases[db]!
    database.writeKey(bytes, 0, bytes.length)
    return database
  }

  /** One change of any kind. */
  change(): void {
    const { random, keyspace } = this
    const db = random.below(4)
    const key = `k${random.below(KEYS)}`
    const kind = random.below(100)
    if (kind < 40) this.set(db, key, `${random.below(1e6)}`)
    else if (kind < 50) this.set(db, key, 'long'.repeat(random.below(1200)))
    else if (kind < 60) this.set(db, key, 'with expiry', 1e9 + random.below(1e6))
    else if (kind < 97) this.remove(db, key)
    else if (kind === 97) keyspace.swap(keyspace.databases[db]!, keyspace.databases[random.below(4)]!)
    else if (kind === 98 && random.below(30) === 0) keyspace.flush(keyspace.databases[db]!)
    else keyspace.reclaim()
  }

  dump(): string[] {
    const { keyspace } = this
    const { records } = keyspace
    const lines: string[] = []
    for (const { index, table } of keyspace.databases) {
      table.each(ref => {
        records.load(ref)
        const { bytes, keyAt, keyLength, valueBytes, valueAt, valueLength, expireAt } = records
        const key = Buffer.from(bytes.subarray(keyAt, keyAt + keyLength)).toString()
        const value = Buffer.from(valueBytes.subarray(valueAt, valueAt + valueLength)).toString()
        lines.push(line(index, key, value, expireAt))
      })
    }
    return lines.toSorted()
  }
}

function line(db: number, key: string, value: string, expireAt: number): string {
  return `${db} ${key}=${value.length > 100 ? `${value.length} bytes` : value} ${expireAt} -1 -1`
}

/** The entries of an RDB stream as `dump` writes them, each as often as it stands there. */
function entries(rdb: Uint8Array): string[] {
  let db = 0
  const lines: string[] = []
  for (const event of read(rdb).events) {
    const select = /^db (\d+)$/.exec(event)
    if (select !== null) db = Number(select[1])
    else if (/^k\d+=/.test(event)) lines.push(`${db} ${event}`)
  }
  return lines.toSorted()
}

class Writing {
  readonly chunks: Uint8Array[] = []
  readonly writer = new RdbWriter((chunk, length) => this.chunks.push(chunk.slice(0, length)))

  constructor() {
    this.writer.header()
  }

  finish(): Uint8Array {
    this.writer.eof()
    return Buffer.concat(this.chunks)
  }
}

describe('a snapshot', () => {
  test.each([1, 2, 3, 4, 5, 6])('of a keyspace that changes under it is what was there (seed %i)', seed => {
    const subject = new Subject(seed)
    const { keyspace, random } = subject
    for (let i = 0; i < KEYS * 3; i++) subject.change()
    for (let round = 0; round < 3; round++) {
      const then = subject.dump()
      const writing = new Writing()
      const snapshot = new Snapshot(keyspace, rdbForm(writing.writer), 'noeviction')
      expect(snapshot.keys).toBe(then.length)
      for (;;) {
        for (let n = random.below(400); n > 0; n--) subject.change()
        if (!snapshot.step()) break
      }
      expect(entries(writing.finish())).toEqual(then)
      expect(keyspace.snapshotRunning).toBe(false)
    }
    for (const db of keyspace.databases) keyspace.flush(db)
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(0)
  })

  test('stopped in the middle leaves the keyspace as it is, ready for the next', () => {
    const subject = new Subject(9)
    for (let i = 0; i < KEYS; i++) subject.change()
    const first = new Snapshot(subject.keyspace, rdbForm(new Writing().writer), 'noeviction')
    first.step()
    expect(() => new Snapshot(subject.keyspace, rdbForm(new Writing().writer), 'noeviction')).toThrow(
      'one snapshot',
    )
    first.stop()
    expect(first.step()).toBe(false)
    const then = subject.dump()
    const writing = new Writing()
    const second = new Snapshot(subject.keyspace, rdbForm(writing.writer), 'noeviction')
    while (second.step());
    expect(entries(writing.finish())).toEqual(then)
  })

  test('tells the sizes of the databases first, and the access clock when the policy needs it', () => {
    const subject = new Subject(1)
    const { state } = subject.keyspace
    subject.set(0, 'k1', 'v')
    subject.set(2, 'k2', 'v', 1e12)
    state.setNow(8000)
    const write = (policy: string) => {
      const writing = new Writing()
      const snapshot = new Snapshot(subject.keyspace, rdbForm(writing.writer), policy)
      while (snapshot.step());
      return read(writing.finish()).events
    }
    expect(write('noeviction')).toEqual(
      ['header 10', 'db 0', 'resize 1 0', 'db 2', 'resize 1 1', 'db 0', 'k1=v -1 -1 -1', 'db 2'].concat(
        'k2=v 1000000000000 -1 -1',
        'end',
      ),
    )
    expect(write('allkeys-lru')).toContain('k1=v -1 7 -1')
    state.lfu = true
    expect(write('volatile-lfu').find(event => event.startsWith('k1'))).toMatch(/^k1=v -1 -1 \d+$/)
  })

  test('a step is short: it stops at a bound of bytes', () => {
    const subject = new Subject(1)
    for (let i = 0; i < 64; i++) subject.set(0, `k${i}`, 'x'.repeat(100_000))
    const writing = new Writing()
    const snapshot = new Snapshot(subject.keyspace, rdbForm(writing.writer), 'noeviction')
    let steps = 0
    let before = 0
    while (snapshot.step()) {
      steps++
      const written = writing.writer.bytesWritten
      // A bucket of at most twelve records, compressed here, is the most beyond the bound.
      expect(written - before).toBeLessThan(64 * 1024 + 12 * 100_000)
      before = written
    }
    expect(steps).toBeGreaterThan(0)
  })
})

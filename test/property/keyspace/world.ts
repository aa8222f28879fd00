// A database beside its model, a Map: every operation is done to both, and `verify` compares all there is.
import { expect } from 'vitest'
import type { Database } from '../../../server/keyspace/database.ts'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import { Args } from '../../../shared/resp/args.ts'

/** A generator small enough to replay: the same seed gives the same course of things. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  below(bound: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0
    return Math.floor((((this.state ^ (this.state >>> 15)) >>> 0) / 4294967296) * bound)
  }

  hex(count: number): string {
    return '0'.repeat(count)
  }
}

export type Held = { value: Buffer; expireAt: number }

/** Keys of one byte to some tens; every 997th needs more than 16 bits of length. */
export function keyText(n: number): string {
  if (n % 997 === 996) return `long:${n}:`.padEnd(65536 + (n % 1000), 'k')
  return n % 3 === 0 ? String(n) : `some:key:with:a:longer:name:${n}`.slice(0, 10 + (n % 19)) + n
}

export class World {
  readonly dice: Dice
  readonly keyspace: Keyspace
  readonly db: Database
  readonly model: Map<string, Held>
  /** Keys that expired on their own, as the database told. */
  readonly expired: string[]
  private readonly args: Args
  private stamp: number

  constructor(seed: number) {
    this.dice = new Dice(seed)
    this.keyspace = new Keyspace(1, this.dice)
    this.keyspace.state.setNow(1_000_000)
    this.db = this.keyspace.databases[0]!
    this.model = new Map()
    this.expired = []
    this.args = new Args(1)
    this.args.argc = 1
    this.stamp = 0
    this.keyspace.state.onExpired = (_db, key) => this.expired.push(Buffer.from(key).toString('latin1'))
  }

  /** One operation of those below on one of `keys` keys; `grow` of ten are insertions. */
  step(keys: number, grow: number): void {
    const { dice } = this
    const key = keyText(dice.below(keys))
    if (dice.below(10) < grow) {
      this.set(key)
      return
    }
    const what = dice.below(20)
    if (what < 10) this.remove(key)
    else if (what < 13) this.read(key)
    else if (what < 16) this.expire(key)
    else if (what < 19) this.resize(key)
    else this.keyspace.state.setNow(this.keyspace.state.now + dice.below(50))
  }

  /** A small value without expiry under a key. */
  insert(key: string): void {
    const value = Buffer.from(key)
    this.look(key)
    this.db.set(value, 0, value.length, -1)
    this.model.set(key, { value, expireAt: -1 })
  }

  keyOf(ref: number): string {
    const { records } = this.db
    records.load(ref)
    const { bytes, keyAt, keyLength } = records
    return Buffer.from(bytes.subarray(keyAt, keyAt + keyLength)).toString('latin1')
  }

  set(key: string): void {
    const value = this.bytes(this.valueLength())
    const expireAt = this.dice.below(3) === 0 ? this.keyspace.state.now + 1 + this.dice.below(100_000) : -1
    this.look(key)
    this.db.set(value, 0, value.length, expireAt)
    this.model.set(key, { value, expireAt })
  }

  remove(key: string): void {
    const held = this.look(key)
    if (held === undefined) return
    this.db.remove()
    this.model.delete(key)
  }

  read(key: string): void {
    const held = this.live(key)
    const ref = this.db.read(this.of(key), 0)
    expect(ref !== 0).toBe(held !== undefined)
    if (held !== undefined) this.same(held)
  }

  expire(key: string): void {
    const held = this.look(key)
    if (held === undefined) return
    const at = this.dice.below(2) === 0 ? -1 : this.keyspace.state.now + 1 + this.dice.below(100_000)
    this.db.expire(at)
    held.expireAt = at
    this.same(held)
  }

  resize(key: string): void {
    const held = this.look(key)
    if (held === undefined) return
    const { records } = this.db
    const length = this.valueLength()
    this.db.resize(length)
    const value = this.bytes(length)
    const keep = Math.min(length, held.value.length)
    held.value.copy(value, 0, 0, keep)
    records.valueBytes.set(value.subarray(keep), records.valueAt + keep)
    held.value = value
    this.same(held)
  }

  /** Compares everything: contents both ways, expiry index, and the arena's account to the byte. */
  verify(): void {
    const { db, keyspace, model } = this
    const { records } = db
    this.settle()
    expect(db.table.count).toBe(model.size)
    let bytes = db.table.overhead() + db.expires.overhead()
    let expiring = 0
    for (const [key, held] of model) {
      const ref = db.peek(this.of(key), 0)
      if (ref === 0) throw new Error(`lost key ${key.slice(0, 60)}`)
      this.same(held)
      bytes += records.footprint(ref, keyspace.values)
      if (held.expireAt < 0) continue
      expiring++
      expect(db.expires.at(records.expirySlot(ref))).toBe(ref)
    }
    expect(db.expires.count).toBe(expiring)
    expect(keyspace.arena.used).toBe(bytes)
  }

  /** Empties the database in the way FLUSHALL does; nothing may be left. */
  flush(): void {
    this.keyspace.flushAll()
    while (this.keyspace.reclaim());
    this.model.clear()
    expect(this.db.table.count).toBe(0)
    expect(this.keyspace.arena.used).toBe(0)
  }

  /** Lets the database notice every key whose time has passed. */
  settle(): void {
    for (const key of [...this.model.keys()]) this.live(key)
  }

  private same(held: Held): void {
    const { records } = this.db
    expect(records.expireAt).toBe(held.expireAt)
    expect(records.valueLength).toBe(held.value.length)
    const value = records.valueBytes.subarray(records.valueAt, records.valueAt + records.valueLength)
    if (Buffer.compare(value, held.value) !== 0) throw new Error('a value differs')
  }

  private look(key: string): Held | undefined {
    const held = this.live(key)
    expect(this.db.write(this.of(key), 0) !== 0).toBe(held !== undefined)
    return held
  }

  /** What the model holds under the key now; a key whose time has passed leaves both. */
  private live(key: string): Held | undefined {
    const held = this.model.get(key)
    if (held === undefined || held.expireAt < 0 || held.expireAt >= this.keyspace.state.now) return held
    expect(this.db.peek(this.of(key), 0)).toBe(0)
    expect(this.expired.pop()).toBe(key)
    this.model.delete(key)
    return undefined
  }

  of(key: string): Args {
    const { args } = this
    args.buf = Buffer.from(key, 'latin1')
    args.len[0] = args.buf.length
    return args
  }

  private bytes(length: number): Buffer {
    const value = Buffer.alloc(length)
    const stamp = this.stamp++
    if (length > 4096) value.writeUInt32LE(stamp, length - 4)
    for (let i = 0; i < Math.min(length, 4096); i++) value[i] = stamp + i * 31
    return value
  }

  /** Mostly in the record, some in blobs, a few in allocations of their own. */
  private valueLength(): number {
    const { dice } = this
    const kind = dice.below(400)
    if (kind < 320) return dice.below(64)
    if (kind < 380) return dice.below(1100)
    if (kind < 397) return 1000 + dice.below(5000)
    return kind < 399 ? dice.below(100_000) : 500_000 + dice.below(200_000)
  }
}

// The index of hashes whose fields have times: whatever happens to the hashes, the one that is due first is on top,
// each knows its place, and a time kept there is never later than the hash's own.

import { expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import { LP_EMPTY } from '../../../server/values/listpack.ts'
import { type as types } from '../../../server/values/type-numbers.ts'
import { Dice } from './world.ts'

const FIELD = Buffer.from('f')
const KEYS = 400

class Hashes {
  readonly dice: Dice
  readonly keyspace: Keyspace
  /** The times of the hashes that have one, by key. */
  readonly times: Map<string, number> = new Map()

  constructor(seed: number) {
    this.dice = new Dice(seed)
    this.keyspace = new Keyspace(1, this.dice)
  }

  get db() {
    return this.keyspace.databases[0]!
  }

  private look(key: string): boolean {
    const bytes = Buffer.from(key)
    return this.db.writeKey(bytes, 0, bytes.length) !== 0
  }

  /** Gives the only field of a hash a time, 0 for none. */
  setTime(key: string, time: number): void {
    const { hashes } = this.keyspace.values
    if (this.look(key)) hashes.open(this.db)
    else {
      this.db.create(types.hash, LP_EMPTY, -1)
      hashes.init(this.db)
      hashes.set(FIELD, 0, 1, FIELD, 0, 1, false)
    }
    hashes.makeTimed()
    hashes.find(FIELD, 0, 1)
    hashes.setExpiry(time)
    // Now and then as a command that ends a time, which leaves the index to find out by itself.
    if (time !== 0 || this.dice.below(2) === 0) this.db.retime(hashes.nextExpiry())
    if (time === 0) this.times.delete(key)
    else this.times.set(key, time)
  }

  remove(key: string): void {
    if (this.look(key)) this.db.remove()
    this.times.delete(key)
  }

  /** The record moves, or becomes that of a large hash. */
  move(key: string): void {
    if (!this.look(key)) return
    if (this.dice.below(2) === 0) return this.db.expire(this.dice.below(2) === 0 ? -1 : 10 ** 9)
    this.keyspace.values.hashes.open(this.db)
    this.keyspace.values.hashes.prepare(0, Number.POSITIVE_INFINITY, 0)
  }

  verify(): void {
    const { timedHashes, records } = this.db
    let found = 0
    for (let slot = 0; slot < timedHashes.count; slot++) {
      const ref = timedHashes.ref(slot)
      expect(records.fieldSlot(ref)).toBe(slot)
      if (slot > 0) expect(timedHashes.time((slot - 1) >>> 1)).toBeLessThanOrEqual(timedHashes.time(slot))
      records.load(ref)
      const { bytes, keyAt, keyLength } = records
      const time = this.times.get(Buffer.from(bytes.subarray(keyAt, keyAt + keyLength)).toString())
      if (time === undefined) continue
      found++
      expect(timedHashes.time(slot)).toBeLessThanOrEqual(time)
    }
    expect(found).toBe(this.times.size)
  }
}

it('keeps hashes in the order in which their fields are due', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const hashes = new Hashes(seed)
    const { dice } = hashes
    for (let i = 0; i < 4000; i++) {
      const key = `hash:${dice.below(KEYS)}`
      const what = dice.below(20)
      if (what < 2) hashes.remove(key)
      else if (what < 5) hashes.move(key)
      else hashes.setTime(key, what < 7 ? 0 : 1 + dice.below(10_000))
      if (i % 250 === 0) hashes.verify()
    }
    hashes.verify()
    hashes.keyspace.flushAll()
    while (hashes.keyspace.reclaim());
    expect(hashes.db.timedHashes.count).toBe(0)
    expect(hashes.keyspace.arena.used).toBe(0)
  }
})

// The table of members against a Map: every operation, growth and shrinking through all of its structure.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../../server/memory/arena.ts'
import { HASH_KIND, MemberTable, SET_KIND, ZSET_KIND } from '../../../server/values/member-table.ts'
import { Dice } from '../keyspace/world.ts'

const EXTRA = 8

/** A member's text: mostly short, some beyond one and two bytes of length. */
function member(n: number): Buffer {
  if (n % 997 === 996) return Buffer.alloc(65536 + (n % 100), `m${n}`)
  if (n % 101 === 100) return Buffer.alloc(120 + (n % 12), `m${n}`)
  return Buffer.from(`m${n}`)
}

class World {
  readonly arena = new Arena()
  readonly table: MemberTable
  readonly root: number
  readonly model = new Map<string, number>()
  readonly dice: Dice

  constructor(seed: number, kind: number, expected: number) {
    this.dice = new Dice(seed)
    this.table = new MemberTable(this.arena, kind)
    this.root = this.table.create(EXTRA, expected)
  }

  step(keys: number, grow: number): void {
    const key = member(this.dice.below(keys))
    const name = key.toString('latin1')
    const { model, table } = this
    const ref = table.find(key, 0, key.length)
    expect(ref).toBe(model.get(name) ?? 0)
    if (this.dice.below(10) < grow) {
      if (ref === 0) model.set(name, table.insert(key, 0, key.length, 0))
    } else if (ref !== 0) {
      if (this.dice.below(2) === 0) table.findRef(ref)
      table.remove()
      model.delete(name)
    }
  }

  keyOf(ref: number): string {
    const { table } = this
    table.load(ref)
    return Buffer.from(table.keyBytes.subarray(table.keyAt, table.keyAt + table.keyLength)).toString('latin1')
  }

  verify(): void {
    const { arena, model, root, table } = this
    table.open(root)
    expect(table.count).toBe(model.size)
    const seen = new Set<number>()
    for (let at = table.walk(0); table.walked !== 0; at = table.walk(at)) {
      expect(model.get(this.keyOf(table.walked))).toBe(table.walked)
      seen.add(table.walked)
    }
    expect(seen.size).toBe(model.size)
    expect(this.walks()).toBe(model.size)
    expect(table.bytes()).toBe(arena.used)
    if (model.size > 0) expect(seen).toContain(table.sample(this.dice))
  }

  /** Entries that a walk comes to, each as often as it does. */
  walks(): number {
    let count = 0
    for (let at = this.table.walk(0); this.table.walked !== 0; at = this.table.walk(at)) count++
    return count
  }

  dismantle(budget: number): void {
    const turns = Math.ceil(this.model.size / budget) + 1
    let taken = 0
    while (!this.table.dismantle(this.root, budget, EXTRA)) expect(++taken).toBeLessThanOrEqual(turns)
    expect(this.arena.used).toBe(0)
  }
}

const course = fc.array(
  fc.record({
    steps: fc.integer({ min: 1, max: 1500 }),
    keys: fc.constantFrom(20, 300, 6000),
    grow: fc.integer({ min: 0, max: 10 }),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('the table of members', () => {
  it('holds what a Map holds, and accounts for every byte', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 200, 5000), course, (seed, expected, stretches) => {
        const world = new World(seed, SET_KIND, expected)
        for (const { steps, keys, grow } of stretches) {
          for (let i = 0; i < steps; i++) world.step(keys, grow)
          world.verify()
        }
        world.dismantle(1 + (seed % 300))
      }),
      { numRuns: 30 },
    )
  })

  it('grows to many segments and shrinks back to one', () => {
    const world = new World(7, ZSET_KIND, 0)
    for (let i = 0; i < 40_000; i++) world.step(20_000, 10)
    world.verify()
    for (let i = 0; i < 200_000; i++) world.step(20_000, 0)
    world.verify()
    expect(world.arena.used).toBeLessThan(100_000)
    world.dismantle(100)
  })

  it('walks over each entry once, whichever segments have split and whichever slots are taken', () => {
    for (let seed = 0; seed < 6; seed++) {
      const world = new World(seed, SET_KIND, 0)
      for (let size = 0; size < 24_000; size += 400) {
        for (let i = 0; i < 400; i++) world.step(1_000_000, 10)
        expect(world.walks()).toBe(world.model.size)
      }
    }
  })

  it('promises what SCAN promises while it grows and shrinks', () => {
    for (const [first, second] of [
      [100, 20_000],
      [20_000, 100],
    ] as const) {
      const world = new World(first, SET_KIND, 0)
      const { table } = world
      for (let i = 0; i < Math.max(first, second); i++) {
        const key = Buffer.from(`k${i}`)
        if (i < first && table.find(key, 0, key.length) === 0) table.insert(key, 0, key.length, 0)
      }
      const seen = new Set<string>()
      const emit = (ref: number) => seen.add(world.keyOf(ref))
      let cursor = 0
      for (let i = 0; i < 25; i++) cursor = table.scan(cursor, emit)
      for (let i = Math.min(first, second); i < Math.max(first, second); i++) {
        const key = Buffer.from(`k${i}`)
        const ref = table.find(key, 0, key.length)
        if (ref === 0) table.insert(key, 0, key.length, 0)
        else table.remove()
      }
      while (cursor !== 0) cursor = table.scan(cursor, emit)
      for (let i = 0; i < 100; i++) expect(seen).toContain(`k${i}`)
    }
  })

  it('draws every entry with the same chance', () => {
    const world = new World(3, SET_KIND, 0)
    const { table, dice } = world
    for (let i = 0; i < 6000; i++) world.step(100_000, 10)
    const drawn = new Map<number, number>()
    const draws = 300_000
    for (let i = 0; i < draws; i++) {
      const ref = table.sample(dice)
      drawn.set(ref, (drawn.get(ref) ?? 0) + 1)
    }
    const mean = draws / table.count
    let chi = 0
    for (const ref of world.model.values()) chi += ((drawn.get(ref) ?? 0) - mean) ** 2 / mean
    // Mean `count`, standard deviation sqrt(2 count).
    expect(chi).toBeLessThan(table.count + 6 * Math.sqrt(2 * table.count))
  })

  it('keeps the value of a field behind its key', () => {
    const world = new World(1, HASH_KIND, 0)
    const { table, arena } = world
    const key = member(100)
    expect(table.find(key, 0, key.length)).toBe(0)
    const ref = table.insert(key, 0, key.length, 4)
    table.keyBytes[table.keyAt + table.keyLength] = 3
    table.keyBytes.set([7, 8, 9], table.keyAt + table.keyLength + 1)
    expect(table.find(key, 0, key.length)).toBe(ref)
    table.load(ref)
    expect(table.valueLength).toBe(3)
    expect([...table.keyBytes.subarray(table.valueAt, table.valueAt + 3)]).toEqual([7, 8, 9])
    expect(table.bytes()).toBe(arena.used)
  })
})

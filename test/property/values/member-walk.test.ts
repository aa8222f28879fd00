// The walk over a table of members that changes under it: each member that was there is met once, as it was.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../../server/memory/arena.ts'
import { RefSet } from '../../../server/memory/ref-set.ts'
import { MemberTable, SET_KIND } from '../../../server/values/member-table.ts'
import { MemberWalk } from '../../../server/values/member-walk.ts'
import { Dice } from '../keyspace/world.ts'

class World {
  readonly arena = new Arena()
  readonly table = new MemberTable(this.arena, SET_KIND)
  readonly other = new MemberTable(this.arena, SET_KIND)
  readonly root: number
  readonly dice: Dice
  readonly names = new Set<string>()
  met: string[] = []

  constructor(seed: number) {
    this.dice = new Dice(seed)
    this.root = this.table.create(0)
  }

  private nameOf(ref: number): string {
    const { other } = this
    other.load(ref)
    return Buffer.from(other.keyBytes.subarray(other.keyAt, other.keyAt + other.keyLength)).toString()
  }

  begin(): MemberWalk {
    this.met = []
    const walk = new MemberWalk(this.other, this.root, ref => this.met.push(this.nameOf(ref)))
    this.arena.walks.open(this.root, walk)
    return walk
  }

  /** Goes on for some members; false when all were met. */
  goOn(walk: MemberWalk, members: number): boolean {
    for (let n = 0; n < members; n++) {
      const ref = walk.pull()
      if (ref !== 0) this.met.push(this.nameOf(ref))
      else if (!walk.fill()) return false
    }
    return true
  }

  /** Adds (`grow` times of ten), replaces, touches or removes members. */
  change(times: number, range: number, grow: number): void {
    const { table, names, dice } = this
    for (let n = 0; n < times; n++) {
      const name = `member ${dice.below(range)}`
      const key = Buffer.from(name)
      const ref = table.find(key, 0, key.length)
      if (dice.below(10) < grow) {
        if (ref === 0) table.insert(key, 0, key.length, 0)
        else if (dice.below(2) === 0) table.touch(ref)
        else {
          table.replace(table.newEntry(key, 0, key.length, 0))
          table.freeEntry(ref)
        }
        names.add(name)
      } else if (ref !== 0) {
        table.remove()
        names.delete(name)
      }
    }
  }
}

const course = fc.array(
  fc.record({
    goOn: fc.oneof(fc.nat(20), fc.nat(3000)),
    times: fc.oneof(fc.nat(20), fc.nat(6000)),
    range: fc.constantFrom(500, 6000, 40_000),
    grow: fc.constantFrom(0, 1, 5, 9, 10),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('the walk over members', () => {
  it('meets each that was there at the start once, whatever changes meanwhile', () => {
    const property = fc.property(
      fc.nat(),
      fc.nat(12_000),
      course,
      fc.boolean(),
      (seed, size, turns, finish) => {
        const world = new World(seed)
        world.change(size, 12_000, 10)
        const then = [...world.names].toSorted()
        const walk = world.begin()
        for (const { goOn, times, range, grow } of turns) {
          world.goOn(walk, goOn)
          world.change(times, range, grow)
        }
        if (finish) world.arena.walks.finish(world.root)
        else while (world.goOn(walk, 1000));
        expect(world.met.toSorted()).toEqual(then)
        expect(walk.fill()).toBe(false)
      },
    )
    fc.assert(property, { numRuns: 25 })
  })

  it('asks for nothing that it has met, and passes by what is new', () => {
    const world = new World(1)
    world.change(5000, 3000, 10)
    const walk = world.begin()
    while (world.goOn(walk, 1000));
    const { length } = world.met
    world.change(20_000, 6000, 5)
    expect(world.met.length).toBe(length)
    expect(walk.pull()).toBe(0)
  })
})

describe('a set of references', () => {
  it('has what was added', () => {
    const ref = fc.oneof(fc.nat(200), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
    const property = fc.property(fc.array(ref), fc.array(ref), (added, asked) => {
      const set = new RefSet()
      expect(set.isEmpty).toBe(true)
      for (const ref of added) set.add(ref)
      expect(set.isEmpty).toBe(added.length === 0)
      for (const ref of [...added, ...asked]) expect(set.has(ref)).toBe(added.includes(ref))
    })
    fc.assert(property)
  })
})

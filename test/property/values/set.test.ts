// Sets against a Set, with thresholds so small that every encoding is met; and draws that favour nobody.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosen } from '../../../server/commands/set/selection.ts'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import type { LooseRecord } from '../../../server/keyspace/loose-record.ts'
import { defaultLimits, type Limits } from '../../../server/values/limits.ts'
import { LP_EMPTY } from '../../../server/values/listpack.ts'
import { SET_INTSET, SET_LISTPACK, SET_TABLE, type Sets } from '../../../server/values/set.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { Dice } from '../keyspace/world.ts'

const LIMITS: Limits = {
  ...defaultLimits,
  setMaxIntsetEntries: 10,
  setMaxListpackEntries: 6,
  setMaxListpackValue: 12,
}
const key = Buffer.from('a key')
const CANONICAL = /^(0|-?[1-9]\d{0,17})$/

/** Serves all sets with these limits: each leaves nothing behind. */
const small = new Keyspace(1, new Dice(1), LIMITS)

class World {
  readonly dice = new Dice(7)
  readonly keyspace: Keyspace
  readonly sets: Sets
  readonly home: LooseRecord
  readonly model = new Set<string>()
  /** What the encoding must be, by Redis's rules. */
  encoding: number

  constructor(limits: Limits, first: string, hint: number) {
    this.keyspace = limits === LIMITS ? small : new Keyspace(1, this.dice, limits)
    this.sets = this.keyspace.values.sets
    this.home = this.keyspace.newLoose()
    this.home.begin(type.set, key, 0, key.length, -1, LP_EMPTY)
    const bytes = Buffer.from(first, 'latin1')
    const encoding = this.sets.encodingFor(bytes, 0, bytes.length, hint)
    if (hint <= limits.setMaxIntsetEntries && CANONICAL.test(first)) this.encoding = SET_INTSET
    else this.encoding = hint <= limits.setMaxListpackEntries ? SET_LISTPACK : SET_TABLE
    expect(encoding).toBe(this.encoding)
    this.sets.begin(this.home, encoding, hint)
  }

  add(text: string): void {
    const isNew = !this.model.has(text)
    if (isNew) this.encoding = this.encodingWith(text)
    this.model.add(text)
    const bytes = Buffer.from(text, 'latin1')
    this.sets.open(this.home)
    expect(this.sets.add(bytes, 0, bytes.length)).toBe(isNew)
  }

  private encodingWith(text: string): number {
    const { model } = this
    if (this.encoding === SET_TABLE) return SET_TABLE
    if (this.encoding === SET_INTSET && CANONICAL.test(text)) {
      return model.size + 1 > LIMITS.setMaxIntsetEntries ? SET_TABLE : SET_INTSET
    }
    const texts = this.encoding === SET_INTSET ? [...model, text] : [text]
    const short = texts.every(one => one.length <= LIMITS.setMaxListpackValue)
    return short && model.size < LIMITS.setMaxListpackEntries ? SET_LISTPACK : SET_TABLE
  }

  remove(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    this.sets.open(this.home)
    expect(this.sets.remove(bytes, 0, bytes.length)).toBe(this.model.delete(text))
  }

  removeDrawn(): void {
    if (this.model.size === 0) return
    this.sets.open(this.home)
    this.sets.sample(this.dice)
    expect(this.model.delete(this.shown())).toBe(true)
    this.sets.removeAt(this.sets.place)
  }

  shown(): string {
    const { element } = this.sets
    return Buffer.from(element.bytes.subarray(element.off, element.off + element.len)).toString('latin1')
  }

  verify(asked: string): void {
    const { sets, model } = this
    sets.open(this.home)
    expect(sets.encoding).toBe(this.encoding)
    expect(sets.length()).toBe(model.size)
    const bytes = Buffer.from(asked, 'latin1')
    expect(sets.contains(bytes, 0, bytes.length)).toBe(model.has(asked))
    expect(this.members().join()).toBe([...model].sort().join())
  }

  members(): string[] {
    const found: string[] = []
    for (let p = this.sets.walk(0); p !== -1; p = this.sets.walk(p)) found.push(this.shown())
    return found.sort()
  }

  end(): void {
    this.home.discard()
    while (this.keyspace.reclaim());
    expect(this.keyspace.arena.used).toBe(0)
  }
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -12, max: 12 }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom('70000', '-5000000000', '123456789012345', '007', '', '-0') },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }).map(n => `m${n}`) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(12), 'x'.repeat(13), 'y'.repeat(200), '\0\xff') },
)
const step = fc.record({ text, what: fc.constantFrom('add', 'add', 'add', 'remove', 'draw') })

describe('sets', () => {
  it('hold what a Set holds, in the encoding of Redis', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 12 }),
        fc.array(step, { maxLength: 60 }),
        (first, hint, steps) => {
          const world = new World(LIMITS, first, hint)
          world.add(first)
          for (const { text, what } of steps) {
            if (what === 'add') world.add(text)
            else if (what === 'remove') world.remove(text)
            else world.removeDrawn()
            world.verify(text)
          }
          world.end()
        },
      ),
      { numRuns: 200 },
    )
  })

  it('become intsets or listpacks again where commands build or leave few members', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 20 }), texts => {
        const world = new World(LIMITS, 'x', 100)
        for (const one of texts) world.add(one)
        world.sets.toListpackIfSmall()
        const short = texts.every(one => one.length <= LIMITS.setMaxListpackValue)
        if (short && texts.length <= LIMITS.setMaxListpackEntries) world.encoding = SET_LISTPACK
        world.verify('m1')
        if (texts.every(one => CANONICAL.test(one))) {
          world.sets.toIntset()
          if (texts.length <= LIMITS.setMaxIntsetEntries) world.encoding = SET_INTSET
          world.verify('3')
        }
        world.end()
      }),
      { numRuns: 200 },
    )
  })

  it('become tables at once when more is announced than a packed form takes', () => {
    const announced = (first: string, hint: number): number => {
      const world = new World(LIMITS, first, 1)
      world.add(first)
      world.sets.expect(hint)
      const { encoding } = world.sets
      expect(world.members()).toEqual([first])
      world.end()
      return encoding
    }
    expect(announced('1', 10)).toBe(SET_INTSET)
    expect(announced('1', 11)).toBe(SET_TABLE)
    expect(announced('a', 6)).toBe(SET_LISTPACK)
    expect(announced('a', 7)).toBe(SET_TABLE)
  })

  it('are read two at a time, while a third is built', () => {
    const world = new World(LIMITS, 'a', 1)
    for (const one of ['a', 'b', 'c', '1']) world.add(one)
    const other = world.keyspace.newLoose()
    other.begin(type.set, key, 0, key.length, -1, LP_EMPTY)
    const second = world.sets.another()
    second.begin(other, SET_TABLE, 0)
    for (const one of ['b', 'c', 'd']) second.add(Buffer.from(one), 0, 1)
    world.sets.open(world.home)
    const common: string[] = []
    for (let p = world.sets.walk(0); p !== -1; p = world.sets.walk(p)) {
      const { bytes, off, len } = world.sets.element
      if (second.contains(bytes, off, len)) common.push(world.shown())
    }
    expect(common).toEqual(['b', 'c'])
    other.discard()
    world.end()
  })
})

describe('draws', () => {
  /** Chi-square over `size` - 1 degrees of freedom stays within five standard deviations of its mean. */
  const isUniform = (counts: readonly number[], draws: number): void => {
    const mean = draws / counts.length
    const chi = counts.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0)
    const freedom = counts.length - 1
    expect(chi).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom))
  }

  const worldOf = (members: readonly string[], hint: number): World => {
    const world = new World(defaultLimits, members[0]!, hint)
    for (const member of members) world.sets.add(Buffer.from(member), 0, member.length)
    return world
  }

  it.each([
    ['an intset', 60, 1, (i: number) => String(i * i)],
    ['a listpack', 60, 1, (i: number) => `m${i}`],
    ['a small table', 60, 1000, (i: number) => `m${i}`],
    ['a table that has grown', 3000, 1000, (i: number) => `m${i}`],
  ])('of one member from %s are uniform', (_, size, hint, name) => {
    const members = Array.from({ length: size }, (_, i) => name(i))
    const world = worldOf(members, hint)
    const drawn = new Map(members.map(member => [member, 0]))
    const draws = size * 40
    for (let i = 0; i < draws; i++) {
      world.sets.sample(world.dice)
      drawn.set(world.shown(), drawn.get(world.shown())! + 1)
    }
    isUniform([...drawn.values()], draws)
  })

  it('of several in one walk choose every member, and every pair, equally often', () => {
    const dice = new Dice(99)
    const size = 12
    const want = 5
    const rounds = 6000
    const single = new Array<number>(size).fill(0)
    const pairs = new Array<number>(size * size).fill(0)
    for (let round = 0; round < rounds; round++) {
      const picked: number[] = []
      for (let i = 0; i < size; i++) if (chosen(dice, want - picked.length, size - i)) picked.push(i)
      expect(picked.length).toBe(want)
      for (const i of picked) single[i]!++
      for (const i of picked) for (const k of picked) if (i < k) pairs[i * size + k]!++
    }
    isUniform(single, rounds * want)
    const counts = pairs.filter((_, n) => Math.floor(n / size) < n % size)
    isUniform(counts, (rounds * want * (want - 1)) / 2)
  })
})

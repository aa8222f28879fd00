// The table, the records, the expiry index and the arena together against a Map, over growth and shrinking.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyText, World } from './world.ts'

/** A stretch of operations: on how many keys, how many operations, how many of ten are insertions. */
const stretch = fc.record({
  keys: fc.constantFrom(3, 40, 1000, 9000),
  steps: fc.integer({ min: 0, max: 6000 }),
  grow: fc.integer({ min: 0, max: 9 }),
})
const course = fc.array(stretch, { minLength: 1, maxLength: 6 })
const seed = fc.integer()

function run(world: World, { keys, steps, grow }: { keys: number; steps: number; grow: number }): void {
  for (let i = 0; i < steps; i++) world.step(keys, grow)
}

describe('a database', () => {
  it('holds what a Map would, and every byte is accounted for', () => {
    fc.assert(
      fc.property(seed, course, (seed, stretches) => {
        const world = new World(seed)
        for (const stretch of stretches) {
          run(world, stretch)
          world.verify()
        }
        for (const key of [...world.model.keys()]) world.remove(key)
        world.verify()
        world.flush()
      }),
      { numRuns: 25 },
    )
  })

  it('gives its memory back after each of several fillings', () => {
    const world = new World(7)
    const reserved: number[] = []
    for (let cycle = 0; cycle < 4; cycle++) {
      for (let i = 0; i < 12_000; i++) world.set(keyText(i))
      world.verify()
      if (cycle % 2 === 0) world.flush()
      else for (const key of [...world.model.keys()]) world.remove(key)
      expect(world.keyspace.arena.used).toBeLessThan(64 * 1024)
      world.keyspace.arena.trim()
      reserved.push(world.keyspace.arena.reserved)
    }
    expect(Math.max(...reserved)).toBeLessThan(4 * 1024 * 1024)
  })

  it('finds all keys again after the table shrank to a part of itself', () => {
    const world = new World(11)
    for (let i = 0; i < 20_000; i++) world.set(keyText(i))
    const full = world.db.table.overhead()
    for (let i = 0; i < 20_000; i++) if (i % 40 !== 0) world.remove(keyText(i))
    world.verify()
    expect(world.db.table.overhead()).toBeLessThan(full / 4)
  })
})

describe('SCAN', () => {
  it('shows every key that was there from its first call to its last, whatever came and went', () => {
    fc.assert(
      fc.property(seed, course, course, fc.integer({ min: 1, max: 60 }), (seed, before, during, pace) => {
        const world = new World(seed)
        for (const stretch of before) run(world, stretch)
        world.settle()
        const steady = new Set(world.model.keys())
        const seen = new Set<string>()
        const { db } = world
        const emit = (ref: number) => seen.add(world.keyOf(ref))
        let cursor = 0
        let at = 0
        let left = during[0]!.steps
        do {
          cursor = db.table.scan(cursor, emit)
          for (let i = 0; i < pace && at < during.length; i++) {
            world.step(during[at]!.keys, during[at]!.grow)
            if (--left <= 0 && ++at < during.length) left = during[at]!.steps
            if (i % 8 === 0) for (const key of steady) if (!world.model.has(key)) steady.delete(key)
          }
          for (const key of steady) if (!world.model.has(key)) steady.delete(key)
        } while (cursor !== 0)
        for (const key of steady) if (!seen.has(key)) throw new Error(`unseen: ${key.slice(0, 60)}`)
      }),
      { numRuns: 25 },
    )
  })

  it('loses no key when segments merge under it', () => {
    for (let pause = 1; pause < 1000; pause += 37) {
      const world = new World(pause)
      for (let i = 0; i < 12_000; i++) world.insert(`k${i}`)
      const seen = new Set<string>()
      const emit = (ref: number) => seen.add(world.keyOf(ref))
      let cursor = 0
      for (let i = 0; i < pause; i++) cursor = world.db.table.scan(cursor, emit)
      for (let i = 0; i < 12_000; i++) if (i % 40 !== 0) world.remove(`k${i}`)
      while (cursor !== 0) cursor = world.db.table.scan(cursor, emit)
      for (let i = 0; i < 12_000; i += 40) expect(seen).toContain(`k${i}`)
    }
  })
})

describe('a snapshot', () => {
  it('sees each record exactly once, as it was when it began', () => {
    fc.assert(
      fc.property(seed, course, course, fc.integer({ min: 0, max: 12 }), (seed, before, during, pace) => {
        const world = new World(seed)
        for (const stretch of before) run(world, stretch)
        world.settle()
        for (let round = 0; round < 2; round++) {
          const then = new Map([...world.model].map(([key, held]) => [key, { ...held }]))
          const { records, table } = world.db
          table.beginSnapshot({
            changing() {},
            visit(ref) {
              const kept = { ...records }
              records.load(ref)
              const { bytes, keyAt, keyLength, valueBytes, valueAt, valueLength, expireAt } = records
              const key = Buffer.from(bytes.subarray(keyAt, keyAt + keyLength)).toString('latin1')
              const was = then.get(key)
              if (was === undefined) throw new Error(`seen twice or too late: ${key.slice(0, 60)}`)
              then.delete(key)
              expect(expireAt).toBe(was.expireAt)
              const value = valueBytes.subarray(valueAt, valueAt + valueLength)
              if (Buffer.compare(value, was.value) !== 0) throw new Error('a value differs')
              Object.assign(records, kept)
            },
          })
          let at = 0
          let stretch = 0
          do {
            at = table.visitNext(at)
            const { keys, grow } = during[stretch++ % during.length]!
            for (let i = 0; i < pace; i++) world.step(keys, grow)
          } while (at !== 0)
          expect(then.size).toBe(0)
          table.endSnapshot()
          world.verify()
        }
        world.flush()
      }),
      { numRuns: 20 },
    )
  })
})

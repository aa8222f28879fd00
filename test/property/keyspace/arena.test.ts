// The arena alone: blocks never overlap, keep their contents, and are accounted for to the byte.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, SEGMENT_MASK, SEGMENT_SHIFT } from '../../../server/memory/arena.ts'
import { Dice } from './world.ts'

type Block = { ref: number; size: number; stamp: number }

/** Writes a block's stamp over its first and last words, and everywhere when it is small. */
function fill(arena: Arena, { ref, size, stamp }: Block): void {
  const bytes = arena.bytes[ref >>> SEGMENT_SHIFT]!
  const at = (ref & SEGMENT_MASK) << 3
  if (size <= 2048) bytes.fill(stamp, at, at + size)
  else for (const from of [at, at + (size >>> 1), at + size - 64]) bytes.fill(stamp, from, from + 64)
}

function intact(arena: Arena, { ref, size, stamp }: Block): boolean {
  const bytes = arena.bytes[ref >>> SEGMENT_SHIFT]!
  const at = (ref & SEGMENT_MASK) << 3
  const parts =
    size <= 2048
      ? [[at, at + size]]
      : [
          [at, at + 64],
          [at + size - 64, at + size],
        ]
  return parts.every(([from, to]) => bytes.subarray(from, to).every(b => b === stamp))
}

function sizeFor(dice: Dice): number {
  const kind = dice.below(100)
  if (kind < 60) return 1 + dice.below(128)
  if (kind < 85) return 1 + dice.below(2000)
  if (kind < 95) return 1 + dice.below(40_000)
  return kind < 99 ? 1 + dice.below(400_000) : 500_000 + dice.below(1_000_000)
}

describe('the arena', () => {
  it('keeps blocks apart and counts them exactly', () => {
    const course = fc.array(fc.record({ steps: fc.nat(4000), grow: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.integer(), course, (seed, stretches) => {
        const arena = new Arena()
        const dice = new Dice(seed)
        const blocks: Block[] = []
        let used = 0
        const drop = () => {
          const i = dice.below(blocks.length)
          const block = blocks[i]!
          blocks[i] = blocks.at(-1)!
          blocks.pop()
          if (!intact(arena, block)) throw new Error('a block was written over')
          used -= arena.capacity(block.ref, block.size)
          arena.free(block.ref, block.size)
        }
        for (const { steps, grow } of stretches) {
          for (let i = 0; i < steps; i++) {
            if (dice.below(10) < grow && blocks.length < 3000) {
              const size = sizeFor(dice)
              const block = { ref: arena.alloc(size), size, stamp: dice.below(256) }
              expect(block.ref).not.toBe(0)
              fill(arena, block)
              used += arena.goodSize(size)
              blocks.push(block)
            } else if (blocks.length > 0) drop()
          }
          expect(arena.used).toBe(used)
          expect(arena.reserved).toBeGreaterThanOrEqual(used)
        }
        while (blocks.length > 0) drop()
        expect(arena.used).toBe(0)
        arena.trim()
        expect(arena.reserved).toBeLessThanOrEqual(2 * 1024 * 1024)
      }),
      { numRuns: 15 },
    )
  })
})

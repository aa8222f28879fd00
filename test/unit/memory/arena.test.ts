// The arena's rules that random operations would rarely meet.
import { describe, expect, it } from 'vitest'
import { Arena, SEGMENT_SHIFT } from '../../../server/memory/arena.ts'
import { blockSize, SMALL_MAX } from '../../../server/memory/size-classes.ts'

const MIB = 1 << 20

describe('size classes', () => {
  it('hold every size, in blocks of 8 bytes, and waste little', () => {
    for (let size = 1; size <= SMALL_MAX; size++) {
      const block = blockSize(size)
      expect(block).toBeGreaterThanOrEqual(size)
      expect(block % 8).toBe(0)
      if (size <= 512) expect(block).toBeLessThan(size + (size <= 128 ? 8 : 16))
      else if (size <= 8192) expect(block).toBeLessThanOrEqual(size * 1.125 + 8)
    }
  })
})

describe('the arena', () => {
  it('never gives the null reference', () => {
    const arena = new Arena()
    expect(arena.alloc(1)).not.toBe(0)
    expect(arena.alloc(1) >>> SEGMENT_SHIFT).not.toBe(0)
  })

  it('tells the pages in use from those at hand', () => {
    const arena = new Arena()
    expect(arena.active()).toBe(0)
    const small = arena.alloc(40)
    const span = arena.alloc(100_000)
    const huge = arena.alloc(2 * MIB)
    expect(arena.active()).toBe(3 * 65536 + 2 * MIB)
    expect(arena.reserved).toBe(3 * MIB)
    for (const [ref, size] of [
      [small, 40],
      [span, 100_000],
      [huge, 2 * MIB],
    ] as const) {
      arena.free(ref, size)
    }
    // A size class keeps its last page.
    expect(arena.active()).toBe(65536)
    expect(arena.reserved).toBe(MIB)
  })

  it('takes a freed block again before new memory', () => {
    const arena = new Arena()
    const a = arena.alloc(40)
    arena.alloc(40)
    arena.free(a, 33)
    expect(arena.alloc(36)).toBe(a)
  })

  it('gives huge blocks back to the system at once', () => {
    const arena = new Arena()
    const before = arena.reserved
    const ref = arena.alloc(300 * MIB)
    expect(arena.reserved - before).toBe(300 * MIB)
    expect(arena.capacity(ref, 300 * MIB)).toBe(300 * MIB)
    arena.free(ref, 300 * MIB)
    expect([arena.reserved, arena.used]).toEqual([before, 0])
  })

  it('keeps no segment once everything was freed and trimmed', () => {
    const arena = new Arena()
    for (let cycle = 0; cycle < 3; cycle++) {
      const blocks = Array.from({ length: 400 }, (_, i) => {
        const size = 1000 * (1 + ((i * 37) % 1500))
        return { ref: arena.alloc(size), size }
      })
      for (const { ref, size } of blocks) arena.free(ref, size)
      arena.trim()
      expect([arena.used, arena.reserved]).toEqual([0, 0])
    }
  })

  it('lets one size class have what another gave back', () => {
    const arena = new Arena()
    for (const size of [16, 40, 100, 500, 3000, 20_000]) {
      const refs = Array.from({ length: Math.floor((8 * MIB) / size) }, () => arena.alloc(size))
      expect(arena.reserved).toBeLessThan(13 * MIB)
      for (const ref of refs) arena.free(ref, size)
    }
    expect(arena.used).toBe(0)
  })

  it('refuses to free a block under another size', () => {
    const arena = new Arena()
    const ref = arena.alloc(16)
    expect(() => arena.free(ref, 600)).toThrow('a block is freed with its own size')
  })
})

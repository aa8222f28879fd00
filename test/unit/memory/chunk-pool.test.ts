import { describe, expect, it } from 'vitest'
import { ChunkPool } from '../../../server/memory/chunk-pool.ts'

const PAGE = 65536
const MIB = 1 << 20

describe('chunk pool', () => {
  it('gives pieces that do not overlap, out of one chunk while they fit', () => {
    const pool = new ChunkPool()
    const pieces = [MIB, PAGE, 20 * MIB, 9 * PAGE].map(size => pool.take(size))
    pieces.forEach((piece, i) => {
      piece.fill(i + 1)
    })
    pieces.forEach((piece, i) => {
      expect(piece.every(byte => byte === i + 1)).toBe(true)
    })
    expect(pool.size()).toBe(1)
  })

  it('lets chunks that are empty go one by one but for two, and frees their memory at once', () => {
    const pool = new ChunkPool()
    const pieces = Array.from({ length: 130 }, () => pool.take(MIB))
    expect(pool.size()).toBe(4)
    for (const piece of pieces) pool.give(piece)
    expect([pool.size(), pool.releasable]).toEqual([4, true])
    for (const left of [3, 2]) expect([pool.release(), pool.size()]).toEqual([true, left])
    expect([pool.release(), pool.releasable]).toEqual([false, false])
    expect(pieces.filter(piece => piece.length === 0).length).toBe(64)
  })

  it('lets the last two go when nothing has happened for a while', () => {
    const pool = new ChunkPool()
    const pieces = Array.from({ length: 40 }, () => pool.take(MIB))
    for (const piece of pieces) pool.give(piece)
    pool.rest()
    expect(pool.releasable).toBe(false)
    pool.give(pool.take(MIB))
    pool.rest()
    expect(pool.releasable).toBe(false)
    pool.rest()
    for (const left of [1, 0]) expect([pool.release(), pool.size()]).toEqual([true, left])
    expect([pool.release(), pool.releasable]).toEqual([false, false])
    expect(pieces.every(piece => piece.length === 0)).toBe(true)
  })

  it('uses an empty chunk again before it asks for another', () => {
    const pool = new ChunkPool()
    const piece = pool.take(MIB)
    const memory = piece.buffer
    pool.give(piece)
    expect(pool.take(PAGE).buffer).toBe(memory)
    expect([pool.size(), pool.releasable]).toEqual([1, false])
  })

  it('takes the oldest room first, so that younger chunks can empty', () => {
    const pool = new ChunkPool()
    const pieces = Array.from({ length: 34 }, () => pool.take(MIB))
    pool.give(pieces[7]!)
    const again = pool.take(MIB)
    expect(again.buffer).toBe(pieces[0]!.buffer)
    expect(again.byteOffset).toBe(7 * MIB)
    pool.give(pieces[33]!)
    pool.rest()
    pool.rest()
    expect([pool.size(), pool.release(), pool.size()]).toEqual([2, true, 1])
  })

  it('joins neighbours that were given back', () => {
    const pool = new ChunkPool()
    const pieces = Array.from({ length: 33 }, () => pool.take(MIB))
    for (const i of [3, 5, 4]) pool.give(pieces[i]!)
    expect(pool.take(3 * MIB).byteOffset).toBe(3 * MIB)
    expect(pool.size()).toBe(1)
  })

  it('lets very large pieces stand alone', () => {
    const pool = new ChunkPool()
    const piece = pool.take(40 * MIB)
    expect([piece.length, piece.byteOffset, pool.size()]).toEqual([40 * MIB, 0, 0])
    pool.give(piece)
    expect(piece.length).toBe(0)
  })
})

// LZF: the bytes that Redis makes, the way back, corrupt data.
import { describe, expect, it } from 'vitest'
import { lzfCompress, lzfDecompress, lzfMaxExpansion } from '../../../shared/bytes/lzf.ts'

function compress(bytes: Uint8Array, limit = bytes.length): Uint8Array {
  const target = new Uint8Array(bytes.length + 16).fill(0xee)
  const size = lzfCompress(bytes, 0, bytes.length, target, limit)
  expect(target.subarray(limit).every(b => b === 0xee)).toBe(true)
  return target.slice(0, size)
}

function decompress(packed: Uint8Array, size: number): Uint8Array {
  const target = new Uint8Array(size + 4).fill(0xee)
  lzfDecompress(packed, 0, packed.length, target, 2, size)
  expect([...target.subarray(0, 2), ...target.subarray(size + 2)]).toEqual([0xee, 0xee, 0xee, 0xee])
  return target.subarray(2, size + 2)
}

describe('lzf', () => {
  it('makes the bytes that a real Redis dumps', () => {
    const dumped = { 21: '014141e00a00', 22: '014141e00a000041', 24: '014141e00b00014141' }
    for (const [size, hex] of Object.entries(dumped)) {
      expect(Buffer.from(compress(Buffer.alloc(Number(size), 'A'))).toString('hex')).toBe(hex)
    }
  })

  it('brings back texts, runs and long matches', () => {
    const texts = ['abcabcabcabcabcabcabc', 'x'.repeat(100_000), `${'0123456789'.repeat(2000)}tail`]
    for (const text of texts) {
      const bytes = Buffer.from(text)
      const packed = compress(bytes)
      expect(packed.length).toBeGreaterThan(0)
      expect(lzfMaxExpansion(packed.length)).toBeGreaterThanOrEqual(bytes.length)
      expect(Buffer.from(decompress(packed, bytes.length)).equals(bytes)).toBe(true)
    }
  })

  it('says 0 when nothing is gained or there is no room', () => {
    expect(compress(Uint8Array.from({ length: 256 }, (_, i) => i))).toHaveLength(0)
    expect(compress(Buffer.alloc(100, 'a'), 5)).toHaveLength(0)
    expect(compress(new Uint8Array(0))).toHaveLength(0)
  })

  it.each([
    ['a literal run past the end', '05414141', 6],
    ['a copy from before the start', '0041e00a05', 20],
    ['a cut length byte', '014141e0', 21],
    ['a cut distance byte', '01414120', 5],
    ['too little output', '014141', 3],
    ['too much output', '02414141', 2],
    ['a copy past the room', '014141e0ff00', 20],
  ])('refuses %s', (_, hex, size) => {
    expect(() => decompress(Buffer.from(hex, 'hex'), size)).toThrow('LZF data is corrupt')
  })
})

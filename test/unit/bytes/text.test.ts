// Bytes and text; sizes of memory in words.
import { describe, expect, it } from 'vitest'
import { formatMemorySize, parseMemorySize } from '../../../shared/bytes/memory-size.ts'
import {
  compareBytes,
  equalBytes,
  equalsIgnoreCase,
  latin1,
  latin1Bytes,
} from '../../../shared/bytes/text.ts'

describe('text', () => {
  it('carries every byte there and back, short and long', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect(latin1Bytes(latin1(all))).toEqual(all)
    expect(latin1(all, 65, 3)).toBe('ABC')
    expect(latin1(all, 65, 26)).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    expect(latin1(all.subarray(65), 1)).toHaveLength(190)
  })

  it('compares ignoring ASCII case only', () => {
    const bytes = Buffer.from('xPING[x')
    expect(equalsIgnoreCase(bytes, 1, 4, 'ping')).toBe(true)
    expect(equalsIgnoreCase(bytes, 1, 3, 'ping')).toBe(false)
    expect(equalsIgnoreCase(bytes, 5, 1, '{')).toBe(false)
  })

  it('orders bytes as unsigned, a prefix first', () => {
    for (const fill of [0, 100]) {
      const make = (tail: number[]) => Uint8Array.from([...Array(fill).fill(7), ...tail])
      const order = (a: Uint8Array, b: Uint8Array) => Math.sign(compareBytes(a, 0, a.length, b, 0, b.length))
      expect(order(make([1, 2]), make([1, 2]))).toBe(0)
      expect(order(make([1]), make([1, 2]))).toBe(-1)
      expect(order(make([200]), make([100, 1]))).toBe(1)
      expect(equalBytes(make([1, 2]), fill, 2, make([1, 2]), fill, 2)).toBe(true)
      expect(equalBytes(make([1, 2]), fill, 2, make([1, 3]), fill, 2)).toBe(false)
    }
  })
})

describe('sizes of memory', () => {
  it.each([
    [0, '0B'],
    [1023, '1023B'],
    [1024, '1.00K'],
    [1101005, '1.05M'],
    [1024 * 1.125, '1.12K'],
    [2 * 1024 ** 3, '2.00G'],
    [1024 ** 4, '1.00T'],
    [1024 ** 5, '1.00P'],
  ])('prints %d as %s', (n, text) => {
    expect(formatMemorySize(n)).toBe(text)
  })

  it.each([
    ['0', 0],
    ['100', 100],
    ['1k', 1000],
    ['1KB', 1024],
    ['3m', 3_000_000],
    ['100mb', 104857600],
    ['1G', 1_000_000_000],
    ['1gB', 1024 ** 3],
    ['20b', 20],
    ['', 0],
  ])('reads %j', (text, n) => {
    expect(parseMemorySize(text)).toBe(n)
  })

  it.each(['1.5gb', '-1', '12kk', '1 mb', '1tb', 'x'])('refuses %j', text => {
    expect(parseMemorySize(text)).toBeNaN()
  })
})

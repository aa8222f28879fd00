// The bytes that the RDB writer makes. test/differential/rdb-file.test.ts lets a real Redis load them.
import { describe, expect, it } from 'vitest'
import { RdbWriter } from '../../../../server/persistence/rdb/rdb-writer.ts'
import { put, read, stream, written } from './recorder.ts'

const hex = (write: (writer: RdbWriter) => void) => written(write).toString('hex')
const text = (value: string) => hex(writer => writer.text(value))

describe('rdb writer', () => {
  it.each([
    [0, '00'],
    [63, '3f'],
    [64, '4040'],
    [16383, '7fff'],
    [16384, '8000004000'],
    [0xffffffff, '80ffffffff'],
    [2 ** 32, '810000000100000000'],
  ])('length %d', (n, bytes) => {
    expect(hex(writer => writer.length(n))).toBe(bytes)
    expect(hex(writer => writer.length64(BigInt(n)))).toBe(bytes)
  })

  it('lengths of 64 bits are exact', () => {
    expect(hex(writer => writer.length64(0xfedcba9876543210n))).toBe('81fedcba9876543210')
  })

  it.each([
    ['12', 'c00c'],
    ['-128', 'c080'],
    ['128', 'c18000'],
    ['-32768', 'c10080'],
    ['32768', 'c200800000'],
    ['-2147483648', 'c200000080'],
    ['2147483648', '0a32313437343833363438'],
    ['012', '03303132'],
    ['', '00'],
    ['a', '0161'],
  ])('string %j', (value, bytes) => {
    expect(text(value)).toBe(bytes)
  })

  it('compresses long strings where that helps and is wanted', () => {
    expect(text('A'.repeat(21))).toBe('c30615014141e00a00')
    expect(text('A'.repeat(20))).toBe(`14${'41'.repeat(20)}`)
    const plain = written(writer => writer.text('A'.repeat(21)), { compression: false })
    expect(plain).toHaveLength(22)
    const long = written(writer => writer.text('A'.repeat(1000)), { lzfMaxLength: 999 })
    expect(long).toHaveLength(1002)
  })

  it('integers and doubles', () => {
    expect(hex(writer => writer.integerString(300))).toBe('c12c01')
    expect(hex(writer => writer.integerString(10_000_000_000))).toBe('0b3130303030303030303030')
    expect(hex(writer => writer.int64LE(-2))).toBe('feffffffffffffff')
    expect(hex(writer => writer.int64LE(1_700_000_000_123))).toBe('7b68e5cf8b010000')
    expect(hex(writer => writer.binaryDouble(1.5))).toBe('000000000000f83f')
  })

  it('frames a file with its version, the end and a checksum or zeros', () => {
    const file = stream(() => {})
    expect(file.subarray(0, 10).toString('latin1')).toBe('REDIS0010\xff')
    expect(file).toHaveLength(18)
    expect(file.subarray(10).some(b => b !== 0)).toBe(true)
    expect(
      stream(() => {}, { checksum: false })
        .subarray(10)
        .toString('hex'),
    ).toBe('00'.repeat(8))
  })

  it('passes long strings on without a copy, in pieces', () => {
    const value = new Uint8Array(200_000).fill(7)
    const sizes: number[] = []
    const own = { chunks: 0 }
    const writer = new RdbWriter(
      (chunk, length) => {
        sizes.push(length)
        if (chunk.buffer === value.buffer) own.chunks++
      },
      { compression: false },
    )
    writer.string(value, 0, value.length)
    writer.flush()
    expect(Math.max(...sizes)).toBeLessThanOrEqual(65536)
    expect(own.chunks).toBe(4)
    expect(writer.bytesWritten).toBe(200_005)
  })

  it('lets a string be written from several places', () => {
    const file = stream(writer => {
      const key = Buffer.from('k')
      writer.key(0, key, 0, 1)
      writer.beginString(6)
      writer.raw(Buffer.from('xabc'), 1, 3)
      writer.raw(Buffer.from('def'), 0, 3)
      put(writer, 'l', 'm')
    })
    expect(read(file).events).toEqual(['header 10', 'k=abcdef -1 -1 -1', 'l=m -1 -1 -1', 'end'])
  })
})

// The listpack codec against bytes that redis-server 7.0.15 wrote (DUMP of small hashes).
import { describe, expect, it } from 'vitest'
import type { Home } from '../../../server/values/home.ts'
import {
  LP_EMPTY,
  lpCount,
  lpEncode,
  lpEncodedSize,
  lpEntrySize,
  lpFind,
  lpFirst,
  lpInit,
  lpInteger,
  lpIsInteger,
  lpLast,
  lpNext,
  lpPrev,
  lpRead,
  lpSeek,
  lpSplice,
  lpTotal,
  lpValidate,
} from '../../../server/values/listpack.ts'
import { Slice } from '../../../server/values/slice.ts'

/** Entries as Redis writes them, backlen included. */
const SHORT: [text: string, entry: string][] = [
  ['0', '0001'],
  ['127', '7f01'],
  ['128', 'c08002'],
  ['-1', 'dfff02'],
  ['4095', 'cfff02'],
  ['-4096', 'd00002'],
  ['4096', 'f1001003'],
  ['-4097', 'f1ffef03'],
  ['32767', 'f1ff7f03'],
  ['-32768', 'f1008003'],
  ['32768', 'f200800004'],
  ['-8388608', 'f200008004'],
  ['8388607', 'f2ffff7f04'],
  ['8388608', 'f30000800005'],
  ['-2147483648', 'f30000008005'],
  ['2147483647', 'f3ffffff7f05'],
  ['2147483648', 'f4000000800000000009'],
  ['-2147483649', 'f4ffffff7fffffffff09'],
  ['9007199254740993', 'f4010000000000200009'],
  ['9223372036854775807', 'f4ffffffffffffff7f09'],
  ['-9223372036854775808', 'f4000000000000008009'],
  ['9223372036854775808', '933932323333373230333638353437373538303814'],
  ['-0', '822d3003'],
  ['01', '82303103'],
  ['', '8001'],
  ['hello', '8568656c6c6f06'],
]

/** Texts of so many `x`: what stands before and behind them. */
const LONG: [length: number, before: string, behind: string][] = [
  [63, 'bf', '40'],
  [64, 'e040', '42'],
  [126, 'e07e', '0180'],
  [4095, 'efff', '2081'],
  [4096, 'f000100000', '2085'],
  [16377, 'f0f93f0000', '7ffe'],
  [16378, 'f0fa3f0000', '00ffff'],
  [2097146, 'f0faff1f00', '00ffffff'],
]

/** HSET h f 1 g hello h 70000 */
const HASH = '1e000000060081660201018167028568656c6c6f06816802f270110104ff'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const slice = new Slice()

function read(bytes: Uint8Array, p: number): string {
  lpRead(bytes, p, slice)
  return Buffer.from(slice.bytes.subarray(slice.off, slice.off + slice.len)).toString('latin1')
}

function encode(text: string): Buffer {
  const from = Buffer.from(text, 'latin1')
  const target = Buffer.alloc(from.length + 16)
  return target.subarray(0, lpEncode(target, 0, from, 0, from.length))
}

/** A value that stands alone, a few bytes into its memory. */
function home(content: Buffer): Home {
  const records = { valueBytes: Buffer.alloc(512), valueAt: 5, valueLength: content.length, meta: 0 }
  records.valueBytes.set(content, 5)
  return {
    records,
    resizeValue: length => {
      records.valueLength = length
    },
    setEncoding: () => {},
  }
}

function whole({ records }: Home): Buffer {
  return Buffer.from(records.valueBytes.subarray(records.valueAt, records.valueAt + records.valueLength))
}

describe('listpack entries', () => {
  it.each(SHORT)('%j is encoded as Redis does', (text, entry) => {
    const encoded = encode(text)
    expect(hex(encoded)).toBe(entry)
    const from = Buffer.from(text, 'latin1')
    expect(lpEncodedSize(from, 0, from.length)).toBe(encoded.length)
    expect(lpEntrySize(encoded, 0)).toBe(encoded.length)
    expect(lpPrev(encoded, encoded.length)).toBe(0)
    expect(read(encoded, 0)).toBe(text)
  })

  it.each(LONG)('a text of %i bytes is framed as Redis does', (length, before, behind) => {
    const encoded = encode('x'.repeat(length))
    const start = before.length / 2
    expect(hex(encoded.subarray(0, start))).toBe(before)
    expect(hex(encoded.subarray(start + length))).toBe(behind)
    expect(lpEntrySize(encoded, 0)).toBe(encoded.length)
    expect(lpPrev(encoded, encoded.length)).toBe(0)
    expect(read(encoded, 0)).toHaveLength(length)
  })

  it('are integers only when Redis holds them as such', () => {
    expect(lpInteger(encode('-4096'), 0)).toBe(-4096)
    expect(lpInteger(encode('9007199254740991'), 0)).toBe(9007199254740991)
    expect(lpInteger(encode('9007199254740993'), 0)).toBeNaN()
    expect(lpIsInteger(encode('9007199254740993'), 0)).toBe(true)
    expect(lpInteger(encode('01'), 0)).toBeNaN()
    expect(lpIsInteger(encode('01'), 0)).toBe(false)
  })
})

describe('listpacks', () => {
  const bytes = Buffer.from(HASH, 'hex')

  it('are walked both ways', () => {
    const texts: string[] = []
    for (let p = lpFirst(0); bytes[p] !== 0xff; p = lpNext(bytes, p)) texts.push(read(bytes, p))
    expect(texts).toEqual(['f', '1', 'g', 'hello', 'h', '70000'])
    const back: string[] = []
    for (let p = bytes.length - 1; p > lpFirst(0); ) back.push(read(bytes, (p = lpPrev(bytes, p))))
    expect(back).toEqual([...texts].reverse())
    expect(lpCount(bytes, 0)).toBe(6)
    expect(lpTotal(bytes, 0)).toBe(bytes.length)
    expect(texts.map((_, i) => read(bytes, lpSeek(bytes, 0, i)))).toEqual(texts)
    expect([lpSeek(bytes, 0, -1), lpSeek(bytes, 0, 6)]).toEqual([-1, -1])
    expect(read(bytes, lpLast(bytes, 0))).toBe('70000')
  })

  it('find an entry, or every second only', () => {
    const find = (text: string, skip: number): number => {
      const encoded = encode(text)
      return lpFind(bytes, 0, encoded, 0, encoded.length, skip)
    }
    expect(find('hello', 0)).toBe(lpSeek(bytes, 0, 3))
    expect(find('70000', 0)).toBe(lpSeek(bytes, 0, 5))
    expect(find('h', 1)).toBe(lpSeek(bytes, 0, 4))
    expect(find('hello', 1)).toBe(-1)
    expect(find('70001', 0)).toBe(-1)
  })

  it('are spliced in place, a prefix left alone', () => {
    const prefix = Buffer.from('abcd')
    const value = home(Buffer.concat([prefix, bytes]))
    const { records } = value
    const first = 4 + records.valueAt
    const pos = lpSeek(records.valueBytes, first, 3) - first
    const size = lpEntrySize(records.valueBytes, pos + first)
    const text = Buffer.from('something longer')
    const at = lpSplice(value, pos, size, 1, lpEncodedSize(text, 0, text.length), 1, 4)
    lpEncode(records.valueBytes, at, text, 0, text.length)
    const longer = '29000000060081660201018167029' + '0736f6d657468696e67206c6f6e67657211816802f270110104ff'
    expect(hex(whole(value))).toBe(hex(prefix) + longer)
    lpSplice(value, pos, text.length + 2, 1, 0, 0, 4)
    expect(hex(whole(value))).toBe(`${hex(prefix)}1700000005008166020101816702816802f270110104ff`)
  })

  it('begin empty', () => {
    const empty = Buffer.alloc(LP_EMPTY)
    lpInit(empty, 0)
    expect(hex(empty)).toBe('070000000000ff')
    expect([lpCount(empty, 0), lpLast(empty, 0), lpSeek(empty, 0, 0)]).toEqual([0, -1, -1])
    expect(lpFind(empty, 0, encode('a'), 0, 3, 0)).toBe(-1)
  })

  it('of 65535 entries and more are counted', () => {
    const entries = 65600
    const large = Buffer.alloc(entries * 2 + LP_EMPTY)
    large.writeUInt32LE(large.length, 0)
    large.writeUInt16LE(0xffff, 4)
    for (let i = 0; i < entries; i++) large[7 + 2 * i] = 1
    large[large.length - 1] = 0xff
    expect(lpValidate(large, 0, large.length, true)).toBe(true)
    expect(lpCount(large, 0)).toBe(entries)
    expect(large.readUInt16LE(4)).toBe(0xffff)
    large.writeUInt32LE(10 * 2 + LP_EMPTY, 0)
    large[6 + 10 * 2] = 0xff
    expect(lpCount(large, 0)).toBe(10)
    expect(large.readUInt16LE(4)).toBe(10)
  })
})

describe('listpacks from outside', () => {
  const good = Buffer.from(HASH, 'hex')
  const verdict = (change: (bytes: Buffer) => void): boolean => {
    const bytes = Buffer.from(good)
    change(bytes)
    return lpValidate(bytes, 0, bytes.length, true)
  }

  it('are accepted when they are whole', () => {
    expect(verdict(() => {})).toBe(true)
    expect(lpValidate(good, 0, good.length, false)).toBe(true)
  })

  it.each<[string, (bytes: Buffer) => void]>([
    ['the total is wrong', bytes => bytes.writeUInt32LE(good.length - 1, 0)],
    ['the count is wrong', bytes => bytes.writeUInt16LE(5, 4)],
    ['the end is missing', bytes => (bytes[bytes.length - 1] = 0)],
    ['a backlen is wrong', bytes => (bytes[8] = 1)],
    ['a length reaches beyond the end', bytes => (bytes[6] = 0xbf)],
    ['an encoding is none', bytes => (bytes[6] = 0xf5)],
    ['an end stands inside', bytes => (bytes[6] = 0xff)],
    ['a 32-bit length reaches beyond the end', bytes => bytes.set([0xf0, 0xff, 0xff, 0xff, 0xff], 6)],
  ])('are refused when %s', (_, change) => {
    expect(verdict(change)).toBe(false)
  })

  it('are refused when they are too short, or longer than what is there', () => {
    expect(lpValidate(good, 0, 6, true)).toBe(false)
    expect(lpValidate(good, 1, good.length, false)).toBe(false)
    expect(lpValidate(Buffer.from('080000000000f0ff', 'hex'), 0, 8, true)).toBe(false)
  })
})

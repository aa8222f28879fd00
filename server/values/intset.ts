/**
 * The intset, byte for byte as Redis keeps it in memory and in RDB files: a small set of 64-bit integers,
 * sorted.
 *
 *   4 bytes  width of a member: 2, 4 or 8 bytes, as the widest one needs; it never becomes narrower again
 *   4 bytes  number of members
 *   members  little-endian, ascending
 *
 * Functions over `(bytes, at)`. Members are as wide as 64 bits, which a double does not hold, so they
 * travel as the two words of an `Int64`.
 */
import { isInt64Text, parseInt64, parseSafeInteger, writeInteger } from '../../shared/bytes/integer.ts'
import type { Home } from './home.ts'
import { writeInt64 } from './listpack.ts'
import type { Slice } from './slice.ts'

/** Bytes before the first member: an intset without any. */
export const INTSET_HEADER = 8
/** Redis's own limit, whatever set-max-intset-entries says. */
export const INTSET_MAX = 2 ** 30
/** Shortest text of an integer that a double does not hold. */
const WIDE_TEXT = 16
const TWO32 = 4294967296

/** A signed 64-bit integer. */
export class Int64 {
  low: number
  high: number

  constructor() {
    this.low = 0
    this.high = 0
  }

  /** Takes the integer that the text writes in canonical form; false when it writes none. */
  parse(buf: Uint8Array, off: number, len: number): boolean {
    const n = parseSafeInteger(buf, off, len)
    if (!Number.isNaN(n)) {
      this.low = (n % TWO32) | 0
      this.high = Math.floor(n / TWO32)
      return true
    }
    if (len < WIDE_TEXT || !isInt64Text(buf, off, len)) return false
    const wide = parseInt64(buf, off, len)!
    this.low = Number(BigInt.asIntN(32, wide))
    this.high = Number(wide >> 32n)
    return true
  }

  /** Bytes that a member of this value needs. */
  width(): number {
    const { low } = this
    if (this.high !== low >> 31) return 8
    return low === (low << 16) >> 16 ? 2 : 4
  }
}

/** Writes an intset without members: INTSET_HEADER bytes. */
export function intsetInit(bytes: Uint8Array, at: number): void {
  setHeader(bytes, at, 2, 0)
}

function setHeader(bytes: Uint8Array, at: number, width: number, length: number): void {
  setWord(bytes, at, width)
  setWord(bytes, at + 4, length)
}

export function intsetLength(bytes: Uint8Array, at: number): number {
  return word(bytes, at + 4)
}

// Reading
// ---------------------------------------------------------------------------------------------------------

/** Takes the member of this number. */
export function intsetGet(bytes: Uint8Array, at: number, index: number, value: Int64): void {
  const width = bytes[at]!
  const p = at + INTSET_HEADER + index * width
  if (width === 8) {
    value.low = word(bytes, p)
    value.high = word(bytes, p + 4)
    return
  }
  value.low = width === 4 ? word(bytes, p) : short(bytes, p)
  value.high = value.low >> 31
}

/** The member of this number as text, in the slice's scratch. */
export function intsetRead(bytes: Uint8Array, at: number, index: number, slice: Slice): void {
  const width = bytes[at]!
  const p = at + INTSET_HEADER + index * width
  const { scratch } = slice
  slice.bytes = scratch
  slice.off = 0
  if (width === 2) slice.len = writeInteger(scratch, 0, short(bytes, p))
  else if (width === 4) slice.len = writeInteger(scratch, 0, word(bytes, p))
  else {
    const n = word(bytes, p + 4) * TWO32 + (word(bytes, p) >>> 0)
    slice.len = Number.isSafeInteger(n)
      ? writeInteger(scratch, 0, n)
      : writeInt64(scratch, word(bytes, p), word(bytes, p + 4))
  }
}

/**
 * Number of the member of this value; when there is none, the bitwise complement of where it would stand.
 */
export function intsetFind(bytes: Uint8Array, at: number, value: Int64): number {
  const width = bytes[at]!
  let below = 0
  let above = word(bytes, at + 4)
  if (value.width() > width) return ~(value.high < 0 ? 0 : above)
  const from = at + INTSET_HEADER
  const { low, high } = value
  while (below < above) {
    const middle = (below + above) >>> 1
    const p = from + middle * width
    let order: number
    if (width === 2) order = short(bytes, p) - low
    else if (width === 4) order = word(bytes, p) - low
    else {
      order = word(bytes, p + 4) - high
      if (order === 0) order = (word(bytes, p) >>> 0) - (low >>> 0)
    }
    if (order === 0) return middle
    if (order < 0) below = middle + 1
    else above = middle
  }
  return ~below
}

// Changing an intset that is a record's value
// ---------------------------------------------------------------------------------------------------------

/** Adds a member; false when it is there already. */
export function intsetAdd(home: Home, value: Int64): boolean {
  const { records } = home
  const width = records.valueBytes[records.valueAt]!
  if (value.width() > width) {
    addWider(home, value)
    return true
  }
  const found = intsetFind(records.valueBytes, records.valueAt, value)
  if (found >= 0) return false
  const length = intsetLength(records.valueBytes, records.valueAt)
  home.resizeValue(INTSET_HEADER + (length + 1) * width)
  const bytes = records.valueBytes
  const from = records.valueAt + INTSET_HEADER
  const p = from + ~found * width
  bytes.copyWithin(p + width, p, from + length * width)
  setMember(bytes, p, width, value)
  setWord(bytes, records.valueAt + 4, length + 1)
  return true
}

/** Adds a member that is wider than all others, and thus stands before or behind them. */
function addWider(home: Home, value: Int64): void {
  const { records } = home
  const length = intsetLength(records.valueBytes, records.valueAt)
  const old = records.valueBytes[records.valueAt]!
  const width = value.width()
  home.resizeValue(INTSET_HEADER + (length + 1) * width)
  const bytes = records.valueBytes
  const from = records.valueAt + INTSET_HEADER
  const shift = value.high < 0 ? 1 : 0
  for (let i = length - 1; i >= 0; i--) {
    moved.low = old === 2 ? short(bytes, from + i * 2) : word(bytes, from + i * 4)
    moved.high = moved.low >> 31
    setMember(bytes, from + (i + shift) * width, width, moved)
  }
  setMember(bytes, from + (shift === 1 ? 0 : length) * width, width, value)
  setHeader(bytes, records.valueAt, width, length + 1)
}

const moved = new Int64()

/** Takes the member of this number out. */
export function intsetRemoveAt(home: Home, index: number): void {
  const { records } = home
  const bytes = records.valueBytes
  const width = bytes[records.valueAt]!
  const length = intsetLength(bytes, records.valueAt)
  const p = records.valueAt + INTSET_HEADER + index * width
  bytes.copyWithin(p, p + width, records.valueAt + INTSET_HEADER + length * width)
  setWord(bytes, records.valueAt + 4, length - 1)
  home.resizeValue(INTSET_HEADER + (length - 1) * width)
}

/** Makes the value an intset of these members: low and high words by turns, ascending. */
export function intsetFill(home: Home, words: Int32Array): void {
  const length = words.length >>> 1
  let width = 2
  for (let i = 0; i < length; i++) {
    moved.low = words[i * 2]!
    moved.high = words[i * 2 + 1]!
    width = Math.max(width, moved.width())
  }
  home.resizeValue(INTSET_HEADER + length * width)
  const bytes = home.records.valueBytes
  const at = home.records.valueAt
  setHeader(bytes, at, width, length)
  for (let i = 0; i < length; i++) {
    moved.low = words[i * 2]!
    moved.high = words[i * 2 + 1]!
    setMember(bytes, at + INTSET_HEADER + i * width, width, moved)
  }
}

// Payloads from outside
// ---------------------------------------------------------------------------------------------------------

/**
 * Whether `bytes[off, off + len)` is an intset with members, as far as the header goes or, `deep`, in
 * order.
 */
export function intsetValidate(bytes: Uint8Array, off: number, len: number, deep: boolean): boolean {
  if (len < INTSET_HEADER || off + len > bytes.length) return false
  const width = word(bytes, off)
  const length = word(bytes, off + 4) >>> 0
  if (width !== 2 && width !== 4 && width !== 8) return false
  if (length === 0 || INTSET_HEADER + length * width !== len) return false
  if (!deep) return true
  const a = new Int64()
  const b = new Int64()
  for (let i = 1; i < length; i++) {
    intsetGet(bytes, off, i - 1, a)
    intsetGet(bytes, off, i, b)
    if (a.high > b.high || (a.high === b.high && a.low >>> 0 >= b.low >>> 0)) return false
  }
  return true
}

function setMember(bytes: Uint8Array, p: number, width: number, value: Int64): void {
  const { low } = value
  bytes[p] = low
  bytes[p + 1] = low >>> 8
  if (width === 2) return
  bytes[p + 2] = low >>> 16
  bytes[p + 3] = low >>> 24
  if (width === 8) setWord(bytes, p + 4, value.high)
}

function short(bytes: Uint8Array, p: number): number {
  return ((bytes[p]! | (bytes[p + 1]! << 8)) << 16) >> 16
}

function word(bytes: Uint8Array, p: number): number {
  return bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24)
}

function setWord(bytes: Uint8Array, p: number, value: number): void {
  bytes[p] = value
  bytes[p + 1] = value >>> 8
  bytes[p + 2] = value >>> 16
  bytes[p + 3] = value >>> 24
}

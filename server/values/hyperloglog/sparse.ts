/**
 * Registers as runs of equal ones, few of which are not zero:
 *
 *   00nnnnnn           n + 1 registers that are zero
 *   01nnnnnn nnnnnnnn  as many, up to all of them
 *   1vvvvvnn           n + 1 registers, up to four, of rank v + 1, up to 32
 *
 * How runs are split and joined is Redis's way, so that the bytes are the same.
 */
import { HEADER, REGISTERS } from './form.ts'

const LONG = 0x40
const RANKED = 0x80
const ZEROS_MAX = 64
const RANKED_MAX = 4
/** The highest rank that can be said. */
const SPARSE_RANK_MAX = 32
/** How many runs after a change are looked at for neighbours to join. */
const JOINED_AT_MOST = 5

/** What `sparseRaise` says when it is no new length. */
export const UNCHANGED = -1
export const TOO_LARGE = -2
export const CORRUPT = -3

/** Writes the runs of one whose registers are all zero; returns the length of the whole. */
export function writeSparseEmpty(bytes: Uint8Array, at: number): number {
  return writeZeros(bytes, at + HEADER, REGISTERS) - at
}

function runLength(bytes: Uint8Array, i: number): number {
  const byte = bytes[i]!
  if ((byte & RANKED) !== 0) return (byte & 3) + 1
  return ((byte & LONG) !== 0 ? ((byte & 0x3f) << 8) | bytes[i + 1]! : byte & 0x3f) + 1
}

/** Bytes that a run takes. */
function runSize(byte: number): number {
  return (byte & (RANKED | LONG)) === LONG ? 2 : 1
}

/** Of a run; 0 for zeros. */
function runRank(byte: number): number {
  return (byte & RANKED) !== 0 ? ((byte >>> 2) & 0x1f) + 1 : 0
}

function rankedRun(rank: number, length: number): number {
  return RANKED | ((rank - 1) << 2) | (length - 1)
}

/** Writes a run of zeros; returns where it ends. */
function writeZeros(bytes: Uint8Array, i: number, length: number): number {
  if (length > ZEROS_MAX) bytes[i++] = LONG | ((length - 1) >>> 8)
  bytes[i++] = (length - 1) & 0xff
  return i
}

/**
 * Calls `run` for each run, `size` bytes of it at `i`; false when the runs are not those of all registers.
 */
export function eachRun(
  bytes: Uint8Array,
  at: number,
  length: number,
  run: (rank: number, count: number, first: number, size: number) => void,
): boolean {
  let first = 0
  const end = at + length
  for (let i = at + HEADER; i < end; ) {
    const size = runSize(bytes[i]!)
    if (i + size > end) return false
    const count = runLength(bytes, i)
    if (first + count > REGISTERS) return false
    run(runRank(bytes[i]!), count, first, size)
    first += count
    i += size
  }
  return first === REGISTERS
}

/** The rank of a register of the sparse HyperLogLog `bytes[at, at + length)`, CORRUPT when there is none. */
export function sparseGet(bytes: Uint8Array, at: number, length: number, index: number): number {
  const end = at + length
  let left = index
  for (let i = at + HEADER; i < end; ) {
    const byte = bytes[i]!
    if ((byte & RANKED) !== 0) {
      left -= (byte & 3) + 1
      if (left < 0) return runRank(byte)
      i++
    } else {
      const size = runSize(byte)
      if (i + size > end) return CORRUPT
      left -= runLength(bytes, i)
      if (left < 0) return 0
      i += size
    }
  }
  return CORRUPT
}

/** New runs in place of one. */
const made = new Uint8Array(5)

/**
 * Raises a register to `rank` in the sparse HyperLogLog `bytes[0, length)`, which has room for three bytes
 * more. Returns its new length, or UNCHANGED, CORRUPT, or TOO_LARGE when the rank or the length, which may
 * be `most`, is too high.
 */
export function sparseRaise(
  bytes: Uint8Array,
  length: number,
  index: number,
  rank: number,
  most: number,
): number {
  if (rank > SPARSE_RANK_MAX) return TOO_LARGE
  let i = HEADER
  let before = -1
  let first = 0
  let count = 0
  for (; i < length; i += runSize(bytes[i]!)) {
    count = runLength(bytes, i)
    if (index < first + count) break
    before = i
    first += count
  }
  const size = i < length ? runSize(bytes[i]!) : 0
  if (i + size > length || i >= length) return CORRUPT
  const old = runRank(bytes[i]!)
  if (old >= rank) return UNCHANGED
  let n = 0
  if (count === 1) made[n++] = rankedRun(rank, 1)
  else {
    const last = first + count - 1
    if (index > first) n = writeRun(n, old, index - first)
    made[n++] = rankedRun(rank, 1)
    if (index < last) n = writeRun(n, old, last - index)
  }
  const growth = n - size
  if (growth > 0 && length + growth > most) return TOO_LARGE
  if (growth !== 0) bytes.copyWithin(i + n, i + size, length)
  for (let k = 0; k < n; k++) bytes[i + k] = made[k]!
  return join(bytes, before < 0 ? HEADER : before, length + growth)
}

/** A run in `made`; returns where it ends. */
function writeRun(n: number, rank: number, length: number): number {
  if (rank === 0) return writeZeros(made, n, length)
  made[n] = rankedRun(rank, length)
  return n + 1
}

/** Joins neighbours of one rank near a change; returns the new length. */
function join(bytes: Uint8Array, from: number, length: number): number {
  let i = from
  for (let left = JOINED_AT_MOST; i < length && left > 0; left--) {
    const byte = bytes[i]!
    const next = bytes[i + 1]!
    const same =
      (byte & RANKED) !== 0 && i + 1 < length && (next & RANKED) !== 0 && runRank(byte) === runRank(next)
    const sum = (byte & 3) + (next & 3) + 2
    if (!same || sum > RANKED_MAX) {
      i += runSize(byte)
      continue
    }
    bytes[i + 1] = rankedRun(runRank(byte), sum)
    bytes.copyWithin(i, i + 1, length)
    length--
  }
  return length
}

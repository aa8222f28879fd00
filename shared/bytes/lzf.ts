/**
 * LZF, the compression of strings in RDB files and DUMP payloads: interchangeable with liblzf both ways, and
 * with the same choice of matches as Redis's build of it, so that equal strings give equal payloads.
 *
 * The format: a control byte below 32 announces that many literal bytes plus one. Any other is a copy from
 * earlier output: three bits of length (7: one more byte follows), plus two; thirteen bits of distance, plus
 * one. The encoder is greedy: a table maps a hash of three bytes to where they were last seen. The table is
 * kept between calls; positions are counted on across calls, so that old ones are recognised instead of
 * wiped.
 */

const HASH_SIZE = 1 << 16
const MAX_LITERAL = 32
const MAX_DISTANCE = 1 << 13
const MAX_MATCH = (1 << 8) + (1 << 3)
const MAX_POSITION = 0x7fffffff

const seen = new Int32Array(HASH_SIZE)
let nextPosition = 1

/** Reserves `len` positions and answers the first; wipes the table when positions run out. */
function reservePositions(len: number): number {
  if (nextPosition + len >= MAX_POSITION) {
    seen.fill(0)
    nextPosition = 1
  }
  const first = nextPosition
  nextPosition += len
  return first
}

function slot(b0: number, b1: number, b2: number): number {
  const bits = (b0 << 16) | (b1 << 8) | b2
  return ((bits >>> 8) - bits * 5) & (HASH_SIZE - 1)
}

/**
 * Compresses `src[off, off + len)` into `target` from its start. Answers the compressed length, or 0 when the
 * result would take more than `limit` bytes (at most `target.length`).
 */
export function lzfCompress(
  src: Uint8Array,
  off: number,
  len: number,
  target: Uint8Array,
  limit = target.length,
): number {
  if (len === 0 || limit === 0) return 0
  const end = off + len
  const shift = reservePositions(len) - off // position of src[i] is i + shift
  let at = off
  let out = 1 // target[out - literals - 1] is kept for the literal run's control byte
  let literals = 0
  while (at < end - 2) {
    const hash = slot(src[at]!, src[at + 1]!, src[at + 2]!)
    const ref = seen[hash]! - shift
    seen[hash] = at + shift
    const distance = at - ref - 1
    if (
      ref <= off ||
      distance >= MAX_DISTANCE ||
      src[ref] !== src[at] ||
      src[ref + 1] !== src[at + 1] ||
      src[ref + 2] !== src[at + 2]
    ) {
      if (out >= limit) return 0
      target[out++] = src[at++]!
      if (++literals === MAX_LITERAL) {
        target[out - MAX_LITERAL - 1] = MAX_LITERAL - 1
        literals = 0
        out++
      }
      continue
    }
    if (out + 4 >= limit && out - (literals === 0 ? 1 : 0) + 4 >= limit) return 0
    if (literals === 0) out--
    else target[out - literals - 1] = literals - 1
    const most = longestMatch(end - at)
    let match = 3
    while (match < most && src[ref + match] === src[at + match]) match++
    out = writeMatch(target, out, match - 2, distance) + 1
    literals = 0
    const next = at + match
    if (next >= end - 2) {
      at = next
      break
    }
    for (at = next - 2; at < next; at++) seen[slot(src[at]!, src[at + 1]!, src[at + 2]!)] = at + shift
  }
  if (out + 3 > limit) return 0 // at most two bytes are left, and a control byte
  while (at < end) {
    target[out++] = src[at++]!
    if (++literals === MAX_LITERAL) {
      target[out - MAX_LITERAL - 1] = MAX_LITERAL - 1
      literals = 0
      out++
    }
  }
  if (literals === 0) return out - 1
  target[out - literals - 1] = literals - 1
  return out
}

/**
 * The longest match tried when `left` bytes of input remain: two are left over for the next hash, except that
 * liblzf compares the first 19 bytes without looking at the end once 19 are there.
 */
function longestMatch(left: number): number {
  if (left >= 19 && left <= 20) return 19
  return Math.min(left - 2, MAX_MATCH)
}

/** Writes a copy of `length + 2` bytes from `distance + 1` bytes back; answers the offset after it. */
function writeMatch(target: Uint8Array, out: number, length: number, distance: number): number {
  if (length < 7) {
    target[out++] = (distance >>> 8) | (length << 5)
  } else {
    target[out++] = (distance >>> 8) | (7 << 5)
    target[out++] = length - 7
  }
  target[out++] = distance
  return out
}

/** The most output that `len` compressed bytes can stand for: three bytes make at most a copy of 264. */
export function lzfMaxExpansion(len: number): number {
  return Math.ceil(len / 3) * MAX_MATCH
}

function corrupt(): never {
  throw new Error('LZF data is corrupt')
}

/**
 * Decompresses `src[off, off + len)` into `target[tOff, tOff + tLen)`, which it must fill exactly. Throws an
 * Error when the data is corrupt; never reads or writes outside the two ranges.
 */
export function lzfDecompress(
  src: Uint8Array,
  off: number,
  len: number,
  target: Uint8Array,
  tOff: number,
  tLen: number,
): void {
  const end = off + len
  const tEnd = tOff + tLen
  let out = tOff
  let at = off
  while (at < end) {
    const control = src[at++]!
    if (control < MAX_LITERAL) {
      const run = control + 1
      if (at + run > end || out + run > tEnd) corrupt()
      for (const stop = at + run; at < stop; ) target[out++] = src[at++]!
      continue
    }
    let length = control >>> 5
    if (at + (length === 7 ? 2 : 1) > end) corrupt()
    if (length === 7) length += src[at++]!
    let ref = out - (((control & 31) << 8) | src[at++]!) - 1
    length += 2
    if (ref < tOff || out + length > tEnd) corrupt()
    for (const stop = out + length; out < stop; ) target[out++] = target[ref++]!
  }
  if (out !== tEnd) corrupt()
}

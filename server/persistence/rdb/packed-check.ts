/**
 * Whether packed values from outside are what they claim. Redis looks at the header only (unless told
 * `sanitize-dump-payload yes`); here everything is looked at, since value code believes what it is given:
 * structure, canonical entries, no key twice, scores that are numbers and in order.
 */
import { sameBytes } from '../../../shared/bytes/copy.ts'
import { parseDouble } from '../../../shared/bytes/double.ts'
import { hashBytes } from '../../../shared/bytes/hash.ts'
import { isInt64Text } from '../../../shared/bytes/integer.ts'
import {
  LP_END,
  LP_OVERHEAD,
  lpEncode,
  lpEntrySize,
  lpFirst,
  lpInteger,
  lpIsInteger,
  lpMatch,
  lpNext,
  lpRead,
  lpValidate,
} from '../../values/listpack.ts'
import { Slice } from '../../values/slice.ts'

/** Answers of `listpack` besides a count. */
const DAMAGED = -1
export const DUPLICATE = -2

/** Texts up to this length may be integers. */
const INTEGER_TEXT_MAX = 20
/** Up to this many keys are compared with each other one by one. */
const FEW = 12

export class PackedCheck {
  /** Whether every entry is encoded as our own code encodes it; if not, the value has to be built anew. */
  canonical: boolean
  private readonly slice: Slice
  private readonly before: Slice
  private readonly encoded: Uint8Array
  /** Positions of keys by hash, for many keys; open addressing, -1 for none. */
  private places: Int32Array

  constructor() {
    this.canonical = true
    this.slice = new Slice()
    this.before = new Slice()
    this.encoded = new Uint8Array(INTEGER_TEXT_MAX + LP_OVERHEAD)
    this.places = new Int32Array(0)
  }

  /**
   * Looks through the listpack `bytes[off, off + len)`, whose every `step`-th entry is a key (0: none is).
   * Answers the number of entries, DAMAGED or DUPLICATE, and says in `canonical` how they are encoded. When
   * they are not canonical, duplicates may go unnoticed here.
   */
  listpack(bytes: Uint8Array, off: number, len: number, step: number): number {
    this.canonical = true
    if (!lpValidate(bytes, off, len, true)) return DAMAGED
    let count = 0
    for (let p = lpFirst(off); bytes[p] !== LP_END; p = lpNext(bytes, p)) {
      if (!this.isCanonical(bytes, p)) this.canonical = false
      count++
    }
    if (step > 0 && count % step !== 0) return DAMAGED
    if (step > 0 && this.repeats(bytes, off, step, count / step)) return DUPLICATE
    return count
  }

  /** Calls `visit` with each entry of a sound listpack, as text. */
  each(bytes: Uint8Array, off: number, visit: (entry: Slice) => void): void {
    const { slice } = this
    for (let p = lpFirst(off); bytes[p] !== LP_END; p = lpNext(bytes, p)) {
      lpRead(bytes, p, slice)
      visit(slice)
    }
  }

  private isCanonical(bytes: Uint8Array, p: number): boolean {
    const { slice } = this
    const integer = lpIsInteger(bytes, p)
    if (integer && bytes[p]! < 0x80) return true
    lpRead(bytes, p, slice)
    if (!integer && slice.len > INTEGER_TEXT_MAX) return lpEntrySize(bytes, p) === sizeOfText(slice.len)
    if (!integer && bytes[p]! < 0xc0) return !isInt64Text(slice.bytes, slice.off, slice.len)
    const size = lpEncode(this.encoded, 0, slice.bytes, slice.off, slice.len)
    return size === lpEntrySize(bytes, p) && lpMatch(bytes, p, this.encoded, 0, size)
  }

  private repeats(bytes: Uint8Array, off: number, step: number, keys: number): boolean {
    return keys <= FEW ? repeatsAmongFew(bytes, off, step) : this.repeatsAmongMany(bytes, off, step, keys)
  }

  private repeatsAmongMany(bytes: Uint8Array, off: number, step: number, keys: number): boolean {
    let room = 64
    while (room < keys * 2) room *= 2
    if (this.places.length < room || this.places.length > 65536) this.places = new Int32Array(room)
    const { places } = this
    places.fill(-1, 0, room)
    for (let p = lpFirst(off); bytes[p] !== LP_END; p = skip(bytes, p, step)) {
      const size = lpEntrySize(bytes, p)
      let i = hashBytes(bytes, p, size) & (room - 1)
      for (; places[i]! >= 0; i = (i + 1) & (room - 1)) {
        if (sameBytes(bytes, places[i]!, bytes, p, size)) return true
      }
      places[i] = p
    }
    return false
  }

  /**
   * Whether member-score pairs of a sound listpack have scores that are numbers, in order (by member when
   * equal).
   */
  scored(bytes: Uint8Array, off: number): { numbers: boolean; ordered: boolean } {
    const { slice, before } = this
    let ordered = true
    let previous = -Infinity
    let previousMember = -1
    for (let p = lpFirst(off); bytes[p] !== LP_END; ) {
      const at = lpNext(bytes, p)
      const score = this.score(bytes, at)
      if (Number.isNaN(score)) return { numbers: false, ordered: false }
      if (score < previous) ordered = false
      else if (score === previous && previousMember >= 0 && ordered) {
        lpRead(bytes, previousMember, before)
        lpRead(bytes, p, slice)
        ordered = isBefore(before, slice)
      }
      previous = score
      previousMember = p
      p = lpNext(bytes, at)
    }
    return { numbers: true, ordered }
  }

  /** The score that is the entry at p; NaN when it is none. */
  score(bytes: Uint8Array, p: number): number {
    const n = lpInteger(bytes, p)
    if (!Number.isNaN(n)) return n
    const { slice } = this
    lpRead(bytes, p, slice)
    return parseDouble(slice.bytes, slice.off, slice.len)
  }
}

/** Bytes of an entry with a text of this length, above 20. */
function sizeOfText(len: number): number {
  const body = len + (len < 64 ? 1 : len < 4096 ? 2 : 5)
  if (body <= 127) return body + 1
  if (body < 16383) return body + 2
  if (body < 2097151) return body + 3
  return body + (body < 268435455 ? 4 : 5)
}

function skip(bytes: Uint8Array, p: number, step: number): number {
  for (; step > 0; step--) p = lpNext(bytes, p)
  return p
}

function repeatsAmongFew(bytes: Uint8Array, off: number, step: number): boolean {
  const first = lpFirst(off)
  if (bytes[first] === LP_END) return false
  for (let p = skip(bytes, first, step); bytes[p] !== LP_END; p = skip(bytes, p, step)) {
    const size = lpEntrySize(bytes, p)
    for (let q = first; q !== p; q = skip(bytes, q, step))
      if (sameBytes(bytes, q, bytes, p, size)) return true
  }
  return false
}

function isBefore(a: Slice, b: Slice): boolean {
  const len = Math.min(a.len, b.len)
  for (let i = 0; i < len; i++) {
    const d = a.bytes[a.off + i]! - b.bytes[b.off + i]!
    if (d !== 0) return d < 0
  }
  return a.len < b.len
}

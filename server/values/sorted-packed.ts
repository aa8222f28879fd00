/**
 * A small sorted set: a listpack of members and scores in turn, in order of score and then member, byte for
 * byte as Redis 7.2 keeps it. A score that is a whole number is an integer entry (so -0 becomes 0 here),
 * any other the text it is replied with. One object serves every value; places in the listpack are kept
 * relative to its start.
 */
import { parseDouble, writeDouble } from '../../shared/bytes/double.ts'
import { compareBytes } from '../../shared/bytes/text.ts'
import { withView } from '../../shared/bytes/view.ts'
import type { Home } from './home.ts'
import {
  INT64_TEXT_MAX,
  LP_END,
  LP_HEADER,
  LP_OVERHEAD,
  lpCount,
  lpEncode,
  lpEncodeInteger,
  lpEntrySize,
  lpFind,
  lpInteger,
  lpNext,
  lpPrev,
  lpRead,
  lpSeek,
  lpSplice,
  lpTotal,
} from './listpack.ts'
import { Slice } from './slice.ts'

/** Room for a score's entry. */
const SCORE_ROOM = 48
const NO_BYTES: Uint8Array = Buffer.alloc(0)

export class PackedSortedSets {
  private home!: Home
  /** Where the value lies: good for reading while other keys are looked up. */
  private bytes: Uint8Array
  private at: number
  /** After `find`, `seek` and steps: the place of a member and its score. */
  place: number
  score: number
  readonly element: Slice
  private readonly other: Slice
  private readonly scoreSlice: Slice
  /** The member looked for last as an entry, and behind it, once `add` has written it, its score. */
  private encoded: Uint8Array
  private encodedLength: number
  private readonly digits: Uint8Array

  constructor(element: Slice) {
    this.bytes = NO_BYTES
    this.at = 0
    this.place = 0
    this.score = 0
    this.element = element
    this.other = new Slice()
    this.scoreSlice = new Slice()
    this.encoded = withView(Buffer.alloc(256))
    this.encodedLength = 0
    this.digits = withView(Buffer.alloc(SCORE_ROOM))
  }

  open(home: Home): void {
    this.home = home
    this.reload()
  }

  private reload(): void {
    const { records } = this.home
    this.bytes = records.valueBytes
    this.at = records.valueAt
  }

  length(): number {
    return lpCount(this.bytes, this.at) >>> 1
  }

  /** Bytes of the listpack. */
  size(): number {
    return lpTotal(this.bytes, this.at)
  }

  /** Turns to the first item; false when there is none. */
  first(): boolean {
    this.place = LP_HEADER
    return this.bytes[this.at + LP_HEADER] !== LP_END
  }

  /** Turns to a place; false when it is the end. */
  goTo(place: number): boolean {
    this.place = place
    return this.bytes[this.at + place] !== LP_END
  }

  /** Turns to a member; false when it is not there. */
  find(buf: Uint8Array, off: number, len: number): boolean {
    const { bytes, at } = this
    this.encodedLength = 0
    // The text of an integer is longer than its entry.
    if (len > INT64_TEXT_MAX && len > lpTotal(bytes, at)) return false
    this.encode(buf, off, len)
    const p = lpFind(bytes, at, this.encoded, 0, this.encodedLength, 1)
    if (p < 0) return false
    this.place = p - at
    this.score = this.scoreAt(bytes, lpNext(bytes, p))
    return true
  }

  /** The score whose entry is at `p`. */
  private scoreAt(bytes: Uint8Array, p: number): number {
    const whole = lpInteger(bytes, p)
    if (!Number.isNaN(whole)) return whole
    const slice = this.scoreSlice
    lpRead(bytes, p, slice)
    const score = parseDouble(slice.bytes, slice.off, slice.len)
    return Number.isNaN(score) ? 0 : score
  }

  /** The score in front of the place turned to, as the text that it is kept as. */
  scoreBefore(): Slice {
    const { bytes, scoreSlice } = this
    lpRead(bytes, lpPrev(bytes, this.at + this.place), scoreSlice)
    return scoreSlice
  }

  /** Adds the member `buf[off, off + len)`, which `find` has just missed. */
  add(score: number, buf: Uint8Array, off: number, len: number): void {
    if (this.encodedLength === 0) this.encode(buf, off, len)
    const size = this.encodedLength + this.encodeScore(score, this.encodedLength)
    this.insertAt(this.placeFor(score, buf, off, len), size)
  }

  /** Adds a member that is greater than all. */
  append(score: number, buf: Uint8Array, off: number, len: number): void {
    this.encode(buf, off, len)
    const size = this.encodedLength + this.encodeScore(score, this.encodedLength)
    this.insertAt(lpTotal(this.bytes, this.at) - 1, size)
  }

  private encode(buf: Uint8Array, off: number, len: number): void {
    this.makeRoom(len)
    this.encodedLength = lpEncode(this.encoded, 0, buf, off, len)
  }

  private makeRoom(len: number): void {
    const room = len + LP_OVERHEAD + SCORE_ROOM
    if (room > this.encoded.length) this.encoded = withView(Buffer.allocUnsafeSlow(room * 2))
  }

  /** Puts the `size` encoded bytes of an item at a place. */
  private insertAt(place: number, size: number): void {
    const p = lpSplice(this.home, place, 0, 0, size, 2)
    this.reload()
    const { bytes, encoded } = this
    for (let i = 0; i < size; i++) bytes[p + i] = encoded[i]!
  }

  /** Writes a score's entry at `encoded[at]`; gives its size. */
  private encodeScore(score: number, at: number): number {
    if (Number.isSafeInteger(score)) return lpEncodeInteger(this.encoded, at, score)
    const length = writeDouble(this.digits, 0, score)
    return lpEncode(this.encoded, at, this.digits, 0, length)
  }

  /** Where an item goes: the place of the first that is greater, or of the end. */
  private placeFor(score: number, buf: Uint8Array, off: number, len: number): number {
    const { bytes, at } = this
    const { other } = this
    let p = at + LP_HEADER
    while (bytes[p] !== LP_END) {
      const scoreAt = lpNext(bytes, p)
      const here = this.scoreAt(bytes, scoreAt)
      if (here > score) break
      if (here === score) {
        lpRead(bytes, p, other)
        if (compareBytes(other.bytes, other.off, other.len, buf, off, len) > 0) break
      }
      p = lpNext(bytes, scoreAt)
    }
    return p - at
  }

  /** Gives the member found another score. */
  update(score: number): void {
    const { bytes, at } = this
    const p = at + this.place
    const scoreAt = lpNext(bytes, p)
    if (this.staysInPlace(bytes, p, score)) {
      const size = this.encodeScore(score, 0)
      const target = lpSplice(this.home, scoreAt - at, lpEntrySize(bytes, scoreAt), 1, size, 1)
      this.reload()
      for (let i = 0; i < size; i++) this.bytes[target + i] = this.encoded[i]!
      return
    }
    const { element } = this
    lpRead(bytes, p, element)
    const memberSize = scoreAt - p
    this.makeRoom(memberSize)
    this.encoded.set(bytes.subarray(p, scoreAt))
    const size = memberSize + this.encodeScore(score, memberSize)
    const wasAt = this.place
    const oldSize = lpNext(bytes, scoreAt) - p
    // Its own item does not compare with itself: the place behind it is the same once it is gone.
    const place = this.placeFor(score, element.bytes, element.off, element.len)
    lpSplice(this.home, wasAt, oldSize, 2, 0, 0)
    this.insertAt(place > wasAt ? place - oldSize : place, size)
  }

  /** Whether the item at `p` stays between its neighbours with another score; equal scores do not count. */
  private staysInPlace(bytes: Uint8Array, p: number, score: number): boolean {
    const next = lpNext(bytes, lpNext(bytes, p))
    if (bytes[next] !== LP_END && this.scoreAt(bytes, lpNext(bytes, next)) <= score) return false
    const first = this.at + LP_HEADER
    return p === first || this.scoreAt(bytes, lpPrev(bytes, p)) < score
  }

  /** Takes `n` items out, the first at `place`. */
  remove(n: number): void {
    const { bytes, at } = this
    let p = at + this.place
    for (let i = 2 * n; i > 0; i--) p = lpNext(bytes, p)
    lpSplice(this.home, this.place, p - at - this.place, 2 * n, 0, 0)
    this.reload()
  }

  /** The rank of the member found. */
  rank(): number {
    const { bytes, at } = this
    const place = at + this.place
    let rank = 0
    for (let p = at + LP_HEADER; p !== place; p = lpNext(bytes, lpNext(bytes, p))) rank++
    return rank
  }

  /** How many items are below a score; or, `after`, at or below it. */
  rankOfScore(score: number, after: boolean): number {
    const { bytes, at } = this
    let rank = 0
    for (let p = at + LP_HEADER; bytes[p] !== LP_END; rank++) {
      const scoreAt = lpNext(bytes, p)
      const here = this.scoreAt(bytes, scoreAt)
      if (here > score || (here === score && !after)) break
      p = lpNext(bytes, scoreAt)
    }
    return rank
  }

  /** `rankOfScore` by members, where scores are all the same. */
  rankOfMember(buf: Uint8Array, off: number, len: number, after: boolean): number {
    const { bytes, at } = this
    const { other } = this
    let rank = 0
    for (let p = at + LP_HEADER; bytes[p] !== LP_END; rank++) {
      lpRead(bytes, p, other)
      const order = compareBytes(other.bytes, other.off, other.len, buf, off, len)
      if (order > 0 || (order === 0 && !after)) break
      p = lpNext(bytes, lpNext(bytes, p))
    }
    return rank
  }

  // The position
  // --------------------------------------------------------------------------------------------------------

  /** To the item at a rank that there is. */
  seek(rank: number): void {
    const { bytes, at } = this
    this.place = lpSeek(bytes, at, 2 * rank) - at
  }

  /** Steps to the next item; false at the end. */
  next(): boolean {
    const { bytes, at } = this
    const p = lpNext(bytes, lpNext(bytes, at + this.place))
    this.place = p - at
    return bytes[p] !== LP_END
  }

  /** Steps to the item before; false at the beginning. */
  previous(): boolean {
    if (this.place === LP_HEADER) return false
    const { bytes, at } = this
    this.place = lpPrev(bytes, lpPrev(bytes, at + this.place)) - at
    return true
  }

  /** Spreads the item at the position over `element` and `score`. */
  load(): void {
    const { bytes, at } = this
    const p = at + this.place
    lpRead(bytes, p, this.element)
    this.score = this.scoreAt(bytes, lpNext(bytes, p))
  }
}

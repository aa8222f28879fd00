/**
 * A small hash as one listpack, byte for byte Redis's: field and value by turns, in the order they came.
 * Once a field has been given a time (VARIANT, Redis's `listpackex`) each pair is followed by that time, ms
 * since 1970 or 0, and the triples are ordered by it, those without at the end: the fields that are due are
 * a prefix. A VARIANT value begins with four bytes of its own, its slot in the database's index of such
 * hashes.
 *
 * Positions are relative to the record's value, which may move at every change of its length.
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { withView } from '../../shared/bytes/view.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { Args } from '../../shared/resp/args.ts'
import { hasPassed } from './has-passed.ts'
import type { Home } from './home.ts'
import { VARIANT, writeRoot } from './home.ts'
import {
  INT64_TEXT_MAX,
  LP_EMPTY,
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
  lpRead,
  lpSeek,
  lpSetHeader,
  lpSplice,
  lpTotal,
} from './listpack.ts'
import { NO_HOME } from './no-home.ts'
import { Slice } from './slice.ts'

/** Bytes before the listpack of a VARIANT value. */
const SLOT_BYTES = 4
/** Bytes of the time 0 as an entry. */
const NO_TIME_BYTES = 2

export class PackedHash {
  /** Of the pair that `find` or `load` came to: when it expires, 0 for never. */
  expiry: number
  private home: Home
  /** Where the listpack begins in the value, and how many entries a field has. */
  private base: number
  private stride: number
  /** Position of the pair found; -1 after a miss. */
  private found: number
  /** The field looked for last, encoded, and whatever is to be written behind it. */
  private scratch: Uint8Array
  private fieldBytes: number
  /** Absolute: where `duePrefix` stopped. */
  private dueEnd: number
  private readonly name: Slice

  constructor() {
    this.expiry = 0
    this.home = NO_HOME
    this.base = 0
    this.stride = 2
    this.found = -1
    this.scratch = withView(Buffer.alloc(512))
    this.fieldBytes = 0
    this.dueEnd = 0
    this.name = new Slice()
  }

  open(home: Home): void {
    this.home = home
    const timed = (home.records.meta & VARIANT) !== 0
    this.base = timed ? SLOT_BYTES : 0
    this.stride = timed ? 3 : 2
    this.found = -1
  }

  /** Bytes of the listpack. */
  bytes(): number {
    return this.home.records.valueLength - this.base
  }

  length(): number {
    const { valueBytes, valueAt } = this.home.records
    return lpCount(valueBytes, valueAt + this.base) / this.stride
  }

  // Reading
  // -------------------------------------------------------------------------------------------------

  /** Whether there is such a field; its value goes to `value`. */
  find(buf: Uint8Array, off: number, len: number, value: Slice): boolean {
    const { valueBytes, valueAt, valueLength } = this.home.records
    this.found = -1
    this.fieldBytes = 0
    // The text of an integer is longer than its entry.
    if (len > INT64_TEXT_MAX && len > valueLength) return false
    this.reserve(len + LP_OVERHEAD)
    const size = lpEncode(this.scratch, 0, buf, off, len)
    this.fieldBytes = size
    const at = lpFind(valueBytes, valueAt + this.base, this.scratch, 0, size, this.stride - 1)
    if (at < 0) return false
    this.found = at - valueAt
    this.readValue(at + size, value)
    return true
  }

  private readValue(at: number, value: Slice): void {
    const bytes = this.home.records.valueBytes
    lpRead(bytes, at, value)
    this.expiry = this.stride === 2 ? 0 : lpInteger(bytes, lpNext(bytes, at))
  }

  /**
   * The pair at a position (0: the first) goes to `field`, `value` and `expiry`; gives the next position,
   * -1 when there was none.
   */
  walk(position: number, field: Slice, value: Slice): number {
    const { valueBytes, valueAt } = this.home.records
    const at = valueAt + (position === 0 ? this.base + LP_HEADER : position)
    if (valueBytes[at] === LP_END) return -1
    this.found = at - valueAt
    lpRead(valueBytes, at, field)
    const second = lpNext(valueBytes, at)
    this.readValue(second, value)
    const third = lpNext(valueBytes, second)
    return (this.stride === 2 ? third : lpNext(valueBytes, third)) - valueAt
  }

  /** The position of any pair, each with the same chance; there is one. */
  sample(random: Random): number {
    const { valueBytes, valueAt } = this.home.records
    const index = this.stride * random.below(this.length())
    return lpSeek(valueBytes, valueAt + this.base, index) - valueAt
  }

  /** When the next field is due, 0 for never. */
  nextExpiry(): number {
    if (this.stride === 2) return 0
    const { valueBytes, valueAt } = this.home.records
    const at = valueAt + this.base + LP_HEADER
    return valueBytes[at] === LP_END ? 0 : this.timeOf(at)
  }

  /** How many fields are due by now. */
  countDue(now: number): number {
    return this.stride === 2 ? 0 : this.duePrefix(now, Infinity, null)
  }

  /** How many of the first `limit` fields are due; their names are added to `names`. */
  private duePrefix(now: number, limit: number, names: Uint8Array[] | null): number {
    const bytes = this.home.records.valueBytes
    let at = this.home.records.valueAt + this.base + LP_HEADER
    let due = 0
    while (due < limit && bytes[at] !== LP_END) {
      const time = this.timeOf(at)
      if (time === 0 || !hasPassed(time, now)) break
      if (names !== null) {
        lpRead(bytes, at, this.name)
        names.push(Buffer.from(this.name.bytes.subarray(this.name.off, this.name.off + this.name.len)))
      }
      at = this.tripleEnd(at)
      due++
    }
    this.dueEnd = at
    return due
  }

  /** The time of the triple at absolute position `at`. */
  private timeOf(at: number): number {
    const bytes = this.home.records.valueBytes
    return lpInteger(bytes, lpNext(bytes, lpNext(bytes, at)))
  }

  private tripleEnd(at: number): number {
    const bytes = this.home.records.valueBytes
    return lpNext(bytes, lpNext(bytes, lpNext(bytes, at)))
  }

  // Changing
  // ------------------------------------------------------------------------------------------------

  /** Adds the field that `find` just missed, without a time. */
  insert(
    field: Uint8Array,
    fieldOff: number,
    fieldLen: number,
    value: Uint8Array,
    off: number,
    len: number,
  ): void {
    this.reserve(fieldLen + len + 2 * LP_OVERHEAD + NO_TIME_BYTES)
    if (this.fieldBytes === 0) this.fieldBytes = lpEncode(this.scratch, 0, field, fieldOff, fieldLen)
    let size = this.fieldBytes
    size += lpEncode(this.scratch, size, value, off, len)
    if (this.stride === 3) size += lpEncodeInteger(this.scratch, size, 0)
    this.write(this.bytes() - 1, 0, 0, size, this.stride)
  }

  /** Gives the field found another value; its time stays. */
  update(value: Uint8Array, off: number, len: number): void {
    this.reserve(len + LP_OVERHEAD)
    const size = lpEncode(this.scratch, 0, value, off, len)
    const { valueBytes, valueAt } = this.home.records
    const at = lpNext(valueBytes, valueAt + this.found)
    this.write(at - valueAt - this.base, lpEntrySize(valueBytes, at), 1, size, 1)
  }

  /** Gives the field found another time (0: none), which may move it. The hash is VARIANT. */
  setExpiry(time: number): void {
    const { valueBytes, valueAt } = this.home.records
    const at = valueAt + this.found
    const third = lpNext(valueBytes, lpNext(valueBytes, at))
    const end = lpNext(valueBytes, third)
    this.reserve(third - at + LP_OVERHEAD)
    copyBytes(valueBytes, at, this.scratch, 0, third - at)
    const size = third - at + lpEncodeInteger(this.scratch, third - at, time)
    this.fieldBytes = 0
    lpSplice(this.home, this.found - this.base, end - at, 3, 0, 0, this.base)
    const place = this.placeOf(time)
    this.write(place - this.base, 0, 0, size, 3)
    this.found = place
    this.expiry = time
  }

  /** Where a triple with this time belongs: before all that come later, at the end without one. */
  private placeOf(time: number): number {
    const { valueBytes, valueAt, valueLength } = this.home.records
    if (time === 0) return valueLength - 1
    let at = valueAt + this.base + LP_HEADER
    while (valueBytes[at] !== LP_END) {
      const other = this.timeOf(at)
      if (other === 0 || other >= time) break
      at = this.tripleEnd(at)
    }
    return at - valueAt
  }

  /** Takes the pair found out. */
  remove(): void {
    const { valueBytes, valueAt } = this.home.records
    const at = valueAt + this.found
    let end = at
    for (let i = 0; i < this.stride; i++) end = lpNext(valueBytes, end)
    lpSplice(this.home, this.found - this.base, end - at, this.stride, 0, 0, this.base)
    this.found = -1
  }

  /** Takes up to `limit` fields that are due out; their names are added to `names`. */
  takeDue(now: number, limit: number, names: Uint8Array[]): void {
    if (this.stride === 2) return
    const due = this.duePrefix(now, limit, names)
    const bytes = this.dueEnd - this.home.records.valueAt - this.base - LP_HEADER
    if (due > 0) lpSplice(this.home, LP_HEADER, bytes, 3 * due, 0, 0, this.base)
    this.found = -1
  }

  /** Makes the hash VARIANT: every field gets room for a time. */
  makeTimed(): void {
    const { valueBytes, valueAt } = this.home.records
    const count = this.length()
    const size = lpTotal(valueBytes, valueAt) + count * NO_TIME_BYTES
    this.reserve(SLOT_BYTES + size)
    const out = this.scratch
    writeRoot(out, 0, 0)
    let to = SLOT_BYTES + LP_HEADER
    for (let at = valueAt + LP_HEADER; valueBytes[at] !== LP_END; ) {
      const end = lpNext(valueBytes, lpNext(valueBytes, at))
      copyBytes(valueBytes, at, out, to, end - at)
      to += end - at
      to += lpEncodeInteger(out, to, 0)
      at = end
    }
    out[to] = LP_END
    lpSetHeader(out, SLOT_BYTES, size, 3 * count)
    const { home } = this
    home.resizeValue(SLOT_BYTES + size)
    home.records.valueBytes.set(out.subarray(0, SLOT_BYTES + size), home.records.valueAt)
    home.setEncoding(VARIANT)
    this.open(home)
  }

  /**
   * Builds a whole listpack of the fields and values from argument i on, `bytes` of them in all; gives its
   * size, or 0 when a field comes twice. It is put in place by `takeGathered`.
   */
  gather(args: Args, i: number, bytes: number): number {
    const { buf, off, len, argc } = args
    this.reserve(LP_EMPTY + bytes + (argc - i) * LP_OVERHEAD)
    const { scratch } = this
    let to = LP_HEADER
    for (let k = i; k < argc; k += 2) {
      const size = lpEncode(scratch, to, buf, off[k]!, len[k]!)
      // The search ends at the field itself at the latest.
      if (lpFind(scratch, 0, scratch, to, size, 1) !== to) return 0
      to += size
      to += lpEncode(scratch, to, buf, off[k + 1]!, len[k + 1]!)
    }
    scratch[to++] = LP_END
    lpSetHeader(scratch, 0, to, argc - i)
    return to
  }

  /** Makes what was gathered the value of the home's record, which has the right size, and opens it. */
  takeGathered(home: Home): void {
    const { valueBytes, valueAt, valueLength } = home.records
    copyBytes(this.scratch, 0, valueBytes, valueAt, valueLength)
    this.open(home)
  }

  /** Puts `size` bytes of scratch in place of what is at `pos`. */
  private write(pos: number, removeBytes: number, removeCount: number, size: number, count: number): void {
    const at = lpSplice(this.home, pos, removeBytes, removeCount, size, count, this.base)
    copyBytes(this.scratch, 0, this.home.records.valueBytes, at, size)
  }

  /** Room for `size` bytes of scratch; what is there stays. */
  private reserve(size: number): void {
    if (size <= this.scratch.length) return
    const larger = withView(Buffer.alloc(size * 2))
    larger.set(this.scratch)
    this.scratch = larger
  }
}

/**
 * The record: one arena block that holds a key, its expiry, its access clock, and its value or the way to it.
 *
 *   word 0   access clock (24 bits) | type (3 bits) | flags (5 bits)
 *   word 1   key length (16 bits) | length of what follows the key (16 bits)
 *   [word]   key length, when it needs more than 16 bits (LONG_KEY)
 *   [3 words] expiry in ms since 1970: low word, high word; position in the expiry index (EXPIRES)
 *   key bytes
 *   value bytes, or, for a value over INLINE_MAX (BLOB), three words: reference, length, capacity in bytes
 *
 * A collection's value is packed bytes (a listpack, an intset) or, LARGE, the four bytes of a root: the
 * reference of a structure elsewhere in the arena, which stays where it is while its record moves. See
 * `server/values`.
 *
 * Redis spends a dictEntry, a robj and two sds headers (about 56 bytes) where this spends 8, and a second
 * dictEntry for an expiry where this spends 12.
 */
import { copyBytes } from '../../shared/bytes/copy.ts'
import type { Arena } from '../memory/arena.ts'
import { SEGMENT_MASK, SEGMENT_SHIFT } from '../memory/arena.ts'
import { blockSize, SMALL_MAX } from '../memory/size-classes.ts'
import { ENCODING, LARGE, readRoot, VARIANT, writeRoot } from '../values/home.ts'
import { TYPE_BITS, TYPE_SHIFT, type TypeNumber, type, typeOf } from '../values/type-numbers.ts'
import { collectionType } from '../values/types.ts'
import type { Values } from '../values/values.ts'

export const CLOCK_MASK = 0xffffff
export const EXPIRES = 1 << 27
export const LONG_KEY = 1 << 28
export const BLOB = 1 << 29

const TIMED_HASH = (type.hash << TYPE_SHIFT) | VARIANT
/** Of word 0: whether it is a hash whose fields may have times. */
export function isTimedHash(meta: number): boolean {
  return (meta & (TYPE_BITS | VARIANT)) === TIMED_HASH
}

/** Values up to this many bytes live in the record. */
export const INLINE_MAX = 1024
const BLOB_BYTES = 12
/** Lengths are int32. */
const BLOB_MAX = 2 ** 31 - 2 ** 20
const SHORT_KEY_MAX = 0xffff
const TWO32 = 4294967296

/**
 * Reads and makes records; `load` spreads one record over the fields below, which hold until the next `load`.
 */
export class Records {
  readonly arena: Arena
  /** Called when a record with a LARGE value is destroyed: the structure at `root` is nobody's now. */
  onDiscard: (typeNumber: TypeNumber, root: number) => void
  ref: number
  /** The record's own bytes, and where its key lies in them. */
  bytes: Uint8Array
  keyAt: number
  keyLength: number
  /** Where the value lies; the record's own bytes or a blob's. */
  valueBytes: Uint8Array
  valueAt: number
  valueLength: number
  /** Word 0. */
  meta: number
  /** Expiry, ms since 1970; -1 for none. */
  expireAt: number
  /** Where `findFieldSlot` found a hash's slot. */
  private slotBytes: Uint8Array
  private slotAt: number

  constructor(arena: Arena) {
    this.arena = arena
    this.onDiscard = () => {}
    this.ref = 0
    this.bytes = Buffer.alloc(0)
    this.keyAt = 0
    this.keyLength = 0
    this.valueBytes = this.bytes
    this.valueAt = 0
    this.valueLength = 0
    this.meta = 0
    this.expireAt = -1
    this.slotBytes = this.bytes
    this.slotAt = 0
  }

  /** Spreads the record over the fields. */
  load(ref: number): void {
    const segment = ref >>> SEGMENT_SHIFT
    const words = this.arena.words[segment]!
    const w = (ref & SEGMENT_MASK) << 1
    const meta = words[w]!
    const lengths = words[w + 1]!
    let at = w + 2
    let keyLength = lengths & SHORT_KEY_MAX
    if ((meta & LONG_KEY) !== 0) keyLength = words[at++]!
    if ((meta & EXPIRES) !== 0) {
      this.expireAt = (words[at]! >>> 0) + words[at + 1]! * TWO32
      at += 3
    } else this.expireAt = -1
    const bytes = this.arena.bytes[segment]!
    const keyAt = at << 2
    this.ref = ref
    this.meta = meta
    this.bytes = bytes
    this.keyAt = keyAt
    this.keyLength = keyLength
    if ((meta & BLOB) === 0) {
      this.valueBytes = bytes
      this.valueAt = keyAt + keyLength
      this.valueLength = lengths >>> 16
      return
    }
    const blob = this.blobWord(bytes, keyAt + keyLength)
    this.valueBytes = this.arena.bytes[blob >>> SEGMENT_SHIFT]!
    this.valueAt = (blob & SEGMENT_MASK) << 3
    this.valueLength = this.blobWord(bytes, keyAt + keyLength + 4)
  }

  type(ref: number): number {
    return typeOf(this.word0(ref))
  }

  word0(ref: number): number {
    return this.arena.words[ref >>> SEGMENT_SHIFT]![(ref & SEGMENT_MASK) << 1]!
  }

  setWord0(ref: number, word: number): void {
    this.arena.words[ref >>> SEGMENT_SHIFT]![(ref & SEGMENT_MASK) << 1] = word
  }

  clock(ref: number): number {
    return this.word0(ref) & CLOCK_MASK
  }

  setClock(ref: number, clock: number): void {
    this.setWord0(ref, (this.word0(ref) & ~CLOCK_MASK) | clock)
  }

  expiry(ref: number): number {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    const meta = words[w]!
    if ((meta & EXPIRES) === 0) return -1
    const at = w + ((meta & LONG_KEY) === 0 ? 2 : 3)
    return (words[at]! >>> 0) + words[at + 1]! * TWO32
  }

  /** Position in the expiry index; only of a record that expires. */
  expirySlot(ref: number): number {
    return this.arena.words[ref >>> SEGMENT_SHIFT]![this.expiryWord(ref) + 2]!
  }

  setExpirySlot(ref: number, slot: number): void {
    this.arena.words[ref >>> SEGMENT_SHIFT]![this.expiryWord(ref) + 2] = slot
  }

  /** Changes the expiry of a record that has one. */
  setExpiry(ref: number, at: number): void {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = this.expiryWord(ref)
    words[w] = (at % TWO32) | 0
    words[w + 1] = Math.floor(at / TWO32)
  }

  private expiryWord(ref: number): number {
    return ((ref & SEGMENT_MASK) << 1) + ((this.word0(ref) & LONG_KEY) === 0 ? 2 : 3)
  }

  /**
   * A new record with room for a value of `valueLength` bytes, which the caller writes at
   * `valueBytes[valueAt]`; it is loaded. `meta` gives type, clock, RAW and TEXT; `expireAt` -1 for none.
   */
  create(
    meta: number,
    key: Uint8Array,
    keyOff: number,
    keyLength: number,
    valueLength: number,
    expireAt: number,
  ): number {
    const arena = this.arena
    const long = keyLength > SHORT_KEY_MAX
    const inline = valueLength <= INLINE_MAX
    const tail = inline ? valueLength : BLOB_BYTES
    const expires = expireAt >= 0
    const size = 8 + (long ? 4 : 0) + (expires ? 12 : 0) + keyLength + tail
    const ref = arena.alloc(size)
    const segment = ref >>> SEGMENT_SHIFT
    const words = arena.words[segment]!
    const w = (ref & SEGMENT_MASK) << 1
    let word0 = meta & ~(EXPIRES | LONG_KEY | BLOB)
    let at = w + 2
    if (long) {
      word0 |= LONG_KEY
      words[at++] = keyLength
    }
    if (expires) {
      word0 |= EXPIRES
      words[at] = (expireAt % TWO32) | 0
      words[at + 1] = Math.floor(expireAt / TWO32)
      words[at + 2] = 0
      at += 3
    }
    if (!inline) word0 |= BLOB
    words[w] = word0
    words[w + 1] = (long ? 0 : keyLength) | (tail << 16)
    const bytes = arena.bytes[segment]!
    const keyAt = at << 2
    copyBytes(key, keyOff, bytes, keyAt, keyLength)
    this.ref = ref
    this.meta = word0
    this.bytes = bytes
    this.keyAt = keyAt
    this.keyLength = keyLength
    this.valueLength = valueLength
    this.expireAt = expireAt
    if (inline) {
      this.valueBytes = bytes
      this.valueAt = keyAt + keyLength
    } else this.attachBlob(arena.goodSize(valueLength), valueLength)
    return ref
  }

  /** Frees the record and what it owns; a LARGE value is left to `onDiscard`. */
  destroy(ref: number): void {
    const meta = this.word0(ref)
    if ((meta & LARGE) !== 0 && (meta & TYPE_BITS) !== 0) {
      this.onDiscard(typeOf(meta), this.root(ref))
    }
    this.dispose(ref)
  }

  /** Frees the record's block and its blob, but not the structure of a LARGE value. */
  dispose(ref: number): void {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    const meta = words[w]!
    if ((meta & BLOB) !== 0) this.freeBlob(ref)
    this.arena.free(ref, this.sizeOf(meta, words, w))
  }

  /** Whether the record holds a collection as a structure of its own. */
  isLarge(ref: number): boolean {
    const meta = this.word0(ref)
    return (meta & LARGE) !== 0 && (meta & TYPE_BITS) !== 0
  }

  /** The root of a LARGE value. */
  root(ref: number): number {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    return readRoot(this.arena.bytes[ref >>> SEGMENT_SHIFT]!, this.tailAt(words[w]!, words, w))
  }

  /** Position in the index of hashes whose fields may expire; only of such a hash. */
  fieldSlot(ref: number): number {
    this.findFieldSlot(ref)
    return readRoot(this.slotBytes, this.slotAt)
  }

  setFieldSlot(ref: number, slot: number): void {
    this.findFieldSlot(ref)
    writeRoot(this.slotBytes, this.slotAt, slot)
  }

  /** In the value's first four bytes, or behind the root. */
  private findFieldSlot(ref: number): void {
    const segment = ref >>> SEGMENT_SHIFT
    const words = this.arena.words[segment]!
    const w = (ref & SEGMENT_MASK) << 1
    const meta = words[w]!
    this.slotBytes = this.arena.bytes[segment]!
    this.slotAt = this.tailAt(meta, words, w)
    if ((meta & BLOB) !== 0) {
      const blob = this.blobWord(this.slotBytes, this.slotAt)
      this.slotBytes = this.arena.bytes[blob >>> SEGMENT_SHIFT]!
      this.slotAt = (blob & SEGMENT_MASK) << 3
    } else if ((meta & LARGE) !== 0) this.slotAt += 4
  }

  /** Bytes of the record and of all that it owns, in whole blocks: MEMORY USAGE and eviction count these. */
  footprint(ref: number, values: Values): number {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    const meta = words[w]!
    const own = this.arena.goodSize(this.sizeOf(meta, words, w))
    if (this.isLarge(ref)) return own + collectionType(typeOf(meta)).footprint(values, this.root(ref))
    if ((meta & BLOB) === 0) return own
    return own + this.blobWord(this.arena.bytes[ref >>> SEGMENT_SHIFT]!, this.tailAt(meta, words, w) + 8)
  }

  /** Says how the loaded record's value is encoded: LARGE, VARIANT (`values/home.ts`), both or 0. */
  setEncoding(bits: number): void {
    this.setWord0(this.ref, (this.meta = (this.meta & ~ENCODING) | bits))
  }

  /**
   * Whether a collection's value can become `length` bytes without a new record, as `resizeInPlace`; a blob
   * that has become small is to move into the record.
   */
  resizePacked(length: number): boolean {
    const blob = (this.meta & BLOB) !== 0
    if (blob ? length <= INLINE_MAX >>> 1 : length > INLINE_MAX) return false
    return this.resizeInPlace(length)
  }

  /**
   * Whether the value of the loaded record can become `length` bytes without a new record. If so it is done
   * (contents up to the smaller length kept, the rest undefined) and the fields are up to date.
   */
  resizeInPlace(length: number): boolean {
    if ((this.meta & BLOB) !== 0) {
      this.resizeBlob(length)
      return true
    }
    if (length > INLINE_MAX) return false
    const segment = this.ref >>> SEGMENT_SHIFT
    const words = this.arena.words[segment]!
    const w = (this.ref & SEGMENT_MASK) << 1
    const size = this.sizeOf(this.meta, words, w)
    const wanted = size - this.valueLength + length
    if (wanted > SMALL_MAX || size > SMALL_MAX || blockSize(wanted) !== blockSize(size)) return false
    words[w + 1] = (words[w + 1]! & SHORT_KEY_MAX) | (length << 16)
    this.valueLength = length
    return true
  }

  /**
   * Copies the loaded record to a new block, under a key (its own or another) and with an expiry (-1 for
   * none); a blob changes hands. The new record is loaded; the caller drops the old one with `release` once
   * nothing refers to it.
   */
  rehouse(key: Uint8Array, keyOff: number, keyLen: number, expireAt: number): void {
    const arena = this.arena
    const { ref, meta, bytes } = this
    const from = this.keyAt + this.keyLength
    const words = arena.words[ref >>> SEGMENT_SHIFT]!
    const tail = words[((ref & SEGMENT_MASK) << 1) + 1]! >>> 16
    const blob = meta & BLOB
    this.create(meta, key, keyOff, keyLen, blob === 0 ? tail : BLOB_BYTES, expireAt)
    copyBytes(bytes, from, this.bytes, this.keyAt + this.keyLength, tail)
    if (blob !== 0) this.setWord0(this.ref, (this.meta |= BLOB))
    this.load(this.ref)
  }

  /** Frees a record's own block, not the blob it refers to. */
  release(ref: number): void {
    const words = this.arena.words[ref >>> SEGMENT_SHIFT]!
    const w = (ref & SEGMENT_MASK) << 1
    this.arena.free(ref, this.sizeOf(words[w]!, words, w))
  }

  private resizeBlob(length: number): void {
    const at = this.keyAt + this.keyLength
    const capacity = this.blobWord(this.bytes, at + 8)
    if (length <= capacity && (length > capacity >>> 2 || capacity <= INLINE_MAX * 2)) {
      this.setBlobWord(this.bytes, at + 4, length)
      this.valueLength = length
      return
    }
    const old = this.blobWord(this.bytes, at)
    const from = this.valueBytes
    const fromAt = this.valueAt
    const keep = Math.min(length, this.valueLength)
    const packed = (this.meta & TYPE_BITS) !== 0
    const growth = packed ? Math.min(length + (length >>> 3), BLOB_MAX) : growthFor(length)
    const room = length > capacity ? growth : Math.max(length, 1)
    this.attachBlob(this.arena.goodSize(room), length)
    copyBytes(from, fromAt, this.valueBytes, this.valueAt, keep)
    this.arena.free(old, capacity)
  }

  private attachBlob(capacity: number, length: number): void {
    const blob = this.arena.alloc(capacity)
    const at = this.keyAt + this.keyLength
    this.setBlobWord(this.bytes, at, blob)
    this.setBlobWord(this.bytes, at + 4, length)
    this.setBlobWord(this.bytes, at + 8, capacity)
    this.valueBytes = this.arena.bytes[blob >>> SEGMENT_SHIFT]!
    this.valueAt = (blob & SEGMENT_MASK) << 3
    this.valueLength = length
  }

  private freeBlob(ref: number): void {
    const segment = ref >>> SEGMENT_SHIFT
    const bytes = this.arena.bytes[segment]!
    const words = this.arena.words[segment]!
    const w = (ref & SEGMENT_MASK) << 1
    const at = this.tailAt(words[w]!, words, w)
    this.arena.free(this.blobWord(bytes, at), this.blobWord(bytes, at + 8))
  }

  private sizeOf(meta: number, words: Int32Array, w: number): number {
    const lengths = words[w + 1]!
    let size = 8 + (lengths >>> 16)
    if ((meta & LONG_KEY) === 0) size += lengths & SHORT_KEY_MAX
    else size += 4 + words[w + 2]!
    return (meta & EXPIRES) === 0 ? size : size + 12
  }

  private tailAt(meta: number, words: Int32Array, w: number): number {
    let at = (w + 2) << 2
    if ((meta & LONG_KEY) === 0) at += words[w + 1]! & SHORT_KEY_MAX
    else at += 4 + words[w + 2]!
    return (meta & EXPIRES) === 0 ? at : at + 12
  }

  /** A word at any byte position: the tail behind a key is not aligned. */
  private blobWord(bytes: Uint8Array, at: number): number {
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }

  private setBlobWord(bytes: Uint8Array, at: number, value: number): void {
    bytes[at] = value
    bytes[at + 1] = value >>> 8
    bytes[at + 2] = value >>> 16
    bytes[at + 3] = value >>> 24
  }
}

/**
 * Room for a value that grows to `length`: as much again, up to 1 MiB as in Redis's sds, or an eighth when
 * that is more. Redis can do without the latter, since its realloc moves pages; here growing copies, and must
 * stay linear.
 */
function growthFor(length: number): number {
  return Math.min(length + Math.max(Math.min(length, 1 << 20), length >>> 3), BLOB_MAX)
}

/**
 * One numbered database: the table of its records and the index of those that expire. `read` and `write` look
 * a key up, deleting it when its time has passed; what follows a `write` (`set`, `resize`, `expire`,
 * `remove`) acts on the key looked up last, so a command hashes its key once.
 */

import { copyBytes, sameBytes } from '../../shared/bytes/copy.ts'
import { hashBytes } from '../../shared/bytes/hash.ts'
import { copyOf, latin1 } from '../../shared/bytes/text.ts'
import type { Args } from '../../shared/resp/args.ts'
import { hasPassed } from '../values/has-passed.ts'
import type { Home } from '../values/home.ts'
import { RAW, UNSHARED } from '../values/string-forms.ts'
import { TYPE_BITS, TYPE_SHIFT, type } from '../values/type-numbers.ts'
import { ExpiryIndex } from './expiry-index.ts'
import { FieldExpiryIndex } from './field-expiry-index.ts'
import type { KeyspaceState } from './keyspace-state.ts'
import type { LooseRecord } from './loose-record.ts'
import { BLOB, CLOCK_MASK, EXPIRES, INLINE_MAX, isTimedHash, type Records } from './records.ts'
import { Table } from './table.ts'

/** What is under a key: `expired` is a record whose time has passed, seen by nobody. */
export type Presence = 'nothing' | 'expired' | 'live'

/** The word 0 of a string that was changed in place. */
function asRaw(meta: number): number {
  return (meta & ~UNSHARED) | RAW
}

export class Database implements Home {
  readonly index: number
  readonly records: Records
  table: Table
  expires: ExpiryIndex
  /** Hashes whose fields may have times. */
  timedHashes: FieldExpiryIndex
  /** Mean ms to live of keys that expire, as sampled by the expire cycle. */
  avgTtl: number
  /**
   * On a writable replica: keys to which clients gave a time, themselves or their fields, latin1; null where
   * none are kept.
   */
  ownDated: Set<string> | null
  private readonly state: KeyspaceState
  /** The key looked up last: its place in the request, hash, and record (0 when there is none). */
  private keyBuf: Uint8Array
  private keyOff: number
  private keyLen: number
  private hash: number
  private ref: number
  /** The record found last, and the hash of its key: pipelines ask for one key again and again. */
  private hot: number
  private hotHash: number

  constructor(index: number, records: Records, state: KeyspaceState) {
    this.index = index
    this.records = records
    this.state = state
    this.table = new Table(records.arena)
    this.expires = new ExpiryIndex(records)
    this.timedHashes = new FieldExpiryIndex(records)
    this.avgTtl = 0
    this.ownDated = null
    this.keyBuf = Buffer.alloc(0)
    this.keyOff = 0
    this.keyLen = 0
    this.hash = 0
    this.ref = 0
    this.hot = 0
    this.hotHash = 0
  }

  /**
   * Looks argument i up for reading: the live record, loaded, or 0. Counts a hit or a miss; touches the
   * clock.
   */
  read(args: Args, i: number): number {
    const ref = this.locate(args.buf, args.off[i]!, args.len[i]!)
    if (ref === 0) {
      this.missed()
      return 0
    }
    this.state.hits++
    this.touch()
    return ref
  }

  /** As `read`, but leaves no trace on the key: for TTL, TYPE, EXISTS and the like. */
  look(args: Args, i: number): number {
    const ref = this.locate(args.buf, args.off[i]!, args.len[i]!)
    if (ref === 0) this.missed()
    else this.state.hits++
    return ref
  }

  /** Counts the read that just found nothing, and tells those who listen. */
  missed(): void {
    const { state } = this
    state.misses++
    if (state.tellsMisses) state.onMissed(this.index, copyOf(this.keyBuf, this.keyOff, this.keyLen))
  }

  /** Looks argument i up for changing it: the live record, loaded, or 0. */
  write(args: Args, i: number): number {
    return this.writeKey(args.buf, args.off[i]!, args.len[i]!)
  }

  /** `write` for a key at `buf[off, off + len)`. */
  writeKey(buf: Uint8Array, off: number, len: number): number {
    const ref = this.locate(buf, off, len)
    if (ref !== 0) {
      this.table.beforeChange()
      this.touch()
    } else if (this.state.isReplica && !this.state.applying) this.dropHidden()
    return ref
  }

  /** `write` for a key that this command has looked up for changing before: it is no second use of it. */
  writeAgain(args: Args, i: number): number {
    const ref = this.peek(args, i)
    if (ref !== 0) this.table.beforeChange()
    return ref
  }

  /** Looks argument i up without counting or touching. */
  peek(args: Args, i: number): number {
    return this.locate(args.buf, args.off[i]!, args.len[i]!)
  }

  /** `peek` for a key at `buf[off, off + len)`. */
  peekKey(buf: Uint8Array, off: number, len: number): number {
    return this.locate(buf, off, len)
  }

  private locate(buf: Uint8Array, off: number, len: number): number {
    this.keyBuf = buf
    this.keyOff = off
    this.keyLen = len
    const { records } = this
    let ref = this.hot
    if (ref !== 0 && this.isHot(buf, off, len)) this.hash = this.hotHash
    else {
      const hash = hashBytes(buf, off, len)
      this.hash = hash
      ref = this.table.find(hash, buf, off, len)
      this.hot = ref
      this.hotHash = hash
    }
    if (ref !== 0) {
      records.load(ref)
      if (records.expireAt >= 0 && hasPassed(records.expireAt, this.state.now) && this.expired()) ref = 0
    }
    this.ref = ref
    return ref
  }

  /** Whether the key is that of the record found last, which is still loaded and in its place. */
  private isHot(buf: Uint8Array, off: number, len: number): boolean {
    const { bytes, keyAt, keyLength, ref } = this.records
    if (ref !== this.hot || keyLength !== len || !this.table.isFound(ref)) return false
    return sameBytes(bytes, keyAt, buf, off, len)
  }

  /**
   * The found record's time has passed: hides it, and deletes it where we may. False when it must stay
   * visible.
   */
  private expired(): boolean {
    const state = this.state
    if (state.loading || state.applying) return false
    if (state.isReplica || state.paused) return true
    this.removeExpired()
    return true
  }

  /** Deletes the loaded record, found last, because its time has passed, and tells. */
  private removeExpired(): void {
    const { records, state } = this
    state.expired++
    this.ref = records.ref
    const key = Buffer.from(records.bytes.subarray(records.keyAt, records.keyAt + records.keyLength))
    this.remove()
    state.onExpired(this.index, key)
  }

  /** On a writable replica: a hidden key makes way for what is to be written under its name. */
  private dropHidden(): void {
    const ref = this.table.find(this.hash, this.keyBuf, this.keyOff, this.keyLen)
    if (ref === 0) return
    this.records.load(ref)
    this.removeExpired()
  }

  private touch(): void {
    const state = this.state
    if (state.noTouch) return
    const records = this.records
    const clock = state.lfu ? state.lfuTouch(records.meta & CLOCK_MASK) : state.clock
    if ((records.meta & CLOCK_MASK) !== clock) {
      records.meta = (records.meta & ~CLOCK_MASK) | clock
      records.setWord0(records.ref, records.meta)
    }
  }

  // Changes to the key looked up last
  // -------------------------------------------------------------------------------

  /**
   * Makes the key hold the string `buf[off, off + len)`, with expiry `expireAt` (ms since 1970; -1 for none).
   */
  set(buf: Uint8Array, off: number, len: number, expireAt: number): void {
    const records = this.records
    if (this.ref === 0) {
      this.create(type.string, len, expireAt)
    } else {
      const meta = records.meta
      const sameShape =
        (meta & TYPE_BITS) === type.string << TYPE_SHIFT &&
        ((meta & EXPIRES) !== 0) === expireAt >= 0 &&
        ((meta & BLOB) !== 0) === len > INLINE_MAX
      if (sameShape && records.resizeInPlace(len)) {
        if (expireAt >= 0) this.date(expireAt)
        if ((meta & UNSHARED) !== 0) records.setWord0(this.ref, (records.meta = meta & ~UNSHARED))
      } else {
        const clock = this.state.clockAfter(meta & CLOCK_MASK)
        this.recreate((type.string << TYPE_SHIFT) | clock, len, expireAt)
      }
    }
    copyBytes(buf, off, records.valueBytes, records.valueAt, len)
  }

  /** A new record of a type, with room for `len` bytes of value, for a key that has none; it is loaded. */
  create(typeNumber: number, len: number, expireAt: number): void {
    const meta = (typeNumber << TYPE_SHIFT) | this.state.newClock()
    const ref = this.records.create(meta, this.keyBuf, this.keyOff, this.keyLen, len, expireAt)
    if (expireAt >= 0) {
      this.expires.add(ref)
      this.noteDate()
    }
    this.table.insert(this.hash, ref)
    this.ref = ref
    this.tellNew()
  }

  /** The key, which has an expiry, gets another, or the same again. */
  private date(at: number): void {
    const { records } = this
    if (records.expireAt !== at) this.noteDate()
    records.setExpiry(this.ref, at)
    records.expireAt = at
  }

  /** A time was given to the key looked up last, or to fields of it: see `ownDated`. */
  private noteDate(): void {
    const { state, ownDated } = this
    if (!state.isReplica || state.applying || state.loading || ownDated === null) return
    ownDated.add(latin1(this.keyBuf, this.keyOff, this.keyLen))
  }

  private tellNew(): void {
    const { state, keyBuf, keyOff, keyLen } = this
    if (state.tellsNew) state.onNew(this.index, copyOf(keyBuf, keyOff, keyLen))
    if (state.waitedFor === 0) return
    const typeNumber = (this.records.meta & TYPE_BITS) >>> TYPE_SHIFT
    if (((state.waitedFor >>> typeNumber) & 1) !== 0) state.onReady(this.index, keyBuf, keyOff, keyLen)
  }

  /**
   * Makes the string value `len` bytes long, contents kept, the rest undefined; marks it as changed in place.
   */
  resize(len: number): void {
    const records = this.records
    const blobWanted = len > INLINE_MAX
    if (((records.meta & BLOB) !== 0 || !blobWanted) && records.resizeInPlace(len)) {
      if ((records.meta & UNSHARED) !== RAW) records.setWord0(this.ref, (records.meta = asRaw(records.meta)))
      return
    }
    this.refit(asRaw(records.meta), len)
  }

  /** Makes a collection's value `length` bytes long, contents kept, the rest undefined; see `Home`. */
  resizeValue(length: number): void {
    const records = this.records
    if (!records.resizePacked(length)) this.refit(records.meta, length)
  }

  /** A new record for the value, which is to be `length` bytes long: contents kept, the rest undefined. */
  private refit(meta: number, length: number): void {
    const { records } = this
    const { valueBytes, valueAt } = records
    const keep = Math.min(length, records.valueLength)
    const old = this.ref
    this.recreate(meta, length, records.expireAt, false)
    copyBytes(valueBytes, valueAt, records.valueBytes, records.valueAt, keep)
    records.dispose(old)
  }

  setEncoding(bits: number): void {
    const { records } = this
    if (isTimedHash(records.meta)) this.timedHashes.remove(this.ref)
    records.setEncoding(bits)
    if (isTimedHash(records.meta)) this.timedHashes.add(this.ref)
  }

  /** The next field of the hash looked up last is due at this time; 0: none has a time. */
  retime(time: number): void {
    this.timedHashes.update(this.ref, time)
    if (time !== 0) this.noteDate()
  }

  /**
   * Puts a record that stood alone under the key looked up last, which is its key and holds nothing;
   * `overwrote`: nothing any more, so that the key is not told of as new, nor, as in Redis, to clients that
   * wait for one.
   */
  adoptLoose(loose: LooseRecord, overwrote = false): void {
    const { records } = this
    const ref = loose.release()
    records.load(ref)
    this.ref = ref
    this.enter(ref)
    this.table.insert(this.hash, ref)
    if (!overwrote) this.tellNew()
  }

  /** The collection looked up last is about to change in place: replies being sent from it are completed. */
  changing(): void {
    const { records, state } = this
    if (state.streamed !== 0 && records.isLarge(this.ref)) state.onChanging(records.root(this.ref))
  }

  /** Gives the key another expiry, or none (-1). */
  expire(at: number): void {
    const records = this.records
    if (at >= 0 && (records.meta & EXPIRES) !== 0) {
      this.date(at)
      return
    }
    if (at < 0 && (records.meta & EXPIRES) === 0) return
    const old = this.ref
    records.rehouse(records.bytes, records.keyAt, records.keyLength, at)
    this.adopt(old, at >= 0)
    records.release(old)
  }

  /** Deletes the key looked up last, which exists. */
  remove(): void {
    const records = this.records
    const ref = this.ref
    this.leave(ref)
    this.table.beforeChange()
    this.table.removeFound(this.hash)
    records.destroy(ref)
    this.ref = 0
  }

  /** Takes the record of the key looked up last out of the database, whole: for `put`. */
  take(): number {
    const ref = this.ref
    this.leave(ref)
    this.table.beforeChange()
    this.table.removeFound(this.hash)
    this.ref = 0
    return ref
  }

  /** Puts a record that was taken, of any database, under the key looked up last, which holds nothing. */
  put(taken: number): void {
    const { records } = this
    records.load(taken)
    records.rehouse(this.keyBuf, this.keyOff, this.keyLen, records.expireAt)
    this.ref = records.ref
    this.enter(this.ref)
    this.table.insert(this.hash, this.ref)
    records.release(taken)
    this.tellNew()
  }

  /** What is under a key: leaves everything as it is, and the key looked up last too. */
  presence(key: Uint8Array): Presence {
    const { table } = this
    const { foundWords, foundBucket, foundSlot } = table
    const ref = table.find(hashBytes(key, 0, key.length), key, 0, key.length)
    table.foundWords = foundWords
    table.foundBucket = foundBucket
    table.foundSlot = foundSlot
    if (ref === 0) return 'nothing'
    if ((this.records.word0(ref) & EXPIRES) === 0) return 'live'
    return hasPassed(this.records.expiry(ref), this.state.now) ? 'expired' : 'live'
  }

  /** Deletes a record whose time has passed, as looking it up would: for walks and samples. */
  dropExpired(ref: number): void {
    this.writeRecord(ref)
    this.removeExpired()
  }

  /** Looks a record's own key up again, for changes: for walks that hold a reference, not a request. */
  writeRecord(ref: number): void {
    const records = this.records
    records.load(ref)
    this.keyBuf = records.bytes
    this.keyOff = records.keyAt
    this.keyLen = records.keyLength
    this.hash = hashBytes(this.keyBuf, this.keyOff, this.keyLen)
    this.table.find(this.hash, this.keyBuf, this.keyOff, this.keyLen)
    this.table.beforeChange()
    this.ref = ref
  }

  /** Replaces the record by one of another shape; the value is undefined until the caller writes it. */
  private recreate(meta: number, len: number, expireAt: number, destroyOld = true): void {
    const old = this.ref
    const { keyBuf, keyOff } = this
    this.records.create(meta, keyBuf, keyOff, this.keyLen, len, expireAt)
    this.adopt(old, expireAt >= 0)
    if (destroyOld) this.records.destroy(old)
  }

  /** Enters a record in the indexes where it belongs; it is in the database from now on. */
  private enter(ref: number): void {
    const meta = this.records.word0(ref)
    if ((meta & EXPIRES) !== 0) this.expires.add(ref)
    if (isTimedHash(meta)) this.timedHashes.add(ref)
    if ((meta & EXPIRES) !== 0 || isTimedHash(meta)) this.noteDate()
  }

  private leave(ref: number): void {
    const meta = this.records.word0(ref)
    if ((meta & EXPIRES) !== 0) this.expires.remove(ref)
    if (isTimedHash(meta)) this.timedHashes.remove(ref)
  }

  /** The loaded record takes the place of `old` in the table and in the expiry index. */
  private adopt(old: number, expires: boolean): void {
    const ref = this.records.ref
    this.table.replaceFound(ref)
    const was = this.records.word0(old)
    if (isTimedHash(was)) {
      if (isTimedHash(this.records.meta)) this.timedHashes.replace(old, ref)
      else this.timedHashes.remove(old)
    }
    const had = (was & EXPIRES) !== 0
    if (expires && (!had || this.records.expiry(old) !== this.records.expireAt)) this.noteDate()
    if (had && expires) this.expires.replace(old, ref)
    else if (had) this.expires.remove(old)
    else if (expires) this.expires.add(ref)
    this.ref = ref
  }
}

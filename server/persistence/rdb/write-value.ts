/**
 * Writes the value of a record as RDB has it, in types that Redis 7.0 reads (7.4 where hash fields expire):
 * packed values as they lie in memory, large ones element by element. The type byte, `rdbType`, is the
 * caller's to write, before the key. A large value can be written in pieces, if nothing changes it
 * meanwhile: `begin`, then `step` until it says that nothing is left. In between, other values need a
 * writer of their own.
 *
 * Departs from Redis in the order of hashes and sets, which is their table's, and in that a small set of
 * texts, a listpack in memory, is written as a plain set: Redis 7.2's own type for it is beyond 7.0.
 */
import { type Home, LARGE, VARIANT } from '../../values/home.ts'
import { HASH, LIST, SET, type Values, ZSET } from '../../values/values.ts'
import {
  NODE_PACKED,
  TYPE_HASH,
  TYPE_HASH_LISTPACK,
  TYPE_HASH_LISTPACK_EX,
  TYPE_HASH_METADATA,
  TYPE_LIST_QUICKLIST_2,
  TYPE_SET,
  TYPE_SET_INTSET,
  TYPE_STRING,
  TYPE_ZSET_2,
  TYPE_ZSET_LISTPACK,
  VERSION_FIELD_EXPIRY,
  VERSION_WRITTEN,
} from './rdb-format.ts'
import type { RdbWriter } from './rdb-writer.ts'

/** A piece ends after so many elements, or once it has written so many bytes. */
const PIECE_ELEMENTS = 1000
const PIECE_BYTES = 64 * 1024
/** A string of at least this size is written in pieces. */
const LONG_STRING = 256 * 1024

/** A node's listpack is put together in memory of this size, which is kept. */
const NODE_KEPT = 64 * 1024 + 64
/** Before the listpack of a hash whose fields expire. */
const SLOT_BYTES = 4

const TYPE_SHIFT = 24
const TYPE_MASK = 7

/** Type number of a record's value, 0 for a string. */
function typeOf(meta: number): number {
  return (meta >>> TYPE_SHIFT) & TYPE_MASK
}

/** The type byte under which a value is written. */
export function rdbType(meta: number): number {
  const large = (meta & LARGE) !== 0
  const variant = (meta & VARIANT) !== 0
  switch (typeOf(meta)) {
    case LIST:
      return TYPE_LIST_QUICKLIST_2
    case SET:
      return variant ? TYPE_SET_INTSET : TYPE_SET
    case ZSET:
      return large ? TYPE_ZSET_2 : TYPE_ZSET_LISTPACK
    case HASH:
      if (variant) return large ? TYPE_HASH_METADATA : TYPE_HASH_LISTPACK_EX
      return large ? TYPE_HASH : TYPE_HASH_LISTPACK
    default:
      return TYPE_STRING
  }
}

/** The version of the format that a value needs. */
export function rdbVersion(meta: number): number {
  return typeOf(meta) === HASH && (meta & VARIANT) !== 0 ? VERSION_FIELD_EXPIRY : VERSION_WRITTEN
}

/** Writes one value at a time. */
export class ValueWriter {
  private readonly values: Values
  private readonly writer: RdbWriter
  /** Type number of the value that is being written. */
  private type: number
  /** The fields of the hash that is being written may expire; the first does at `earliest`. */
  private expiring: boolean
  private earliest: number
  /** Where the walk is: bytes of a long string, the next node of a list, items of a sorted set that
   * are left, else as the values' own `walk`. */
  private position: number
  private node: Uint8Array

  constructor(values: Values, writer: RdbWriter) {
    this.values = values
    this.writer = writer
    this.type = 0
    this.expiring = false
    this.earliest = 0
    this.position = 0
    this.node = new Uint8Array(0)
  }

  /** Writes the whole value of the record that `home` has loaded. */
  write(home: Home): void {
    let more = this.begin(home)
    while (more) more = this.step(home)
  }

  /** Writes what comes before the elements, or the value when it is in one piece; true when there is more. */
  begin(home: Home): boolean {
    const { values, writer } = this
    const { meta, valueBytes, valueAt, valueLength } = home.records
    this.type = typeOf(meta)
    this.position = 0
    switch (rdbType(meta)) {
      case TYPE_LIST_QUICKLIST_2:
        return this.beginList(home)
      case TYPE_SET:
        values.sets.open(home)
        writer.length(values.sets.length())
        return true
      case TYPE_ZSET_2:
        values.zsets.open(home)
        this.position = values.zsets.length()
        writer.length(this.position)
        return true
      case TYPE_HASH:
      case TYPE_HASH_METADATA:
      case TYPE_HASH_LISTPACK_EX:
        return this.beginHash(home)
      case TYPE_STRING:
        if (valueLength < LONG_STRING || writer.compresses(valueLength)) break
        writer.beginString(valueLength)
        return true
    }
    writer.string(valueBytes, valueAt, valueLength)
    return false
  }

  /** Writes the next piece; true when there is more. The value must be as it was. */
  step(home: Home): boolean {
    const until = this.writer.bytesWritten + PIECE_BYTES
    switch (this.type) {
      case LIST:
        return this.stepList(home, until)
      case SET:
        return this.stepSet(home, until)
      case ZSET:
        return this.stepSortedSet(home, until)
      case HASH:
        return this.stepHash(home, until)
      default:
        return this.stepString(home)
    }
  }

  private stepString({ records }: Home): boolean {
    const { position } = this
    const size = Math.min(records.valueLength - position, PIECE_BYTES)
    this.writer.raw(records.valueBytes, records.valueAt + position, size)
    this.position = position + size
    return this.position < records.valueLength
  }

  private beginList(home: Home): boolean {
    const { values, writer } = this
    const { meta, valueBytes, valueAt, valueLength } = home.records
    if ((meta & LARGE) !== 0) {
      values.lists.open(home)
      const { quicklist } = values.lists
      writer.length(quicklist.nodes)
      this.position = quicklist.head
      return true
    }
    writer.length(1)
    writer.length(NODE_PACKED)
    writer.string(valueBytes, valueAt, valueLength)
    return false
  }

  private stepList(home: Home, until: number): boolean {
    const { values, writer } = this
    values.lists.open(home)
    const { node } = values.lists.quicklist
    while (this.position !== 0 && writer.bytesWritten < until) {
      node.skim(this.position)
      writer.length(NODE_PACKED)
      this.writeNode()
      this.position = node.next
    }
    return this.position !== 0
  }

  /** The skimmed node, as the listpack it stands for; a compressed one as it lies. */
  private writeNode(): void {
    const { writer } = this
    const { node } = this.values.lists.quicklist
    const { size, packedLength } = node
    if (packedLength > 0) {
      node.exposePacked()
      writer.packedString(node.bytes, node.base, packedLength, size)
      return
    }
    node.load(node.ref)
    if (this.node.length < size || this.node.length > NODE_KEPT)
      this.node = new Uint8Array(Math.max(size, NODE_KEPT))
    node.writeListpack(this.node, 0)
    writer.string(this.node, 0, size)
  }

  private stepSet(home: Home, until: number): boolean {
    const { writer } = this
    const { sets } = this.values
    const { element } = sets
    sets.open(home)
    for (let n = 0; n < PIECE_ELEMENTS && writer.bytesWritten < until; n++) {
      const next = sets.walk(this.position)
      if (next < 0) return false
      writer.string(element.bytes, element.off, element.len)
      this.position = next
    }
    return true
  }

  /** From the last to the first, as Redis does: then each is inserted at the front by who reads it. */
  private stepSortedSet(home: Home, until: number): boolean {
    const { writer } = this
    const { zsets } = this.values
    zsets.open(home)
    zsets.at(this.position - 1)
    for (let n = 0; n < PIECE_ELEMENTS && writer.bytesWritten < until; n++) {
      const { bytes, off, len } = zsets.element
      writer.string(bytes, off, len)
      writer.binaryDouble(zsets.score)
      if (--this.position === 0) return false
      zsets.backward()
    }
    return true
  }

  private beginHash(home: Home): boolean {
    const { writer } = this
    const { hashes } = this.values
    const { meta, valueBytes, valueAt, valueLength } = home.records
    hashes.open(home)
    this.expiring = (meta & VARIANT) !== 0
    if (this.expiring) {
      this.earliest = hashes.nextExpiry()
      writer.int64LE(this.earliest)
    }
    if ((meta & LARGE) === 0) {
      writer.string(valueBytes, valueAt + SLOT_BYTES, valueLength - SLOT_BYTES)
      return false
    }
    writer.length(hashes.length())
    return true
  }

  private stepHash(home: Home, until: number): boolean {
    const { writer, expiring, earliest } = this
    const { hashes } = this.values
    const { element, value } = hashes
    hashes.open(home)
    for (let n = 0; n < PIECE_ELEMENTS && writer.bytesWritten < until; n++) {
      const next = hashes.walk(this.position)
      if (next < 0) return false
      // Times are told from the first on; 0 says that there is none.
      if (expiring) writer.length(hashes.expiry === 0 ? 0 : hashes.expiry - earliest + 1)
      writer.string(element.bytes, element.off, element.len)
      writer.string(value.bytes, value.off, value.len)
      this.position = next
    }
    return true
  }
}

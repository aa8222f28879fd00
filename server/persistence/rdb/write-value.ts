/**
 * Writes the value of a record as RDB has it, in types that Redis 7.0 reads (7.4 where hash fields expire):
 * packed values as they lie in memory, large ones element by element. The type byte, `rdbType`, is the
 * caller's to write, before the key. A long string can be written in pieces, if nothing changes it
 * meanwhile: `begin`, then `step` until it says that nothing is left. In between, other values need a
 * writer of their own.
 *
 * Departs from Redis in the order of hashes and sets, which is their table's, and in that a small set of
 * texts, a listpack in memory, is written as a plain set: Redis 7.2's own type for it is beyond 7.0.
 */
import { type Home, LARGE, VARIANT } from '../../values/home.ts'
import { type, typeOf } from '../../values/type-numbers.ts'
import type { Values } from '../../values/values.ts'
import { UNTIMED } from '../image.ts'
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
import { ElementWriter } from './write-element.ts'

/** Bytes of a piece. */
const PIECE_BYTES = 64 * 1024
/** A string of at least this size is written in pieces. */
const LONG_STRING = 256 * 1024

/** Before the listpack of a hash whose fields expire. */
const SLOT_BYTES = 4

/** The type byte under which a value is written. */
export function rdbType(meta: number): number {
  const large = (meta & LARGE) !== 0
  const variant = (meta & VARIANT) !== 0
  switch (typeOf(meta)) {
    case type.list:
      return TYPE_LIST_QUICKLIST_2
    case type.set:
      return variant ? TYPE_SET_INTSET : TYPE_SET
    case type.zset:
      return large ? TYPE_ZSET_2 : TYPE_ZSET_LISTPACK
    case type.hash:
      if (variant) return large ? TYPE_HASH_METADATA : TYPE_HASH_LISTPACK_EX
      return large ? TYPE_HASH : TYPE_HASH_LISTPACK
    case type.string:
      return TYPE_STRING
  }
}

/** The version of the format that a value needs. */
export function rdbVersion(meta: number): number {
  return typeOf(meta) === type.hash && (meta & VARIANT) !== 0 ? VERSION_FIELD_EXPIRY : VERSION_WRITTEN
}

/** Writes one value at a time. */
export class ValueWriter {
  readonly elements: ElementWriter
  private readonly values: Values
  private readonly writer: RdbWriter
  /** Bytes of the string written so far. */
  private position: number

  constructor(values: Values, writer: RdbWriter) {
    this.elements = new ElementWriter(writer)
    this.values = values
    this.writer = writer
    this.position = 0
  }

  /** Writes the whole value of the record that `home` has loaded. */
  write(home: Home): void {
    let more = this.begin(home)
    while (more) more = this.step(home)
  }

  /** Writes the value, or what comes before the bytes of a long string: true then. */
  begin(home: Home): boolean {
    const { writer } = this
    const { meta, valueBytes, valueAt, valueLength } = home.records
    switch (rdbType(meta)) {
      case TYPE_LIST_QUICKLIST_2:
        this.writeList(home)
        return false
      case TYPE_SET:
        this.writeSet(home)
        return false
      case TYPE_ZSET_2:
        this.writeSortedSet(home)
        return false
      case TYPE_HASH:
      case TYPE_HASH_METADATA:
      case TYPE_HASH_LISTPACK_EX:
        this.writeHash(home)
        return false
      case TYPE_STRING:
        if (valueLength < LONG_STRING || writer.compresses(valueLength)) break
        this.position = 0
        writer.beginString(valueLength)
        return true
    }
    writer.string(valueBytes, valueAt, valueLength)
    return false
  }

  /** Writes the next piece of a long string; true when there is more. It must be as it was. */
  step({ records }: Home): boolean {
    const { position } = this
    const size = Math.min(records.valueLength - position, PIECE_BYTES)
    this.writer.raw(records.valueBytes, records.valueAt + position, size)
    this.position = position + size
    return this.position < records.valueLength
  }

  private writeList(home: Home): void {
    const { values, writer } = this
    const { meta, valueBytes, valueAt, valueLength } = home.records
    if ((meta & LARGE) === 0) {
      writer.length(1)
      writer.length(NODE_PACKED)
      writer.string(valueBytes, valueAt, valueLength)
      return
    }
    values.lists.open(home)
    const { quicklist } = values.lists
    const { node } = quicklist
    writer.length(quicklist.nodes)
    for (let ref = quicklist.head; ref !== 0; ref = node.next) {
      node.skim(ref)
      this.elements.node(node)
    }
  }

  private writeSet(home: Home): void {
    const { sets } = this.values
    sets.open(home)
    this.writer.length(sets.length())
    for (let p = sets.walk(0); p >= 0; p = sets.walk(p)) this.elements.member(sets.element)
  }

  /** From the last to the first, as Redis does: then each is inserted at the front by who reads it. */
  private writeSortedSet(home: Home): void {
    const { zsets } = this.values
    zsets.open(home)
    const length = zsets.length()
    this.writer.length(length)
    zsets.at(length - 1)
    do this.elements.item(zsets)
    while (zsets.backward())
  }

  private writeHash(home: Home): void {
    const { writer } = this
    const { hashes } = this.values
    const { meta, valueBytes, valueAt, valueLength } = home.records
    hashes.open(home)
    const earliest = (meta & VARIANT) === 0 ? UNTIMED : hashes.nextExpiry()
    if (earliest !== UNTIMED) writer.int64LE(earliest)
    if ((meta & LARGE) === 0) {
      writer.string(valueBytes, valueAt + SLOT_BYTES, valueLength - SLOT_BYTES)
      return
    }
    writer.length(hashes.length())
    for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) this.elements.field(hashes, earliest)
  }
}

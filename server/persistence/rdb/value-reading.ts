/**
 * What the readers of values share: the builder, room for strings, checks of packed values; and the two
 * courses that reading takes. Most types are a number of elements, which a reader takes one by one
 * (`ElementsRun`); the others are one packed string (`PackedRun`). Both tell of a value when it is whole,
 * and not before.
 */

import type { TypeNumber } from '../../values/type-numbers.ts'
import type { ValueBuilder } from './build-value.ts'
import { PackedCheck } from './packed-check.ts'
import { ByteSlice, type RdbCursor } from './rdb-cursor.ts'
import type { RdbEntry, RdbValueRun } from './rdb-reader.ts'
import { Ziplist } from './ziplist.ts'
import { Zipmap } from './zipmap.ts'

/** Latest expiry of a hash's field: Redis's own bound. */
const TIME_MAX = 2 ** 48 - 2

export class Reading {
  readonly builder: ValueBuilder
  readonly check: PackedCheck
  readonly ziplist: Ziplist
  readonly zipmap: Zipmap
  readonly element: ByteSlice
  readonly other: ByteSlice
  /** Elements still to come, the one that is being read included. */
  left: number
  /** Time from which those of a hash's fields are told. */
  earliest: number

  /** Told of a collection without elements, which is passed over; null: it is refused. */
  private readonly onEmpty: ((entry: RdbEntry) => void) | null

  constructor(builder: ValueBuilder, onEmpty: ((entry: RdbEntry) => void) | null) {
    this.builder = builder
    this.onEmpty = onEmpty
    this.check = new PackedCheck()
    this.ziplist = new Ziplist()
    this.zipmap = new Zipmap()
    this.element = new ByteSlice()
    this.other = new ByteSlice()
    this.left = 0
    this.earliest = 0
  }

  /** The value under construction has no elements: true when it is passed over. */
  passOver(cursor: RdbCursor, at: number, entry: RdbEntry): boolean {
    if (this.onEmpty === null) return cursor.fail('a collection without elements', at)
    this.builder.discard()
    this.onEmpty(entry)
    return true
  }
}

/** How values of one type byte are read. */
export interface ValueForm {
  /** Type number of the record. */
  readonly type: TypeNumber
  /** A time of eight bytes comes first. */
  readonly timed?: boolean
  /** Reads one element and adds it. */
  readonly element?: (cursor: RdbCursor, reading: Reading) => void
  /** Adds what is in the packed string, which began at stream offset `at`. */
  readonly packed?: (cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number) => void
  /** When all elements are there. */
  readonly complete?: (reading: Reading) => void
}

export class ElementsRun implements RdbValueRun {
  private readonly form: ValueForm
  private readonly reading: Reading
  private readonly entry: RdbEntry
  private readonly onValue: (entry: RdbEntry) => void
  private begun: boolean

  constructor(form: ValueForm, reading: Reading, entry: RdbEntry, onValue: (entry: RdbEntry) => void) {
    this.form = form
    this.reading = reading
    this.entry = entry
    this.onValue = onValue
    this.begun = false
  }

  advance(cursor: RdbCursor): boolean {
    const { form, reading, entry } = this
    const { builder } = reading
    if (this.begun) builder.resume()
    else {
      if (form.timed === true) reading.earliest = time(cursor)
      const at = cursor.offset()
      reading.left = cursor.length()
      if (reading.left === 0) return reading.passOver(cursor, at, entry)
      builder.begin(form.type, entry.key, 0, entry.key.length, entry.expireAtMs, reading.left)
      this.begun = true
      cursor.commit()
    }
    const { element } = form
    while (reading.left > 0) {
      element!(cursor, reading)
      reading.left--
      cursor.commit()
    }
    form.complete?.(reading)
    if (builder.length() === 0) return reading.passOver(cursor, cursor.offset(), entry)
    builder.finish()
    this.onValue(entry)
    return true
  }
}

export class PackedRun implements RdbValueRun {
  private readonly form: ValueForm
  private readonly reading: Reading
  private readonly entry: RdbEntry
  private readonly onValue: (entry: RdbEntry) => void

  constructor(form: ValueForm, reading: Reading, entry: RdbEntry, onValue: (entry: RdbEntry) => void) {
    this.form = form
    this.reading = reading
    this.entry = entry
    this.onValue = onValue
  }

  advance(cursor: RdbCursor): boolean {
    const { form, reading, entry } = this
    const { builder } = reading
    if (form.timed === true) time(cursor)
    const at = cursor.offset()
    cursor.string(reading.element)
    builder.begin(form.type, entry.key, 0, entry.key.length, entry.expireAtMs, 0)
    form.packed!(cursor, reading, reading.element, at)
    if (builder.length() === 0) return reading.passOver(cursor, at, entry)
    builder.finish()
    this.onValue(entry)
    return true
  }
}

/** The earliest expiry of a hash's fields. */
function time(cursor: RdbCursor): number {
  const at = cursor.offset()
  const ms = cursor.int64LE()
  return validTime(cursor, ms, at)
}

/** `ms` if it can be the expiry of a field. */
export function validTime(cursor: RdbCursor, ms: number, at: number): number {
  if (!(ms >= 0 && ms <= TIME_MAX)) cursor.fail(`impossible expiry ${ms} of a hash field`, at)
  return ms
}

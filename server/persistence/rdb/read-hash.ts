/**
 * Hashes: field by field, without times or with them (Redis 7.4), and as a zipmap, a ziplist or a listpack
 * of fields and values by turns, and times.
 */
import { LP_END, lpFirst, lpInteger, lpNext, lpRead } from '../../values/listpack.ts'
import { Slice } from '../../values/slice.ts'
import { type } from '../../values/type-numbers.ts'
import { DUPLICATE } from './packed-check.ts'
import type { ByteSlice, RdbCursor } from './rdb-cursor.ts'
import { type Reading, type ValueForm, validTime } from './value-reading.ts'
import { AT_END, CORRUPT, ENTRY } from './ziplist.ts'

export const plainHash: ValueForm = { type: type.hash, element: readField }
export const timedHash: ValueForm = { type: type.hash, timed: true, element: readTimedField }
export const zipmapHash: ValueForm = { type: type.hash, packed: addZipmap }
export const ziplistHash: ValueForm = { type: type.hash, packed: addZiplist }
export const listpackHash: ValueForm = { type: type.hash, packed: addListpack }
export const timedListpackHash: ValueForm = { type: type.hash, timed: true, packed: addTimedListpack }

const field = new Slice()
const value = new Slice()

type Bytes = ByteSlice | Slice

function add(cursor: RdbCursor, reading: Reading, f: Bytes, v: Bytes, expiry: number, at: number): void {
  const { hashes } = reading.builder.values
  let isNew: boolean
  if (expiry === 0) isNew = hashes.set(f.bytes, f.off, f.len, v.bytes, v.off, v.len, false)
  else {
    hashes.makeTimed()
    isNew = hashes.add(f.bytes, f.off, f.len, v.bytes, v.off, v.len, expiry)
  }
  if (!isNew) twice(cursor, at)
}

function readField(cursor: RdbCursor, reading: Reading): void {
  const at = cursor.offset()
  cursor.string(reading.element)
  cursor.string(reading.other)
  add(cursor, reading, reading.element, reading.other, 0, at)
}

function readTimedField(cursor: RdbCursor, reading: Reading): void {
  const at = cursor.offset()
  const ahead = cursor.length()
  const expiry = ahead === 0 ? 0 : validTime(cursor, reading.earliest + ahead - 1, at)
  cursor.string(reading.element)
  cursor.string(reading.other)
  add(cursor, reading, reading.element, reading.other, expiry, at)
}

function addZipmap(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { zipmap } = reading
  if (!zipmap.open(string.bytes, string.off, string.len))
    cursor.fail('corrupt zipmap', at, 'Zipmap integrity check failed.')
  for (;;) {
    const found = zipmap.next(field, value)
    if (found === CORRUPT) cursor.fail('corrupt zipmap', at, 'Zipmap integrity check failed.')
    if (found === AT_END) return
    add(cursor, reading, field, value, 0, at)
  }
}

function addZiplist(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { ziplist, other } = reading
  if (!ziplist.open(string.bytes, string.off, string.len))
    cursor.fail('corrupt ziplist', at, 'Hash ziplist integrity check failed.')
  for (;;) {
    const found = ziplist.next(other)
    if (found === CORRUPT) cursor.fail('corrupt ziplist', at, 'Hash ziplist integrity check failed.')
    if (found === AT_END) return
    // The value may be digits in the same scratch that holds the field.
    const name = other.copy()
    field.set(name, 0, name.length)
    if (ziplist.next(other) !== ENTRY)
      cursor.fail('corrupt ziplist', at, 'Hash ziplist integrity check failed.')
    add(cursor, reading, field, other, 0, at)
  }
}

/** Entries of the listpack, checked; `step` of them belong to a field. */
function checked(cursor: RdbCursor, reading: Reading, string: ByteSlice, step: number, at: number): number {
  const count = reading.check.listpack(string.bytes, string.off, string.len, step)
  if (count === DUPLICATE) twice(cursor, at)
  if (count < 0) cursor.fail('corrupt listpack', at, 'Hash listpack integrity check failed.')
  return count
}

function addListpack(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { builder, check } = reading
  const { bytes, off, len } = string
  const count = checked(cursor, reading, string, 2, at)
  if (check.canonical && count / 2 <= builder.limits.hashMaxListpackEntries) {
    builder.adopt(bytes, off, len, 0)
    return
  }
  for (let p = lpFirst(off); bytes[p] !== LP_END; ) {
    const behind = lpNext(bytes, p)
    lpRead(bytes, p, field)
    lpRead(bytes, behind, value)
    add(cursor, reading, field, value, 0, at)
    p = lpNext(bytes, behind)
  }
}

function addTimedListpack(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { bytes, off } = string
  checked(cursor, reading, string, 3, at)
  reading.builder.values.hashes.makeTimed()
  for (let p = lpFirst(off); bytes[p] !== LP_END; ) {
    const second = lpNext(bytes, p)
    const third = lpNext(bytes, second)
    lpRead(bytes, p, field)
    lpRead(bytes, second, value)
    add(cursor, reading, field, value, validTime(cursor, lpInteger(bytes, third), at), at)
    p = lpNext(bytes, third)
  }
}

function twice(cursor: RdbCursor, at: number): never {
  cursor.fail('a field is twice in a hash', at, 'Duplicate hash fields detected')
}

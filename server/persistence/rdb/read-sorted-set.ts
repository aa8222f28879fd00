/**
 * Sorted sets: member by member, scores as text or as doubles, and as a ziplist or a listpack of both by
 * turns.
 */
import { parseDouble } from '../../../shared/bytes/double.ts'
import { LP_END, lpFirst, lpNext, lpRead } from '../../values/listpack.ts'
import { Slice } from '../../values/slice.ts'
import { type } from '../../values/type-numbers.ts'
import { DUPLICATE } from './packed-check.ts'
import type { ByteSlice, RdbCursor } from './rdb-cursor.ts'
import type { Reading, ValueForm } from './value-reading.ts'
import { CORRUPT, ENTRY } from './ziplist.ts'

export const textScores: ValueForm = { type: type.zset, element: readTextScored }
export const binaryScores: ValueForm = { type: type.zset, element: readBinaryScored }
export const ziplistSortedSet: ValueForm = { type: type.zset, packed: addZiplist }
export const listpackSortedSet: ValueForm = { type: type.zset, packed: addListpack }

const member = new Slice()

function readTextScored(cursor: RdbCursor, reading: Reading): void {
  const at = cursor.offset()
  cursor.string(reading.element)
  addScored(cursor, reading, reading.element, cursor.textDouble(), at)
}

function readBinaryScored(cursor: RdbCursor, reading: Reading): void {
  const at = cursor.offset()
  cursor.string(reading.element)
  addScored(cursor, reading, reading.element, cursor.binaryDouble(), at)
}

function addScored(
  cursor: RdbCursor,
  { builder }: Reading,
  { bytes, off, len }: ByteSlice | Slice,
  score: number,
  at: number,
): void {
  if (Number.isNaN(score)) noNumber(cursor, at)
  if (!builder.values.zsets.add(bytes, off, len, score)) twice(cursor, at)
}

function addZiplist(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { ziplist, other } = reading
  const score = new Slice()
  if (!ziplist.open(string.bytes, string.off, string.len))
    cursor.fail('corrupt ziplist', at, 'Zset ziplist integrity check failed.')
  for (;;) {
    const found = ziplist.next(other)
    if (found === CORRUPT) cursor.fail('corrupt ziplist', at, 'Zset ziplist integrity check failed.')
    if (found !== ENTRY) return
    // The score may be digits in the same scratch that holds the member.
    const copy = other.copy()
    if (ziplist.next(other) !== ENTRY)
      cursor.fail('corrupt ziplist', at, 'Zset ziplist integrity check failed.')
    score.set(copy, 0, copy.length)
    addScored(cursor, reading, score, parseDouble(other.bytes, other.off, other.len), at)
  }
}

function addListpack(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { builder, check } = reading
  const { bytes, off, len } = string
  const count = check.listpack(bytes, off, len, 2)
  if (count === DUPLICATE) twice(cursor, at)
  if (count < 0) cursor.fail('corrupt listpack', at, 'Zset listpack integrity check failed.')
  const { numbers, ordered } = check.scored(bytes, off)
  if (!numbers) noNumber(cursor, at)
  if (ordered && check.canonical && count / 2 <= builder.limits.zsetMaxListpackEntries) {
    builder.adopt(bytes, off, len, 0)
    return
  }
  builder.values.zsets.expect(count / 2)
  for (let p = lpFirst(off); bytes[p] !== LP_END; ) {
    lpRead(bytes, p, member)
    const behind = lpNext(bytes, p)
    addScored(cursor, reading, member, check.score(bytes, behind), at)
    p = lpNext(bytes, behind)
  }
}

function twice(cursor: RdbCursor, at: number): never {
  cursor.fail('a member is twice in a sorted set', at, 'Duplicate zset fields detected')
}

function noNumber(cursor: RdbCursor, at: number): never {
  cursor.fail('a score is not a number', at, 'Zset with NAN score detected')
}

/** Sets: member by member, as an intset, and as a listpack (Redis 7.2). */
import { intsetLength, intsetRead, intsetValidate } from '../../values/intset.ts'
import { SET_INTSET, SET_LISTPACK } from '../../values/set.ts'
import { Slice } from '../../values/slice.ts'
import { type } from '../../values/type-numbers.ts'
import { DUPLICATE } from './packed-check.ts'
import type { ByteSlice, RdbCursor } from './rdb-cursor.ts'
import type { Reading, ValueForm } from './value-reading.ts'

export const plainSet: ValueForm = { type: type.set, element: readMember }
export const intsetSet: ValueForm = { type: type.set, packed: addIntset }
export const listpackSet: ValueForm = { type: type.set, packed: addListpack }

const member = new Slice()

function readMember(cursor: RdbCursor, { builder, element }: Reading): void {
  const at = cursor.offset()
  cursor.string(element)
  if (!builder.values.sets.add(element.bytes, element.off, element.len)) twice(cursor, at)
}

function addIntset(cursor: RdbCursor, { builder }: Reading, string: ByteSlice, at: number): void {
  const { bytes, off, len } = string
  if (!intsetValidate(bytes, off, len, true))
    cursor.fail('corrupt intset', at, 'Intset integrity check failed.')
  const count = intsetLength(bytes, off)
  if (count <= builder.limits.setMaxIntsetEntries) {
    builder.adopt(bytes, off, len, SET_INTSET)
    return
  }
  builder.values.sets.expect(count)
  for (let i = 0; i < count; i++) {
    intsetRead(bytes, off, i, member)
    builder.values.sets.add(member.bytes, member.off, member.len)
  }
}

function addListpack(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { builder, check } = reading
  const { bytes, off, len } = string
  const count = check.listpack(bytes, off, len, 1)
  if (count === DUPLICATE) twice(cursor, at)
  if (count < 0) cursor.fail('corrupt listpack', at, 'Set listpack integrity check failed.')
  if (check.canonical && count <= builder.limits.setMaxListpackEntries) {
    builder.adopt(bytes, off, len, SET_LISTPACK)
    return
  }
  check.each(bytes, off, ({ bytes, off, len }) => {
    if (!builder.values.sets.add(bytes, off, len)) twice(cursor, at)
  })
}

function twice(cursor: RdbCursor, at: number): never {
  cursor.fail('a member is twice in a set', at, 'Duplicate set members detected')
}

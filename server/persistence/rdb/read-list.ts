/**
 * Lists: element by element (version 1), as ziplists of all elements or of a node's, and as listpacks of a
 * node's. Nodes are kept as they come, so what was dumped is dumped the same again.
 */
import { fitsListpack } from '../../values/list-limits.ts'
import { type } from '../../values/type-numbers.ts'
import type { ByteSlice, RdbCursor } from './rdb-cursor.ts'
import { NODE_PACKED, NODE_PLAIN } from './rdb-format.ts'
import type { Reading, ValueForm } from './value-reading.ts'
import { CORRUPT, ENTRY } from './ziplist.ts'

export const plainList: ValueForm = { type: type.list, element: readElement, complete }
export const ziplistList: ValueForm = { type: type.list, packed: addZiplist }
export const quicklist: ValueForm = { type: type.list, element: readZiplistNode, complete }
export const quicklist2: ValueForm = { type: type.list, element: readNode, complete }

function readElement(cursor: RdbCursor, { builder, element }: Reading): void {
  cursor.string(element)
  builder.values.lists.append(element.bytes, element.off, element.len)
}

/** A list of one node may be short enough for a listpack. */
function complete({ builder }: Reading): void {
  builder.values.lists.compact(false)
}

function addZiplist(cursor: RdbCursor, reading: Reading, string: ByteSlice, at: number): void {
  const { ziplist, builder, other } = reading
  if (!ziplist.open(string.bytes, string.off, string.len))
    cursor.fail('corrupt ziplist', at, 'List ziplist integrity check failed.')
  for (;;) {
    const found = ziplist.next(other)
    if (found === CORRUPT) cursor.fail('corrupt ziplist', at, 'List ziplist integrity check failed.')
    if (found !== ENTRY) return
    builder.values.lists.append(other.bytes, other.off, other.len)
  }
}

function readZiplistNode(cursor: RdbCursor, reading: Reading): void {
  const at = cursor.offset()
  cursor.string(reading.element)
  addZiplist(cursor, reading, reading.element, at)
}

function readNode(cursor: RdbCursor, reading: Reading): void {
  const { builder, element, check } = reading
  const { lists } = builder.values
  const at = cursor.offset()
  const container = cursor.length()
  if (container !== NODE_PLAIN && container !== NODE_PACKED) {
    cursor.fail(`unknown container ${container} of a list's node`, at, 'Quicklist integrity check failed.')
  }
  cursor.string(element)
  const { bytes, off, len } = element
  if (container === NODE_PLAIN) {
    if (len === 0) cursor.fail('empty node of a list', at)
    lists.append(bytes, off, len)
    return
  }
  const count = check.listpack(bytes, off, len, 0)
  if (count < 0) cursor.fail('corrupt listpack', at, 'Listpack integrity check failed.')
  if (!check.canonical) addEntries(reading)
  else if (isWholeList(reading, count)) builder.adopt(bytes, off, len, 0)
  else if (count > 0) lists.appendListpack(bytes, off, len)
}

/** Whether the node just read is all of a list, and short enough for a listpack. */
function isWholeList({ builder, left, element }: Reading, count: number): boolean {
  const { lists } = builder.values
  if (left !== 1 || lists.length() !== 0 || count === 0) return false
  return fitsListpack(builder.limits.listMaxListpackSize, element.len, count, false)
}

/** Adds a listpack's entries one by one, because they are not encoded as ours are. */
function addEntries({ builder, check, element }: Reading): void {
  const { lists } = builder.values
  check.each(element.bytes, element.off, entry => lists.append(entry.bytes, entry.off, entry.len))
}

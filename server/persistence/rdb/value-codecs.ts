/** How the reader of RDB reads values of every type but the plain string, of all versions up to 12. */
import type { ValueBuilder } from './build-value.ts'
import {
  TYPE_HASH,
  TYPE_HASH_LISTPACK,
  TYPE_HASH_LISTPACK_EX,
  TYPE_HASH_METADATA,
  TYPE_HASH_ZIPLIST,
  TYPE_HASH_ZIPMAP,
  TYPE_LIST,
  TYPE_LIST_QUICKLIST,
  TYPE_LIST_QUICKLIST_2,
  TYPE_LIST_ZIPLIST,
  TYPE_SET,
  TYPE_SET_INTSET,
  TYPE_SET_LISTPACK,
  TYPE_ZSET,
  TYPE_ZSET_2,
  TYPE_ZSET_LISTPACK,
  TYPE_ZSET_ZIPLIST,
} from './rdb-format.ts'
import type { RdbEntry, RdbTypeCodec } from './rdb-reader.ts'
import {
  listpackHash,
  plainHash,
  timedHash,
  timedListpackHash,
  ziplistHash,
  zipmapHash,
} from './read-hash.ts'
import { plainList, quicklist, quicklist2, ziplistList } from './read-list.ts'
import { intsetSet, listpackSet, plainSet } from './read-set.ts'
import { binaryScores, listpackSortedSet, textScores, ziplistSortedSet } from './read-sorted-set.ts'
import { ElementsRun, PackedRun, Reading, type ValueForm } from './value-reading.ts'

const FORMS: ReadonlyMap<number, ValueForm> = new Map([
  [TYPE_LIST, plainList],
  [TYPE_SET, plainSet],
  [TYPE_ZSET, textScores],
  [TYPE_HASH, plainHash],
  [TYPE_ZSET_2, binaryScores],
  [TYPE_HASH_ZIPMAP, zipmapHash],
  [TYPE_LIST_ZIPLIST, ziplistList],
  [TYPE_SET_INTSET, intsetSet],
  [TYPE_ZSET_ZIPLIST, ziplistSortedSet],
  [TYPE_HASH_ZIPLIST, ziplistHash],
  [TYPE_LIST_QUICKLIST, quicklist],
  [TYPE_HASH_LISTPACK, listpackHash],
  [TYPE_ZSET_LISTPACK, listpackSortedSet],
  [TYPE_LIST_QUICKLIST_2, quicklist2],
  [TYPE_SET_LISTPACK, listpackSet],
  [TYPE_HASH_METADATA, timedHash],
  [TYPE_HASH_LISTPACK_EX, timedListpackHash],
])

/**
 * Codecs that build values with `builder` and call `onValue` with each that is whole. Its owner takes it
 * from the workbench then; after an error, or when the stream breaks off, the owner discards what `builder`
 * holds. A collection without elements, which old faults of Redis left in files, is passed over by telling
 * `onEmpty`; where that is null it is refused.
 */
export function valueCodecs(
  builder: ValueBuilder,
  onValue: (entry: RdbEntry) => void,
  onEmpty: ((entry: RdbEntry) => void) | null = null,
): ReadonlyMap<number, RdbTypeCodec> {
  const reading = new Reading(builder, onEmpty)
  const codecs = new Map<number, RdbTypeCodec>()
  for (const [type, form] of FORMS) {
    const Run = form.packed === undefined ? ElementsRun : PackedRun
    codecs.set(type, { open: entry => new Run(form, reading, entry, onValue) })
  }
  return codecs
}

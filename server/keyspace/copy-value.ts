/** COPY: a second value like the first, in the same encoding, in the keyspace's loose record. */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { ENCODING, LARGE, VARIANT } from '../values/home.ts'
import { LP_EMPTY } from '../values/listpack.ts'
import { SET_TABLE } from '../values/set.ts'
import { HASH, LIST, SET } from '../values/values.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'
import { TYPE_BITS, TYPE_SHIFT } from './records.ts'

/**
 * Copies the collection that is loaded in `db.records`, for key `key[off, off + len)` and with the same
 * expiry.
 */
export function copyCollection(
  keyspace: Keyspace,
  db: Database,
  key: Uint8Array,
  off: number,
  len: number,
): void {
  const { loose } = keyspace
  const { meta, expireAt, valueBytes, valueAt, valueLength } = db.records
  const typeNumber = (meta & TYPE_BITS) >>> TYPE_SHIFT
  if ((meta & LARGE) === 0) {
    loose.begin(typeNumber, key, off, len, expireAt, valueLength)
    const { records } = loose
    copyBytes(valueBytes, valueAt, records.valueBytes, records.valueAt, valueLength)
    loose.setEncoding(meta & ENCODING)
    return
  }
  loose.begin(typeNumber, key, off, len, expireAt, LP_EMPTY)
  if (typeNumber === LIST) copyList(keyspace, db)
  else if (typeNumber === SET) copySet(keyspace, db)
  else if (typeNumber === HASH) copyHash(keyspace, db)
  else copySortedSet(keyspace, db)
}

/** Node by node, with the fill and the compress depth that the list was made with. */
function copyList({ loose, others, values }: Keyspace, db: Database): void {
  const { lists } = values
  const { quicklist } = others.lists
  const { node } = quicklist
  others.lists.open(db)
  lists.begin(loose)
  lists.toQuicklist(quicklist.fill, quicklist.depth)
  let packed = new Uint8Array(0)
  let ref = quicklist.head
  while (ref !== 0) {
    node.load(ref)
    const { size } = node
    if (packed.length < size) packed = new Uint8Array(size)
    node.writeListpack(packed, 0)
    lists.appendListpack(packed, 0, size)
    ref = node.next
  }
}

function copySet({ loose, others, values }: Keyspace, db: Database): void {
  const { sets } = values
  const { element } = others.sets
  others.sets.open(db)
  sets.begin(loose, SET_TABLE, others.sets.length())
  for (let p = others.sets.walk(0); p >= 0; p = others.sets.walk(p)) {
    sets.add(element.bytes, element.off, element.len)
  }
}

function copyHash({ loose, others, values }: Keyspace, db: Database): void {
  const { hashes } = values
  const { element, value } = others.hashes
  others.hashes.open(db)
  hashes.init(loose)
  // A value longer than all makes it a table.
  hashes.prepare(0, Number.POSITIVE_INFINITY, 0)
  if ((db.records.meta & VARIANT) !== 0) hashes.makeTimed()
  for (let p = others.hashes.walk(0); p >= 0; p = others.hashes.walk(p)) {
    const { expiry } = others.hashes
    hashes.add(element.bytes, element.off, element.len, value.bytes, value.off, value.len, expiry)
  }
}

function copySortedSet({ loose, others, values }: Keyspace, db: Database): void {
  const { zsets } = values
  const from = others.zsets
  from.open(db)
  // A member longer than all makes it a tree.
  zsets.create(loose, from.length(), Number.POSITIVE_INFINITY)
  from.at(0)
  do {
    const { bytes, off, len } = from.element
    zsets.add(bytes, off, len, from.score)
  } while (from.forward())
}

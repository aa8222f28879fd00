/** COPY: a second value like the first, in the same encoding, in the keyspace's loose record. */
import { copyBytes } from '../../shared/bytes/copy.ts'
import { ENCODING, LARGE } from '../values/home.ts'
import { LP_EMPTY } from '../values/listpack.ts'
import { typeOf } from '../values/type-numbers.ts'
import { collectionType } from '../values/types.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'

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
  const typeNumber = typeOf(meta)
  if ((meta & LARGE) === 0) {
    loose.begin(typeNumber, key, off, len, expireAt, valueLength)
    const { records } = loose
    copyBytes(valueBytes, valueAt, records.valueBytes, records.valueAt, valueLength)
    loose.setEncoding(meta & ENCODING)
    return
  }
  loose.begin(typeNumber, key, off, len, expireAt, LP_EMPTY)
  collectionType(typeNumber).copyLarge(keyspace.values, loose, keyspace.others, db)
}

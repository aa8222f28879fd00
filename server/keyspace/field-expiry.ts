/**
 * Fields of hashes whose time has passed: for whom they are gone, and how they are deleted. A replica and a
 * paused server only hide them, as they do with keys; what our primary sends and what is being loaded meets
 * them as they are.
 */

import { hasPassed } from '../values/has-passed.ts'
import type { Hashes } from '../values/hash.ts'
import type { Database } from './database.ts'
import type { KeyspaceState } from './keyspace-state.ts'

/** Whether a field with this time (0 for none) is gone for whoever asks now. */
export function isPast(state: KeyspaceState, expiry: number): boolean {
  return expiry !== 0 && hasPassed(expiry, state.now) && !state.loading && !state.applying
}

/** Whether fields that are due may be deleted here and now. */
export function mayReclaim(state: KeyspaceState): boolean {
  return !state.isReplica && !state.paused && !state.loading && !state.applying
}

/**
 * Deletes up to `limit` fields that are due of the hash looked up last for changing, and the key with the
 * last of them, and tells. Gives how many; `hashes` is open on what is left.
 */
export function reclaimFields(state: KeyspaceState, db: Database, hashes: Hashes, limit: number): number {
  db.changing()
  hashes.open(db)
  const fields: Uint8Array[] = []
  hashes.takeDue(state.now, limit, fields)
  if (fields.length > 0) tellReclaimed(state, db, hashes, fields)
  return fields.length
}

/** These fields of the hash looked up last were just deleted because their time had passed. */
export function tellReclaimed(
  state: KeyspaceState,
  db: Database,
  hashes: Hashes,
  fields: Uint8Array[],
): void {
  const { bytes, keyAt, keyLength } = db.records
  const key = Buffer.from(bytes.subarray(keyAt, keyAt + keyLength))
  const gone = hashes.length() === 0
  if (gone) {
    hashes.openNone()
    db.remove()
  }
  state.expiredFields += fields.length
  state.onFieldsExpired(db.index, key, fields, gone)
}

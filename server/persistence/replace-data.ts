/**
 * A whole new data set is built beside the old one, then takes its place; so a load that fails destroys
 * nothing.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Server } from '../engine/server.ts'
import { Database } from '../keyspace/database.ts'

/** Databases without keys, as many as there are, which nobody sees yet. */
export function freshDatabases({ keyspace }: Server): Database[] {
  const { databases, records, state } = keyspace
  return databases.map((_, index) => new Database(index, records, state))
}

/** Puts what `fresh` hold in the place of the data there is. */
export function replaceData({ keyspace, watches }: Server, fresh: readonly Database[]): void {
  for (const db of keyspace.databases) {
    const other = fresh[db.index]!
    const { table, expires, timedHashes } = other
    if (watches.size > 0) watches.replaced(db.index, key => other.presence(latin1Bytes(key)))
    keyspace.flush(db)
    db.table = table
    db.expires = expires
    db.timedHashes = timedHashes
    if (keyspace.state.waitedFor !== 0) keyspace.state.onReplaced(db.index)
  }
}

/** Gives up what `fresh` hold. */
export function dropDatabases({ keyspace }: Server, fresh: readonly Database[]): void {
  for (const db of fresh) keyspace.flush(db)
}

/**
 * The digests of DEBUG DIGEST and DIGEST-VALUE, equal to redis-server's for equal data, in whatever order the
 * keys come: each key's digest is SHA-1 chained over its name, type, value and whether it expires; the data
 * set's is the exclusive or of the keys' digests, hashed once more each.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { valueType } from '../values/types.ts'
import { DIGEST_BYTES, mix, xor } from '../values/value-digest.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'

const EXPIRES_MARK = latin1Bytes('!!expire!!')

/** Forty hexadecimal digits; zeros for no keys at all. Deleted by time or not, a key that is there counts. */
export function dataDigest(keyspace: Keyspace): string {
  const final = Buffer.alloc(DIGEST_BYTES)
  for (const db of keyspace.databases) {
    if (db.table.count === 0) continue
    mix(final, uint32(db.index))
    const { records } = db
    const digest = new Uint8Array(DIGEST_BYTES)
    db.table.each(ref => {
      digest.fill(0)
      records.load(ref)
      mix(digest, records.bytes, records.keyAt, records.keyAt + records.keyLength)
      mixValue(digest, keyspace, db)
      xor(final, digest)
    })
  }
  return final.toString('hex')
}

/** The digest of the value loaded in `db.records`. */
export function valueDigest(keyspace: Keyspace, db: Database): string {
  const digest = Buffer.alloc(DIGEST_BYTES)
  mixValue(digest, keyspace, db)
  return digest.toString('hex')
}

export const NO_DIGEST: string = '0'.repeat(2 * DIGEST_BYTES)

function mixValue(digest: Uint8Array, { others }: Keyspace, db: Database): void {
  const { meta, expireAt } = db.records
  const { number, digest: add } = valueType(meta)
  mix(digest, uint32(number))
  add(digest, others, db)
  if (expireAt >= 0) xor(digest, EXPIRES_MARK)
}

function uint32(n: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(n)
  return bytes
}

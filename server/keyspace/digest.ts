/**
 * The digests of DEBUG DIGEST and DIGEST-VALUE, equal to redis-server's for equal data, in whatever order the
 * keys come: each key's digest is SHA-1 chained over its name, type, value and whether it expires; the data
 * set's is the exclusive or of the keys' digests, hashed once more each.
 */
import { sha1Into } from '../../shared/bytes/sha1.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Database } from './database.ts'

const BYTES = 20
const EXPIRES_MARK = latin1Bytes('!!expire!!')

/** Forty hexadecimal digits; zeros for no keys at all. Deleted by time or not, a key that is there counts. */
export function dataDigest(databases: readonly Database[]): string {
  const final = Buffer.alloc(BYTES)
  for (const db of databases) {
    if (db.table.count === 0) continue
    mix(final, uint32(db.index))
    const { records } = db
    const digest = new Uint8Array(BYTES)
    db.table.each(ref => {
      digest.fill(0)
      records.load(ref)
      mix(digest, records.bytes, records.keyAt, records.keyAt + records.keyLength)
      mixValue(digest, db)
      xor(final, digest)
    })
  }
  return final.toString('hex')
}

/** The digest of the value loaded in `db.records`. */
export function valueDigest(db: Database): string {
  const digest = Buffer.alloc(BYTES)
  mixValue(digest, db)
  return digest.toString('hex')
}

export const NO_DIGEST: string = '0'.repeat(2 * BYTES)

function mixValue(digest: Uint8Array, { records }: Database): void {
  mix(digest, uint32(records.type(records.ref)))
  mix(digest, records.valueBytes, records.valueAt, records.valueAt + records.valueLength)
  if (records.expireAt >= 0) xor(digest, EXPIRES_MARK)
}

/** Adds data whose order matters. */
function mix(digest: Uint8Array, data: Uint8Array, from = 0, to = data.length): void {
  xor(digest, data, from, to)
  sha1Into(digest, 0, digest)
}

const hashed = new Uint8Array(BYTES)

/** Adds data whose order does not matter. */
function xor(digest: Uint8Array, data: Uint8Array, from = 0, to = data.length): void {
  sha1Into(hashed, 0, data, from, to)
  for (let i = 0; i < BYTES; i++) digest[i]! ^= hashed[i]!
}

function uint32(n: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(n)
  return bytes
}

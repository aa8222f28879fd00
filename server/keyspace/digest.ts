/**
 * The digests of DEBUG DIGEST and DIGEST-VALUE, equal to redis-server's for equal data, in whatever order the
 * keys come: each key's digest is SHA-1 chained over its name, type, value and whether it expires; the data
 * set's is the exclusive or of the keys' digests, hashed once more each.
 */
import { formatDouble17g } from '../../shared/bytes/double.ts'
import { sha1Into } from '../../shared/bytes/sha1.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Slice } from '../values/slice.ts'
import { HASH, LIST, SET, type Values, ZSET } from '../values/values.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'

const BYTES = 20
const EXPIRES_MARK = latin1Bytes('!!expire!!')
const FIELD_EXPIRES_MARK = latin1Bytes('!!hexpire!!')

/** Forty hexadecimal digits; zeros for no keys at all. Deleted by time or not, a key that is there counts. */
export function dataDigest(keyspace: Keyspace): string {
  const final = Buffer.alloc(BYTES)
  for (const db of keyspace.databases) {
    if (db.table.count === 0) continue
    mix(final, uint32(db.index))
    const { records } = db
    const digest = new Uint8Array(BYTES)
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
  const digest = Buffer.alloc(BYTES)
  mixValue(digest, keyspace, db)
  return digest.toString('hex')
}

export const NO_DIGEST: string = '0'.repeat(2 * BYTES)

function mixValue(digest: Uint8Array, { others }: Keyspace, db: Database): void {
  const { records } = db
  const typeNumber = records.type(records.ref)
  const { expireAt } = records
  mix(digest, uint32(typeNumber))
  if (typeNumber === LIST) mixList(digest, others, db)
  else if (typeNumber === SET) mixSet(digest, others, db)
  else if (typeNumber === ZSET) mixSortedSet(digest, others, db)
  else if (typeNumber === HASH) mixHash(digest, others, db)
  else mix(digest, records.valueBytes, records.valueAt, records.valueAt + records.valueLength)
  if (expireAt >= 0) xor(digest, EXPIRES_MARK)
}

function mixList(digest: Uint8Array, { lists }: Values, db: Database): void {
  lists.open(db)
  lists.seekEnd(true)
  do {
    lists.read()
    mixSlice(digest, lists.element)
  } while (lists.next())
}

function mixSet(digest: Uint8Array, { sets }: Values, db: Database): void {
  const { element } = sets
  sets.open(db)
  for (let p = sets.walk(0); p >= 0; p = sets.walk(p)) {
    xor(digest, element.bytes, element.off, element.off + element.len)
  }
}

/** Scores have 17 digits here, as in Redis 7.0; in 7.2 they have those of fpconv. */
function mixSortedSet(digest: Uint8Array, { zsets }: Values, db: Database): void {
  zsets.open(db)
  zsets.at(0)
  do {
    pair.fill(0)
    mixSlice(pair, zsets.element)
    mix(pair, latin1Bytes(formatDouble17g(zsets.score)))
    xor(digest, pair)
  } while (zsets.forward())
}

function mixHash(digest: Uint8Array, { hashes }: Values, db: Database): void {
  const { element, value } = hashes
  hashes.open(db)
  for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) {
    pair.fill(0)
    mixSlice(pair, element)
    mixSlice(pair, value)
    if (hashes.expiry !== 0) xor(pair, FIELD_EXPIRES_MARK)
    xor(digest, pair)
  }
}

/** The digest of one pair of a hash or a sorted set. */
const pair = new Uint8Array(BYTES)

function mixSlice(digest: Uint8Array, { bytes, off, len }: Slice): void {
  mix(digest, bytes, off, off + len)
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

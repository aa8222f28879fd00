/**
 * The parts of DEBUG DIGEST, equal to redis-server's for equal data: SHA-1 chained over data whose order
 * matters (`mix`), and the exclusive or of hashes where it does not (`xor`).
 */
import { sha1Into } from '../../shared/bytes/sha1.ts'
import type { Slice } from './slice.ts'

export const DIGEST_BYTES = 20

const hashed = new Uint8Array(DIGEST_BYTES)

/** Adds data whose order matters. */
export function mix(digest: Uint8Array, data: Uint8Array, from = 0, to = data.length): void {
  xor(digest, data, from, to)
  sha1Into(digest, 0, digest)
}

export function mixSlice(digest: Uint8Array, { bytes, off, len }: Slice): void {
  mix(digest, bytes, off, off + len)
}

/** Adds data whose order does not matter. */
export function xor(digest: Uint8Array, data: Uint8Array, from = 0, to = data.length): void {
  sha1Into(hashed, 0, data, from, to)
  for (let i = 0; i < DIGEST_BYTES; i++) digest[i]! ^= hashed[i]!
}

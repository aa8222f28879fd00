/** Hashes as a type of value. */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { LARGE, VARIANT } from './home.ts'
import { type } from './type-numbers.ts'
import { DIGEST_BYTES, mixSlice, xor } from './value-digest.ts'
import { HINT_MAX, type ValueType } from './value-type.ts'

const FIELD_EXPIRES_MARK = latin1Bytes('!!hexpire!!')

/** The digest of one field and its value. */
const pair = new Uint8Array(DIGEST_BYTES)

export const hashType: ValueType = {
  number: type.hash,
  name: 'hash',
  encoding({ meta }) {
    if ((meta & LARGE) !== 0) return 'hashtable'
    return (meta & VARIANT) !== 0 ? 'listpackex' : 'listpack'
  },
  digest(digest, { hashes }, home) {
    const { element, value } = hashes
    hashes.open(home)
    for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) {
      pair.fill(0)
      mixSlice(pair, element)
      mixSlice(pair, value)
      if (hashes.expiry !== 0) xor(pair, FIELD_EXPIRES_MARK)
      xor(digest, pair)
    }
  },
  collection: {
    hasMembers: true,
    open: ({ hashes }, home) => hashes.open(home),
    length: ({ hashes }) => hashes.length(),
    begin({ hashes }, home, limits, count) {
      hashes.open(home)
      hashes.prepare(Math.min(count, Math.max(HINT_MAX, limits.hashMaxListpackEntries + 1)), 0, 0)
    },
    copyLarge({ hashes }, loose, others, home) {
      const from = others.hashes
      const { element, value } = from
      from.open(home)
      hashes.init(loose)
      // A value longer than all makes it a table.
      hashes.prepare(0, Number.POSITIVE_INFINITY, 0)
      if ((home.records.meta & VARIANT) !== 0) hashes.makeTimed()
      for (let p = from.walk(0); p >= 0; p = from.walk(p)) {
        hashes.add(element.bytes, element.off, element.len, value.bytes, value.off, value.len, from.expiry)
      }
    },
    dismantle: ({ hashes }, root, budget) => hashes.dismantle(root, budget),
    footprint: ({ hashes }, root) => hashes.footprint(root),
  },
}

/** Sorted sets as a type of value. */
import { formatDouble17g } from '../../shared/bytes/double.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { LARGE } from './home.ts'
import { type } from './type-numbers.ts'
import { DIGEST_BYTES, mix, mixSlice, xor } from './value-digest.ts'
import { HINT_MAX, type ValueType } from './value-type.ts'

/** The digest of one member and its score. */
const item = new Uint8Array(DIGEST_BYTES)

export const sortedType: ValueType = {
  number: type.zset,
  name: 'zset',
  encoding: ({ meta }) => ((meta & LARGE) !== 0 ? 'skiplist' : 'listpack'),
  /** Scores have 17 digits here, as in Redis 7.0; in 7.2 they have those of fpconv. */
  digest(digest, { zsets }, home) {
    zsets.open(home)
    zsets.at(0)
    do {
      item.fill(0)
      mixSlice(item, zsets.element)
      mix(item, latin1Bytes(formatDouble17g(zsets.score)))
      xor(digest, item)
    } while (zsets.forward())
  },
  collection: {
    hasMembers: true,
    open: ({ zsets }, home) => zsets.open(home),
    length: ({ zsets }) => zsets.length(),
    begin: ({ zsets }, home, _limits, count) => zsets.create(home, Math.min(count, HINT_MAX), 0),
    copyLarge({ zsets }, loose, others, home) {
      const from = others.zsets
      from.open(home)
      // A member longer than all makes it a tree.
      zsets.create(loose, from.length(), Number.POSITIVE_INFINITY)
      from.at(0)
      do {
        const { bytes, off, len } = from.element
        zsets.add(bytes, off, len, from.score)
      } while (from.forward())
    },
    dismantle: ({ zsets }, root, budget) => zsets.dismantle(root, budget),
    footprint: ({ zsets }, root) => zsets.footprint(root),
  },
}

/** The encoding of a value in Redis's words and its references, as OBJECT and DEBUG OBJECT report them. */
import { isInt64Text, parseSafeInteger } from '../../../shared/bytes/integer.ts'
import type { Settings } from '../../config/settings.ts'
import { RAW, type Records, TEXT, TYPE_BITS, TYPE_SHIFT, type, UNSHARED } from '../../keyspace/records.ts'
import { LARGE, VARIANT } from '../../values/home.ts'

const INTEGER_MAX = 20
const EMBEDDED_MAX = 44
const SHARED_INTEGERS = 10_000
/** What Redis says of an object that is never counted. */
const SHARED_REFERENCES = 2147483647

/**
 * Of the loaded record. Redis holds a string as an integer when it is one's text, and in one allocation with
 * its object up to 44 bytes; a string changed in place is raw from then on.
 */
export function encodingOf(records: Records): string {
  const { meta, valueBytes, valueAt, valueLength } = records
  if ((meta & TYPE_BITS) !== 0) return collectionEncoding(meta)
  const form = meta & UNSHARED
  if (form === RAW || valueLength > EMBEDDED_MAX) return 'raw'
  const integer = form !== TEXT && valueLength <= INTEGER_MAX
  return integer && isInt64Text(valueBytes, valueAt, valueLength) ? 'int' : 'embstr'
}

/**
 * References to the value of the loaded record. Redis shares the integers 0 to 9999 among keys, unless
 * eviction by LRU or LFU needs a clock for each key.
 */
export function refcountOf(records: Records, { maxmemoryBytes, maxmemoryPolicy }: Settings): number {
  const ownClocks = maxmemoryBytes > 0 && /-l[rf]u$/.test(maxmemoryPolicy)
  if (ownClocks || (records.meta & UNSHARED) === UNSHARED || encodingOf(records) !== 'int') return 1
  const n = parseSafeInteger(records.valueBytes, records.valueAt, records.valueLength)
  return n >= 0 && n < SHARED_INTEGERS ? SHARED_REFERENCES : 1
}

function collectionEncoding(meta: number): string {
  const large = (meta & LARGE) !== 0
  const variant = (meta & VARIANT) !== 0
  switch ((meta & TYPE_BITS) >>> TYPE_SHIFT) {
    case type.list:
      return large ? 'quicklist' : 'listpack'
    case type.set:
      if (variant) return 'intset'
      return large ? 'hashtable' : 'listpack'
    case type.zset:
      return large ? 'skiplist' : 'listpack'
    default:
      if (large) return 'hashtable'
      return variant ? 'listpackex' : 'listpack'
  }
}

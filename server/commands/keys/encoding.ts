/** The encoding of a value in Redis's words, as OBJECT ENCODING and DEBUG OBJECT report it. */
import { isInt64Text } from '../../../shared/bytes/integer.ts'
import { RAW, type Records, TEXT, TYPE_BITS, TYPE_SHIFT, type } from '../../keyspace/records.ts'
import { LARGE, VARIANT } from '../../values/home.ts'

const INTEGER_MAX = 20
const EMBEDDED_MAX = 44

/**
 * Of the loaded record. Redis holds a string as an integer when it is one's text, and in one allocation with
 * its object up to 44 bytes; a string changed in place is raw from then on.
 */
export function encodingOf(records: Records): string {
  const { meta, valueBytes, valueAt, valueLength } = records
  if ((meta & TYPE_BITS) !== 0) return collectionEncoding(meta)
  if ((meta & RAW) !== 0 || valueLength > EMBEDDED_MAX) return 'raw'
  const integer = (meta & TEXT) === 0 && valueLength <= INTEGER_MAX
  return integer && isInt64Text(valueBytes, valueAt, valueLength) ? 'int' : 'embstr'
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

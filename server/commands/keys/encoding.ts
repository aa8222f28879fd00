/** The encoding of a value in Redis's words, as OBJECT ENCODING and DEBUG OBJECT report it. */
import { isInt64Text } from '../../../shared/bytes/integer.ts'
import { RAW, type Records, TEXT } from '../../keyspace/records.ts'

const INTEGER_MAX = 20
const EMBEDDED_MAX = 44

/**
 * Of the loaded record. Redis holds a string as an integer when it is one's text, and in one allocation with
 * its object up to 44 bytes; a string changed in place is raw from then on.
 */
export function encodingOf(records: Records): string {
  const { meta, valueBytes, valueAt, valueLength } = records
  if ((meta & RAW) !== 0 || valueLength > EMBEDDED_MAX) return 'raw'
  const integer = (meta & TEXT) === 0 && valueLength <= INTEGER_MAX
  return integer && isInt64Text(valueBytes, valueAt, valueLength) ? 'int' : 'embstr'
}

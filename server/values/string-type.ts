/** Strings: text in memory even when they are integers; Redis's encodings are told, not kept. */
import { isInt64Text } from '../../shared/bytes/integer.ts'
import { RAW, TEXT, UNSHARED } from './string-forms.ts'
import { type } from './type-numbers.ts'
import { mix } from './value-digest.ts'
import type { ValueType } from './value-type.ts'

const INTEGER_MAX = 20
const EMBEDDED_MAX = 44

export const stringType: ValueType = {
  number: type.string,
  name: 'string',
  /**
   * Redis holds a string as an integer when it is one's text, and in one allocation with its object up to 44
   * bytes; a string changed in place is raw from then on.
   */
  encoding({ meta, valueBytes, valueAt, valueLength }) {
    const form = meta & UNSHARED
    if (form === RAW || valueLength > EMBEDDED_MAX) return 'raw'
    const integer = form !== TEXT && valueLength <= INTEGER_MAX
    return integer && isInt64Text(valueBytes, valueAt, valueLength) ? 'int' : 'embstr'
  },
  digest(digest, _values, { records }) {
    mix(digest, records.valueBytes, records.valueAt, records.valueAt + records.valueLength)
  },
  collection: null,
}

/** The encoding of a value in Redis's words and its references, as OBJECT and DEBUG OBJECT report them. */
import { parseSafeInteger } from '../../../shared/bytes/integer.ts'
import type { Settings } from '../../config/settings.ts'
import type { Records } from '../../keyspace/records.ts'
import { UNSHARED } from '../../values/string-forms.ts'
import { valueType } from '../../values/types.ts'

const SHARED_INTEGERS = 10_000
/** What Redis says of an object that is never counted. */
const SHARED_REFERENCES = 2147483647

/** Of the loaded record. */
export function encodingOf(records: Records): string {
  return valueType(records.meta).encoding(records)
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

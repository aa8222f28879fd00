// The directives that say when a collection changes its encoding.

export type Thresholds = Readonly<Record<string, string>>

/** Redis's own. */
export const usual: Thresholds = {
  'hash-max-listpack-entries': '512',
  'hash-max-listpack-value': '64',
  'set-max-intset-entries': '512',
  'set-max-listpack-entries': '128',
  'set-max-listpack-value': '64',
  'zset-max-listpack-entries': '128',
  'zset-max-listpack-value': '64',
  'list-max-listpack-size': '-2',
  'list-compress-depth': '0',
}

/**
 * So small that every stream crosses them all the time, but no smaller than the number of members that one request
 * brings: 7.2 takes that number as a hint, whether they are different ones or not, and 7.0 does not.
 */
export const small: Thresholds = {
  'hash-max-listpack-entries': '6',
  'hash-max-listpack-value': '20',
  'set-max-intset-entries': '6',
  'set-max-listpack-entries': '6',
  'set-max-listpack-value': '20',
  'zset-max-listpack-entries': '6',
  'zset-max-listpack-value': '20',
  'list-max-listpack-size': '4',
  'list-compress-depth': '1',
}

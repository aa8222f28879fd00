/**
 * Reply errors that many commands share, in Redis's words. A text here has no leading `-` and no line end.
 */
export const errors = {
  syntax: 'ERR syntax error',
  wrongType: 'WRONGTYPE Operation against a key holding the wrong kind of value',
  notInteger: 'ERR value is not an integer or out of range',
  notFloat: 'ERR value is not a valid float',
  outOfRange: 'ERR value is out of range',
  positive: 'ERR value is out of range, must be positive',
  noSuchKey: 'ERR no such key',
  sameObject: 'ERR source and destination objects are the same',
  indexOutOfRange: 'ERR index out of range',
  offsetOutOfRange: 'ERR offset is out of range',
  overflow: 'ERR increment or decrement would overflow',
  nanOrInfinity: 'ERR increment would produce NaN or Infinity',
  stringTooLong: 'ERR string exceeds maximum allowed size (proto-max-bulk-len)',
  dbIndex: 'ERR DB index is out of range',
  invalidDb: 'ERR invalid DB index',
  invalidCursor: 'ERR invalid cursor',
  noAuth: 'NOAUTH Authentication required.',
  wrongPass: 'WRONGPASS invalid username-password pair or user is disabled.',
  readOnly: "READONLY You can't write against a read only replica.",
  masterDown: "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  loading: 'LOADING Redis is loading the dataset in memory',
  noReplicas: 'NOREPLICAS Not enough good replicas to write.',
  oom: "OOM command not allowed when used memory > 'maxmemory'.",
  execAbort: 'EXECABORT Transaction discarded because of previous errors.',
  misconf:
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. " +
    'Commands that may modify the data set are disabled, because this instance is configured to report ' +
    'errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the ' +
    'Redis logs for details about the RDB error.',
  saveInProgress: 'ERR Background save already in progress',
  otherSnapshot:
    "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to " +
    'schedule a BGSAVE whenever possible.',
} as const

/**
 * The reply to a wrong number of arguments; `name` is the command's full name in lower case, `config|get`.
 */
export function wrongArity(name: string): string {
  return `ERR wrong number of arguments for '${name}' command`
}

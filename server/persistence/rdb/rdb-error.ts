/** What is wrong with an RDB stream: in our words, with the byte, and in Redis's, which tools look for. */

/**
 * Which of Redis's ways to report it: the stream is none (`signature`), or of a version that is not known; it
 * ends inside; its checksum is wrong; it has a type that no version has, or more databases than there may be;
 * anything else.
 */
export type RdbFault = 'signature' | 'version' | 'short' | 'checksum' | 'type' | 'databases' | 'corrupt'

export class RdbError extends Error {
  /** Counts bytes from the stream's start. */
  readonly offset: number
  readonly fault: RdbFault
  /** The reason as Redis gives it. */
  readonly words: string

  constructor(what: string, offset: number, fault: RdbFault = 'corrupt', words = what) {
    super(`${what} at byte offset ${offset}`)
    this.name = 'RdbError'
    this.offset = offset
    this.fault = fault
    this.words = words
  }
}

/** What Redis says of data for more databases than there are. */
export function tooManyDatabases(count: number): string {
  return (
    `FATAL: Data file was created with a Redis server configured to handle more than ${count} databases. ` +
    'Exiting'
  )
}

/** The lines that redis-server logs about it, before what it says of the file. */
export function redisLines({ fault, words, offset }: RdbError): string[] {
  const internal = (why: string): string =>
    `Internal error in RDB reading offset ${offset}, function at rdb.c:0 -> ${why}`
  switch (fault) {
    case 'signature':
    case 'version':
    case 'databases':
      return [words]
    case 'short':
      return [
        'Short read or OOM loading DB. Unrecoverable error, aborting now.',
        internal('Unexpected EOF reading RDB file'),
      ]
    case 'checksum':
      return [words, internal('RDB CRC error')]
    case 'type':
    case 'corrupt':
      return [internal(words)]
  }
}

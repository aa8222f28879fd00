/**
 * What is wrong with a configuration, and how it is said on stderr: word for word as redis-server says it.
 */

/** Where a fault stands: a line, the end of all files (`null`), or a file that could not be opened. */
export interface ConfigPlace {
  readonly file: string
  /** From 1; in the whole text of a file (or glob of files), its stdin part and its command-line options. */
  readonly line: number
  /** The line, space at both ends removed. */
  readonly text: string
}

export class ConfigError extends Error {
  readonly place: ConfigPlace | null
  readonly reason: string
  /** Whether a file could not be read at all: Redis reports that as a log line, not as a block. */
  readonly unreadable: boolean

  constructor(place: ConfigPlace | null, reason: string, unreadable = false) {
    super(place === null ? reason : `${place.file}:${place.line}: ${reason}`)
    this.name = 'ConfigError'
    this.place = place
    this.reason = reason
    this.unreadable = unreadable
  }
}

/**
 * The text for stderr, line ends included: the block that Redis prints before it exits with 1. An unreadable
 * file has no block; its single sentence is meant for the log.
 */
export function formatConfigError(error: ConfigError, version: string): string {
  if (error.unreadable) return `${error.reason}\n`
  const place = error.place
  const where =
    place === null ? '' : `Reading the configuration file, at line ${place.line}\n>>> '${place.text}'\n`
  return `\n*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\n${where}${error.reason}\n`
}

/**
 * What the log says of a file that cannot be loaded: first what is wrong where, in our own words, then the
 * lines of redis-server, the last of which tools look for.
 */
import type { AofError } from './aof/aof-loader.ts'
import { type RdbError, redisLines } from './rdb/rdb-error.ts'

type Warn = { warning(text: string): void }

/** Of an RDB stream; `what` names it. */
export function reportRdb(log: Warn, what: string, error: RdbError): void {
  reportKept(log, what, error)
  if (error.fault === 'corrupt') log.warning('Terminating server after rdb file reading failure.')
}

/** Of one without which the server goes on. */
export function reportKept(log: Warn, what: string, error: RdbError): void {
  log.warning(`${what} cannot be loaded: ${error.message}`)
  for (const line of redisLines(error)) log.warning(line)
}

/** Of one that comes over a link; redis-server ends then, where we go on. */
export function reportStream(log: Warn, error: RdbError): void {
  const lines = redisLines(error)
  const last = lines.pop()!
  for (const line of lines) log.warning(line)
  log.warning(isInvalid(error) ? last : `${last}. Failure loading rdb format`)
}

/** Whether Redis gives such an RDB file back as an invalid argument, where it ends the process for others. */
export function isInvalid({ fault }: RdbError): boolean {
  return fault === 'signature' || fault === 'version'
}

/** Of the file `name` of an append only file. */
export function reportAof(log: Warn, name: string, error: AofError): void {
  const { image, offset, message } = error
  if (image !== null) {
    reportKept(log, `The RDB image in ${name}`, image)
    if (!isInvalid(image)) return
    log.warning(`Error reading the RDB base file ${name}, AOF loading aborted`)
    log.warning(`Unrecoverable error reading the append only file ${name}: Invalid argument`)
    return
  }
  log.warning(`The append only file ${name} cannot be loaded: ${message} at byte offset ${offset}`)
  log.warning(error.lastWords(name))
}

/**
 * Configuration files as shared/config wants them: latin1 paths and text, reasons in the system's own words.
 */
import { globSync, readFileSync } from 'node:fs'
import { getSystemErrorMessage } from 'node:util'
import type { ConfigReader } from '../config/parse.ts'

const STDIN = 0

/** Where libuv has words of its own, those of the C library, which logs and errors of Redis show. */
const C_LIBRARY_WORDS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EBUSY: 'Device or resource busy',
  EDQUOT: 'Disk quota exceeded',
  EEXIST: 'File exists',
  EHOSTUNREACH: 'No route to host',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENFILE: 'Too many open files in system',
  ENOMEM: 'Cannot allocate memory',
  ESTALE: 'Stale file handle',
  ETXTBSY: 'Text file busy',
  EXDEV: 'Invalid cross-device link',
}

/** The system's own words for an error, as strerror() has them. */
export function systemReason(error: unknown): string {
  const { errno, message, code } = error as NodeJS.ErrnoException
  const known = C_LIBRARY_WORDS[code ?? '']
  if (known !== undefined) return known
  const words = errno === undefined ? message : getSystemErrorMessage(errno)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const configFiles: ConfigReader = {
  read(path) {
    try {
      return readFileSync(Buffer.from(path, 'latin1'), 'latin1')
    } catch (error) {
      throw new Error(systemReason(error), { cause: error })
    }
  },
  glob(pattern) {
    const found = globSync(Buffer.from(pattern, 'latin1').toString('utf8'))
    return found.map(path => Buffer.from(path, 'utf8').toString('latin1')).sort()
  },
}

let stdin: string | undefined

/**
 * All of standard input, latin1: configuration given with `-`. It is read once, and may be asked for again.
 */
export function readStdin(): string {
  stdin ??= readFileSync(STDIN, 'latin1')
  return stdin
}

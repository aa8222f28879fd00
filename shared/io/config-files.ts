/**
 * Configuration files as shared/config wants them: latin1 paths and text, reasons in the system's own words.
 */
import { globSync, readFileSync } from 'node:fs'
import { getSystemErrorMessage } from 'node:util'
import type { ConfigReader } from '../config/parse.ts'

const STDIN = 0

/** The system's own words for an error, capitalised as strerror() has them. */
export function systemReason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
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

/** All of standard input, latin1: configuration given with `-`. */
export function readStdin(): string {
  return readFileSync(STDIN, 'latin1')
}

/** Where keys stand in list commands that have more than one. */
import type { KeySpec } from '../../../shared/command/command.ts'

/** A source and a target. */
export const sourceAndTarget: KeySpec[] = [
  { flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
  { flags: ['RW', 'insert'], begin: { index: 2 }, find: { last: 0, step: 1, limit: 0 } },
]

/** Lists to take from, and a timeout. */
export const keysAndTimeout: KeySpec[] = [
  { flags: ['RW', 'access', 'delete'], begin: { index: 1 }, find: { last: -2, step: 1, limit: 0 } },
]

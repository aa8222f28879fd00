/**
 * Keys of GEORADIUS and GEORADIUSBYMEMBER, whose options may name one to store under: the last one counts.
 */
import type { KeySpec, KeyUse } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'

export function storeKeys(optionsFrom: number): KeySpec[] {
  const find = { last: 0, step: 1, limit: 0 }
  return [
    { flags: ['RO', 'access'], begin: { index: 1 }, find },
    { flags: ['OW', 'update'], begin: { keyword: 'STORE', startFrom: optionsFrom }, find },
    { flags: ['OW', 'update'], begin: { keyword: 'STOREDIST', startFrom: optionsFrom }, find },
  ]
}

export function storeKeysOf(args: Args, optionsFrom: number): KeyUse[] {
  const keys: KeyUse[] = [{ at: 1, flags: ['RO', 'access'] }]
  let stored = 0
  for (let i = optionsFrom - 1; i + 1 < args.argc; i++) {
    if (args.is(i, 'STORE') || args.is(i, 'STOREDIST')) stored = ++i
  }
  if (stored > 0) keys.push({ at: stored, flags: ['OW', 'update'] })
  return keys
}

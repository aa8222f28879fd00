/**
 * What the core asks of the machine at once: whether a script can run, whether a host can be reached by name.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { utf8 } from '../../shared/config/split-args.ts'
import type { Environment } from '../core/types.ts'
import type { Names } from './names.ts'

/**
 * Until `started` is set, any name will do if names are allowed at all: a name that cannot be resolved yet
 * must not keep a sentinel from starting. After that, a name must have been looked up before (Names.resolve).
 */
export function systemEnvironment(names: Names): Environment & { started: boolean } {
  const environment = {
    started: false,
    canExecute,
    addressOf: (host: string) => names.known(host) ?? host,
    canResolve(host: string, resolveHostnames: boolean): boolean {
      if (isIP(host) !== 0) return true
      return resolveHostnames && host !== '' && (!environment.started || names.known(host) !== null)
    },
  }
  return environment
}

function canExecute(path: string): boolean {
  try {
    accessSync(utf8(path), constants.X_OK)
    return statSync(utf8(path)).isFile()
  } catch {
    return false
  }
}

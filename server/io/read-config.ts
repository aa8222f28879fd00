/**
 * From the command line to a loaded configuration. A fault ends the process as redis-server ends: the reason
 * on stderr (of a file that cannot be opened: in the log), exit code 1.
 */
import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandTable } from '../../shared/command/table.ts'
import { ConfigError, formatConfigError } from '../../shared/config/error.ts'
import { readConfig } from '../../shared/config/parse.ts'
import { fromUtf8, utf8 } from '../../shared/config/split-args.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import { configFiles, readStdin, systemReason } from '../../shared/io/config-files.ts'
import { openLog } from '../../shared/io/log/log.ts'
import { changeFolder, workingFolder } from './live-config.ts'

const NO_USERS = 'users are not supported yet: there is one, default, with the password requirepass'

/** What parseCommandLine found. */
export type Given = { configFile: string | null; stdin: boolean; options: string | null }

/** Loads the store; gives the configuration file's absolute path, '' for none. */
export function readConfiguration(
  given: Given,
  store: ConfigStore,
  commands: CommandTable,
  redisVersion: string,
): string {
  const file = given.configFile === null ? '' : resolve(given.configFile)
  store.onRead('dir', ([path]) => changeFolder(path!))
  store.onRead('logfile', ([path]) => whyNotWritable(path!))
  store.onRead('rename-command', ([from, to]) => rename(commands, from!, to!))
  store.onRead('user', () => NO_USERS)
  store.onRead('aclfile', ([path]) => (path === '' ? null : NO_USERS))
  try {
    const source = {
      file: file === '' ? null : fromUtf8(file),
      stdin: given.stdin ? readStdin() : null,
      options: given.options,
    }
    store.load(readConfig(source, configFiles))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    fail(error, redisVersion)
  }
  store.put('dir', [workingFolder()])
  return file
}

function fail(error: ConfigError, redisVersion: string): never {
  if (error.unreadable) {
    const log = openLog({ format: 'redis', level: 'notice', logfile: '', role: () => 'C' })
    log.warning(error.reason)
  } else process.stderr.write(formatConfigError(error, redisVersion))
  process.exit(1)
}

function rename(commands: CommandTable, from: string, to: string): string | null {
  if (commands.get(from.toLowerCase()) === undefined) return 'No such command in rename-command'
  return commands.rename(from, to) ? null : 'Target command name already exists'
}

function whyNotWritable(path: string): string | null {
  if (path === '') return null
  try {
    closeSync(openSync(utf8(path), 'a'))
    return null
  } catch (error) {
    return `Can't open the log file: ${systemReason(error)}`
  }
}

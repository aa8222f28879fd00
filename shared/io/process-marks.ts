/** What the process shows of itself to the system: its pid file and its title. */
import { writeFileSync } from 'node:fs'
import type { ConfigStore } from '../config/store.ts'
import type { Log } from '../ports/log.ts'
import { systemReason } from './config-files.ts'
import { DAEMON_PIDFILE, isDaemonized } from './daemon.ts'

/**
 * Writes the pid file, if one is wanted, and a daemon's always, as in Redis; a failure is only logged.
 * @returns its path, '' for none
 */
export function writePidFile(store: ConfigStore, log: Log): string {
  if (store.path('pidfile') === '' && isDaemonized()) store.put('pidfile', [DAEMON_PIDFILE])
  const path = store.path('pidfile')
  if (path === '') return path
  try {
    writeFileSync(path, `${process.pid}\n`)
  } catch (error) {
    log.warning(`Failed to write PID file: ${systemReason(error)}`)
  }
  return path
}

/** What a title says of the process. */
export interface TitleFacts {
  /** `redis-server` or `redis-sentinel`. */
  readonly program: string
  /** `[sentinel]`, or ''. */
  readonly mode: string
  readonly configFile: string
}

/** Sets the title by proc-title-template, now and at each change of what it shows. */
export function showTitle(store: ConfigStore, facts: TitleFacts): void {
  const show = (): null => {
    if (store.bool('set-proc-title')) process.title = title(store, facts)
    return null
  }
  show()
  store.onChange(['proc-title-template', 'port', 'bind'], show)
}

function title(store: ConfigStore, { program, mode, configFile }: TitleFacts): string {
  const port = store.number('port')
  const host = store.list('bind')[0] ?? '*'
  const unix = store.path('unixsocket')
  const values: Record<string, string> = {
    title: program,
    'listen-addr': port === 0 && unix !== '' ? unix : `${host}:${port}`,
    'server-mode': mode,
    port: String(port),
    'tls-port': store.has('tls-port') ? store.text('tls-port') : '0',
    unixsocket: unix,
    'config-file': configFile,
  }
  return store
    .path('proc-title-template')
    .replace(/\{([^}]*)\}/g, (_, name) => values[name] ?? '')
    .trim()
}

/** What the process shows of itself to the system: its pid file and its title. */
import { writeFileSync } from 'node:fs'
import type { ConfigStore } from '../../shared/config/store.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Log } from '../../shared/ports/log.ts'

/** Writes the pid file, if one is wanted; a failure is only logged, as in Redis. */
export function writePidFile(path: string, log: Log): void {
  if (path === '') return
  try {
    writeFileSync(path, `${process.pid}\n`)
  } catch (error) {
    log.warning(`Failed to write PID file: ${systemReason(error)}`)
  }
}

/** Sets the title by proc-title-template, now and at each change of what it shows. */
export function showTitle(store: ConfigStore, configFile: string): void {
  const show = (): null => {
    if (store.bool('set-proc-title')) process.title = title(store, configFile)
    return null
  }
  show()
  store.onChange(['proc-title-template', 'port', 'bind'], show)
}

function title(store: ConfigStore, configFile: string): string {
  const port = store.number('port')
  const host = store.list('bind')[0] ?? '*'
  const unix = store.path('unixsocket')
  const values: Record<string, string> = {
    title: 'redis-server',
    'listen-addr': port === 0 && unix !== '' ? unix : `${host}:${port}`,
    'server-mode': '',
    port: String(port),
    'tls-port': store.text('tls-port'),
    unixsocket: unix,
    'config-file': configFile,
  }
  return store
    .path('proc-title-template')
    .replace(/\{([^}]*)\}/g, (_, name) => values[name] ?? '')
    .trim()
}

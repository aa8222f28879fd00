/**
 * The end of the process, asked for by SHUTDOWN or a signal, with redis-server's log lines and exit codes:
 * work that must come first (replicas that lag, a save) may take its time and may be called off, the rest is
 * done at once. Ends with exit code 0, or 1 when somebody insists.
 */
import { rmSync } from 'node:fs'
import type { ConfigStore } from '../../shared/config/store.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { ProcessLog } from '../../shared/io/log/log.ts'
import type { Supervision } from '../../shared/io/supervision.ts'
import type { Server, ShutdownOptions, World } from '../engine/server.ts'
import type { Listeners } from './listeners.ts'
import type { Turns } from './turns.ts'

/** Something to be done before the process ends; false when it failed and the process should go on. */
export type LastDuty = (options: ShutdownOptions, abandoned: () => boolean) => Promise<boolean>

export class Ending implements Pick<World, 'shutdown' | 'abortShutdown' | 'restart'> {
  /** In order. */
  readonly duties: LastDuty[]
  private readonly server: Server
  private readonly log: ProcessLog
  private readonly listeners: Listeners
  private readonly turns: Turns
  private readonly supervision: Supervision
  /** '' for none. */
  pidfile: string
  /** The attempt that is under way; null when none is. */
  private attempt: object | null
  /** How long to wait before the program begins anew, ms; null: it does not. */
  private anewAfterMs: number | null

  constructor(server: Server, log: ProcessLog, listeners: Listeners, turns: Turns, supervision: Supervision) {
    this.duties = []
    this.server = server
    this.log = log
    this.listeners = listeners
    this.turns = turns
    this.supervision = supervision
    this.pidfile = ''
    this.attempt = null
    this.anewAfterMs = null
  }

  /** Takes SIGTERM and SIGINT; a terminal that hangs up ends nothing. */
  listen(store: ConfigStore): void {
    process.on('SIGHUP', () => {})
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => this.signalled(signal, store.list(`shutdown-on-${signal.toLowerCase()}`)))
    }
  }

  /** Ends the process after the turn. An attempt that fails reports to `onFailure`. */
  shutdown(options: ShutdownOptions, onFailure: () => void): void {
    if (this.attempt !== null) return
    const attempt = {}
    this.attempt = attempt
    this.server.shuttingDown = true
    this.log.notice('User requested shutdown...')
    // The replies of this turn leave first.
    setImmediate(() => void this.run(attempt, options, onFailure))
  }

  /** DEBUG RESTART: see `World`. */
  restart(orderly: boolean, delayMs: number, onFailure: () => void): void {
    if (!orderly) {
      setImmediate(() => beginAnew(delayMs))
      return
    }
    this.anewAfterMs = delayMs
    this.shutdown({ save: null, now: false, force: false }, () => {
      this.anewAfterMs = null
      this.log.warning("Can't restart: error preparing for shutdown")
      onFailure()
    })
  }

  /** SHUTDOWN ABORT: true when there was something to call off. */
  abortShutdown(): boolean {
    if (this.attempt === null) return false
    this.attempt = null
    this.server.shuttingDown = false
    this.log.notice('Shutdown manually aborted.')
    return true
  }

  private async run(attempt: object, options: ShutdownOptions, onFailure: () => void): Promise<void> {
    const abandoned = (): boolean => this.attempt !== attempt
    this.supervision.stopping()
    for (const duty of this.duties) {
      const done = await duty(options, abandoned)
      const goOn = abandoned()
      if (!goOn && (done || options.force)) continue
      if (!goOn) {
        this.attempt = null
        this.server.shuttingDown = false
        this.supervision.status("Error trying to save the DB, can't exit.")
        this.log.warning('Errors trying to shut down the server. Check the logs for more information.')
      }
      this.turns.begin()
      onFailure()
      return
    }
    this.finish()
  }

  private finish(): void {
    this.listeners.close()
    if (this.pidfile !== '') {
      this.log.notice('Removing the pid file.')
      removeFile(this.pidfile)
    }
    const unix = this.server.store.path('unixsocket')
    if (unix !== '') {
      this.log.notice('Removing the unix socket file.')
      const failure = removeFile(unix)
      if (failure !== null) this.log.warning(`Error removing the unix socket file: ${failure}`)
    }
    if (this.anewAfterMs !== null) beginAnew(this.anewAfterMs)
    this.log.warning('Redis is now ready to exit, bye bye...')
    process.exit(0)
  }

  private signalled(signal: 'SIGTERM' | 'SIGINT', words: readonly string[]): void {
    if (this.attempt !== null && signal === 'SIGINT') {
      this.log.warning('You insist... exiting now.')
      removeFile(this.pidfile)
      process.exit(1)
    }
    this.log.warning(`Received ${signal} scheduling shutdown...`)
    const save = words.includes('save') ? true : words.includes('nosave') ? false : null
    const options = { save, now: words.includes('now'), force: words.includes('force') }
    this.shutdown(options, () => {
      this.log.warning(
        `${signal} received but errors trying to shut down the server, check the logs for more information`,
      )
    })
  }
}

/** Replaces the program by itself, with the arguments it had. */
function beginAnew(delayMs: number): never {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs)
  const argv = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  process.execve!(process.execPath, argv, process.env)
  throw new Error('a program that is replaced does not go on')
}

/** Null, or why it is still there. */
function removeFile(path: string): string | null {
  try {
    if (path !== '') rmSync(path, { force: true })
    return null
  } catch (error) {
    return systemReason(error)
  }
}

/**
 * `daemonize yes`. Node cannot fork, so the process that was started starts the same program again in a
 * session of its own, waits until that accepts connections, and ends with 0; or with 1 and the reason, when
 * it does not. (Redis's parent ends at once, whatever becomes of its child.)
 */
import { spawn } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'

/** Set for the daemon, which takes it away again. */
const MARK = 'HOLDFAST_DAEMON'
/** The daemon's end of the pipe to the process that started it. */
const PIPE = 3
const READY = 'ready'
/** Where Redis puts a daemon's pid when no `pidfile` is given. */
export const DAEMON_PIDFILE = '/var/run/redis.pid'

/** Before the directive `dir` changes it: the daemon reads the same configuration again. */
const startFolder = process.cwd()
const isDaemon = process.env[MARK] !== undefined
delete process.env[MARK]

/** The daemon's word to the process that started it; does nothing in other processes. */
export class Daemon {
  private open: boolean

  /** @param lastWarning why the process ended, when it does so before it is ready */
  constructor(lastWarning: () => string) {
    this.open = isDaemon
    if (isDaemon) process.once('exit', () => this.tell(lastWarning()))
  }

  ready(): void {
    this.tell(READY)
  }

  private tell(word: string): void {
    if (!this.open) return
    this.open = false
    try {
      writeSync(PIPE, word)
      closeSync(PIPE)
    } catch {
      // Who started us did not wait.
    }
  }
}

/** Whether this process has to start the daemon instead of being it. */
export function mustDaemonize(daemonize: boolean, supervised: boolean): boolean {
  return daemonize && !supervised && !isDaemon
}

/** Whether this process is the daemon. */
export function isDaemonized(): boolean {
  return isDaemon
}

/**
 * Starts the daemon and ends this process.
 * @param stdin what this process has read from it for the configuration
 */
export async function startDaemon(stdin: string | null): Promise<never> {
  const daemon = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    cwd: startFolder,
    detached: true,
    env: { ...process.env, [MARK]: '1' },
    stdio: [stdin === null ? 'ignore' : 'pipe', 'ignore', 'ignore', 'pipe'],
  })
  daemon.stdin?.end(stdin, 'latin1')
  const ended = new Promise<string>(resolve => {
    daemon.once('error', error => resolve(error.message))
    daemon.once('exit', (code, signal) => {
      resolve(
        `The daemon ${signal === null ? `exited with ${code}` : `was killed by ${signal}`} at its start.`,
      )
    })
  })
  let word = ''
  const pipe = daemon.stdio[PIPE] as NodeJS.ReadableStream
  for await (const piece of pipe) word += piece
  if (word === READY) process.exit(0)
  process.stderr.write(`${word || (await ended)}\n`)
  process.exit(1)
}

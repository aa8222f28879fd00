/*
 * One node of the appliance as a child process.
 *
 * It leads its own session, so that Ctrl-C in the terminal reaches the supervisor alone, which then stops the
 * nodes in order. What it prints goes to its log file, a crash's last words included.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removePid, writePid } from './folder.ts'
import type { Node } from './layout.ts'

const projectRoot = join(import.meta.dirname, '../../..')
/** A server saves its data first. */
const stopPatienceMs = 120_000

export class NodeProcess {
  readonly node: Node
  /** Called when the process ends without having been asked to; `why` reads like `was killed by SIGKILL`. */
  onDeath: (why: string) => void = () => {}
  private child: ChildProcess | undefined
  private stopping = false

  constructor(node: Node) {
    this.node = node
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  start(): void {
    const { kind, configPath, logPath, folder, pidPath } = this.node
    const log = openSync(logPath, 'a')
    const child = spawn(process.execPath, [join(projectRoot, kind, 'main.ts'), configPath], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    this.child = child
    if (child.pid !== undefined) writePid(pidPath, child.pid)
    child.once('exit', (code, signal) =>
      this.ended(signal ? `was killed by ${signal}` : `exited with code ${code}`),
    )
    child.once('error', error => this.ended(`could not be started: ${error.message}`))
  }

  /** Asks the process to end and waits until it has; it gets SIGKILL when it takes too long. */
  async stop(): Promise<void> {
    this.stopping = true
    const child = this.child
    if (!child) return
    const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const impatience = setTimeout(() => {
      console.log(`${this.node.name} does not stop; killing it.`)
      child.kill('SIGKILL')
    }, stopPatienceMs)
    await ended
    clearTimeout(impatience)
  }

  lastWords(lines: number): string {
    return readFileSync(this.node.logPath, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  }

  private ended(why: string): void {
    if (!this.child) return
    this.child = undefined
    removePid(this.node.pidPath)
    if (!this.stopping) this.onDeath(why)
  }
}

/** User scripts as processes. Which run, how often and how long is the core's business. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { utf8 } from '../../shared/config/split-args.ts'
import type { Event, RunScript } from '../core/types.ts'

/** What a shell says of a program that it cannot start. */
const NOT_STARTED = 127

export class Scripts {
  private readonly deliver: (event: Event) => void
  private readonly running: Map<number, ChildProcess>

  constructor(deliver: (event: Event) => void) {
    this.deliver = deliver
    this.running = new Map()
  }

  run({ job, path, args }: RunScript): void {
    let over = false
    const exited = (exitCode: number, signal: number) => {
      if (over) return
      over = true
      this.running.delete(job)
      this.deliver({ type: 'scriptExited', job, exitCode, signal })
    }
    try {
      const child = spawn(utf8(path), args.map(utf8), { stdio: ['ignore', 'inherit', 'inherit'] })
      this.running.set(job, child)
      child.on('spawn', () => this.deliver({ type: 'scriptStarted', job, pid: child.pid ?? 0 }))
      // Also told when a signal could not be sent; then the process goes on.
      child.on('error', () => child.pid === undefined && exited(NOT_STARTED, 0))
      child.on('exit', (code, signal) => exited(code ?? 0, signal === null ? 0 : constants.signals[signal]))
    } catch {
      exited(NOT_STARTED, 0)
    }
  }

  kill(job: number): void {
    this.running.get(job)?.kill('SIGKILL')
  }
}

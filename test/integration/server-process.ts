/*
 * A server as a process of its own, and a connection that speaks to it in plain bytes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

const MAIN = join(import.meta.dirname, '../../server/main.ts')

export class ServerProcess {
  readonly folder: string
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  /** Exit code or signal, once it has ended. */
  ended: number | string | null = null

  constructor(args: string[], stdin = '', env: Record<string, string> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'holdfast-server-'))
    this.child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...env },
    })
    this.child.stdin?.end(stdin)
    this.child.stdout?.on('data', chunk => {
      this.stdout += chunk
    })
    this.child.stderr?.on('data', chunk => {
      this.stderr += chunk
    })
    this.child.once('close', (code, signal) => {
      this.ended = code ?? signal
    })
  }

  async says(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.stdout, { timeout: 20_000, interval: 20 }).toMatch(pattern)
  }

  async ready(): Promise<this> {
    await this.says(/Ready to accept connections/)
    return this
  }

  /** Waits for the end. */
  async end(): Promise<number | string> {
    await expect.poll(() => this.ended, { timeout: 20_000, interval: 20 }).not.toBeNull()
    return this.ended!
  }

  /** For `afterEach`. */
  async stop(): Promise<void> {
    if (this.ended === null) this.child.kill('SIGKILL')
    await this.end()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Plain bytes, latin1. */
export class Line {
  readonly socket: Socket
  received = ''
  closed = false

  constructor(at: number | string) {
    this.socket = typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at)
    this.socket.setEncoding('latin1')
    this.socket.on('data', text => {
      this.received += text
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.closed = true
    })
  }

  send(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** Waits until everything received is `text`, or matches it, and forgets it. */
  async expect(text: string | RegExp): Promise<void> {
    const settled = expect.poll(() => this.received, { timeout: 10_000, interval: 10 })
    await (typeof text === 'string' ? settled.toBe(text) : settled.toMatch(text))
    this.received = ''
  }

  async expectClosed(): Promise<void> {
    await expect.poll(() => this.closed, { timeout: 10_000, interval: 20 }).toBe(true)
  }

  close(): void {
    this.socket.destroy()
  }
}

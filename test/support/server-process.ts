/*
 * A server or sentinel as a child process, Holdfast's or Redis's: on a free port, in a temporary folder of
 * its own, ready when it has answered PING. What it prints is kept. All that is still running when this
 * process exits is killed, and its folders go with it.
 *
 * Nothing here knows vitest, so that the benchmark can use it; tests import servers.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { RawClient } from './raw-client.ts'

export type Maker = 'holdfast' | 'redis'

export interface ProcessOptions {
  /** Directives as on the command line: `['--maxclients', '10']`. They win over the defaults. */
  args?: readonly string[]
  /** Text of a configuration file; without it a server gets none, and a sentinel an empty one. */
  config?: string
  /** An existing folder, which is then not removed, to run in; else a temporary one. */
  folder?: string
  /** Taken from the free ones when left out. */
  port?: number
  /** The limit on open files, soft and hard; the system's when left out. */
  openFiles?: number
  /** Variables beside those of this process. */
  env?: Readonly<Record<string, string>>
  /** Replies to PING with an error such as NOAUTH or MASTERDOWN count as ready too, LOADING does not. */
  readyWithinMs?: number
}

const root = join(import.meta.dirname, '../..')
const keptOutputChars = 256 * 1024

/**
 * Who plays Holdfast. SUBJECT=redis-server runs the tests against Redis itself, which tells a fault of a test
 * from a fault of the server; whatever then fails is a difference that the tests expect of us on purpose.
 */
const subject: Maker = process.env.SUBJECT === 'redis-server' ? 'redis' : 'holdfast'

/** Every process that has been started and not yet stopped. */
export const running = new Set<ServerProcess>()

export class ServerProcess {
  readonly maker: Maker
  readonly sentinel: boolean
  readonly port: number
  readonly folder: string
  readonly configPath: string
  private readonly args: readonly string[]
  private readonly openFiles: number | undefined
  private readonly env: Readonly<Record<string, string>>
  private readonly ownsFolder: boolean
  private child: ChildProcess | undefined
  private exit: Promise<void> = Promise.resolve()
  private said = ''
  private news = ''

  constructor(maker: Maker, sentinel: boolean, port: number, options: ProcessOptions) {
    this.maker = maker
    this.sentinel = sentinel
    this.port = port
    this.openFiles = options.openFiles
    this.env = options.env ?? {}
    this.ownsFolder = options.folder === undefined
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), `holdfast-test-${maker}-`))
    this.configPath = join(this.folder, sentinel ? 'sentinel.conf' : 'redis.conf')
    const hasConfig = sentinel || options.config !== undefined
    if (hasConfig) writeFileSync(this.configPath, options.config ?? '', 'latin1')
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', this.folder]
    if (!sentinel) own.push('--save', '', '--enable-debug-command', 'yes')
    this.args = [...(hasConfig ? [this.configPath] : []), ...own, ...(options.args ?? [])]
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('the server is not running')
    return this.child.pid
  }

  /** What it printed on stdout and stderr since it was first started; only the end when that is long. */
  get output(): string {
    return this.said
  }

  /** What it printed since this was last asked. */
  takeNews(): string {
    const news = this.news
    this.news = ''
    return news
  }

  /** Undefined while it runs or before it was started. */
  get exitCode(): number | null | undefined {
    const child = this.child
    return child === undefined || (child.exitCode === null && child.signalCode === null)
      ? undefined
      : child.exitCode
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.exitCode === undefined
  }

  /** Starts it, again when it ran before; returns when it is ready. */
  async start(readyWithinMs = 20_000): Promise<this> {
    const [command, first] = this.commandLine()
    const limit = ['-c', `ulimit -n ${this.openFiles}; exec "$0" "$@"`]
    const [program, before] =
      this.openFiles === undefined ? [command, first] : ['/bin/sh', [...limit, command, ...first]]
    const child = spawn(program, [...before, ...this.args], {
      cwd: this.folder,
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    running.add(this)
    this.exit = new Promise(resolve => child.once('exit', () => resolve()))
    child.once('error', error => this.hear(`${command} did not start: ${error.message}\n`))
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => this.hear(String(chunk)))
    await this.untilReady(performance.now() + readyWithinMs)
    return this
  }

  connect(options: { resp3?: boolean } = {}): Promise<RawClient> {
    return RawClient.connect({ port: this.port, ...options })
  }

  /** Resolves when the process has ended, however it did. */
  exited(): Promise<void> {
    return this.exit
  }

  /** Ends it politely, by force after a few seconds, and removes its folder. */
  async stop(): Promise<void> {
    if (this.isRunning) {
      const child = this.child as ChildProcess
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
      await this.exit
      clearTimeout(patience)
    }
    running.delete(this)
    this.removeFolder()
  }

  /** Dies at once, as in a power cut; the folder stays, and start() starts it again. */
  async kill9(): Promise<void> {
    this.child?.kill('SIGKILL')
    await this.exit
  }

  pause(): void {
    this.child?.kill('SIGSTOP')
  }

  resume(): void {
    this.child?.kill('SIGCONT')
  }

  /** For the end of this process, when nothing can be awaited any more. */
  destroy(): void {
    this.child?.kill('SIGKILL')
    this.removeFolder()
  }

  private commandLine(): [string, string[]] {
    if (this.maker === 'redis') return [this.sentinel ? 'redis-sentinel' : 'redis-server', []]
    const entry = join(root, this.sentinel ? 'sentinel/main.ts' : 'server/main.ts')
    return [join(root, 'node_modules/.bin/node'), [entry]]
  }

  private hear(text: string): void {
    this.said = (this.said + text).slice(-keptOutputChars)
    this.news = (this.news + text).slice(-keptOutputChars)
  }

  private async untilReady(deadline: number): Promise<void> {
    let why = 'it does not listen'
    while (performance.now() < deadline) {
      if (!this.isRunning || this.child?.pid === undefined) break
      try {
        const client = await this.connect()
        const reply = await client.send('PING')
        client.close()
        if (reply.kind !== 'error' || !reply.text.startsWith('LOADING')) return
        why = reply.text
      } catch (error) {
        why = (error as Error).message
      }
      await sleep(20)
    }
    const ended = this.isRunning ? `is not ready: ${why}` : `ended with ${this.exitCode}`
    const said = this.said
    await this.stop()
    throw new Error(`${this.maker} on port ${this.port} ${ended}\n${said}`)
  }

  private removeFolder(): void {
    if (this.ownsFolder) rmSync(this.folder, { recursive: true, force: true })
  }
}

async function launch(maker: Maker, sentinel: boolean, options: ProcessOptions): Promise<ServerProcess> {
  for (let tries = 1; ; tries++) {
    const server = new ServerProcess(maker, sentinel, options.port ?? (await freePort()), options)
    try {
      return await server.start(options.readyWithinMs)
    } catch (error) {
      const taken = /Address already in use/i.test((error as Error).message)
      if (!taken || options.port !== undefined || tries === 3) throw error
    }
  }
}

export function startHoldfast(options: ProcessOptions = {}): Promise<ServerProcess> {
  return launch(subject, false, options)
}

export function startRedis(options: ProcessOptions = {}): Promise<ServerProcess> {
  return launch('redis', false, options)
}

/** @param options.config usually holds the `sentinel monitor` lines; the sentinel rewrites that file */
export function startSentinel(options: ProcessOptions = {}, maker: Maker = subject): Promise<ServerProcess> {
  return launch(maker, true, options)
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(server => server.stop()))
}

function destroyAll(): void {
  for (const server of running) server.destroy()
  running.clear()
}

process.once('exit', destroyAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    destroyAll()
    process.exit(1)
  })
}

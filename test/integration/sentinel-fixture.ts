/*
 * A primary, its replicas and their sentinels as real processes on loopback, in one temporary folder. Ports
 * are fixed and below the ephemeral range: a client that keeps knocking at the port of a killed server could
 * otherwise be given that very port as its own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

const root = join(import.meta.dirname, '../..')
export const host = '127.0.0.1'
export const masterName = 'mymaster'

/** A process that speaks the protocol on a port. */
export class Node {
  readonly port: number
  readonly folder: string
  private readonly argv: string[]
  private process: ChildProcess | undefined
  private connection: Redis | undefined
  output = ''
  /** What its clients log in with, if anything. */
  password: string | undefined

  constructor(port: number, folder: string, argv: string[]) {
    this.port = port
    this.folder = folder
    this.argv = argv
    mkdirSync(folder, { recursive: true })
  }

  /** Starts it; with `answers` false it may as well refuse to. */
  async start(answers = true): Promise<void> {
    const [program = '', ...args] = this.argv
    const child = spawn(program, args, { cwd: this.folder })
    this.process = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        this.output += chunk
      })
    }
    await once(child, 'spawn')
    if (answers)
      await until(
        `${this.port} answers`,
        () => this.ask('PING'),
        reply => reply === 'PONG',
        10_000,
      )
  }

  get pid(): number {
    return this.process?.pid ?? 0
  }

  /** Its exit code (null after a signal), once it has ended. */
  async ended(): Promise<number | null> {
    const child = this.process
    if (child !== undefined && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child?.exitCode ?? null
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.process?.kill(signal)
    return this.ended()
  }

  get client(): Redis {
    if (this.connection === undefined) {
      const { port, password } = this
      const options = { host, port, retryStrategy: () => 50, maxRetriesPerRequest: 0 }
      this.connection = new Redis(password === undefined ? options : { ...options, password })
      this.connection.on('error', () => {})
    }
    return this.connection
  }

  /** The reply; an error reply or a failure as text. */
  async ask(command: string, ...args: (string | number | Buffer)[]): Promise<unknown> {
    try {
      return await this.client.call(command, ...args)
    } catch (error) {
      return (error as Error).message
    }
  }

  /** One field of SENTINEL MASTER or its like. */
  async field(name: string, ...command: string[]): Promise<string | undefined> {
    const reply = await this.ask('SENTINEL', ...command)
    const fields = (Array.isArray(reply) ? reply : []) as string[]
    return fields[fields.indexOf(name) + 1]
  }

  async close(): Promise<void> {
    this.connection?.disconnect()
    await this.kill()
  }
}

export class Cluster {
  readonly folder: string
  readonly nodes: Node[]

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'holdfast-sentinel-'))
    this.nodes = []
  }

  private add(port: number, name: string, argv: string[]): Node {
    const node = new Node(port, join(this.folder, name), argv)
    this.nodes.push(node)
    return node
  }

  /** A redis-server; it does not start by itself. */
  redis(port: number, primary?: number, ...options: string[]): Node {
    const name = `redis-${port}`
    const file = join(this.folder, `${name}.conf`)
    const follow = primary === undefined ? '' : `replicaof ${host} ${primary}\n`
    writeFileSync(file, `port ${port}\nbind ${host}\nsave ""\nrepl-diskless-sync-delay 0\n${follow}`)
    return this.add(port, name, ['redis-server', file, ...options])
  }

  /** Our server; it does not start by itself. */
  holdfast(port: number, primary?: number): Node {
    const name = `holdfast-${port}`
    const file = join(this.folder, `${name}.conf`)
    const follow = primary === undefined ? '' : `replicaof ${host} ${primary}\n`
    writeFileSync(file, `port ${port}\nbind ${host}\nsave ""\nrepl-diskless-sync-delay 0\n${follow}`)
    return this.add(port, name, [process.execPath, join(root, 'server/main.ts'), file])
  }

  /** A sentinel of ours or (`real`) Redis's, watching the primary on that port. */
  sentinel(port: number, primary: number, lines: string[] = [], real = false): Node {
    const name = `sentinel-${port}`
    mkdirSync(join(this.folder, name), { recursive: true })
    const file = join(this.folder, name, 'sentinel.conf')
    const text = [
      `port ${port}`,
      `bind ${host}`,
      `sentinel monitor ${masterName} ${host} ${primary} 2`,
      `sentinel down-after-milliseconds ${masterName} 1000`,
      `sentinel failover-timeout ${masterName} 6000`,
      ...lines,
    ]
    writeFileSync(file, `${text.join('\n')}\n`)
    return this.sentinelOn(file, port, real)
  }

  /** A sentinel on a file that is there already. */
  sentinelOn(file: string, port: number, real: boolean, ...options: string[]): Node {
    const program = real ? ['redis-sentinel'] : [process.execPath, join(root, 'sentinel/main.ts')]
    return this.add(port, `sentinel-${port}`, [...program, file, ...options])
  }

  configPath(node: Node): string {
    return join(node.folder, 'sentinel.conf')
  }

  configOf(node: Node): string {
    return readFileSync(this.configPath(node), 'utf8')
  }

  /** What the sentinels said, for a test that failed. */
  sentinelLogs(): string {
    const said = this.nodes.filter(node => node.folder.includes('sentinel-7')).map(node => node.output)
    return said.map(text => text.replaceAll(/^.*saved on disk\n/gm, '')).join('\n')
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.close()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Reads until what is read will do, and gives it; otherwise says what it still was in the end. */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  accept: (value: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const value = await read()
    if (accept(value)) return value
    if (performance.now() > end) throw new Error(`${what}: in the end it was ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 30))
  }
}

/** Waits until each sentinel knows the replicas and the others, and the replicas can be promoted. */
export async function settled(sentinels: Node[], replicas: number): Promise<void> {
  const wanted = ['master', String(replicas), String(sentinels.length - 1), replicas].join()
  for (const sentinel of sentinels) {
    const state = async () => [
      await sentinel.field('flags', 'MASTER', masterName),
      await sentinel.field('num-slaves', 'MASTER', masterName),
      await sentinel.field('num-other-sentinels', 'MASTER', masterName),
      await linkedReplicas(sentinel),
    ]
    await until(`sentinel ${sentinel.port} knows all`, state, found => found.join() === wanted)
  }
}

/** How many replicas a sentinel sees in good order. */
async function linkedReplicas(sentinel: Node): Promise<number> {
  const reply = await sentinel.ask('SENTINEL', 'REPLICAS', masterName)
  const replicas = (Array.isArray(reply) ? reply : []) as string[][]
  return replicas.filter(fields => {
    const field = (name: string) => fields[fields.indexOf(name) + 1]
    return field('flags') === 'slave' && field('master-link-status') === 'ok'
  }).length
}

/** The primary's port as a sentinel tells it. */
export async function primaryPort(sentinel: Node): Promise<number> {
  const address = await sentinel.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)
  return Array.isArray(address) ? Number(address[1]) : 0
}

/** Waits until all of them name the same primary, other than `not`; its port. */
export async function agreed(sentinels: Node[], not: number): Promise<number> {
  const named = await until(
    'the sentinels agree on a new primary',
    async () => [...new Set(await Promise.all(sentinels.map(primaryPort)))],
    ports => ports.length === 1 && !ports.includes(not) && !ports.includes(0),
    60_000,
  )
  return named[0] ?? 0
}

/** What comes back on the wire, as it is. */
export function raw(node: Node, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(node.port, host, () => socket.end(text))
    let said = ''
    socket.on('data', chunk => {
      said += chunk.toString('latin1')
    })
    socket.on('end', () => resolve(said))
    socket.on('error', reject)
  })
}

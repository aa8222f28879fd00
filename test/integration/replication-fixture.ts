/*
 * Servers that replicate, ours and real ones, as processes on loopback; and the questions replication tests ask
 * them. Ports are fixed and below the ephemeral range, as in sentinel-fixture.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, onTestFailed } from 'vitest'
import { host, Node, until } from './sentinel-fixture.ts'

const MAIN = join(import.meta.dirname, '../../server/main.ts')
const COMMON = [
  '--bind',
  host,
  '--save',
  '',
  '--enable-debug-command',
  'yes',
  '--repl-diskless-sync-delay',
  '0',
]

export type Kind = 'holdfast' | 'redis'

const shownChars = 4000

export class Servers {
  readonly folder: string
  private readonly nodes: Node[]

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'holdfast-replication-'))
    this.nodes = []
  }

  /** Starts one; options as on the command line. */
  async start(kind: Kind, port: number, ...options: string[]): Promise<Node> {
    const program = kind === 'redis' ? ['redis-server'] : [process.execPath, MAIN]
    const folder = join(this.folder, `${kind}-${port}-${this.nodes.length}`)
    const node = new Node(port, folder, [...program, '--port', String(port), ...COMMON, ...options])
    this.nodes.push(node)
    await node.start()
    return node
  }

  /** Starts one of ours on a configuration file. */
  async startOn(file: string, port: number): Promise<Node> {
    const node = new Node(port, join(this.folder, `on-file-${this.nodes.length}`), [
      process.execPath,
      MAIN,
      file,
    ])
    this.nodes.push(node)
    await node.start()
    return node
  }

  /** Prints what they have said last. */
  show(): void {
    for (const node of this.nodes) console.log(`--- ${node.port}\n${node.output.slice(-shownChars)}`)
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.close()))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Gives each test of a file servers of its own, which end with it; what they said is shown when it fails. */
export function serversOfEachTest(): () => Servers {
  let servers: Servers
  beforeEach(() => {
    servers = new Servers()
    onTestFailed(() => servers.show())
  })
  afterEach(() => servers.close())
  return () => servers
}

/** One field of INFO. */
export async function info(node: Node, field: string): Promise<string | undefined> {
  const text = String(await node.ask('INFO', 'everything'))
  return new RegExp(`^${field}:(.*)\r$`, 'm').exec(text)?.[1]
}

/** A field of INFO as a number. */
export async function counter(node: Node, field: string): Promise<number> {
  return Number(await info(node, field))
}

export async function follow(replica: Node, primary: Node): Promise<void> {
  await replica.ask('REPLICAOF', host, primary.port)
  await linked(replica)
}

export async function linked(replica: Node): Promise<void> {
  const status = () => info(replica, 'master_link_status')
  await until(`${replica.port} follows`, status, up => up === 'up', 60_000)
}

/** Waits until both are at the same offset, then demands that they hold the same. */
export async function same(primary: Node, ...replicas: Node[]): Promise<void> {
  const digest = await settledDigest(primary, replicas)
  for (const replica of replicas) {
    const theirs = await replica.ask('DEBUG', 'DIGEST')
    if (theirs !== digest) throw new Error(`${replica.port} holds ${theirs}, ${primary.port} ${digest}`)
  }
}

async function settledDigest(primary: Node, replicas: Node[]): Promise<unknown> {
  const offsets = async () => {
    const own = await info(primary, 'master_repl_offset')
    const theirs = await Promise.all(replicas.map(replica => info(replica, 'slave_repl_offset')))
    return theirs.every(offset => offset === own)
  }
  await until('the replicas have everything', offsets, equal => equal, 60_000)
  return primary.ask('DEBUG', 'DIGEST')
}

/** Fills `count` keys, some with an expiry far away, some long, in databases 0 and 7. */
export async function fill(node: Node, count: number): Promise<void> {
  for (let from = 0; from < count; from += 5000) {
    const pipeline = node.client.pipeline()
    pipeline.select((from / 5000) % 5 === 4 ? 7 : 0)
    for (let i = from; i < Math.min(count, from + 5000); i++) {
      if (i % 10 === 3) pipeline.set(`key:${i}`, `value ${i}`, 'PXAT', 4102444800000 + i)
      else if (i % 1000 === 7) pipeline.set(`key:${i}`, 'long '.repeat(i % 7000))
      else pipeline.set(`key:${i}`, i % 2 === 0 ? `${i}` : `value ${i}`)
    }
    pipeline.select(0)
    await pipeline.exec()
  }
}

/** Writes without end, many kinds of changes to keys that exist and that do not, until told to stop. */
export class Writing {
  private running: Promise<void>
  private wanted: boolean
  commands: number

  constructor(node: Node, keys: number) {
    this.wanted = true
    this.commands = 0
    this.running = this.run(node, keys)
  }

  private async run(node: Node, keys: number): Promise<void> {
    let seed = 1
    const next = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % below
    }
    while (this.wanted) {
      const pipeline = node.client.pipeline()
      for (let i = 0; i < 200; i++) {
        const key = `key:${next(keys)}`
        const kind = next(12)
        if (kind < 4) pipeline.set(key, `new ${next(1000)}`)
        else if (kind === 4) pipeline.del(key)
        else if (kind === 5) pipeline.incr(`counter:${next(50)}`)
        else if (kind === 6) pipeline.append(key, 'more')
        else if (kind === 7) pipeline.pexpireat(key, 4102444800000)
        else if (kind === 8) pipeline.setrange(key, next(40), 'range')
        else if (kind === 9) pipeline.rename(key, `renamed:${next(500)}`).set(key, 'again')
        else if (kind === 10) pipeline.set(`${key}:${next(keys)}`, 'x'.repeat(next(300)))
        else pipeline.call('MULTI').incr('both').select(7).incr('both').select(0).call('EXEC')
      }
      this.commands += 200
      await pipeline.exec()
    }
  }

  async stop(): Promise<void> {
    this.wanted = false
    await this.running
  }
}

/** A peer made by hand: bytes out, bytes in, latin1. */
export class Wire {
  readonly socket: Socket
  received = ''
  closed = false

  constructor(port: number) {
    this.socket = connect(port, host)
    this.socket.setEncoding('latin1')
    this.socket.on('data', text => {
      this.received += text
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.closed = true
    })
  }

  send(text: string): void {
    this.socket.write(text, 'latin1')
  }

  /** Waits for what the pattern says; gives what it matched. */
  async sees(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
    const found = () => pattern.exec(this.received)
    return (await until(`bytes like ${pattern}`, found, match => match !== null, timeoutMs))!
  }
}

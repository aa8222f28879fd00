/*
 * What the nodes say about themselves and each other, asked over the same protocol that clients speak.
 */
import { Redis } from 'ioredis'
import { host, masterName, type Node } from './layout.ts'

const reconnectMs = 100
const answerWithinMs = 1000

/** One connection to a node, kept up as long as the supervisor runs. */
export class Probe {
  readonly node: Node
  private readonly redis: Redis

  constructor(node: Node) {
    this.node = node
    this.redis = new Redis({
      host,
      port: node.port,
      retryStrategy: () => reconnectMs,
      reconnectOnError: () => false,
      connectTimeout: answerWithinMs,
      commandTimeout: answerWithinMs,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    })
    // A node that is not there is an answer too: ask() says undefined.
    this.redis.on('error', () => {})
  }

  /** @returns the reply, or undefined when the node does not answer or answers with an error */
  async ask(command: string, ...args: string[]): Promise<unknown> {
    try {
      return await this.redis.call(command, ...args)
    } catch {
      return undefined
    }
  }

  /** Whether the node says anything at all: an error such as LOADING is an answer, too. */
  async answers(): Promise<boolean> {
    try {
      await this.redis.call('PING')
      return true
    } catch (error) {
      return (error as Error).name === 'ReplyError'
    }
  }

  close(): void {
    this.redis.disconnect()
  }
}

export interface ServerView {
  role: 'primary' | 'replica'
  /** A replica's link to its primary is up; a primary has nothing to link to. */
  linkUp: boolean
  connectedReplicas: number
}

/** @returns undefined when the server does not answer (yet) */
export async function askServer(probe: Probe): Promise<ServerView | undefined> {
  const [pong, info] = await Promise.all([probe.ask('PING'), probe.ask('INFO', 'replication')])
  if (pong !== 'PONG' || typeof info !== 'string') return undefined
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const primary = field('role') === 'master'
  return {
    role: primary ? 'primary' : 'replica',
    linkUp: primary || field('master_link_status') === 'up',
    connectedReplicas: Number(field('connected_slaves')),
  }
}

export interface SentinelView {
  /** The primary to which it sends clients. */
  primaryPort: number | undefined
  /** Of the failover that made it that: what a higher one says is newer. */
  configEpoch: number
  flags: string
  replicas: number
  otherSentinels: number
}

/** @returns undefined when the sentinel does not answer (yet) */
export async function askSentinel(probe: Probe): Promise<SentinelView | undefined> {
  const [address, fields] = await Promise.all([
    probe.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName),
    probe.ask('SENTINEL', 'MASTER', masterName),
  ])
  const pairs = Array.isArray(fields) ? (fields as string[]) : []
  const field = (name: string) => pairs[pairs.indexOf(name) + 1] ?? ''
  if (pairs.length === 0) return undefined
  return {
    primaryPort: Array.isArray(address) ? Number(address[1]) : undefined,
    configEpoch: Number(field('config-epoch')),
    flags: field('flags'),
    replicas: Number(field('num-slaves')),
    otherSentinels: Number(field('num-other-sentinels')),
  }
}

export interface Health {
  /** What is still missing, one phrase each; empty when all is well. */
  problems: string[]
  primary: Node | undefined
}

/**
 * Asks every node; healthy is one primary, all links up, and three sentinels that agree and know everybody.
 */
export async function health(probes: Probe[]): Promise<Health> {
  const servers = probes.filter(probe => probe.node.kind === 'server')
  const sentinels = probes.filter(probe => probe.node.kind === 'sentinel')
  const problems: string[] = []
  const primaries: Node[] = []

  for (const probe of servers) {
    const { name } = probe.node
    const view = await askServer(probe)
    if (!view) problems.push(`${name} does not answer`)
    else if (!view.linkUp) problems.push(`${name} has no link to its primary`)
    if (view?.role !== 'primary') continue
    primaries.push(probe.node)
    const missing = servers.length - 1 - view.connectedReplicas
    if (missing > 0) problems.push(`${name} still waits for ${missing} replicas`)
  }
  const primary = primaries[0]
  if (primaries.length !== 1) problems.push(`there are ${primaries.length} primaries`)

  for (const probe of sentinels) {
    const { name } = probe.node
    const view = await askSentinel(probe)
    if (!view) problems.push(`${name} does not answer`)
    else if (primary && view.primaryPort !== primary.port) problems.push(`${name} names another primary`)
    else if (view.flags !== 'master') problems.push(`${name} sees the primary as ${view.flags}`)
    else if (view.replicas < servers.length - 1) problems.push(`${name} knows ${view.replicas} replicas`)
    else if (view.otherSentinels < sentinels.length - 1) {
      problems.push(`${name} knows ${view.otherSentinels} other sentinels`)
    }
  }
  return { problems, primary }
}

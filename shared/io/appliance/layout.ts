/*
 * What `make up` runs: three servers and three sentinels on loopback, their ports, files and first
 * configuration.
 */
import { join } from 'node:path'

export const host = '127.0.0.1'

/** The name clients ask the sentinels for; the one that Redis's own examples use. */
export const masterName = 'mymaster'

/** The control plane of a node listens this far above its port: 6379 -> 9379, 26379 -> 29379. */
const controlOffset = 3000

const nodesPerKind = 3

export interface Node {
  kind: 'server' | 'sentinel'
  /** `server-1` ... `sentinel-3`. */
  name: string
  port: number
  controlPort: number
  /** Working directory, below the data folder. */
  folder: string
  configPath: string
  logPath: string
  pidPath: string
  /** What the configuration file holds on the first run. */
  firstConfig: string
}

export interface Layout {
  dataFolder: string
  /** Holds the pid of the supervisor while it runs. */
  pidPath: string
  nodes: Node[]
}

export function layout(firstPort: number, firstSentinelPort: number, dataFolder: string): Layout {
  const nodes: Node[] = []
  for (const kind of ['server', 'sentinel'] as const) {
    for (let at = 0; at < nodesPerKind; at++) {
      const name = `${kind}-${at + 1}`
      const folder = join(dataFolder, name)
      const port = (kind === 'server' ? firstPort : firstSentinelPort) + at
      nodes.push({
        kind,
        name,
        port,
        controlPort: port + controlOffset,
        folder,
        configPath: join(folder, kind === 'server' ? 'redis.conf' : 'sentinel.conf'),
        logPath: join(folder, 'log'),
        pidPath: join(folder, 'pid'),
        firstConfig: kind === 'server' ? serverConfig(port, firstPort) : sentinelConfig(port, firstPort),
      })
    }
  }
  return { dataFolder, pidPath: join(dataFolder, 'appliance.pid'), nodes }
}

/** What the user gave to make: hints repeat it. */
export interface Given {
  readonly port: number
  readonly sentinelPort: number
  readonly data: string
}

const usual: Given = { port: 6379, sentinelPort: 26379, data: 'data' }

/** The command `make up` or `make down` for an appliance, with what is not as usual spelled out. */
export function makeCommand(verb: 'up' | 'down', { port, sentinelPort, data }: Given): string {
  const words = ['make', verb]
  if (verb === 'up' && port !== usual.port) words.push(`PORT=${port}`)
  if (verb === 'up' && sentinelPort !== usual.sentinelPort) words.push(`SENTINEL_PORT=${sentinelPort}`)
  if (data !== usual.data) words.push(/^[\w./~+-]+$/.test(data) ? `DATA=${data}` : `DATA='${data}'`)
  return words.join(' ')
}

/** @returns a sentence when the two base ports cannot be used together, else undefined */
export function portProblem(firstPort: number, firstSentinelPort: number): string | undefined {
  const highest = 65535 - controlOffset - nodesPerKind + 1
  for (const [name, port] of [
    ['PORT', firstPort],
    ['SENTINEL_PORT', firstSentinelPort],
  ] as const) {
    if (!Number.isInteger(port) || port < 1 || port > highest) {
      return `${name} must be a number from 1 to ${highest}.`
    }
  }
  const ports = layout(firstPort, firstSentinelPort, '').nodes.flatMap(node => [node.port, node.controlPort])
  if (new Set(ports).size === ports.length) return undefined
  return `PORT=${firstPort} and SENTINEL_PORT=${firstSentinelPort} share ports; choose them further apart.`
}

function serverConfig(port: number, primaryPort: number): string {
  const lines = [
    '# Written by the first `make up` and kept from then on: failovers rewrite it.',
    `bind ${host}`,
    `port ${port}`,
    `control-bind ${host}`,
    `control-port ${port + controlOffset}`,
    '# Every write is on the disk within a second; with always it is there before its reply.',
    'appendonly yes',
    'appendfsync everysec',
    '# Both replicas ask at once when the appliance starts, so there is nobody to wait for.',
    'repl-diskless-sync-delay 0',
  ]
  if (port !== primaryPort) lines.push(`replicaof ${host} ${primaryPort}`)
  return `${lines.join('\n')}\n`
}

function sentinelConfig(port: number, primaryPort: number): string {
  const lines = [
    '# Written by the first `make up` and kept from then on: the sentinel saves its state here.',
    `bind ${host}`,
    `port ${port}`,
    `control-bind ${host}`,
    `control-port ${port + controlOffset}`,
    '# Two of the three sentinels must agree that the primary is down.',
    `sentinel monitor ${masterName} ${host} ${primaryPort} 2`,
    '# On one machine a second of silence is death; across a network one would wait longer.',
    `sentinel down-after-milliseconds ${masterName} 1000`,
    '# A failed attempt is repeated after twice this time. Redis takes 180 s, for replicas that need minutes',
    '# to copy their data; here they need moments.',
    `sentinel failover-timeout ${masterName} 10000`,
  ]
  return `${lines.join('\n')}\n`
}

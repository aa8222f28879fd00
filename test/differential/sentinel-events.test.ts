/*
 * The same story told by redis-sentinel and by ours: which events reach subscribers, which are handed to the
 * notification script, what each says, and what the reconfiguration script is called with. Two sentinels watch a
 * primary with two replicas; the second holds nobody to be down, so the first always leads. Both worlds go
 * through it side by side.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  Cluster,
  host,
  masterName,
  type Node,
  primaryPort,
  settled,
  until,
} from '../integration/sentinel-fixture.ts'
import { freePort } from '../support/free-port.ts'

class World {
  readonly cluster = new Cluster()
  readonly real: boolean
  /** Ports by the name they have in what is compared. */
  readonly names = new Map<number, string>()
  readonly servers: Node[] = []
  readonly sentinels: Node[] = []
  /** "event payload" as subscribers heard it. */
  readonly heard = new Set<string>()
  private readonly ears: Redis[] = []

  constructor(real: boolean) {
    this.real = real
  }

  async start(): Promise<void> {
    for (const name of ['primary', 'first', 'second']) {
      const primary = this.servers[0]?.port
      const priority = name === 'first' ? '10' : '100'
      const node = this.cluster.redis(await this.port(name), primary, '--replica-priority', priority)
      await node.start()
      this.servers.push(node)
    }
    for (const name of ['leader', 'observer']) await this.startSentinel(name)
    await settled(this.sentinels, 2)
  }

  private async startSentinel(name: string): Promise<void> {
    const lines = [
      `sentinel monitor ${masterName} ${host} ${this.servers[0]!.port} 1`,
      `sentinel down-after-milliseconds ${masterName} ${name === 'leader' ? 1200 : 60_000}`,
      `sentinel failover-timeout ${masterName} 1500`,
      `sentinel notification-script ${masterName} ${this.script('notified')}`,
      `sentinel client-reconfig-script ${masterName} ${this.script('reconfigured')}`,
    ]
    const port = await this.port(name)
    const file = join(this.cluster.folder, `${name}.conf`)
    writeFileSync(file, `${[`port ${port}`, `bind ${host}`, ...lines].join('\n')}\n`)
    const node = this.cluster.sentinelOn(file, port, this.real)
    this.sentinels.push(node)
    await node.start()
    const ear = new Redis({ port, host, retryStrategy: () => 50, maxRetriesPerRequest: null })
    ear.on('error', () => {})
    ear.on('pmessage', (_pattern, channel: string, text: string) =>
      this.heard.add(this.named(`${channel} ${text}`)),
    )
    this.ears.push(ear)
    await ear.psubscribe('*')
  }

  private async port(name: string): Promise<number> {
    const port = await freePort()
    this.names.set(port, name)
    return port
  }

  /** A script that writes down what it is called with. */
  private script(name: string): string {
    const path = join(this.cluster.folder, `${name}.sh`)
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$#: $*" >> ${join(this.cluster.folder, name)}\n`)
    chmodSync(path, 0o755)
    return path
  }

  /** The calls of a script, each once. */
  calls(name: string): Set<string> {
    const path = join(this.cluster.folder, name)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    return new Set(
      text
        .split('\n')
        .filter(Boolean)
        .map(line => this.named(line)),
    )
  }

  /** Without what differs from run to run, as does the number of attempts once nobody can be promoted. */
  private named(text: string): string {
    return text
      .replace(/\b\d{5}\b/g, port => this.names.get(Number(port)) ?? port)
      .replace(/\b[0-9a-f]{40}\b/g, 'ID')
      .replace(/(\+new-epoch|\+vote-for-leader ID) [2-9]/, '$1 LATER')
  }

  async hears(pattern: RegExp): Promise<void> {
    await until(
      `${this.real ? 'real' : 'ours'}: ${pattern}`,
      () => [...this.heard],
      all => all.some(text => pattern.test(text)),
    )
  }

  ask(...words: (string | number)[]): Promise<unknown> {
    return this.sentinels[0]!.ask('SENTINEL', ...words)
  }

  deafen(): void {
    for (const ear of this.ears) ear.disconnect()
  }

  async close(): Promise<void> {
    this.deafen()
    await this.cluster.close()
  }
}

async function live(world: World): Promise<void> {
  const [primary, first, second] = world.servers as [Node, Node, Node]
  for (const sentinel of world.sentinels) await sentinel.ask('SENTINEL', 'DEBUG', 'info-period', 1000)
  world.heard.clear()
  await world.ask('SET', masterName, 'parallel-syncs', 2, 'auth-pass', 'secret', 'auth-pass', '')
  await world.ask('SET', masterName, 'rename-command', 'FLUSHALL', 'gone')
  await world.ask('MONITOR', 'another', host, 1, 1)
  await world.ask('REMOVE', 'another')
  await primary.kill()
  for (const sentinel of world.sentinels)
    await until(
      'it follows',
      () => primaryPort(sentinel),
      port => port === first.port,
    )
  await world.hears(/^\+sdown slave .*primary @ mymaster .* first$/)
  await second.kill()
  await world.hears(/^\+sdown slave .*second @ mymaster .* first$/)
  await second.start()
  await world.hears(/^-sdown slave .*second/)
  await world.hears(/^\+reboot slave .*second/)

  await Promise.all([first.kill(), second.kill()])
  await world.hears(/^-failover-abort-no-good-slave/)
  await world.ask('RESET', masterName)
  await world.hears(/^\+reset-master/)
  world.deafen()
  await until(
    'the scripts are done',
    () => world.ask('PENDING-SCRIPTS'),
    reply => Array.isArray(reply) && reply.length === 0,
  )
}

let worlds: [World, World]

beforeAll(async () => {
  worlds = [new World(true), new World(false)]
  await Promise.all(worlds.map(world => world.start()))
  await Promise.all(worlds.map(live))
})

afterAll(() => Promise.all(worlds.map(world => world.close())))

function compare(sets: [Set<string>, Set<string>]): string[] {
  const [real, ours] = sets
  const missing = [...real].filter(text => !ours.has(text)).map(text => `Redis only: ${text}`)
  const surplus = [...ours].filter(text => !real.has(text)).map(text => `ours only: ${text}`)
  return [...missing, ...surplus].sort()
}

test('subscribers hear the same', () => {
  expect(compare([worlds[0].heard, worlds[1].heard])).toEqual([])
})

test('the notification script is called with the same', () => {
  expect(compare([worlds[0].calls('notified'), worlds[1].calls('notified')])).toEqual([])
})

test('the reconfiguration script is called with the same', () => {
  expect(compare([worlds[0].calls('reconfigured'), worlds[1].calls('reconfigured')])).toEqual([])
})

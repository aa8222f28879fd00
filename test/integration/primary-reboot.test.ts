/*
 * A primary without persistence that is killed and restarted at once, as real processes: three servers with three
 * sentinels lose nothing, also when the sentinels restart with it; a pair without sentinels goes on after a while.
 */
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { counter, info, linked, serversOfEachTest } from './replication-fixture.ts'
import {
  agreed,
  Cluster,
  host,
  masterName,
  type Node,
  primaryPort,
  settled,
  until,
} from './sentinel-fixture.ts'

const KEYS = 1000
const DOWN_AFTER = `sentinel down-after-milliseconds ${masterName} 30000`

describe('three servers and three sentinels with down-after 30 s', () => {
  let cluster: Cluster
  let servers: Node[]
  let sentinels: Node[]

  beforeAll(async () => {
    cluster = new Cluster()
    const ports = await Promise.all([0, 1, 2].map(() => freePort()))
    servers = ports.map((port, i) => cluster.holdfast(port, i === 0 ? undefined : ports[0]))
    for (const server of servers) await server.start()
    for (const replica of servers.slice(1)) await linked(replica)
    const sentinelPorts = await Promise.all([0, 1, 2].map(() => freePort()))
    sentinels = sentinelPorts.map(port => cluster.sentinel(port, ports[0]!, [DOWN_AFTER]))
    await Promise.all(sentinels.map(sentinel => sentinel.start()))
    await settled(sentinels, 2)
  })

  afterAll(() => cluster.close())

  /** Writes what both replicas acknowledge. */
  async function write(primary: Node, prefix: string): Promise<void> {
    const pipeline = primary.client.pipeline()
    for (let i = 0; i < KEYS; i++) pipeline.set(`${prefix}:${i}`, i)
    await pipeline.exec()
    expect(await primary.ask('WAIT', 2, 10_000)).toBe(2)
  }

  /** The end: everybody has all keys, and the old primary is a replica of the new one. */
  async function expectNothingLost(old: Node, keys: number): Promise<void> {
    const port = await agreed(sentinels, old.port)
    await until(
      'the old primary follows',
      () => info(old, 'master_port'),
      master => master === String(port),
    )
    await linked(old)
    for (const server of servers) expect(await server.ask('DBSIZE')).toBe(keys)
  }

  const shown = () =>
    onTestFailed(() => console.log([...servers, ...sentinels].map(node => node.output).join('\n')))

  test('keep what the primary lost', async () => {
    shown()
    const old = servers[0]!
    await write(old, 'first')
    await old.kill()
    await old.start()
    await expectNothingLost(old, KEYS)
    expect(sentinels.map(({ output }) => output).join('\n')).toMatch(
      /\+reboot-behind master mymaster 127\.0\.0\.1 \d+ \S+ holds 1000 keys at/,
    )
    await settled(sentinels, 2)
  })

  test('keep it when two of the sentinels restart at the same moment', async () => {
    shown()
    const port = await primaryPort(sentinels[0]!)
    const old = servers.find(server => server.port === port)!
    await write(old, 'second')
    const victims = [old, ...sentinels.slice(0, 2)]
    await Promise.all(victims.map(node => node.kill()))
    await Promise.all(victims.map(node => node.start()))
    await expectNothingLost(old, 2 * KEYS)
  })
})

describe('a pair without sentinels', () => {
  const started = serversOfEachTest()

  test.each(['holdfast', 'redis'] as const)('%s as the primary', async kind => {
    const port = await freePort()
    const primary = await started().start(kind, port)
    const replica = await started().start(
      'holdfast',
      await freePort(),
      '--replicaof',
      `${host} ${port}`,
      '--replica-lineage-guard-seconds',
      '1',
    )
    await linked(replica)
    await primary.ask('SET', 'k', 'v')
    expect(await primary.ask('WAIT', 1, 10_000)).toBe(1)
    await primary.kill()
    await primary.start()
    await primary.ask('SET', 'new', 'data')
    const guarding = () => info(replica, 'master_lineage_guard')
    await until('the replica guards its data', guarding, value => value === '1')
    expect(await replica.ask('GET', 'k')).toBe('v')
    await linked(replica)
    expect(await counter(replica, 'master_link_down_since_seconds')).toBeNaN()
    expect(await replica.ask('GET', 'k')).toBeNull()
    expect(await replica.ask('GET', 'new')).toBe('data')
    expect(replica.output).toMatch(
      /Lineage guard: MASTER 127\.0\.0\.1:\d+ came back without .* 1 keys\. Keeping/,
    )
    expect(replica.output).toMatch(/nobody decided in 1 seconds .* Giving in/)
  })
})

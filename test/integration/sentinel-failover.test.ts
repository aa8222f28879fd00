/*
 * Three of our sentinels over three servers, once real redis-servers and once ours: the primary is killed,
 * clients of three kinds follow, the old primary comes back as a replica, and a failover is asked for by
 * hand.
 */
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { createSentinel } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
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

describe.each(['redis', 'holdfast'] as const)('%s', kind => {
  const ports = (kind === 'redis' ? [7850, 7851, 7852] : [7890, 7891, 7892]) as [number, number, number]
  const sentinelPorts = ports.map(port => port + 3)

  let cluster: Cluster
  let servers: Node[]
  let sentinels: Node[]
  const clients: { close(): unknown }[] = []

  beforeAll(async () => {
    cluster = new Cluster()
    servers = ports.map((port, i) => cluster[kind](port, i === 0 ? undefined : ports[0]))
    for (const server of servers) await server.start()
    sentinels = sentinelPorts.map(port => cluster.sentinel(port, ports[0]))
    for (const sentinel of sentinels) await sentinel.start()
    await settled(sentinels, 2)
  })

  beforeEach(() => onTestFailed(() => console.log(cluster.sentinelLogs())))

  afterAll(async () => {
    for (const client of clients) await client.close()
    await cluster.close()
  })

  const roots = sentinelPorts.map(port => ({ host, port }))

  function viaIoredis(): Redis {
    const client = new Redis({
      sentinels: roots,
      name: masterName,
      sentinelRetryStrategy: () => 50,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    })
    client.on('error', () => {})
    clients.push({ close: () => client.disconnect() })
    return client
  }

  async function viaNodeRedis() {
    const client = createSentinel({ name: masterName, sentinelRootNodes: roots })
    client.on('error', () => {})
    await client.connect()
    clients.push({ close: () => client.destroy() })
    return client
  }

  /** Writes until it is accepted: how long that took, ms. */
  async function firstWrite(write: () => Promise<unknown>): Promise<number> {
    const since = performance.now()
    for (;;) {
      try {
        await write()
        return performance.now() - since
      } catch {
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }
  }

  test('kill -9 of the primary: a replica is promoted and clients go on by themselves', async () => {
    const ioredis = viaIoredis()
    const nodeRedis = await viaNodeRedis()
    await ioredis.set('by', 'ioredis')
    await nodeRedis.set('also', 'node-redis')
    const heard: string[] = []
    // All are listened to: one that hears of the new primary first has no reason to call the old one down.
    for (const port of sentinelPorts) {
      const listener = new Redis({ host, port })
      clients.push({ close: () => listener.disconnect() })
      listener.on('message', (channel, message) => heard.push(`${channel} ${message}`))
      await listener.subscribe('+switch-master', '+sdown', '+odown')
    }

    const [primary] = servers
    await primary?.kill()
    const direct = await firstWrite(() =>
      Promise.any(servers.slice(1).map(node => node.client.set('k', 'v'))),
    )
    const [byIoredis, byNodeRedis] = await Promise.all([
      firstWrite(() => ioredis.set('by', 'ioredis again')),
      firstWrite(() => nodeRedis.set('also', 'node-redis again')),
    ])
    const times = [direct, direct + byIoredis, direct + byNodeRedis].map(Math.round)
    console.log(
      `kill -9 to first accepted write, ms: direct ${times[0]}, ioredis ${times[1]}, node-redis ${times[2]}`,
    )

    const promoted = await agreed(sentinels, ports[0])
    expect(ports.slice(1)).toContain(promoted)
    expect(await ioredis.get('by')).toBe('ioredis again')
    expect(await nodeRedis.get('also')).toBe('node-redis again')
    await expect
      .poll(() => heard)
      .toContain(`+switch-master ${masterName} ${host} ${ports[0]} ${host} ${promoted}`)
    expect(heard).toContain(`+sdown master ${masterName} ${host} ${ports[0]}`)
    expect(heard).toContainEqual(
      expect.stringMatching(/^\+odown master mymaster 127\.0\.0\.1 \d+ #quorum [23]\/2$/),
    )
  })

  test('the old primary comes back as a replica of the new one', async () => {
    const promoted = await primaryPort(sentinels[0]!)
    await servers[0]?.start()
    const replication = () => servers[0]?.ask('INFO', 'replication')
    await expect
      .poll(replication, { timeout: 30_000 })
      .toContain(`role:slave\r\nmaster_host:${host}\r\nmaster_port:${promoted}`)
    await expect.poll(replication, { timeout: 30_000 }).toContain('master_link_status:up')
    expect(await servers[0]?.ask('GET', 'by')).toBe('ioredis again')
    await settled(sentinels, 2)
  })

  test('SENTINEL FAILOVER moves the primary by hand', async () => {
    const before = await primaryPort(sentinels[1]!)
    expect(await sentinels[1]?.ask('SENTINEL', 'FAILOVER', masterName)).toBe('OK')
    const after = await agreed(sentinels, before)
    await settled(sentinels, 2)
    for (const server of servers) {
      const wanted = server.port === after ? 'role:master' : `master_port:${after}`
      await expect.poll(() => server.ask('INFO', 'replication'), { timeout: 30_000 }).toContain(wanted)
    }
  })

  test('all of it survives a restart: identity, peers, epochs and the address', async () => {
    const sentinel = sentinels[2]!
    const myid = await sentinel.ask('SENTINEL', 'MYID')
    const port = await primaryPort(sentinel)
    const epoch = await sentinel.field('config-epoch', 'MASTER', masterName)
    await sentinel.kill()
    const file = cluster.configOf(sentinel)
    expect(file).toContain(`sentinel monitor ${masterName} ${host} ${port} 2`)
    expect(file).toContain(`sentinel current-epoch ${epoch}`)
    expect(file.match(/^sentinel known-replica /gm)).toHaveLength(2)
    expect(file.match(/^sentinel known-sentinel /gm)).toHaveLength(2)
    await sentinel.start()
    expect(await sentinel.ask('SENTINEL', 'MYID')).toBe(myid)
    expect(await primaryPort(sentinel)).toBe(port)
    await settled(sentinels, 2)
  })

  test('what a liar says is told in the log and changes nothing', async () => {
    const sentinel = sentinels[0]!
    const before = await primaryPort(sentinel)
    const primary = servers.find(server => server.port === before)
    for (const hello of [
      'nonsense',
      '1,2,3,4,5,6,7,8,9',
      `${host},x,${'z'.repeat(40)},-1,${masterName},,0,99999`,
    ]) {
      await sentinel.ask('PUBLISH', '__sentinel__:hello', hello)
      await primary?.ask('PUBLISH', '__sentinel__:hello', hello)
    }
    const liar = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(7858, host)
    clients.push({ close: () => liar.close() })
    expect(await sentinel.ask('SENTINEL', 'MONITOR', 'liar', host, 7858, 1)).toBe('OK')
    await until(
      'the liar is named',
      () => sentinel.output,
      said => said.includes(`${host}:7858 is left: Protocol error`),
    )
    expect(sentinel.output).toContain('Ignoring a malformed hello message: "nonsense"')
    expect(await sentinel.ask('SENTINEL', 'SET', 'liar', 'down-after-milliseconds', 500)).toBe('OK')
    await until(
      'the liar is down',
      () => sentinel.field('flags', 'MASTER', 'liar'),
      flags => flags?.startsWith('s_down') === true,
    )
    expect(await sentinel.ask('SENTINEL', 'REMOVE', 'liar')).toBe('OK')
    await settled(sentinels, 2)
    expect(await primaryPort(sentinel)).toBe(before)
  })
})

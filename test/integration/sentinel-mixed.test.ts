/*
 * One quorum of two of our sentinels and one of Redis: each finds the others, all agree on a failover whoever
 * leads it, and either program takes over the other's configuration file.
 */
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
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

let cluster: Cluster
let servers: Node[]
let ours: Node[]
let real: Node
let all: Node[]

beforeAll(async () => {
  cluster = new Cluster()
  servers = [7860, 7861, 7862].map((port, i) => cluster.redis(port, i === 0 ? undefined : 7860))
  for (const server of servers) await server.start()
  ours = [7863, 7864].map(port => cluster.sentinel(port, 7860))
  // After a switch Redis's sentinel first pings a new primary a second later. At down-after 1000 it may take
  // that second for a failure, and what others said of the old primary for their agreement, and fail over
  // once more.
  real = cluster.sentinel(7865, 7860, [`sentinel down-after-milliseconds ${masterName} 2000`], true)
  all = [...ours, real]
  for (const sentinel of all) await sentinel.start()
  expect(await real.ask('SENTINEL', 'DEBUG', 'info-period', 1000)).toBe('OK')
  await settled(all, 2)
})

beforeEach(() => onTestFailed(() => console.log(cluster.sentinelLogs())))

afterAll(() => cluster.close())

test('all three agree on a failover after kill -9, and on the return of the old primary', async () => {
  await servers[0]?.kill()
  const promoted = await agreed(all, 7860)
  expect([7861, 7862]).toContain(promoted)
  await servers[0]?.start()
  await settled(all, 2)
  expect(await servers[0]?.ask('INFO', 'replication')).toContain(`master_port:${promoted}`)
})

test.each(['redis-sentinel', 'ours'])('a failover that %s leads is followed by the others', async who => {
  const leader = who === 'ours' ? ours[0]! : real
  const before = await primaryPort(leader)
  expect(await leader.ask('SENTINEL', 'FAILOVER', masterName)).toBe('OK')
  const after = await agreed(all, before)
  await settled(all, 2)
  expect(await servers.find(server => server.port === after)?.ask('ROLE')).toContain('master')
})

test('without one of ours, ours and the real one still reach quorum and majority', async () => {
  await ours[1]?.kill()
  const before = await primaryPort(real)
  await servers.find(server => server.port === before)?.kill()
  await agreed([ours[0]!, real], before)
  await servers.find(server => server.port === before)?.start()
  await ours[1]?.start()
  await settled(all, 2)
})

test('a frozen primary that wakes up is made a replica', async () => {
  const before = await primaryPort(real)
  const frozen = servers.find(server => server.port === before)!
  process.kill(frozen.pid, 'SIGSTOP')
  const after = await agreed(all, before)
  process.kill(frozen.pid, 'SIGCONT')
  await until(
    'the old primary follows the new one',
    () => frozen.ask('INFO', 'replication'),
    said => String(said).includes(`master_host:${host}\r\nmaster_port:${after}`),
  )
  await settled(all, 2)
})

test('each program goes on with the configuration file of the other', async () => {
  const [mine] = ours
  const identity = await Promise.all([mine!.ask('SENTINEL', 'MYID'), real.ask('SENTINEL', 'MYID')])
  const port = await primaryPort(real)
  await mine!.kill('SIGTERM')
  await real.kill('SIGTERM')
  const swapped = [
    cluster.sentinelOn(cluster.configPath(mine!), mine!.port, true),
    cluster.sentinelOn(cluster.configPath(real), real.port, false),
  ]
  for (const sentinel of swapped) await sentinel.start()
  expect(await Promise.all(swapped.map(sentinel => sentinel.ask('SENTINEL', 'MYID')))).toEqual(identity)
  await settled([ours[1]!, ...swapped], 2)
  expect(await Promise.all(swapped.map(primaryPort))).toEqual([port, port])
})

/*
 * The commands of a sentinel's port: what is said is compared with a real redis-sentinel that watches the
 * same primary, what changes something is looked at in its effects.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cluster, host, masterName, type Node, raw, settled, until } from './sentinel-fixture.ts'

let cluster: Cluster
let ours: Node
let real: Node

beforeAll(async () => {
  cluster = new Cluster()
  const primary = cluster.redis(7870)
  const replica = cluster.redis(7871, 7870)
  ours = cluster.sentinel(7873, 7870, ['sentinel deny-scripts-reconfig no'])
  real = cluster.sentinel(7874, 7870, ['sentinel deny-scripts-reconfig no'], true)
  for (const node of [primary, replica, ours, real]) await node.start()
  await settled([ours, real], 1)
})

afterAll(() => cluster.close())

test.each([
  'PING',
  'PING hello',
  'GET a',
  'MULTI',
  'ROLE',
  'SENTINEL',
  'SENTINEL nosuch',
  'SENTINEL master',
  'SENTINEL master nosuch',
  'SENTINEL replicas nosuch',
  'SENTINEL sentinels nosuch',
  'SENTINEL get-master-addr-by-name mymaster',
  'SENTINEL get-master-addr-by-name nosuch',
  'SENTINEL ckquorum nosuch',
  'SENTINEL ckquorum mymaster',
  'SENTINEL failover nosuch',
  'SENTINEL remove nosuch',
  'SENTINEL reset nosuch',
  'SENTINEL set nosuch quorum 1',
  'SENTINEL set mymaster quorum x',
  'SENTINEL set mymaster nosuch 1',
  'SENTINEL set mymaster',
  'SENTINEL pending-scripts',
  'SENTINEL debug',
  'SENTINEL debug nosuch 1',
  'SENTINEL debug info-period x',
  'SENTINEL info-cache nosuch',
  'SENTINEL simulate-failure help',
  'SENTINEL simulate-failure nosuch',
  'SENTINEL config set announce-port x',
  'SENTINEL config set nosuch 1',
  'SENTINEL config get announce-ip',
  'SENTINEL is-master-down-by-addr 127.0.0.1 7870 0 *',
  'SENTINEL is-master-down-by-addr 127.0.0.1 1 0 *',
  'SENTINEL is-master-down-by-addr 127.0.0.1 x 0 *',
  'SENTINEL monitor m 127.0.0.1 1 x',
  'SENTINEL monitor m 127.0.0.1 x 1',
  'SENTINEL monitor m no-address 1 1',
  'SENTINEL monitor mymaster 127.0.0.1 1 1',
  'SENTINEL monitor m 127.0.0.1 1 0',
  'PUBLISH a b',
  'SUBSCRIBE a b',
  'PSUBSCRIBE +*',
  'CLIENT SETNAME me\r\nCLIENT GETNAME',
  'AUTH x',
  'HELLO 4',
  'SHUTDOWN nosuch',
])('%s', async command => {
  for (const protocol of ['', 'HELLO 3\r\n']) {
    const requests = `${protocol}${command}\r\n`
    const wanted = await raw(real, requests)
    const given = await raw(ours, requests)
    const greetingEnd = (said: string) => (protocol === '' ? said : said.slice(said.indexOf('modules')))
    expect(greetingEnd(given)).toBe(greetingEnd(wanted))
  }
})

test('MASTER, REPLICAS and SENTINELS have the fields of the real one, in its order', async () => {
  const names = async (node: Node, ...command: string[]) => {
    const reply = (await node.ask('SENTINEL', ...command)) as (string | string[])[]
    const fields = Array.isArray(reply[0]) ? reply[0] : (reply as string[])
    return fields.filter((_, i) => i % 2 === 0)
  }
  for (const what of ['MASTER', 'REPLICAS', 'SENTINELS']) {
    expect(await names(ours, what, masterName)).toEqual(await names(real, what, masterName))
  }
})

test('INFO has the sections of the real one, and says the same of the master', async () => {
  const info = async (node: Node, ...sections: string[]) => String(await node.ask('INFO', ...sections))
  const headlines = (text: string) => text.match(/^# .*$/gm)
  expect(headlines(await info(ours))).toEqual(headlines(await info(real)))
  const masterLine = (text: string) => /^master0:.*$/m.exec(text)?.[0]
  expect(masterLine(await info(ours, 'sentinel'))).toBe(masterLine(await info(real, 'sentinel')))
  expect(await info(ours, 'server')).toContain('redis_mode:sentinel')
  expect(headlines(await info(ours, 'server', 'CPU', 'nosuch'))).toEqual(['# Server', '# CPU'])
})

test("Valkey's names do the same", async () => {
  expect(await ours.ask('SENTINEL', 'GET-PRIMARY-ADDR-BY-NAME', masterName)).toEqual([host, '7870'])
  expect(await ours.field('name', 'PRIMARY', masterName)).toBe(masterName)
  expect(await ours.ask('SENTINEL', 'PRIMARIES')).toHaveLength(1)
  expect(await ours.ask('SENTINEL', 'IS-PRIMARY-DOWN-BY-ADDR', host, 7870, 0, '*')).toEqual([0, '*', 0])
})

test('COMMAND knows what the port takes', async () => {
  const given = (await ours.ask('COMMAND', 'LIST')) as string[]
  const wanted = ((await real.ask('COMMAND', 'LIST')) as string[]).filter(name => !name.startsWith('acl'))
  expect(given).toEqual(expect.arrayContaining(wanted))
  expect(await ours.ask('COMMAND', 'GETKEYS', 'SENTINEL', 'MASTER', 'x')).toMatch(/no key arguments/)
})

test('RESP3: pipelined requests that wait for the disk keep their order, maps are maps', async () => {
  const client = createClient({ socket: { host, port: ours.port }, RESP: 3 })
  client.on('error', () => {})
  await client.connect()
  const [before, flushed, myid, master] = await Promise.all([
    client.sendCommand(['PING']),
    client.sendCommand(['SENTINEL', 'FLUSHCONFIG']),
    client.sendCommand(['SENTINEL', 'MYID']),
    client.sendCommand(['SENTINEL', 'MASTER', masterName]),
  ])
  expect([before, flushed]).toEqual(['PONG', 'OK'])
  expect(myid).toMatch(/^[0-9a-f]{40}$/)
  expect(master).toMatchObject({ name: masterName, port: '7870' })
  client.destroy()
})

test('MONITOR, SET, RESET and REMOVE', async () => {
  const heard: string[] = []
  const listener = new Redis({ host, port: ours.port })
  listener.on('pmessage', (_pattern, channel, message) => heard.push(`${channel} ${message}`))
  await listener.psubscribe('*')
  expect(await ours.ask('SENTINEL', 'MONITOR', 'other', host, 7871, 3)).toBe('OK')
  expect(await ours.ask('SENTINEL', 'SET', 'other', 'down-after-milliseconds', 1500, 'quorum', 2)).toBe('OK')
  expect(cluster.configOf(ours)).toContain(`sentinel monitor other ${host} 7871 2`)
  expect(cluster.configOf(ours)).toContain('sentinel down-after-milliseconds other 1500')
  expect(await ours.ask('SENTINEL', 'RESET', 'oth*')).toBe(1)
  expect(await ours.ask('SENTINEL', 'REMOVE', 'other')).toBe('OK')
  expect(cluster.configOf(ours)).not.toContain('other')
  await until(
    'the events are heard',
    () => heard,
    events => events.some(each => each.startsWith('-monitor')),
  )
  expect(heard).toEqual(
    expect.arrayContaining([
      `+monitor master other ${host} 7871 quorum 3`,
      `+set master other ${host} 7871 quorum 2`,
      `+reset-master master other ${host} 7871`,
      `-monitor master other ${host} 7871`,
    ]),
  )
  listener.disconnect()
})

test('a notification script hears of events, and is shown while it runs', async () => {
  const script = join(cluster.folder, 'notify.sh')
  const heard = join(cluster.folder, 'heard')
  writeFileSync(script, `#!/bin/sh\necho "$@" >> ${heard}\nsleep 1\n`)
  expect(await ours.ask('SENTINEL', 'SET', masterName, 'notification-script', script)).toMatch(/non existing/)
  chmodSync(script, 0o755)
  expect(await ours.ask('SENTINEL', 'SET', masterName, 'notification-script', script)).toBe('OK')
  expect(await ours.ask('SENTINEL', 'SET', masterName, 'parallel-syncs', 2)).toBe('OK')
  const event = `+set master ${masterName} ${host} 7870 parallel-syncs 2`
  await until(
    'the script ran',
    () => existsSync(heard) && readFileSync(heard, 'utf8'),
    text => String(text).includes(event),
  )
  const [job] = (await ours.ask('SENTINEL', 'PENDING-SCRIPTS')) as unknown[][]
  expect(job).toEqual(expect.arrayContaining(['argv', 'flags', 'running', 'pid', 'run-time', 'retry-num']))
  await until(
    'none is left',
    () => ours.ask('SENTINEL', 'PENDING-SCRIPTS'),
    jobs => (jobs as unknown[]).length === 0,
  )
})

test('CONFIG SET loglevel takes effect and is kept', async () => {
  expect(await ours.ask('SENTINEL', 'CONFIG', 'SET', 'loglevel', 'debug')).toBe('OK')
  expect(await ours.ask('SENTINEL', 'CONFIG', 'GET', 'loglevel')).toEqual(['loglevel', 'debug'])
  expect(cluster.configOf(ours)).toContain('loglevel debug\n')
})

test('bytes that are no request end the connection that sent them, and no other', async () => {
  const watcher = ours.client
  expect(await raw(ours, '*3\r\n$-7\r\n\r\n')).toBe('-ERR Protocol error: invalid bulk length\r\n')
  expect(await raw(ours, '*1\r\n$4\r\nPI')).toBe('')
  expect(await watcher.ping()).toBe('PONG')
})

/*
 * Servers that end and start again from their files, in each pairing of ours with ours and with a real
 * redis-server: whoever has lost nothing goes on where it was, and who has is given everything.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { ask, digest, foldersOfEachTest, info, saved, shutDown } from './saving-fixture.ts'
import { until } from './sentinel-fixture.ts'

type Kind = 'holdfast' | 'redis'

const newFolder = foldersOfEachTest()
const COMMON = ['--repl-diskless-sync-delay', '0', '--save', '3600 1', '--repl-ping-replica-period', '1']

const pairings: [Kind, Kind][] = [
  ['holdfast', 'holdfast'],
  ['holdfast', 'redis'],
  ['redis', 'holdfast'],
]

function start(kind: Kind, ...args: string[]): Promise<ServerProcess> {
  const options = { folder: newFolder(), args: [...COMMON, ...args] }
  return kind === 'redis' ? startRedis(options) : startHoldfast(options)
}

const number = async (server: ServerProcess, field: string): Promise<number> =>
  Number(await info(server, field))

async function linked(replica: ServerProcess): Promise<void> {
  const status = (): Promise<string | undefined> => info(replica, 'master_link_status')
  await until(`${replica.port} follows`, status, up => up === 'up')
}

/** Waits until the replica is where the primary is, and demands that both hold the same. */
async function same(primary: ServerProcess, replica: ServerProcess): Promise<void> {
  await linked(replica)
  const client = await primary.connect()
  const [, acknowledged] = await client.pipeline([
    ['SET', 'mark', performance.now()],
    ['WAIT', 1, 10_000],
  ])
  client.close()
  expect(acknowledged).toMatchObject({ kind: 'integer', value: 1 })
  expect(await digest(replica)).toBe(await digest(primary))
}

async function write(server: ServerProcess, from: number, count: number): Promise<void> {
  const client = await server.connect()
  const requests: string[][] = []
  for (let n = from; n < from + count; n++) {
    requests.push(['SELECT', String(n % 3)], ['SET', `key:${n}`, `value ${n}`], ['LPUSH', 'list', String(n)])
  }
  await client.pipeline(requests)
  client.close()
}

describe.each(pairings)('%s with %s as its replica', (first, second) => {
  let primary: ServerProcess
  let replica: ServerProcess
  beforeEach(async () => {
    primary = await start(first)
    replica = await start(second, '--replicaof', `127.0.0.1 ${primary.port}`)
    await write(primary, 0, 500)
    await same(primary, replica)
  })

  test('a replica that ends well and starts again goes on where it was', async () => {
    const id = await info(primary, 'master_replid')
    expect(await shutDown(replica, 'SAVE')).toBe(0)
    await write(primary, 500, 500)
    await replica.start()
    await same(primary, replica)
    expect(await number(primary, 'sync_full')).toBe(1)
    expect(await number(primary, 'sync_partial_ok')).toBe(1)
    expect(await info(replica, 'master_replid')).toBe(id)
    await write(primary, 1000, 10)
    await same(primary, replica)
  })

  test('a replica that was killed goes on from its last save', async () => {
    // The save that a full sync begins, where there are save points.
    await saved(replica)
    expect(await ask(replica, 'BGSAVE')).toMatch(/^\+Background/)
    await saved(replica)
    await write(primary, 500, 500)
    await same(primary, replica)
    await replica.kill9()
    await write(primary, 1000, 10)
    await replica.start()
    await same(primary, replica)
    expect(await number(primary, 'sync_full')).toBe(1)
    expect(await number(primary, 'sync_partial_ok')).toBe(1)
  })

  test('a primary that ends well and starts again lets its replicas go on', async () => {
    const id = await info(primary, 'master_replid')
    const offset = await number(primary, 'master_repl_offset')
    expect(await shutDown(primary)).toBe(0)
    await primary.start()
    await same(primary, replica)
    expect(await number(primary, 'sync_full')).toBe(0)
    expect(await number(primary, 'sync_partial_ok')).toBe(1)
    expect(await info(primary, 'master_replid2')).toBe(id)
    expect(await info(primary, 'master_replid')).not.toBe(id)
    expect(await info(replica, 'master_replid')).toBe(await info(primary, 'master_replid'))
    expect(await number(replica, 'slave_repl_offset')).toBeGreaterThan(offset)
    await write(primary, 500, 500)
    await same(primary, replica)
  })

  test('a primary that starts from an old file gives its replicas everything', async () => {
    // As Redis does; without this a replica of ours keeps for a while what the primary lost.
    if (second === 'holdfast') await ask(replica, 'CONFIG', 'SET', 'replica-lineage-guard-seconds', 0)
    expect(await ask(primary, 'SAVE')).toBe('+OK')
    await write(primary, 500, 500)
    await same(primary, replica)
    await primary.kill9()
    await primary.start()
    await same(primary, replica)
    expect(await number(primary, 'sync_full')).toBe(1)
    expect(await number(primary, 'sync_partial_ok')).toBe(0)
    expect(await ask(replica, 'EXISTS', 'key:990')).toBe(':0')
  })

  test('keys that expire while the primary is down go on its replicas, too', async () => {
    await ask(primary, 'SET', 'short', 'life', 'PX', 1500)
    await same(primary, replica)
    expect(await shutDown(primary)).toBe(0)
    const gone = (): Promise<string> => ask(replica, 'EXISTS', 'short')
    await until('the key expires', gone, text => text === ':0')
    await primary.start()
    await same(primary, replica)
    expect(await number(primary, 'sync_full')).toBe(0)
    // A replica counts what is there, expired or not.
    const counts = async (): Promise<string[]> => [await ask(primary, 'DBSIZE'), await ask(replica, 'DBSIZE')]
    await until('it is gone everywhere', counts, ([ours, theirs]) => ours === theirs)
  })

  test('a replica promoted while its primary is down is followed by it without a full sync', async () => {
    // In another database than 0, where the stream stands.
    await ask(primary, 'SWAPDB', 0, 5)
    await write(primary, 501, 1)
    await write(primary, 502, 1)
    await same(primary, replica)
    expect(await shutDown(primary)).toBe(0)
    await ask(replica, 'REPLICAOF', 'NO', 'ONE')
    await write(replica, 1000, 100)
    const old = first === 'redis' ? startRedis : startHoldfast
    const args = [...COMMON, '--replicaof', `127.0.0.1 ${replica.port}`]
    const again = await old({ folder: primary.folder, args })
    await same(replica, again)
    expect(await number(replica, 'sync_full')).toBe(0)
    expect(await number(replica, 'sync_partial_ok')).toBe(1)
  })

  test('a replica that wrote of its own in the meantime is given everything', async () => {
    expect(await shutDown(replica, 'SAVE')).toBe(0)
    const other = second === 'redis' ? startRedis : startHoldfast
    const alone = await other({ folder: replica.folder, args: COMMON })
    await write(alone, 5000, 10)
    expect(await shutDown(alone, 'SAVE')).toBe(0)
    await replica.start()
    await same(primary, replica)
    expect(await ask(replica, 'EXISTS', 'key:5000')).toBe(':0')
  })
})

test('a primary killed in another database than 0 goes on there as a replica', async () => {
  const port = await freePort()
  const folder = newFolder()
  const primary = await startHoldfast({ folder, port, args: COMMON })
  const replica = await start('holdfast', '--replicaof', `127.0.0.1 ${port}`)
  await linked(replica)
  const client = await primary.connect()
  await client.pipeline([['SELECT', '7'], ['SET', 'a', '1'], ['BGSAVE']])
  await saved(primary)
  // The stream is in database 7, and what follows does not say so again.
  await client.pipeline([
    ['SET', 'b', '2'],
    ['WAIT', '1', '10000'],
  ])
  client.close()
  await primary.kill9()
  await ask(replica, 'REPLICAOF', 'NO', 'ONE')
  await ask(replica, 'SET', 'c', '3')
  const args = [...COMMON, '--replicaof', `127.0.0.1 ${replica.port}`]
  const again = await startHoldfast({ folder, args })
  await same(replica, again)
  expect(await number(replica, 'sync_partial_ok')).toBe(1)
  expect(await number(replica, 'sync_full')).toBe(0)
})

test('a chain goes on through the restart of its middle', async () => {
  const top = await start('holdfast')
  const middle = await start('holdfast', '--replicaof', `127.0.0.1 ${top.port}`)
  await linked(middle)
  const bottom = await start('holdfast', '--replicaof', `127.0.0.1 ${middle.port}`)
  await linked(bottom)
  await write(top, 0, 300)
  await same(top, middle)
  expect(await shutDown(middle, 'SAVE')).toBe(0)
  await write(top, 300, 300)
  await middle.start()
  await same(top, middle)
  await linked(bottom)
  const caughtUp = async (): Promise<boolean> => (await digest(bottom)) === (await digest(top))
  await until('the bottom has everything', caughtUp, equal => equal)
  expect(await number(top, 'sync_partial_ok')).toBe(1)
  expect(await number(middle, 'sync_full')).toBe(0)
  expect(await number(middle, 'sync_partial_ok')).toBe(1)
})

/*
 * A real redis-server that follows Holdfast, and the other way round: after a full sync of values of all types
 * and encodings, and a stream of more writes, both hold the same.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { compareData } from './streams/data.ts'
import { makeStream, type Request } from './streams/generate.ts'
import { exchange } from './streams/pair.ts'
import { small, usual } from './streams/thresholds.ts'
import { acrossTypesSyntaxes } from './syntax/across-types.ts'
import { hashSyntaxes } from './syntax/hash.ts'
import { listSyntaxes } from './syntax/list.ts'
import { setSyntaxes } from './syntax/set.ts'
import { sortSyntaxes } from './syntax/sort.ts'
import { sortedSetSyntaxes } from './syntax/sorted-set.ts'

const syntaxes = [
  ...listSyntaxes.filter(({ line }) => !line.startsWith('!')),
  ...hashSyntaxes,
  ...setSyntaxes,
  ...sortedSetSyntaxes.filter(({ line }) => !line.startsWith('!')),
  ...sortSyntaxes,
  ...acrossTypesSyntaxes,
].filter(({ line }) => !/FLUSH|WEIGHTS/.test(line))

/** Without -0 as a score, which a skip list keeps and a listpack does not; which one it is may change on the way. */
function writes(seed: number): Request[] {
  return makeStream({ seed, length: 3000, syntaxes }).map(argv =>
    argv.map(arg => arg.replace(/^-0(\.0)?$/, '0')),
  )
}

let servers: ServerProcess[] = []
afterEach(async () => {
  await Promise.all(servers.map(server => server.stop()))
  servers = []
})

async function run(server: ServerProcess, stream: readonly Request[]): Promise<void> {
  const client = await server.connect()
  for (let from = 0; from < stream.length; from += 250) await exchange(client, stream.slice(from, from + 250))
  client.close()
}

async function follow(replica: ServerProcess, primary: ServerProcess): Promise<void> {
  const client = await replica.connect()
  await client.send('REPLICAOF', '127.0.0.1', primary.port)
  for (let tries = 0; tries < 200; tries++) {
    if (show(await client.send('INFO', 'replication')).includes('master_link_status:up')) break
    await sleep(50)
  }
  client.close()
}

/** Until the replica has all that the primary has written. */
async function caughtUp(primary: ServerProcess): Promise<void> {
  const client = await primary.connect()
  await client.send('SET', 'last', 'write')
  expect(show(await client.send('WAIT', 1, 8000))).toBe(':1')
  client.close()
}

test.each([
  { primary: 'Holdfast', seed: 1 },
  { primary: 'Holdfast', seed: 2 },
  { primary: 'redis-server', seed: 3 },
  { primary: 'redis-server', seed: 4 },
])('$primary is the primary, seed $seed', async ({ primary: name, seed }) => {
  const args = ['--repl-diskless-sync-delay', '0']
  const [redis, holdfast] = await Promise.all([startRedis({ args }), startHoldfast({ args })])
  servers = [redis, holdfast]
  const thresholds = Object.entries(seed % 2 === 0 ? small : usual)
  for (const server of servers)
    await run(
      server,
      thresholds.map(pair => ['CONFIG', 'SET', ...pair]),
    )
  const [primary, replica] = name === 'Holdfast' ? [holdfast, redis] : [redis, holdfast]
  await run(primary, writes(seed * 100))
  await follow(replica, primary)
  await caughtUp(primary)
  expect(await compareData(redis, holdfast, false)).toBeUndefined()
  await run(primary, writes(seed * 100 + 1))
  await caughtUp(primary)
  expect(await compareData(redis, holdfast, false)).toBeUndefined()
})

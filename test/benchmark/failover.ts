/*
 * From kill -9 of the primary to the first write that another server accepts: one primary, two replicas,
 * three sentinels, down-after 1000 ms, all of one maker. Each run builds its own appliance.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import {
  type Maker,
  type ServerProcess,
  startHoldfast,
  startRedis,
  startSentinel,
} from '../support/server-process.ts'
import type { Options } from './options.ts'
import { median, type Row } from './table.ts'

const targetS = 2
const patienceMs = 60_000
const pollMs = 5

interface Appliance {
  primary: ServerProcess
  replicas: ServerProcess[]
  sentinels: ServerProcess[]
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${patienceMs} ms`)
    await sleep(100)
  }
}

/** Fields of a reply that is a flat list or a map of names and values. */
async function fields(server: ServerProcess, ...request: string[]): Promise<Map<string, string>> {
  const client = await server.connect()
  const reply = plain(await client.send(...request))
  client.close()
  if (!Array.isArray(reply)) return new Map()
  return new Map(reply.flatMap((name, at) => (at % 2 === 0 ? [[String(name), String(reply[at + 1])]] : [])))
}

async function linked(replica: ServerProcess): Promise<boolean> {
  const client = await replica.connect()
  const info = String(plain(await client.send('INFO', 'replication')))
  client.close()
  return /^master_link_status:up/m.test(info)
}

async function knowsAll(sentinel: ServerProcess): Promise<boolean> {
  const known = await fields(sentinel, 'SENTINEL', 'MASTER', 'mymaster')
  return known.get('num-slaves') === '2' && known.get('num-other-sentinels') === '2'
}

async function build(maker: Maker): Promise<Appliance> {
  const start = maker === 'redis' ? startRedis : startHoldfast
  const primary = await start({ args: ['--repl-diskless-sync-delay', '0'] })
  const follow = ['--replicaof', `127.0.0.1 ${primary.port}`]
  const replicas = [await start({ args: follow }), await start({ args: follow })]
  for (const replica of replicas) await until('replica in sync', () => linked(replica))
  const config = [
    `sentinel monitor mymaster 127.0.0.1 ${primary.port} 2`,
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 10000',
  ].join('\n')
  const sentinels: ServerProcess[] = []
  for (let at = 0; at < 3; at++) sentinels.push(await startSentinel({ config }, maker))
  for (const sentinel of sentinels) await until('sentinels know each other', () => knowsAll(sentinel))
  return { primary, replicas, sentinels }
}

/**
 * Tries to write on each replica until one accepts it; being promoted closes connections, so it opens new
 * ones.
 */
async function firstAcceptedWrite(replicas: ServerProcess[]): Promise<void> {
  const clients = new Map<ServerProcess, RawClient>()
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    for (const replica of replicas) {
      const client = clients.get(replica) ?? (await replica.connect())
      clients.set(replica, client)
      const reply = await client.send('SET', 'failover', 'survived').catch(() => undefined)
      if (reply === undefined) clients.delete(replica)
      if (reply?.kind === 'simple') {
        for (const open of clients.values()) open.close()
        return
      }
    }
    await sleep(pollMs)
  }
  throw new Error(`no write was accepted within ${patienceMs} ms`)
}

/** @returns seconds */
async function failOnce(maker: Maker): Promise<number> {
  const { primary, replicas, sentinels } = await build(maker)
  // The sentinels' first round of hellos and INFOs is over.
  await sleep(2000)
  const start = performance.now()
  await primary.kill9()
  await firstAcceptedWrite(replicas)
  const seconds = (performance.now() - start) / 1000
  await Promise.all([primary, ...replicas, ...sentinels].map(server => server.stop()))
  return seconds
}

export async function failover({ rounds }: Options): Promise<Row[]> {
  const redis: number[] = []
  const holdfast: number[] = []
  for (let round = 0; round < rounds; round++) {
    redis.push(await failOnce('redis'))
    holdfast.push(await failOnce('holdfast'))
  }
  const show = (times: number[]) => `${median(times).toFixed(2)} s (max ${Math.max(...times).toFixed(2)})`
  return [
    {
      what: 'kill -9 of the primary to the first accepted write, down-after 1000',
      redis: show(redis),
      holdfast: show(holdfast),
      ratio: median(holdfast) / median(redis),
      target: `<= ${targetS} s`,
      met: median(holdfast) <= targetS,
    },
  ]
}

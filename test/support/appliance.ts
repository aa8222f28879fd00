/*
 * A whole appliance as child processes on free ports: one primary, two replicas, three sentinels with
 * down-after 1000 ms, each on a configuration file of its own as people have them. It is handed over when every
 * sentinel knows everybody and both replicas are in sync.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { RawClient } from './raw-client.ts'
import { plain } from './reply.ts'
import { type Maker, type ServerProcess, startHoldfast, startRedis, startSentinel } from './server-process.ts'

export const masterName = 'mymaster'
const host = '127.0.0.1'
const patienceMs = 30_000
const pollMs = 25

export interface Appliance {
  servers: ServerProcess[]
  sentinels: ServerProcess[]
}

/** Reads until what is read will do, and gives it; otherwise says what it was in the end. */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  accept: (value: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const value = await read()
    if (accept(value)) return value
    if (performance.now() > deadline) throw new Error(`${what}: in the end ${JSON.stringify(value)}`)
    await sleep(pollMs)
  }
}

/** One question on a connection of its own; null when there is no answer. */
async function ask(server: ServerProcess, ...request: string[]): Promise<unknown> {
  let client: RawClient | undefined
  try {
    client = await server.connect()
    return plain(await client.send(...request))
  } catch {
    return null
  } finally {
    client?.close()
  }
}

function fields(reply: unknown): Map<string, string> {
  if (!Array.isArray(reply)) return new Map()
  return new Map(reply.flatMap((name, at) => (at % 2 === 0 ? [[String(name), String(reply[at + 1])]] : [])))
}

export async function startAppliance(maker: Maker = 'holdfast'): Promise<Appliance> {
  const start = maker === 'redis' ? startRedis : startHoldfast
  const conf = 'repl-diskless-sync-delay 0\n'
  const primary = await start({ config: conf })
  const follow = { config: `${conf}replicaof ${host} ${primary.port}\n` }
  const servers = [primary, ...(await Promise.all([start(follow), start(follow)]))]
  const config = [
    `sentinel monitor ${masterName} ${host} ${primary.port} 2`,
    `sentinel down-after-milliseconds ${masterName} 1000`,
    `sentinel failover-timeout ${masterName} 10000`,
  ].join('\n')
  const watch = () => startSentinel({ config }, maker)
  const appliance = { servers, sentinels: await Promise.all([watch(), watch(), watch()]) }
  await untilSettled(appliance)
  return appliance
}

/** Waits until every sentinel knows all, and sees all in good order. */
export async function untilSettled({ servers, sentinels }: Appliance): Promise<void> {
  const replicas = Array(servers.length - 1).fill('slave ok')
  const wanted = ['master', servers.length - 1, sentinels.length - 1, ...replicas].join()
  const view = async (sentinel: ServerProcess) => {
    const master = fields(await ask(sentinel, 'SENTINEL', 'MASTER', masterName))
    const reply = await ask(sentinel, 'SENTINEL', 'REPLICAS', masterName)
    const seen = (Array.isArray(reply) ? reply : []).map(fields)
    const health = seen.map(replica => `${replica.get('flags')} ${replica.get('master-link-status')}`)
    return [
      master.get('flags'),
      master.get('num-slaves'),
      master.get('num-other-sentinels'),
      ...health,
    ].join()
  }
  const views = () => Promise.all(sentinels.map(view))
  await until('the sentinels know everybody', views, all => all.every(text => text === wanted))
}

/** Where the sentinels are, for clients. */
export function sentinelAddresses({ sentinels }: Appliance): { host: string; port: number }[] {
  return sentinels.map(({ port }) => ({ host, port }))
}

async function namedBy(sentinel: ServerProcess): Promise<number> {
  const address = await ask(sentinel, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)
  return Array.isArray(address) ? Number(address[1]) : 0
}

/** The server that all sentinels name as the primary, once that is another than `not`. */
export async function agreedPrimary(appliance: Appliance, not?: ServerProcess): Promise<ServerProcess> {
  const ports = await until(
    'the sentinels agree on the primary',
    async () => [...new Set(await Promise.all(appliance.sentinels.map(namedBy)))],
    named => named.length === 1 && named[0] !== 0 && named[0] !== not?.port,
  )
  return appliance.servers.find(({ port }) => port === ports[0])!
}

interface Standing {
  port: number
  /** Role, and for a replica the primary it follows and the state of that link. */
  role: string
  offset: string
}

async function standing(server: ServerProcess): Promise<Standing> {
  const info = String(await ask(server, 'INFO', 'replication'))
  const field = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(info)?.[1] ?? ''
  const role = `${field('role')} ${field('master_port')} ${field('master_link_status')}`.trim()
  return { port: server.port, role, offset: field('master_repl_offset') }
}

/**
 * Waits until all servers but the primary follow it and are as far as it is; the DEBUG DIGEST of each, by port. To
 * be called when nobody writes any more. (A digest holds its server up, hence one at a time and once.)
 */
export async function settledDigests(
  { servers }: Appliance,
  primary: ServerProcess,
): Promise<Map<number, unknown>> {
  await until(
    'all follow the primary',
    () => Promise.all(servers.map(standing)),
    all =>
      all.every(({ port, role, offset }) => {
        const wanted = port === primary.port ? 'master' : `slave ${primary.port} up`
        return role === wanted && offset === all[0]!.offset
      }),
  )
  const digests = new Map<number, unknown>()
  for (const server of servers) digests.set(server.port, await ask(server, 'DEBUG', 'DIGEST'))
  return digests
}

/** Waits for the replicas and demands that every server holds the same data. */
export async function expectEqual(appliance: Appliance, primary: ServerProcess): Promise<void> {
  const digests = await settledDigests(appliance, primary)
  const wanted = digests.get(primary.port)
  const same = appliance.servers.map(({ port }) => [port, wanted])
  expect([...digests]).toEqual(same)
  expect(wanted).toMatch(/^[0-9a-f]{40}$/)
}

// The two servers that are measured beside each other, and what is asked of both in the same way.
import { setTimeout as sleep } from 'node:timers/promises'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/server-process.ts'

export interface Contestants {
  redis: ServerProcess
  holdfast: ServerProcess
}

export async function startBoth(args: readonly string[] = []): Promise<Contestants> {
  return { redis: await startRedis({ args }), holdfast: await startHoldfast({ args }) }
}

export async function stopBoth({ redis, holdfast }: Contestants): Promise<void> {
  await redis.stop()
  await holdfast.stop()
}

/** Both of them, the first one changing from round to round. */
export function inTurn({ redis, holdfast }: Contestants, round: number): ServerProcess[] {
  return round % 2 === 0 ? [redis, holdfast] : [holdfast, redis]
}

/** A number of INFO, such as used_memory. */
export async function info(server: ServerProcess, field: string): Promise<number> {
  const client = await server.connect()
  const text = String(plain(await client.send('INFO')))
  client.close()
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(text)?.[1])
}

export async function flushAll(server: ServerProcess): Promise<void> {
  const client = await server.connect()
  await client.send('FLUSHALL')
  client.close()
}

/** Has the server give back memory that it keeps for later. */
export async function purge(server: ServerProcess): Promise<void> {
  const client = await server.connect()
  await client.send('MEMORY', 'PURGE')
  client.close()
}

const patienceMs = 60_000
const pollMs = 100

/** Waits until a number of INFO will do. */
export async function untilInfo(
  server: ServerProcess,
  field: string,
  accept: (value: number) => boolean,
  patience = patienceMs,
): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    const value = await info(server, field)
    if (accept(value)) return
    if (performance.now() > deadline) throw new Error(`${field} is ${value} in the end`)
    await sleep(pollMs)
  }
}

/** Waits until no more than so many bytes are in use. */
export function untilFreed(server: ServerProcess, bytes: number): Promise<void> {
  return untilInfo(server, 'used_memory', used => used <= bytes)
}

/*
 * Memory: bytes per key as the resident set grows and as used_memory tells, with and without a time to live,
 * and whether filling and flushing again and again needs no more than doing it once.
 */
import type { ServerProcess } from '../support/server-process.ts'
import { flushAll, startBoth, stopBoth } from './contestants.ts'
import { type Growth, mib, since, state } from './growth.ts'
import { fill } from './load.ts'
import type { Options } from './options.ts'
import { type Row, ratioGoal } from './table.ts'

const dayS = 86_400
const cycles = 5

/** What the server needs beyond its empty start. */
interface Course {
  filledOnce: Growth
  filledAgain: Growth
  flushed: Growth
}

async function measure(server: ServerProcess, keys: number, expirySeconds: number): Promise<Course> {
  // The code paths are warm and their buffers allocated before the counting begins.
  await fill(server.port, 1000, expirySeconds)
  const start = await state(server)
  await fill(server.port, keys, expirySeconds)
  const filledOnce = since(start, await state(server))
  for (let round = 1; round < cycles; round++) {
    await flushAll(server)
    await fill(server.port, keys, expirySeconds)
  }
  const filledAgain = since(start, await state(server))
  await flushAll(server)
  return { filledOnce, filledAgain, flushed: since(start, await state(server)) }
}

export async function memory({ quick }: Options): Promise<Row[]> {
  const keys = quick ? 250_000 : 1_000_000
  const rows: Row[] = []
  for (const [expirySeconds, suffix] of [
    [0, ''],
    [dayS, ' with TTL'],
  ] as const) {
    const both = await startBoth()
    const redis = await measure(both.redis, keys, expirySeconds)
    const holdfast = await measure(both.holdfast, keys, expirySeconds)
    await stopBoth(both)
    rows.push(...rowsOf(`${keys / 1000}k keys of 16+16 B${suffix}`, keys, redis, holdfast))
  }
  return rows
}

function rowsOf(what: string, keys: number, redis: Course, holdfast: Course): Row[] {
  const row = (name: string, bytes: (of: Course) => number, show: (bytes: number) => string) => ({
    what: `${what}, ${name}`,
    redis: show(bytes(redis)),
    holdfast: show(bytes(holdfast)),
  })
  const perKey = (bytes: number) => (bytes / keys).toFixed(1)
  const { filledOnce, filledAgain, flushed } = holdfast
  const rssRatio = filledOnce.rss / redis.filledOnce.rss
  const usedRatio = filledOnce.used / redis.filledOnce.used
  return [
    { ...row('RSS bytes/key', of => of.filledOnce.rss, perKey), ...ratioGoal(rssRatio, '<= 1.0x') },
    { ...row('used_memory bytes/key', of => of.filledOnce.used, perKey), ratio: usedRatio, target: '' },
    {
      ...row(`RSS growth, filled ${cycles} times`, of => of.filledAgain.rss, mib),
      target: '<= once + 20%',
      met: filledAgain.rss <= filledOnce.rss * 1.2,
    },
    { ...row('RSS growth, flushed', of => of.flushed.rss, mib), target: '' },
    {
      ...row('used_memory growth, flushed', of => of.flushed.used, mib),
      target: '<= 1 MiB',
      met: flushed.used <= 1024 * 1024,
    },
  ]
}

/*
 * Memory of collections: growth of the resident set and of used_memory, many small ones and single large ones.
 *
 * A tenth of the data comes and goes before the counting begins, and the server gives back what it can: what the
 * process itself needs to take such data in, compiled code above all, is no data. (It is some 5 MiB here, a
 * tenth of the smallest row, and varies from run to run.)
 */
import type { ServerProcess } from '../support/server-process.ts'
import { flushAll, info, purge, startBoth, stopBoth, untilFreed } from './contestants.ts'
import { type Growth, mib, since, state } from './growth.ts'
import type { Options } from './options.ts'
import { pour, pourSmall, type Type } from './pour.ts'
import { type Row, ratioGoal } from './table.ts'

interface Shape {
  what: string
  /** Keys of many small collections, or elements of a large one. */
  count: number
  fill: (port: number, count: number) => Promise<void>
  target: string
}

function shapes(quick: boolean): Shape[] {
  const keys = quick ? 25_000 : 100_000
  const elements = quick ? 250_000 : 1_000_000
  const small = (type: Type, name: string) => ({
    what: `${keys / 1000}k ${name}`,
    count: keys,
    fill: (port: number, count: number) => pourSmall(port, type, type, count, 10),
    target: '<= 1.0x',
  })
  const large = (type: Type, name: string) => ({
    what: `a ${name} of ${elements / 1000}k`,
    count: elements,
    fill: (port: number, count: number) => pour(port, type, type, count),
    target: '<= 0.8x',
  })
  return [
    small('hash', 'hashes of 10 fields'),
    small('list', 'lists of 10'),
    large('hash', 'hash'),
    large('set', 'set'),
    large('zset', 'sorted set'),
    { ...large('list', 'list'), target: '<= 1.0x' },
  ]
}

async function measure(server: ServerProcess, { fill, count }: Shape): Promise<Growth> {
  const empty = await info(server, 'used_memory')
  await fill(server.port, count / 10)
  const some = await info(server, 'used_memory')
  await flushAll(server)
  await untilFreed(server, empty + (some - empty) / 2)
  await purge(server)
  const start = await state(server)
  await fill(server.port, count)
  return since(start, await state(server))
}

export async function collections({ quick }: Options): Promise<Row[]> {
  const rows: Row[] = []
  for (const shape of shapes(quick)) {
    const both = await startBoth()
    const redis = await measure(both.redis, shape)
    const holdfast = await measure(both.holdfast, shape)
    await stopBoth(both)
    for (const [name, of] of [
      ['RSS growth', (growth: Growth) => growth.rss],
      ['used_memory growth', (growth: Growth) => growth.used],
    ] as const) {
      rows.push({
        what: `${shape.what}, ${name}`,
        redis: mib(of(redis)),
        holdfast: mib(of(holdfast)),
        ...ratioGoal(of(holdfast) / of(redis), shape.target),
      })
    }
  }
  return rows
}

/*
 * Memory of collections: growth of the resident set and of used_memory, many small ones and single large ones.
 */

import type { ServerProcess } from '../support/server-process.ts'
import { flushAll, startBoth, stopBoth } from './contestants.ts'
import { type Growth, mib, since, state } from './growth.ts'
import type { Options } from './options.ts'
import { pour, pourSmall, type Type } from './pour.ts'
import { type Row, ratioGoal } from './table.ts'

interface Shape {
  what: string
  fill: (port: number) => Promise<void>
  target: string
}

function shapes(quick: boolean): Shape[] {
  const keys = quick ? 25_000 : 100_000
  const elements = quick ? 250_000 : 1_000_000
  const small = (type: Type, name: string) => ({
    what: `${keys / 1000}k ${name}`,
    fill: (port: number) => pourSmall(port, type, type, keys, 10),
    target: '<= 1.0x',
  })
  const large = (type: Type, name: string) => ({
    what: `a ${name} of ${elements / 1000}k`,
    fill: (port: number) => pour(port, type, type, elements),
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

async function measure(server: ServerProcess, { fill }: Shape): Promise<Growth> {
  // The code paths are warm and their buffers allocated before the counting begins.
  for (const type of ['set', 'hash', 'zset', 'list'] as const) await pour(server.port, type, type, 2000)
  await flushAll(server)
  const start = await state(server)
  await fill(server.port)
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

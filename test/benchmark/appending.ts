/*
 * What the append only file costs: SET with `appendfsync everysec`, where both write what a turn has logged
 * before they answer. The throughput without it stands above, in the rows of SET.
 */
import { startBoth, stopBoth } from './contestants.ts'
import type { Options } from './options.ts'
import { subjects } from './subjects.ts'
import type { Row } from './table.ts'
import { measure, rowsOf, warmUp } from './throughput.ts'

const requests = { 1: 200_000, 16: 2_000_000 }

export async function appending({ rounds, quick }: Options): Promise<Row[]> {
  const set = subjects.find(({ name }) => name === 'SET')
  if (set === undefined) throw new Error('SET is not among the subjects')
  const both = await startBoth(['--appendonly', 'yes', '--auto-aof-rewrite-percentage', '0'])
  await warmUp(both, set)
  const rows: Row[] = []
  for (const [depth, most] of Object.entries(requests)) {
    const pipeline = Number(depth)
    const results = await measure(both, set, pipeline, quick ? most / 4 : most, rounds)
    rows.push(...rowsOf(`SET -P ${pipeline}, appendonly everysec`, results, { speed: '>= 0.9x' }))
  }
  await stopBoth(both)
  return rows
}

/*
 * `make bench`: Holdfast beside redis-server, in one run, as a Markdown table. It measures and never judges:
 * the exit code is 0 whatever the numbers are.
 *
 * Server and load generator share the cores of this machine, unpinned, on both sides alike. On two cores the
 * requests per second are therefore those of a server that has one core and a client that has the other; the
 * CPU per request is the steadier number.
 */
import { availableParallelism } from 'node:os'
import { appending } from './appending.ts'
import { collections } from './collections.ts'
import { failover } from './failover.ts'
import { gc } from './gc.ts'
import { memory } from './memory.ts'
import { openLoad } from './open-load.ts'
import { type Options, type Part, readOptions } from './options.ts'
import { saving } from './saving.ts'
import { slicing } from './slicing.ts'
import { stall } from './stall.ts'
import { markdown, type Row } from './table.ts'
import { throughput } from './throughput.ts'

const measures: Record<Part, (options: Options) => Promise<Row[]>> = {
  throughput,
  appending,
  memory,
  collections,
  gc,
  stall,
  slicing,
  saving,
  'open-load': openLoad,
  failover,
}

async function run(options: Options): Promise<void> {
  const rows: Row[] = []
  for (const part of options.only) {
    console.error(`measuring ${part} ...`)
    try {
      rows.push(...(await measures[part](options)))
    } catch (error) {
      const why = (error as Error).message.split('\n')[0] ?? ''
      rows.push({
        what: `${part} could not be measured: ${why}`,
        redis: '',
        holdfast: '',
        target: '',
        met: false,
      })
      console.error((error as Error).message)
    }
  }
  const kind = options.quick ? 'quick look' : 'measurement'
  console.log(
    `Holdfast beside redis-server, ${kind}, ${availableParallelism()} cores, ${options.rounds} rounds\n`,
  )
  console.log(markdown(rows))
}

let options: Options | undefined
try {
  options = readOptions(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}
if (options) await run(options)
process.exit()

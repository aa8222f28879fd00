// The command line of the benchmark.
import { parseArgs } from 'node:util'

export const parts = ['throughput', 'memory', 'stall', 'failover'] as const
export type Part = (typeof parts)[number]

export interface Options {
  /** Fewer operations, keys and rounds: a look in a minute, not a measurement. */
  quick: boolean
  only: readonly Part[]
  /** Rounds of throughput and runs of failover; the medians are over these. */
  rounds: number
}

const usage = `usage: node test/benchmark/main.ts [--quick] [--only ${parts.join(',')}] [--rounds N]`

/** @throws with the usage as its message */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, rounds: { type: 'string' } },
  })
  const only = values.only?.split(',') ?? [...parts]
  const quick = values.quick ?? false
  const rounds = Number(values.rounds ?? (quick ? 2 : 5))
  const known = only.filter((part): part is Part => (parts as readonly string[]).includes(part))
  if (known.length !== only.length || !Number.isInteger(rounds) || rounds < 1) throw new Error(usage)
  return { quick, only: known, rounds }
}

// The command line of the benchmark.
import { parseArgs } from 'node:util'
import { isCalled, subjects } from './subjects.ts'

export const parts = [
  'throughput',
  'appending',
  'memory',
  'collections',
  'gc',
  'stall',
  'slicing',
  'saving',
  'open-load',
  'failover',
] as const
export type Part = (typeof parts)[number]

export interface Options {
  /** Fewer operations, keys and rounds: a look in a minute or two, not a measurement. */
  quick: boolean
  only: readonly Part[]
  /** Of which commands throughput is measured, all when left out. */
  commands?: readonly string[]
  /** Rounds of throughput and runs of failover; the medians are over these. */
  rounds: number
}

const usage =
  `usage: node test/benchmark/main.ts [--quick] [--only ${parts.join(',')}] [--rounds N]\n` +
  '  [--commands hset,zadd,lrange-600,...] measures the throughput of these commands, and nothing else by itself'

/** @throws with the usage as its message */
export function readOptions(argv: readonly string[]): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean' },
      only: text,
      rounds: text,
      commands: text,
    },
  })
  if (values.help) throw new Error(usage)
  const commands = values.commands?.toLowerCase().split(',')
  const only = values.only?.split(',') ?? (commands === undefined ? [...parts] : ['throughput'])
  const quick = values.quick ?? false
  const rounds = Number(values.rounds ?? (quick ? 2 : 5))
  const known = only.filter((part): part is Part => (parts as readonly string[]).includes(part))
  const called = commands?.every(word => subjects.some(subject => isCalled(subject, word))) ?? true
  if (!called || known.length !== only.length || !Number.isInteger(rounds) || rounds < 1)
    throw new Error(usage)
  return { quick, only: known, rounds, ...(commands === undefined ? {} : { commands }) }
}

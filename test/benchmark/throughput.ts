/*
 * Requests per second and CPU per request, by redis-benchmark with 50 clients over a million keys of 64-byte
 * values. The two servers take turns within each round, because the machine is not equally fast all the time;
 * the ratio is the median of the rounds' ratios.
 */
import { type Contestants, inTurn, startBoth, stopBoth } from './contestants.ts'
import type { Options } from './options.ts'
import { redisBenchmark, type Throughput } from './redis-benchmark.ts'
import { median, type Row, ratioGoal } from './table.ts'

interface Subject {
  name: string
  words: readonly string[]
}

/** More commands are more lines here: `{ name: 'LPUSH', words: ['-t', 'lpush'] }`. */
const subjects: Subject[] = [
  { name: 'SET', words: ['-t', 'set'] },
  { name: 'GET', words: ['-t', 'get'] },
]

const depths = [
  { pipeline: 1, requests: 200_000, speed: '>= 0.95x' },
  { pipeline: 16, requests: 2_000_000, speed: '>= 1.2x', cpu: '<= 0.85x' },
  { pipeline: 64, requests: 3_000_000, speed: '>= 1.2x', cpu: '<= 0.85x' },
]

export async function throughput({ rounds, quick }: Options): Promise<Row[]> {
  const both = await startBoth()
  for (const server of inTurn(both, 0)) {
    for (const { words } of subjects)
      await redisBenchmark(server, { words, requests: 2_000_000, pipeline: 64 })
  }
  const rows: Row[] = []
  for (const depth of depths) {
    const requests = quick ? depth.requests / 4 : depth.requests
    for (const subject of subjects) {
      const results = await measure(both, subject, depth.pipeline, requests, rounds)
      rows.push(...rowsOf(`${subject.name} -P ${depth.pipeline}`, results, depth))
    }
  }
  await stopBoth(both)
  return rows
}

interface Results {
  redis: Throughput[]
  holdfast: Throughput[]
}

async function measure(
  both: Contestants,
  { words }: Subject,
  pipeline: number,
  requests: number,
  rounds: number,
): Promise<Results> {
  const results: Results = { redis: [], holdfast: [] }
  for (let round = 0; round < rounds; round++) {
    for (const server of inTurn(both, round)) {
      const into = server === both.redis ? results.redis : results.holdfast
      into.push(await redisBenchmark(server, { words, requests, pipeline }))
    }
  }
  return results
}

function rowsOf(name: string, { redis, holdfast }: Results, goals: { speed: string; cpu?: string }): Row[] {
  const ratio = (of: (one: Throughput) => number) =>
    median(redis.map((theirs, round) => of(holdfast[round] as Throughput) / of(theirs)))
  const speed = (all: Throughput[]) => `${Math.round(median(all.map(one => one.perSecond)) / 1000)}k`
  const cpu = (all: Throughput[]) => median(all.map(one => one.cpuUsPerRequest)).toFixed(2)
  const cpuRatio = ratio(one => one.cpuUsPerRequest)
  return [
    {
      what: `${name}, requests/s`,
      redis: speed(redis),
      holdfast: speed(holdfast),
      ...ratioGoal(
        ratio(one => one.perSecond),
        goals.speed,
      ),
    },
    {
      what: `${name}, server CPU us/request`,
      redis: cpu(redis),
      holdfast: cpu(holdfast),
      ...(goals.cpu === undefined ? { ratio: cpuRatio, target: '' } : ratioGoal(cpuRatio, goals.cpu)),
    },
  ]
}

/*
 * Requests per second and CPU per request, by redis-benchmark (by `counting-load.ts` where that would be the
 * slower side, see `subjects.ts`) with 50 clients over a million keys, or elements of one key, and 64-byte
 * values. The two servers take turns within each round, because the machine is not equally fast all the time;
 * the ratio is the median of the rounds' ratios.
 */
import { type Contestants, flushAll, inTurn, startBoth, stopBoth } from './contestants.ts'
import type { Options } from './options.ts'
import { redisBenchmark, type Throughput } from './redis-benchmark.ts'
import { isCalled, type Subject, subjects } from './subjects.ts'
import { median, type Row, ratioGoal } from './table.ts'

const warmUpRequests = 600_000

interface Goals {
  speed: string
  cpu?: string
}

/** Without pipelining most of the CPU is the kernel's, on both sides alike. */
function goals(subject: Subject, pipeline: number): Goals {
  const { cpu, speed } = subject
  return pipeline === 1 ? { speed: speed ?? '>= 0.95x' } : { speed: speed ?? '>= 1.2x', cpu }
}

export async function throughput({ rounds, quick, commands }: Options): Promise<Row[]> {
  const both = await startBoth()
  const chosen = subjects.filter(subject => commands?.some(word => isCalled(subject, word)) ?? true)
  const rows: Row[] = []
  let prepared: Subject['prepare']
  for (const subject of chosen) {
    if (subject.prepare === undefined || subject.prepare !== prepared) {
      for (const server of inTurn(both, 0)) {
        await flushAll(server)
        await subject.prepare?.(server)
      }
      prepared = subject.prepare
    }
    await warmUp(both, subject)
    for (const [depth, most] of Object.entries(subject.requests)) {
      const pipeline = Number(depth)
      const requests = quick ? most / 4 : most
      const results = await measure(both, subject, pipeline, requests, rounds)
      rows.push(...rowsOf(`${subject.name} -P ${pipeline}`, results, goals(subject, pipeline)))
    }
  }
  await stopBoth(both)
  return rows
}

/** The code that a command runs through is compiled before the counting begins. */
export async function warmUp(
  both: Contestants,
  { words, before, load = redisBenchmark }: Subject,
): Promise<void> {
  for (const server of inTurn(both, 0)) {
    await before?.(server, warmUpRequests)
    await load(server, { words, requests: warmUpRequests, pipeline: 16 })
  }
}

interface Results {
  redis: Throughput[]
  holdfast: Throughput[]
}

export async function measure(
  both: Contestants,
  { words, before, load = redisBenchmark }: Subject,
  pipeline: number,
  requests: number,
  rounds: number,
): Promise<Results> {
  const results: Results = { redis: [], holdfast: [] }
  for (let round = 0; round < rounds; round++) {
    for (const server of inTurn(both, round)) {
      await before?.(server, requests)
      const into = server === both.redis ? results.redis : results.holdfast
      into.push(await load(server, { words, requests, pipeline }))
    }
  }
  return results
}

export function rowsOf(name: string, { redis, holdfast }: Results, goals: Goals): Row[] {
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

/*
 * How long single requests wait (`probe.ts`) while millions of keys are inserted, which makes the table grow:
 * a thread inserts at a pace that leaves the machine air, so that what is seen is the server and not the
 * scheduler. On a machine that does other work as well the longest wait is still the scheduler's; the time
 * that the server itself was running meanwhile is not.
 */
import type { ServerProcess } from '../support/server-process.ts'
import { startBoth, stopBoth } from './contestants.ts'
import { fillInThread } from './fill-thread.ts'
import type { Options } from './options.ts'
import { probe, type Wait, type Waits } from './probe.ts'
import type { Row } from './table.ts'

const targetMs = 10
const pace = { batchLength: 100, perSecond: 150_000 }

const insertAndProbe = (server: ServerProcess, keys: number) =>
  probe(server, () => fillInThread(server.port, keys, pace))

export async function stall({ quick }: Options): Promise<Row[]> {
  const keys = quick ? 1_000_000 : 5_000_000
  const both = await startBoth()
  const redis = await insertAndProbe(both.redis, keys)
  const holdfast = await insertAndProbe(both.holdfast, keys)
  await stopBoth(both)
  const what = `request while ${keys / 1e6}M keys are inserted`
  const row = (name: string, of: (waits: Waits) => number, target = ''): Row => ({
    what: `${what}, ${name}`,
    redis: `${of(redis).toFixed(2)} ms`,
    holdfast: `${of(holdfast).toFixed(2)} ms`,
    target,
    ...(target === '' ? {} : { met: of(holdfast) <= targetMs }),
  })
  const time = (wait: Wait) => wait.time
  const share = (part: number, of: (wait: Wait) => number) => (waits: Waits) => {
    const numbers = waits.map(of).sort((a, b) => a - b)
    return numbers[Math.ceil(numbers.length * part) - 1] ?? Number.NaN
  }
  const long = (waits: Waits) => `${waits.filter(wait => wait.time > targetMs).length} of ${waits.length}`
  return [
    row('p99', share(0.99, time)),
    row('p99.9', share(0.999, time)),
    row('longest', share(1, time), `<= ${targetMs} ms`),
    row(
      'longest that the server ran',
      share(1, wait => wait.ran),
      `<= ${targetMs} ms`,
    ),
    { what: `${what}, longer than ${targetMs} ms`, redis: long(redis), holdfast: long(holdfast), target: '' },
  ]
}

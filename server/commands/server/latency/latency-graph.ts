/** LATENCY GRAPH: the samples of one event as columns of characters. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { LatencySample } from '../../../engine/latency.ts'

export const latencyGraph = command<ServerContext>({
  name: 'GRAPH',
  group: 'server',
  since: '2.8.13',
  arity: 3,
  summary: 'Return a latency graph for the event.',
  complexity: 'O(1)',
  syntax: 'event',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
  run({ reply, server }, args) {
    const name = args.text(2)
    const series = server.latency.events.get(name)
    if (series === undefined) {
      reply.error(`ERR No samples available for event '${name}'`)
      return
    }
    const all = series.samples.map(({ ms }) => ms)
    const head =
      `${name} - high ${Math.max(...all)} ms, low ${Math.min(...all)} ms ` +
      `(all time high ${Math.round(series.max)} ms)\n${'-'.repeat(80)}\n`
    reply.verbatim('txt', head + columns(series.samples))
  },
})

const ROWS = 4

/** One column per sample, its height by its duration. */
function columns(samples: readonly LatencySample[]): string {
  const low = Math.min(...samples.map(({ ms }) => ms))
  const span = Math.max(1, Math.max(...samples.map(({ ms }) => ms)) - low)
  let text = ''
  for (let row = ROWS - 1; row >= 0; row--) {
    for (const { ms } of samples) {
      const height = ((ms - low) / span) * (ROWS - 1)
      text += height >= row ? (height < row + 1 ? '#' : '|') : ' '
    }
    text += '\n'
  }
  return text
}

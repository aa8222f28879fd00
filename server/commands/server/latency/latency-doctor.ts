/** LATENCY DOCTOR: the samples told in words. */
import { formatHundredths } from '../../../../shared/bytes/double.ts'
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { LatencySeries } from '../../../engine/latency.ts'

export const latencyDoctor = command<ServerContext>({
  name: 'DOCTOR',
  group: 'server',
  since: '2.8.13',
  arity: 2,
  summary: 'Return a human readable latency analysis report.',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
  run({ reply, server }) {
    const { events, threshold } = server.latency
    if (threshold === 0 && events.size === 0) reply.verbatim('txt', DISABLED)
    else if (events.size === 0) reply.verbatim('txt', HEALTHY)
    else {
      const lines = [...events].map(([name, series], i) => `${i + 1}. ${name}: ${report(series)}\n`)
      reply.verbatim('txt', `${SPIKES}${lines.join('')}`)
    }
  },
})

const DISABLED =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use " +
  '"CONFIG SET latency-monitor-threshold <milliseconds>." in order to enable it.\n'
const HEALTHY =
  'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the ' +
  'slightest bit.\n'
const SPIKES =
  "Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do " +
  'you Dave?\n\n'

function report({ samples, max }: LatencySeries): string {
  const average = samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length
  const deviation = samples.reduce((sum, { ms }) => sum + Math.abs(ms - average), 0) / samples.length
  const period = (samples.at(-1)!.at - samples[0]!.at) / samples.length
  return (
    `${samples.length} latency spikes (average ${Math.round(average)}ms, mean deviation ` +
    `${Math.round(deviation)}ms, period ${formatHundredths(period)} sec). ` +
    `Worst all time event ${Math.round(max)}ms.`
  )
}

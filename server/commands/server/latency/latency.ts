/** LATENCY: when and by what the server was slow. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { latencyDoctor } from './latency-doctor.ts'
import { latencyGraph } from './latency-graph.ts'
import { latencyHelp } from './latency-help.ts'
import { latencyHistogram } from './latency-histogram.ts'
import { latencyHistory } from './latency-history.ts'
import { latencyLatest } from './latency-latest.ts'
import { latencyReset } from './latency-reset.ts'

export const latency = command<ServerContext>({
  name: 'LATENCY',
  group: 'server',
  since: '2.8.13',
  arity: -2,
  summary: 'A container for latency diagnostics commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [
    latencyHelp,
    latencyLatest,
    latencyGraph,
    latencyHistory,
    latencyHistogram,
    latencyReset,
    latencyDoctor,
  ],
})

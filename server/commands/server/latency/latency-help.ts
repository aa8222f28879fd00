/** LATENCY HELP. */
import { command } from '../../../../shared/command/command.ts'
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const latencyHelp = command<ServerContext>({
  name: 'HELP',
  group: 'server',
  since: '2.8.13',
  arity: 2,
  summary: 'Show helpful text about the different subcommands.',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  run({ reply }) {
    replyHelp(reply, 'LATENCY', LINES)
  },
})

const LINES = [
  'DOCTOR',
  '    Return a human readable latency analysis report.',
  'GRAPH <event>',
  '    Return an ASCII latency graph for the <event> class.',
  'HISTORY <event>',
  '    Return time-latency samples for the <event> class.',
  'LATEST',
  '    Return the latest latency samples for all events.',
  'RESET [<event> ...]',
  '    Reset latency data of one or more <event> classes.',
  '    (default: reset all data for all event classes)',
  'HISTOGRAM [COMMAND ...]',
  '    Return a cumulative distribution of latencies in the format of a histogram for the specified ' +
    'command names.',
  '    If no commands are specified then all histograms are replied.',
]

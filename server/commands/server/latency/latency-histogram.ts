/** LATENCY HISTOGRAM: how long the calls of commands took, counted up to powers of two. */
import { command } from '../../../../shared/command/command.ts'
import type { CommandEntry } from '../../../../shared/command/entry.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const latencyHistogram = command<ServerContext>({
  name: 'HISTOGRAM',
  group: 'server',
  since: '7.0.0',
  arity: -2,
  summary: 'Return the cumulative distribution of latencies of a subset of commands or all.',
  complexity: 'O(N) where N is the number of commands with latency information being retrieved.',
  syntax: '[command...]',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
  run({ commands, reply }, args) {
    const found: CommandEntry[] = []
    const add = (entry: CommandEntry | undefined): void => {
      if (entry !== undefined && entry.latency !== null) found.push(entry)
    }
    if (args.argc === 2) for (const entry of commands.entries()) add(entry)
    for (let i = 2; i < args.argc; i++) {
      const entry = commands.get(args.text(i).toLowerCase())
      add(entry)
      for (const sub of entry?.subcommands?.values() ?? []) add(sub)
    }
    reply.map(found.length)
    for (const { name, latency } of found) {
      const rows = latency!.cumulative()
      reply.bulkText(name)
      reply.map(2)
      reply.bulkText('calls')
      reply.integer(latency!.total)
      reply.bulkText('histogram_usec')
      reply.map(rows.length)
      for (const [usec, calls] of rows) {
        reply.integer(usec)
        reply.integer(calls)
      }
    }
  },
})

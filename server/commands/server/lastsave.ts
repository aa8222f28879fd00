/** LASTSAVE: when the data were last saved well, Unix time. */
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'

export const lastsave = command<ServerContext>({
  name: 'LASTSAVE',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Get the UNIX time stamp of the last successful save to disk',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'fast'],
  categories: ['@admin', '@dangerous'],
  tips: ['nondeterministic_output'],
  run({ reply, server }) {
    reply.integer(Math.floor(server.lastSave / 1000))
  },
})

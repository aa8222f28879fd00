/** COMMAND COUNT: commands, their subcommands not counted. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const commandCount = command<CommandContext>({
  name: 'COUNT',
  group: 'server',
  since: '2.8.13',
  arity: 2,
  summary: 'Get total number of Redis commands',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  run({ commands, reply }) {
    reply.integer(commands.byName.size)
  },
})

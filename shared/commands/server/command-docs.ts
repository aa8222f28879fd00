/** COMMAND DOCS: what redis-cli and other tools make their help from. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replyDocs } from '../../command/docs-reply.ts'
import type { CommandEntry } from '../../command/entry.ts'

export const commandDocs = command<CommandContext>({
  name: 'DOCS',
  group: 'server',
  since: '7.0.0',
  arity: -2,
  summary: 'Get array of specific Redis command documentation',
  complexity: 'O(N) where N is the number of commands to look up',
  syntax: '[command-name...]',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  tips: ['nondeterministic_output_order'],
  run({ commands, reply }, args) {
    const asked: CommandEntry[] = args.argc === 2 ? [...commands.byName.values()] : []
    for (let i = 2; i < args.argc; i++) {
      const entry = commands.get(args.text(i).toLowerCase())
      if (entry !== undefined) asked.push(entry)
    }
    reply.map(asked.length)
    for (const entry of asked) replyDocs(reply, entry)
  },
})

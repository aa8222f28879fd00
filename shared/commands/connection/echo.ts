/** ECHO. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const echo = command<CommandContext>({
  name: 'ECHO',
  group: 'connection',
  since: '1.0.0',
  arity: 2,
  summary: 'Echo the given string',
  complexity: 'O(1)',
  syntax: 'message',
  flags: ['loading', 'stale', 'fast'],
  run({ reply }, args) {
    reply.bulk(args.buf, args.off[1]!, args.len[1]!)
  },
})

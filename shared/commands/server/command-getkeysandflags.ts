/** COMMAND GETKEYSANDFLAGS: the keys in a whole command, and what happens to each. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replyKeyFlags } from '../../command/info-reply.ts'
import { keysOfRequest } from './keys-of-request.ts'

export const commandGetkeysandflags = command<CommandContext>({
  name: 'GETKEYSANDFLAGS',
  group: 'server',
  since: '7.0.0',
  arity: -4,
  summary: 'Extract keys and access flags given a full Redis command',
  complexity: 'O(N) where N is the number of arguments to the command',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  run(ctx, args) {
    const { reply } = ctx
    const request = args.from(2)
    const keys = keysOfRequest(ctx, request)
    if (keys === null) return
    reply.array(keys.length)
    for (const { at, flags } of keys) {
      reply.array(2)
      reply.bulk(request.buf, request.off[at]!, request.len[at]!)
      replyKeyFlags(reply, flags)
    }
  },
})

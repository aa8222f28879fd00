/** COMMAND GETKEYS: the keys in a whole command. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { keysOfRequest } from './keys-of-request.ts'

export const commandGetkeys = command<CommandContext>({
  name: 'GETKEYS',
  group: 'server',
  since: '2.8.13',
  arity: -4,
  summary: 'Extract keys given a full Redis command',
  complexity: 'O(N) where N is the number of arguments to the command',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  run(ctx, args) {
    const request = args.from(2)
    const keys = keysOfRequest(ctx, request)
    if (keys === null) return
    ctx.reply.array(keys.length)
    for (const { at } of keys) ctx.reply.bulk(request.buf, request.off[at]!, request.len[at]!)
  },
})

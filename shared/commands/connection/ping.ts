/** PING: in RESP2 a subscribed connection gets its answer in the shape of a message. */
import { clientState } from '../../client/client.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { wrongArity } from '../../resp/errors.ts'

export const ping = command<CommandContext>({
  name: 'PING',
  group: 'connection',
  since: '1.0.0',
  arity: -1,
  summary: 'Ping the server',
  complexity: 'O(1)',
  syntax: '[message]',
  flags: ['fast', 'sentinel'],
  tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  run({ client, reply }, args) {
    if (args.argc > 2) {
      reply.error(wrongArity('ping'))
      return
    }
    if (client.has(clientState.subscribed) && !client.resp3) {
      reply.array(2)
      reply.bulkText('pong')
      if (args.argc === 1) reply.bulkText('')
      else reply.bulk(args.buf, args.off[1]!, args.len[1]!)
    } else if (args.argc === 1) reply.raw(PONG)
    else reply.bulk(args.buf, args.off[1]!, args.len[1]!)
  },
})

const PONG: Uint8Array = Buffer.from('+PONG\r\n')

/** CLIENT SETINFO: what client library this is. A library asks unasked, so the rules are strict. */
import { isVisible, notVisible } from '../../client/name.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'

export const clientSetinfo = command<CommandContext>({
  name: 'SETINFO',
  group: 'connection',
  since: '7.2.0',
  arity: 4,
  summary: 'Sets information specific to the client or connection.',
  complexity: 'O(1)',
  syntax: 'attr=(LIB-NAME libname|LIB-VER libver)',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  run({ client, reply }, args) {
    const attribute = args.text(2)
    const name = args.is(2, 'LIB-NAME')
    if (!name && !args.is(2, 'LIB-VER')) {
      reply.error(`ERR Unrecognized option '${attribute}'`)
      return
    }
    if (!isVisible(args, 3)) {
      reply.error(notVisible(attribute))
      return
    }
    if (name) client.libName = args.text(3)
    else client.libVersion = args.text(3)
    reply.ok()
  },
})

/** SLOWLOG GET: the newest entries, ten unless said. */
import { command } from '../../../../shared/command/command.ts'
import { subcommandSyntax } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const slowlogGet = command<ServerContext>({
  name: 'GET',
  group: 'server',
  since: '2.2.12',
  arity: -2,
  summary: "Get the slow log's entries",
  complexity: 'O(N) where N is the number of entries returned',
  syntax: '[count:integer]',
  flags: ['admin', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'nondeterministic_output'],
  history: [['4.0.0', 'Added client IP address, port and name to the reply.']],
  run({ reply, server }, args) {
    if (args.argc > 3) {
      reply.error(subcommandSyntax(args, 'SLOWLOG'))
      return
    }
    const count = args.argc === 3 ? args.integer(2) : USUAL
    if (!(count >= -1)) {
      reply.error('ERR count should be greater than or equal to -1')
      return
    }
    const { entries } = server.slowlog
    const shown = count === -1 ? entries : entries.slice(0, count)
    reply.array(shown.length)
    for (const { id, at, usec, args: words, addr, name } of shown) {
      reply.array(6)
      reply.integer(id)
      reply.integer(at)
      reply.integer(usec)
      reply.array(words.length)
      for (const word of words) reply.bulkText(word)
      reply.bulkText(addr)
      reply.bulkText(name)
    }
  },
})

const USUAL = 10

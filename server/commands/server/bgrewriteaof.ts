/** BGREWRITEAOF: begins to rewrite the append only file, or when the snapshot that runs is over. */
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Persistence } from '../../persistence/persistence.ts'

export const bgrewriteaof = command<ServerContext>({
  name: 'BGREWRITEAOF',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Asynchronously rewrite the append-only file',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'no_async_loading'],
  run({ inTransaction, reply, server }) {
    const answer = Persistence.of(server).aof.ask(inTransaction)
    if (answer === 'running') {
      reply.error('ERR Background append only file rewriting already in progress')
    } else reply.status(`Background append only file rewriting ${answer}`)
  },
})

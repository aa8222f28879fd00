/** SELECT: the database that the connection's further commands are about. */
import { command } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'

export const select = command<ServerContext>({
  name: 'SELECT',
  group: 'connection',
  since: '1.0.0',
  arity: 2,
  summary: 'Change the selected database for the current connection',
  complexity: 'O(1)',
  syntax: 'index:integer',
  flags: ['loading', 'stale', 'fast'],
  run({ client, reply, server }, args) {
    const index = args.integer(1)
    if (Number.isNaN(index)) reply.error(errors.notInteger)
    else if (Math.abs(index) > INT_MAX) reply.error(NO_INT)
    else if (index < 0 || index >= server.keyspace.databases.length) reply.error(errors.dbIndex)
    else {
      client.db = index
      reply.ok()
    }
  },
})

const INT_MAX = 2147483647
const NO_INT = 'ERR value is out of range, value must between -2147483648 and 2147483647'

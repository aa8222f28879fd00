/** HLEN: as in Redis, fields whose time has passed count until they are deleted. */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { openToRead } from './open-hash.ts'

export const hlen = command<ServerContext>({
  name: 'HLEN',
  group: 'hash',
  since: '2.0.0',
  arity: 2,
  summary: 'Get the number of fields in a hash',
  complexity: 'O(1)',
  syntax: 'key',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO'),
  run(ctx, args) {
    if (openToRead(ctx, args)) ctx.reply.integer(ctx.values.hashes.length())
  },
})

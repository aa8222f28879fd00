/** LOLWUT: the version, as Redis answers when it has no picture for it. */
import { command } from '../../../shared/command/command.ts'
import { REDIS_VERSION } from '../../../shared/command/version.ts'
import type { ServerContext } from '../../engine/context.ts'

export const lolwut = command<ServerContext>({
  name: 'LOLWUT',
  group: 'server',
  since: '5.0.0',
  arity: -1,
  summary: 'Display some computer art and the Redis version',
  syntax: '[VERSION version:integer]',
  flags: ['readonly', 'fast'],
  run({ reply }) {
    reply.verbatim('txt', `Redis ver. ${REDIS_VERSION}\n`)
  },
})

/** DEBUG's subcommands of a line or two. */
import { latin1, latin1Bytes } from '../../../../shared/bytes/text.ts'
import type { DebugSubcommand } from './subcommand.ts'

export const smallSubcommands: DebugSubcommand[] = [
  {
    name: 'CHANGE-REPL-ID',
    least: 2,
    most: 2,
    help: [
      'CHANGE-REPL-ID',
      '    Change the replication IDs of the instance.',
      '    Dangerous: should be used only for testing the replication subsystem.',
    ],
    run({ reply, server }) {
      server.notice.notice('Changing replication IDs after receiving change-repl-id')
      server.changeReplicationId()
      reply.ok()
    },
  },
  {
    name: 'ERROR',
    least: 3,
    most: 3,
    help: [
      'ERROR <string>',
      '    Return a Redis protocol error with <string> as message. Useful for clients',
      '    unit tests to simulate Redis errors.',
    ],
    // Not counted as an error, as in Redis.
    run: ({ reply }, args) => reply.raw(latin1Bytes(`-${args.text(2).replace(/[\r\n]/g, ' ')}\r\n`)),
  },
  {
    name: 'LOG',
    least: 3,
    most: 3,
    help: ['LOG <message>', '    Write <message> to the server log.'],
    run({ reply, server }, args) {
      server.notice.warning(`DEBUG LOG: ${latin1(args.view(2))}`)
      reply.ok()
    },
  },
  {
    name: 'SLEEP',
    least: 3,
    most: 3,
    help: ['SLEEP <seconds>', '    Stop the server for <seconds>. Decimals allowed.'],
    /** Like strtod, what is no number is zero. */
    run({ reply, server }, args) {
      server.parts.world.sleep(Math.max(0, Number.parseFloat(args.text(2)) || 0) * 1000)
      reply.ok()
    },
  },
]

/** DEBUG's subcommands that turn something of the server off and on for a test. */
import { errors } from '../../../../shared/resp/errors.ts'
import { type DebugSubcommand, isOn } from './subcommand.ts'

export const switches: DebugSubcommand[] = [
  {
    name: 'PAUSE-CRON',
    least: 3,
    most: 3,
    help: ['PAUSE-CRON <0|1>', '    Stop periodic cron job processing.'],
    run({ reply, server }, args) {
      server.cronPaused = isOn(args, 2)
      reply.ok()
    },
  },
  {
    name: 'SET-ACTIVE-EXPIRE',
    least: 3,
    most: 3,
    help: [
      'SET-ACTIVE-EXPIRE <0|1>',
      '    Setting it to 0 disables expiring keys in background when they are not',
      '    accessed (otherwise the Redis behavior). Setting it to 1 reenables back the',
      '    default.',
    ],
    run({ reply, server }, args) {
      server.activeExpire = isOn(args, 2)
      reply.ok()
    },
  },
  {
    name: 'SET-SKIP-CHECKSUM-VALIDATION',
    least: 3,
    most: 3,
    help: [
      'SET-SKIP-CHECKSUM-VALIDATION <0|1>',
      "    Enables or disables checksum checks for RDB files and RESTORE's payload.",
    ],
    run({ reply, server }, args) {
      server.skipChecksums = isOn(args, 2)
      reply.ok()
    },
  },
  {
    name: 'DROP-CLUSTER-PACKET-FILTER',
    least: 3,
    most: 3,
    help: [
      'DROP-CLUSTER-PACKET-FILTER <packet-type>',
      '    Drop all packets that match the filtered type. Set to -1 allow all packets.',
    ],
    // Without cluster mode there are no such packets, in Redis as here.
    run({ reply }, args) {
      if (args.int64(2) === null) reply.error(errors.notInteger)
      else reply.ok()
    },
  },
  {
    name: 'CLUSTERLINK',
    least: 5,
    most: 5,
    help: [
      'CLUSTERLINK KILL <to|from|all> <node-id>',
      '    Kills the link based on the direction to/from (both) with the provided node.',
    ],
    run({ reply }) {
      reply.error('ERR Debug option only available for cluster mode enabled setup!')
    },
  },
]

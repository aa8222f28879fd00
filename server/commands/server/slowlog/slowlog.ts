/** SLOWLOG: the latest commands that took long. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { slowlogGet } from './slowlog-get.ts'
import { slowlogHelp } from './slowlog-help.ts'
import { slowlogLen } from './slowlog-len.ts'
import { slowlogReset } from './slowlog-reset.ts'

export const slowlog = command<ServerContext>({
  name: 'SLOWLOG',
  group: 'server',
  since: '2.2.12',
  arity: -2,
  summary: 'A container for slow log commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [slowlogReset, slowlogLen, slowlogGet, slowlogHelp],
})

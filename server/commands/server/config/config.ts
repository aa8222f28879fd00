/** CONFIG: reads and changes the configuration while the server runs. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { configGet } from './config-get.ts'
import { configHelp } from './config-help.ts'
import { configResetstat } from './config-resetstat.ts'
import { configRewrite } from './config-rewrite.ts'
import { configSet } from './config-set.ts'

export const config = command<ServerContext>({
  name: 'CONFIG',
  group: 'server',
  since: '2.0.0',
  arity: -2,
  summary: 'A container for server configuration commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [configRewrite, configResetstat, configGet, configHelp, configSet],
})

/** MODULE: modules are machine code for redis-server, which this process cannot load; there is none. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { moduleHelp } from './module-help.ts'
import { moduleList } from './module-list.ts'
import { moduleLoad } from './module-load.ts'
import { moduleLoadex } from './module-loadex.ts'
import { moduleUnload } from './module-unload.ts'

export const module = command<ServerContext>({
  name: 'MODULE',
  group: 'server',
  since: '4.0.0',
  arity: -2,
  summary: 'A container for module commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [moduleHelp, moduleList, moduleLoad, moduleLoadex, moduleUnload],
})

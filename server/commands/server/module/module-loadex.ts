import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { refuseModule } from './load-refused.ts'

export const moduleLoadex = command<ServerContext>({
  name: 'LOADEX',
  group: 'server',
  since: '7.0.0',
  arity: -3,
  summary: 'Load a module with extended parameters',
  complexity: 'O(1)',
  syntax: 'path [configs=CONFIG (name value)]... [args=ARGS (arg)...]',
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  run: refuseModule,
})

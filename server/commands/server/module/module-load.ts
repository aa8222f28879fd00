import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { refuseModule } from './load-refused.ts'

export const moduleLoad = command<ServerContext>({
  name: 'LOAD',
  group: 'server',
  since: '4.0.0',
  arity: -3,
  summary: 'Load a module',
  complexity: 'O(1)',
  syntax: 'path [arg...]',
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  run: refuseModule,
})

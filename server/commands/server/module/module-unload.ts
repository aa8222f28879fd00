import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { mayChangeModules } from './load-refused.ts'

export const moduleUnload = command<ServerContext>({
  name: 'UNLOAD',
  group: 'server',
  since: '4.0.0',
  arity: 3,
  summary: 'Unload a module',
  complexity: 'O(1)',
  syntax: 'name',
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  run(ctx) {
    if (!mayChangeModules(ctx)) return
    ctx.reply.error('ERR Error unloading module: no such module with that name')
  },
})

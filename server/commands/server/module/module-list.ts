import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const moduleList = command<ServerContext>({
  name: 'LIST',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'List all modules loaded by the server',
  complexity: 'O(N) where N is the number of loaded modules.',
  flags: ['admin', 'noscript'],
  tips: ['nondeterministic_output_order'],
  run({ reply }) {
    reply.array(0)
  },
})

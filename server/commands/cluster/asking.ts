import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { clusterDisabled } from './disabled.ts'

export const asking = command<ServerContext>({
  name: 'ASKING',
  group: 'cluster',
  since: '3.0.0',
  arity: 1,
  summary: 'Sent by cluster clients after an -ASK redirect',
  complexity: 'O(1)',
  flags: ['fast'],
  categories: ['@connection'],
  run: clusterDisabled,
})

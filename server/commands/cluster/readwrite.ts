import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { clusterDisabled } from './disabled.ts'

export const readwrite = command<ServerContext>({
  name: 'READWRITE',
  group: 'cluster',
  since: '3.0.0',
  arity: 1,
  summary: 'Disables read queries for a connection to a cluster replica node',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'fast'],
  categories: ['@connection'],
  run: clusterDisabled,
})

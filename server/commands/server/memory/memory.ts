/** MEMORY: where the memory is. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { memoryDoctor } from './memory-doctor.ts'
import { memoryHelp } from './memory-help.ts'
import { memoryMallocStats } from './memory-malloc-stats.ts'
import { memoryPurge } from './memory-purge.ts'
import { memoryStats } from './memory-stats.ts'
import { memoryUsage } from './memory-usage.ts'

export const memory = command<ServerContext>({
  name: 'MEMORY',
  group: 'server',
  since: '4.0.0',
  arity: -2,
  summary: 'A container for memory diagnostics commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [memoryMallocStats, memoryDoctor, memoryHelp, memoryPurge, memoryUsage, memoryStats],
})

/** MEMORY HELP. */
import { command } from '../../../../shared/command/command.ts'
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const memoryHelp = command<ServerContext>({
  name: 'HELP',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  run({ reply }) {
    replyHelp(reply, 'MEMORY', LINES)
  },
})

const LINES = [
  'DOCTOR',
  '    Return memory problems reports.',
  'MALLOC-STATS',
  '    Return internal statistics report from the memory allocator.',
  'PURGE',
  '    Attempt to purge dirty pages for reclamation by the allocator.',
  'STATS',
  '    Return information about the memory usage of the server.',
  'USAGE <key> [SAMPLES <count>]',
  '    Return memory in bytes used by <key> and its value. Nested values are',
  '    sampled up to <count> times (default: 5, 0 means sample all).',
]

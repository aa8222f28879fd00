/** CONFIG HELP. */
import { command } from '../../../../shared/command/command.ts'
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const configHelp = command<ServerContext>({
  name: 'HELP',
  group: 'server',
  since: '5.0.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  run({ reply }) {
    replyHelp(reply, 'CONFIG', LINES)
  },
})

const LINES = [
  'GET <pattern>',
  '    Return parameters matching the glob-like <pattern> and their values.',
  'SET <directive> <value>',
  '    Set the configuration <directive> to <value>.',
  'RESETSTAT',
  '    Reset statistics reported by the INFO command.',
  'REWRITE',
  '    Rewrite the configuration file.',
]

/** MODULE HELP. */
import { command } from '../../../../shared/command/command.ts'
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const moduleHelp = command<ServerContext>({
  name: 'HELP',
  group: 'server',
  since: '5.0.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  run({ reply }) {
    replyHelp(reply, 'MODULE', LINES)
  },
})

const LINES = [
  'LIST',
  '    Return a list of loaded modules.',
  'LOAD <path> [<arg> ...]',
  '    Load a module library from <path>, passing to it any optional arguments.',
  'LOADEX <path> [[CONFIG NAME VALUE] [CONFIG NAME VALUE]] [ARGS ...]',
  '    Load a module library from <path>, while passing it module configurations and optional arguments.',
  'UNLOAD <name>',
  '    Unload a module.',
]

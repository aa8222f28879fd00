/** COMMAND: every command with flags, keys and categories, or what a subcommand asks. */
import { command as define } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replyAll } from '../../command/info-reply.ts'
import { commandCount } from './command-count.ts'
import { commandDocs } from './command-docs.ts'
import { commandGetkeys } from './command-getkeys.ts'
import { commandGetkeysandflags } from './command-getkeysandflags.ts'
import { commandHelp } from './command-help.ts'
import { commandInfo } from './command-info.ts'
import { commandList } from './command-list.ts'

export const command = define<CommandContext>({
  name: 'COMMAND',
  group: 'server',
  since: '2.8.13',
  arity: -1,
  summary: 'Get array of Redis command details',
  complexity: 'O(N) where N is the total number of Redis commands',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  tips: ['nondeterministic_output_order'],
  subcommands: [
    commandCount,
    commandDocs,
    commandGetkeys,
    commandGetkeysandflags,
    commandHelp,
    commandInfo,
    commandList,
  ],
  run({ commands, reply }) {
    replyAll(reply, commands)
  },
})

/** COMMAND HELP. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replyHelp } from '../../command/help.ts'

export const commandHelp = command<CommandContext>({
  name: 'HELP',
  group: 'server',
  since: '5.0.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  run({ reply }) {
    replyHelp(reply, 'COMMAND', [
      '(no subcommand)',
      '    Return details about all Redis commands.',
      'COUNT',
      '    Return the total number of commands in this Redis server.',
      'LIST',
      '    Return a list of all commands in this Redis server.',
      'INFO [<command-name> ...]',
      '    Return details about multiple Redis commands.',
      '    If no command names are given, documentation details for all',
      '    commands are returned.',
      'DOCS [<command-name> ...]',
      '    Return documentation details about multiple Redis commands.',
      '    If no command names are given, documentation details for all',
      '    commands are returned.',
      'GETKEYS <full-command>',
      '    Return the keys from a full Redis command.',
      'GETKEYSANDFLAGS <full-command>',
      '    Return the keys and the access flags from a full Redis command.',
    ])
  },
})

/** ACL HELP. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'
import { replyHelp } from '../../../command/help.ts'

export const aclHelp = command<CommandContext>({
  name: 'HELP',
  group: 'server',
  since: '6.0.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'sentinel'],
  run({ reply }) {
    replyHelp(reply, 'ACL', LINES)
  },
})

const LINES = [
  'CAT [<category>]',
  '    List all commands that belong to <category>, or all command categories',
  '    when no category is specified.',
  'GETUSER <username>',
  "    Get the user's details.",
  'LIST',
  '    Show users details in config file format.',
  'USERS',
  '    List all the registered usernames.',
  'WHOAMI',
  '    Return the current connection username.',
]

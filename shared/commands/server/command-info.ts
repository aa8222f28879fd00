/** COMMAND INFO: null for a name that is no command. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { replyAll, replyInfo } from '../../command/info-reply.ts'

export const commandInfo = command<CommandContext>({
  name: 'INFO',
  group: 'server',
  since: '2.8.13',
  arity: -2,
  summary: 'Get array of specific Redis command details, or all when no argument is given.',
  complexity: 'O(N) where N is the number of commands to look up',
  syntax: '[command-name...]',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  tips: ['nondeterministic_output_order'],
  history: [['7.0.0', 'Allowed to be called with no argument to get info on all commands.']],
  run({ commands, reply }, args) {
    if (args.argc === 2) {
      replyAll(reply, commands)
      return
    }
    reply.array(args.argc - 2)
    for (let i = 2; i < args.argc; i++) {
      const entry = commands.get(args.text(i).toLowerCase())
      if (entry === undefined) reply.null()
      else replyInfo(reply, entry)
    }
  },
})

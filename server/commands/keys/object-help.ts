import { command } from '../../../shared/command/command.ts'
import { replyHelp } from '../../../shared/command/help.ts'
import type { ServerContext } from '../../engine/context.ts'

export const objectHelp = command<ServerContext>({
  name: 'HELP',
  group: 'generic',
  since: '6.2.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  categories: ['@keyspace'],
  run(ctx) {
    replyHelp(ctx.reply, 'OBJECT', [
      'ENCODING <key>',
      '    Return the kind of internal representation used in order to store the value',
      '    associated with a <key>.',
      'FREQ <key>',
      '    Return the access frequency index of the <key>. The returned integer is',
      '    proportional to the logarithm of the recent access frequency of the key.',
      'IDLETIME <key>',
      '    Return the idle time of the <key>, that is the approximated number of',
      '    seconds elapsed since the last access to the key.',
      'REFCOUNT <key>',
      '    Return the number of references of the value associated with the specified',
      '    <key>.',
    ])
  },
})

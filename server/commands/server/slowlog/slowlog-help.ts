/** SLOWLOG HELP. */
import { command } from '../../../../shared/command/command.ts'
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const slowlogHelp = command<ServerContext>({
  name: 'HELP',
  group: 'server',
  since: '6.2.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale'],
  run({ reply }) {
    replyHelp(reply, 'SLOWLOG', LINES)
  },
})

const LINES = [
  'GET [<count>]',
  '    Return top <count> entries from the slowlog (default: 10, -1 mean all).',
  '    Entries are made of:',
  '    id, timestamp, time in microseconds, arguments array, client IP and port,',
  '    client name',
  'LEN',
  '    Return the length of the slowlog.',
  'RESET',
  '    Reset the slowlog.',
]

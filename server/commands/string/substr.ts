import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyRange } from './reply-range.ts'

export const substr = command<ServerContext>({
  name: 'SUBSTR',
  group: 'string',
  since: '1.0.0',
  arity: 4,
  summary: 'Get a substring of the string stored at a key',
  complexity:
    'O(N) where N is the length of the returned string. The complexity is ultimately determined by ' +
    'the returned length, but because creating a substring from an existing string is very cheap, it ' +
    'can be considered O(1) for small strings.',
  syntax: 'key start:integer end:integer',
  flags: ['readonly'],
  deprecated: { since: '2.0.0', replacedBy: '`GETRANGE`' },
  keys: oneKey('RO', 'access'),
  run: replyRange,
})

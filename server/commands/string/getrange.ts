import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyRange } from './reply-range.ts'

export const getrange = command<ServerContext>({
  name: 'GETRANGE',
  group: 'string',
  since: '2.4.0',
  arity: 4,
  summary: 'Get a substring of the string stored at a key',
  complexity:
    'O(N) where N is the length of the returned string. The complexity is ultimately determined by ' +
    'the returned length, but because creating a substring from an existing string is very cheap, it ' +
    'can be considered O(1) for small strings.',
  syntax: 'key start:integer end:integer',
  flags: ['readonly'],
  keys: oneKey('RO', 'access'),
  run: replyRange,
})

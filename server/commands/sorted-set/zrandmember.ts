import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { randomMember } from './random-members.ts'

export const zrandmember = command<ServerContext>({
  name: 'ZRANDMEMBER',
  group: 'sorted-set',
  since: '6.2.0',
  arity: -2,
  summary: 'Get one or multiple random elements from a sorted set',
  complexity: 'O(N) where N is the number of elements returned',
  syntax: 'key options=[count:integer [WITHSCORES]]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    randomMember(ctx, args)
  },
})

import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { rankCommand } from './rank.ts'

export const zrevrank = command<ServerContext>({
  name: 'ZREVRANK',
  group: 'sorted-set',
  since: '2.0.0',
  arity: -3,
  summary: 'Determine the index of a member in a sorted set, with scores ordered from high to low',
  complexity: 'O(log(N))',
  syntax: 'key member [WITHSCORE@7.2.0]',
  flags: ['readonly', 'fast'],
  history: [['7.2.0', 'Added the optional `WITHSCORE` argument.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    rankCommand(ctx, args, true)
  },
})

import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_TABLE } from '../../values/set.ts'
import { addDifference, copies, differenceOf, ownPositions } from './difference.ts'
import { replyMembersAt } from './reply-members.ts'
import { beginResult, replyResult } from './result.ts'
import { readSources } from './sources.ts'

export const sdiff = command<ServerContext>({
  name: 'SDIFF',
  group: 'set',
  since: '1.0.0',
  arity: -2,
  summary: 'Subtract multiple sets',
  complexity: 'O(N) where N is the total number of elements in all given sets.',
  syntax: 'key...',
  flags: ['readonly'],
  tips: ['nondeterministic_output_order'],
  keys: manyKeys(1, 1, 'RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const found = readSources(ctx, args, 1, args.argc)
    if (found === null) return
    const sources = differenceOf(found)
    if (sources === null) return reply.set(0)
    if (copies(sources)) {
      const result = beginResult(ctx, args, 1, SET_TABLE)
      addDifference(sources, result)
      return replyResult(ctx, result)
    }
    replyMembersAt(reply, sources[0]!.sets, ownPositions(sources))
  },
})

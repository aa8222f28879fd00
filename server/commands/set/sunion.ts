import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_INTSET, SET_TABLE } from '../../values/set.ts'
import { replyMembers } from './reply-members.ts'
import { beginResult, replyResult } from './result.ts'
import { readSources } from './sources.ts'
import { addAll } from './union.ts'

export const sunion = command<ServerContext>({
  name: 'SUNION',
  group: 'set',
  since: '1.0.0',
  arity: -2,
  summary: 'Add multiple sets',
  complexity: 'O(N) where N is the total number of elements in all given sets.',
  syntax: 'key...',
  flags: ['readonly'],
  tips: ['nondeterministic_output_order'],
  keys: manyKeys(1, 1, 'RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const sources = readSources(ctx, args, 1, args.argc)
    if (sources === null) return
    const first = sources.find(source => source !== null)
    if (first === undefined) return reply.set(0)
    if (sources.every(source => source === null || source.ref === first.ref)) {
      reply.set(first.sets.length())
      return replyMembers(reply, first.sets)
    }
    const packed = sources.every(source => source === null || source.sets.encoding === SET_INTSET)
    const result = beginResult(ctx, args, 1, packed ? SET_INTSET : SET_TABLE)
    addAll(sources, result)
    replyResult(ctx, result)
  },
})

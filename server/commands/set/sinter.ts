import { command, manyKeys } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { bySize, commonPositions } from './intersection.ts'
import { replyMembersAt } from './reply-members.ts'
import { readSources } from './sources.ts'

export const sinter = command<ServerContext>({
  name: 'SINTER',
  group: 'set',
  since: '1.0.0',
  arity: -2,
  summary: 'Intersect multiple sets',
  complexity: 'O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.',
  syntax: 'key...',
  flags: ['readonly'],
  tips: ['nondeterministic_output_order'],
  keys: manyKeys(1, 1, 'RO', 'access'),
  run(ctx, args) {
    const { reply } = ctx
    const found = readSources(ctx, args, 1, args.argc)
    if (found === null) return
    const sources = bySize(found)
    if (sources === null) return reply.set(0)
    // The reply begins with its length: positions are gathered first, then the members shown once more.
    replyMembersAt(reply, sources[0]!.sets, commonPositions(sources))
  },
})

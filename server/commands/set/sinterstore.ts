import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_INTSET, SET_LISTPACK } from '../../values/set.ts'
import { storeNothing } from '../keys/store-result.ts'
import { addCommon, bySize } from './intersection.ts'
import { beginResult, storeKeys, storeSet } from './result.ts'
import { readSources } from './sources.ts'

export const sinterstore = command<ServerContext>({
  name: 'SINTERSTORE',
  group: 'set',
  since: '1.0.0',
  arity: -3,
  summary: 'Intersect multiple sets and store the resulting set in a key',
  complexity: 'O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.',
  syntax: 'destination:key key#1...',
  flags: ['write', 'denyoom'],
  keys: storeKeys('RW'),
  run(ctx, args) {
    const found = readSources(ctx, args, 2, args.argc)
    if (found === null) return
    const sources = bySize(found)
    if (sources === null) return storeNothing(ctx, args, 1)
    const ofIntegers = sources[0]!.sets.encoding === SET_INTSET
    const result = beginResult(ctx, args, 1, ofIntegers ? SET_INTSET : SET_LISTPACK)
    addCommon(sources, result)
    storeSet(ctx, args, result, 'sinterstore')
  },
})

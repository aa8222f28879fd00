import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_INTSET } from '../../values/set.ts'
import { storeNothing } from '../keys/store-result.ts'
import { addDifference, differenceOf } from './difference.ts'
import { beginResult, storeKeys, storeSet } from './result.ts'
import { readSources } from './sources.ts'

export const sdiffstore = command<ServerContext>({
  name: 'SDIFFSTORE',
  group: 'set',
  since: '1.0.0',
  arity: -3,
  summary: 'Subtract multiple sets and store the resulting set in a key',
  complexity: 'O(N) where N is the total number of elements in all given sets.',
  syntax: 'destination:key key#1...',
  flags: ['write', 'denyoom'],
  keys: storeKeys('OW'),
  run(ctx, args) {
    const found = readSources(ctx, args, 2, args.argc)
    if (found === null) return
    const sources = differenceOf(found)
    if (sources === null) return storeNothing(ctx, args, 1)
    const result = beginResult(ctx, args, 1, SET_INTSET)
    addDifference(sources, result)
    storeSet(ctx, args, result, 'sdiffstore')
  },
})

import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_INTSET } from '../../values/set.ts'
import { beginResult, storeKeys, storeSet } from './result.ts'
import { readSources } from './sources.ts'
import { addAll } from './union.ts'

export const sunionstore = command<ServerContext>({
  name: 'SUNIONSTORE',
  group: 'set',
  since: '1.0.0',
  arity: -3,
  summary: 'Add multiple sets and store the resulting set in a key',
  complexity: 'O(N) where N is the total number of elements in all given sets.',
  syntax: 'destination:key key#1...',
  flags: ['write', 'denyoom'],
  keys: storeKeys('OW'),
  run(ctx, args) {
    const sources = readSources(ctx, args, 2, args.argc)
    if (sources === null) return
    const result = beginResult(ctx, args, 1, SET_INTSET)
    addAll(sources, result)
    storeSet(ctx, args, result, 'sunionstore')
  },
})

import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { replyFields } from './reply-fields.ts'

export const hkeys = command<ServerContext>({
  name: 'HKEYS',
  group: 'hash',
  since: '2.0.0',
  arity: 2,
  summary: 'Get all the fields in a hash',
  complexity: 'O(N) where N is the size of the hash.',
  syntax: 'key',
  flags: ['readonly'],
  tips: ['nondeterministic_output_order'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    replyFields(ctx, args, true, false)
  },
})

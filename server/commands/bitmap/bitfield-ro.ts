import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readOperations, runOperations } from './bitfield-operations.ts'

export const bitfieldRo = command<ServerContext>({
  name: 'BITFIELD_RO',
  group: 'bitmap',
  since: '6.0.0',
  arity: -2,
  summary: 'Perform arbitrary bitfield integer operations on strings. Read-only variant of BITFIELD',
  complexity: 'O(1) for each subcommand specified',
  syntax: 'key [encoding_offset=GET (encoding offset:integer)]...',
  flags: ['readonly', 'fast'],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    const operations = readOperations(ctx, args, true)
    if (operations !== null) runOperations(ctx, args, operations)
  },
})

import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { readOperations, runOperations } from './bitfield-operations.ts'

export const bitfield = command<ServerContext>({
  name: 'BITFIELD',
  group: 'bitmap',
  since: '3.2.0',
  arity: -2,
  summary: 'Perform arbitrary bitfield integer operations on strings',
  complexity: 'O(1) for each subcommand specified',
  syntax:
    'key operation=[encoding_offset=GET (encoding offset:integer)|' +
    'write=([wrap_sat_fail=OVERFLOW (WRAP|SAT|FAIL)] write_operation=(' +
    'encoding_offset_value=SET (encoding offset:integer value:integer)|' +
    'encoding_offset_increment=INCRBY (encoding offset:integer increment:integer)))]...',
  flags: ['write', 'denyoom'],
  keys: [
    {
      flags: ['RW', 'access', 'update', 'variable_flags'],
      begin: { index: 1 },
      find: { last: 0, step: 1, limit: 0 },
      notes: 'This command allows both access and modification of the key',
    },
  ],
  getKeys: args => [{ at: 1, flags: writes(args) ? ['RW', 'access', 'update'] : ['RO', 'access'] }],
  run(ctx, args) {
    const operations = readOperations(ctx, args, false)
    if (operations !== null) runOperations(ctx, args, operations)
  },
})

/** Whether an operation changes the string, as far as they can be read. */
function writes(args: Args): boolean {
  for (let i = 2; i < args.argc; ) {
    const left = args.argc - i - 1
    if (args.is(i, 'GET') && left >= 2) i += 3
    else if (args.is(i, 'OVERFLOW') && left >= 1) i += 2
    else return (args.is(i, 'SET') || args.is(i, 'INCRBY')) && left >= 3
  }
  return false
}

/** HSCAN; NOVALUES is of Redis 7.4. */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPast } from '../../keyspace/field-expiry.ts'
import { type ScanKind, scanCollection } from '../keys/scan-collection.ts'
import { openToRead } from './open-hash.ts'

export const hscan = command<ServerContext>({
  name: 'HSCAN',
  group: 'hash',
  since: '2.8.0',
  arity: -3,
  summary: 'Incrementally iterate hash fields and associated values',
  complexity:
    'O(1) for every call. O(N) for a complete iteration, including enough command calls for the ' +
    'cursor to return back to 0. N is the number of elements inside the collection..',
  syntax: 'key cursor:integer [MATCH pattern] [COUNT count:integer] [NOVALUES@7.4.0]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => scanCollection(ctx, args, kind, 'NOVALUES'),
})

const kind: ScanKind = {
  open(ctx, args) {
    return openToRead(ctx, args) ? !ctx.values.hashes.isNone : null
  },
  isLarge: ({ hashes }) => hashes.isLarge,
  scan: ({ hashes }, cursor, emit) => hashes.scan(cursor, emit),
  visit: ({ hashes }, ref) => hashes.visit(ref),
  walk: ({ hashes }, position) => hashes.walk(position),
  element({ server, values }) {
    const { element, expiry } = values.hashes
    return isPast(server.keyspace.state, expiry) ? null : element
  },
  reply({ reply, values }, { noValues }) {
    const { element, value } = values.hashes
    reply.bulk(element.bytes, element.off, element.len)
    if (!noValues) reply.bulk(value.bytes, value.off, value.len)
  },
  words: ({ noValues }) => (noValues ? 1 : 2),
}

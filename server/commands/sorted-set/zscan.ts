import { formatDouble17g } from '../../../shared/bytes/double.ts'
import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { type ScanKind, scanCollection } from '../keys/scan-collection.ts'

export const zscan = command<ServerContext>({
  name: 'ZSCAN',
  group: 'sorted-set',
  since: '2.8.0',
  arity: -3,
  summary: 'Incrementally iterate sorted sets elements and associated scores',
  complexity:
    'O(1) for every call. O(N) for a complete iteration, including enough command calls for the ' +
    'cursor to return back to 0. N is the number of elements inside the collection..',
  syntax: 'key cursor:integer [MATCH pattern] [COUNT count:integer]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => scanCollection(ctx, args, kind),
})

const kind: ScanKind = {
  open(ctx, args) {
    const ref = ctx.readZset(args, 1)
    if (ref === 0 || ref === -1) return ref === 0 ? false : null
    ctx.values.zsets.open(ctx.db)
    return true
  },
  isLarge: ({ zsets }) => zsets.isLarge(),
  scan: ({ zsets }, cursor, emit) => zsets.scan(cursor, emit),
  visit: ({ zsets }, ref) => zsets.loadEntry(ref),
  walk: ({ zsets }, position) => zsets.walk(position),
  element: ({ values }) => values.zsets.element,
  reply({ reply, values }) {
    const { zsets } = values
    const { element } = zsets
    reply.bulk(element.bytes, element.off, element.len)
    if (zsets.isLarge()) {
      // Redis prints these as long doubles, with 17 digits.
      reply.bulkText(formatDouble17g(zsets.score))
      return
    }
    const text = zsets.keptScore()
    reply.bulk(text.bytes, text.off, text.len)
  },
  words: () => 2,
}

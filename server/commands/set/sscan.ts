import { command, oneKey } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_TABLE } from '../../values/set.ts'
import { type ScanKind, scanCollection } from '../keys/scan-collection.ts'
import { replyMember } from './reply-members.ts'

export const sscan = command<ServerContext>({
  name: 'SSCAN',
  group: 'set',
  since: '2.8.0',
  arity: -3,
  summary: 'Incrementally iterate Set elements',
  complexity:
    'O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to ' +
    'return back to 0. N is the number of elements inside the collection..',
  syntax: 'key cursor:integer [MATCH pattern] [COUNT count:integer]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  keys: oneKey('RO', 'access'),
  run: (ctx, args) => scanCollection(ctx, args, kind),
})

const kind: ScanKind = {
  open(ctx, args) {
    const ref = ctx.readSet(args, 1)
    if (ref === 0 || ref === -1) return ref === 0 ? false : null
    ctx.values.sets.open(ctx.db)
    return true
  },
  isLarge: ({ sets }) => sets.encoding === SET_TABLE,
  scan: ({ sets }, cursor, emit) => sets.scan(cursor, emit),
  visit: ({ sets }, place) => sets.show(place),
  walk: ({ sets }, position) => sets.walk(position),
  element: ({ values }) => values.sets.element,
  reply: ({ reply, values }) => replyMember(reply, values.sets),
  words: () => 1,
}

/** KEYS: all keys that match, in two passes, so that nothing but their references is held. */

import { globAll, matchGlob } from '../../../shared/bytes/glob.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { hasPassed } from '../../values/has-passed.ts'

export const keys = command<ServerContext>({
  name: 'KEYS',
  group: 'generic',
  since: '1.0.0',
  arity: 2,
  summary: 'Find all keys matching the given pattern',
  complexity:
    'O(N) with N being the number of keys in the database, under the assumption that the key names ' +
    'in the database and the given pattern have limited length.',
  syntax: 'pattern',
  flags: ['readonly'],
  categories: ['@keyspace', '@dangerous'],
  tips: ['request_policy:all_shards', 'nondeterministic_output_order'],
  run(ctx, args) {
    const { db, reply } = ctx
    const { records } = db
    const found = new References()
    const { buf } = args
    const off = args.off[1]!
    const len = args.len[1]!
    const all = globAll(buf, off, len)
    db.table.each(ref => {
      records.load(ref)
      const { expireAt, bytes, keyAt, keyLength } = records
      if (expireAt >= 0 && hasPassed(expireAt, ctx.now)) return
      if (all || matchGlob(buf, off, len, bytes, keyAt, keyLength, false)) found.add(ref)
    })
    reply.array(found.count)
    for (let i = 0; i < found.count; i++) {
      records.load(found.refs[i]!)
      reply.bulk(records.bytes, records.keyAt, records.keyLength)
    }
  },
})

/** The keys found, four bytes each: a reply begins with their number. */
class References {
  refs = new Int32Array(64)
  count = 0

  add(ref: number): void {
    if (this.count === this.refs.length) {
      const grown = new Int32Array(this.count * 2)
      grown.set(this.refs)
      this.refs = grown
    }
    this.refs[this.count++] = ref
  }
}

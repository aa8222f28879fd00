import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { hasPassed } from '../../values/has-passed.ts'

export const randomkey = command<ServerContext>({
  name: 'RANDOMKEY',
  group: 'generic',
  since: '1.0.0',
  arity: 1,
  summary: 'Return a random key from the keyspace',
  complexity: 'O(1)',
  flags: ['readonly'],
  categories: ['@keyspace'],
  tips: ['request_policy:all_shards', 'nondeterministic_output'],
  run(ctx) {
    const ref = randomKey(ctx)
    const { records } = ctx.db
    if (ref === 0) return ctx.reply.null()
    records.load(ref)
    ctx.reply.bulk(records.bytes, records.keyAt, records.keyLength)
  },
})

/** How often an expired key is drawn before it is shown: on a replica, which may not delete it. */
const TRIES = 100

function randomKey(ctx: ServerContext): number {
  const { db, random, server } = ctx
  const { state } = server.keyspace
  for (let tries = 1; ; tries++) {
    const ref = db.table.sample(random.below(2 ** 32), random.below(2 ** 32))
    if (ref === 0) return 0
    const expireAt = db.records.expiry(ref)
    if (expireAt < 0 || !hasPassed(expireAt, state.now)) return ref
    if (!state.isReplica && !state.paused) db.dropExpired(ref)
    else if (tries >= TRIES) return ref
  }
}

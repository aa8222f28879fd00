/** WAIT and WAITAOF: wait until replicas have what was written. */
import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import { readTimeoutMs } from '../../../shared/command/timeout.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Replication } from '../../replication/replication.ts'

export const wait = command<ServerContext>({
  name: 'WAIT',
  group: 'generic',
  since: '3.0.0',
  arity: 3,
  summary:
    'Wait for the synchronous replication of all the write commands sent in the context of the ' +
    'current connection',
  complexity: 'O(1)',
  syntax: 'numreplicas:integer timeout:integer',
  flags: ['noscript'],
  categories: ['@connection'],
  tips: ['request_policy:all_shards', 'response_policy:agg_min'],
  run(ctx, args) {
    const replication = Replication.of(ctx.server)
    if (refuseOnReplica(replication, ctx, 'WAIT')) return
    const replicas = readCount(args, 1)
    if (Number.isNaN(replicas)) {
      ctx.reply.error(errors.notInteger)
      return
    }
    const timeout = readTimeoutMs(ctx, args, 2)
    if (timeout < 0) return
    const count = replication.waiters.count(false)
    if (count >= replicas || mayNotBlock(replication, ctx)) ctx.reply.integer(count)
    else replication.waiters.block(ctx.client, null, replicas, timeout)
  },
})

export const waitaof = command<ServerContext>({
  name: 'WAITAOF',
  group: 'generic',
  since: '7.2.0',
  arity: 4,
  summary:
    'Blocks until all of the preceding write commands sent by the connection are written to the ' +
    'append-only file of the master and/or replicas.',
  complexity: 'O(1)',
  syntax: 'numlocal:integer numreplicas:integer timeout:integer',
  flags: ['noscript'],
  categories: ['@connection'],
  tips: ['request_policy:all_shards', 'response_policy:agg_min'],
  run(ctx, args) {
    const replication = Replication.of(ctx.server)
    const local = readCount(args, 1)
    const replicas = readCount(args, 2)
    if (Number.isNaN(local)) {
      ctx.reply.error(errors.notInteger)
      return
    }
    if (local < 0 || local > 1) {
      ctx.reply.error('ERR value is out of range, must be between 0 and 1')
      return
    }
    if (Number.isNaN(replicas) || replicas < 0) {
      ctx.reply.error(Number.isNaN(replicas) ? errors.notInteger : errors.positive)
      return
    }
    const timeout = readTimeoutMs(ctx, args, 3)
    if (timeout < 0 || refuseOnReplica(replication, ctx, 'WAITAOF')) return
    if (local > 0 && !ctx.server.store.bool('appendonly')) {
      ctx.reply.error('ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.')
      return
    }
    const { waiters } = replication
    const count = waiters.count(true)
    const own = waiters.local()
    if ((count >= replicas && own >= local) || mayNotBlock(replication, ctx)) {
      ctx.reply.array(2)
      ctx.reply.integer(own)
      ctx.reply.integer(count)
    } else waiters.block(ctx.client, local, replicas, timeout)
  },
})

function refuseOnReplica(replication: Replication, ctx: ServerContext, name: string): boolean {
  if (!replication.isReplica()) return false
  ctx.reply.error(
    `ERR ${name} cannot be used with replica instances. Please also note that since Redis 4.0 if a replica ` +
      'is configured to be writable (which is not the default) writes to replicas are just local and are ' +
      'not propagated.',
  )
  return true
}

/** A number of servers at argument i: any integer of 64 bits; NaN for anything else. */
function readCount(args: Args, i: number): number {
  const count = args.int64(i)
  return count === null ? Number.NaN : Number(count)
}

/** Inside EXEC nothing waits: the count as it is must do. */
function mayNotBlock(replication: Replication, ctx: ServerContext): boolean {
  return replication.wiring.engine.propagation.inTransaction || ctx.client.has(clientState.master)
}

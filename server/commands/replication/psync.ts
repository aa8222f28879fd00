/** PSYNC and SYNC: a connection becomes a replica of ours. */
import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { ReplicaPeer } from '../../replication/replica-peer.ts'
import { Replication } from '../../replication/replication.ts'

export const psync = command<ServerContext>({
  name: 'PSYNC',
  group: 'server',
  since: '2.8.0',
  arity: -3,
  summary: 'Internal command used for replication',
  syntax: 'replicationid offset:integer',
  flags: ['admin', 'noscript', 'no_async_loading', 'no_multi'],
  run(ctx, args) {
    const replication = Replication.of(ctx.server)
    const { client, reply } = ctx
    if (client.has(clientState.replica)) return
    if (args.argc > 3 && !takeOver(replication, ctx, args)) return
    if (!ready(replication, ctx)) return
    const id = args.text(1)
    const wanted = args.integer(2)
    if (Number.isNaN(wanted)) {
      reply.error(errors.notInteger)
      return
    }
    if (replication.primary.continueFrom(client, id, wanted)) return
    if (id !== '?') ctx.server.stats.syncPartialErr++
    replication.primary.fullResync(client, false)
  },
})

export const sync = command<ServerContext>({
  name: 'SYNC',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Internal command used for replication',
  flags: ['admin', 'noscript', 'no_async_loading', 'no_multi'],
  run(ctx) {
    const replication = Replication.of(ctx.server)
    const { client } = ctx
    if (!client.has(clientState.replica) && ready(replication, ctx)) {
      replication.primary.fullResync(client, true)
    }
  },
})

/** PSYNC ... FAILOVER: our primary steps down for us. False when the error was given. */
function takeOver(replication: Replication, ctx: ServerContext, args: Args): boolean {
  const { reply, server } = ctx
  if (!args.is(3, 'FAILOVER')) return true
  server.notice.warning(`Failover request received for replid ${args.text(1)}.`)
  if (!replication.isReplica()) {
    reply.error("ERR PSYNC FAILOVER can't be sent to a master.")
    return false
  }
  if (args.text(1).toLowerCase() !== replication.history.id) {
    reply.error('ERR PSYNC FAILOVER replid must match my replid.')
    return false
  }
  replication.promote()
  server.notice.notice('MASTER MODE enabled (failover request from a primary)')
  return true
}

/** Whether we have a stream to give; otherwise the error was given. */
function ready(replication: Replication, ctx: ServerContext): boolean {
  if (replication.failover.running) {
    ctx.reply.error("NOMASTERLINK Can't SYNC while failing over")
    return false
  }
  if (replication.isReplica() && !replication.linkUp()) {
    ctx.reply.error("NOMASTERLINK Can't SYNC while not connected with my master")
    return false
  }
  ctx.server.notice.notice(`Replica ${ReplicaPeer.of(ctx.client).name} asks for synchronization`)
  return true
}

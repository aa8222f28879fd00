/** REPLICAOF and its old name SLAVEOF: follow a primary, or be one. */

import { clientState } from '../../../shared/client/client.ts'
import { describeClient } from '../../../shared/client/describe.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Replication } from '../../replication/replication.ts'

export const replicaof = command<ServerContext>({
  name: 'REPLICAOF',
  group: 'server',
  since: '5.0.0',
  arity: 3,
  summary: 'Make the server a replica of another instance, or promote it as master.',
  complexity: 'O(1)',
  syntax: 'args=(host-port=(host port:integer)|no-one=(NO ONE))',
  flags: ['admin', 'noscript', 'stale', 'no_async_loading'],
  run: (ctx, args) => run(Replication.of(ctx.server), ctx, args),
})

export const slaveof = command<ServerContext>({
  name: 'SLAVEOF',
  group: 'server',
  since: '1.0.0',
  arity: 3,
  summary: 'Make the server a replica of another instance, or promote it as master.',
  complexity: 'O(1)',
  syntax: 'args=(host-port=(host port:integer)|no-one=(NO ONE))',
  flags: ['admin', 'noscript', 'stale', 'no_async_loading'],
  deprecated: { since: '5.0.0', replacedBy: '`REPLICAOF`' },
  run: (ctx, args) => run(Replication.of(ctx.server), ctx, args),
})

function run(replication: Replication, ctx: ServerContext, args: Args): void {
  const { client, reply, server } = ctx
  const { notice } = server
  if (replication.failover.running) {
    reply.error('ERR REPLICAOF not allowed while failing over.')
    return
  }
  if (args.is(1, 'NO') && args.is(2, 'ONE')) {
    if (replication.isReplica()) {
      replication.promote()
      notice.notice(`MASTER MODE enabled (user request from '${describeClient(client, ctx.now, 0)}')`)
    }
    reply.ok()
    return
  }
  if (client.has(clientState.replica)) {
    reply.error('ERR Command is not valid when client is a replica.')
    return
  }
  const port = args.integer(2)
  if (Number.isNaN(port) || port < 0 || port > 65535) {
    reply.error('ERR Invalid master port')
    return
  }
  const host = args.text(1)
  const { link } = replication
  if (replication.isReplica() && link.port === port && link.host.toLowerCase() === host.toLowerCase()) {
    notice.notice(
      'REPLICAOF would result into synchronization with the master we are already connected with. ' +
        'No operation performed.',
    )
    link.insist()
    reply.status('OK Already connected to specified master')
    return
  }
  replication.follow(host, port)
  notice.notice(
    `REPLICAOF ${host}:${port} enabled (user request from '${describeClient(client, ctx.now, 0)}')`,
  )
  reply.ok()
}

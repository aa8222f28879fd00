/** ROLE: who we are to whom, and how far along. */
import { command } from '../../../shared/command/command.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { LinkPhase } from '../../replication/primary-link.ts'
import { Replication } from '../../replication/replication.ts'

const PHASES: Record<LinkPhase, string> = {
  none: 'none',
  connect: 'connect',
  connecting: 'connecting',
  handshake: 'handshake',
  transfer: 'sync',
  connected: 'connected',
}

export const role = command<ServerContext>({
  name: 'ROLE',
  group: 'server',
  since: '2.8.12',
  arity: 1,
  summary: 'Return the role of the instance in the context of replication',
  complexity: 'O(1)',
  flags: ['noscript', 'loading', 'stale', 'fast', 'sentinel'],
  categories: ['@admin', '@dangerous'],
  run(ctx) {
    const replication = Replication.of(ctx.server)
    const { reply } = ctx
    if (replication.isReplica()) replyReplica(replication, reply)
    else replyPrimary(replication, reply)
  },
})

function replyPrimary({ log, primary }: Replication, reply: ReplyWriter): void {
  const online = [...primary.peers].filter(peer => peer.state === 'online')
  reply.array(3)
  reply.bulkText('master')
  reply.integer(log.end)
  reply.array(online.length)
  for (const peer of online) {
    reply.array(3)
    reply.bulkText(peer.ip)
    reply.bulkText(String(peer.port))
    reply.bulkText(String(peer.ackOffset))
  }
}

function replyReplica({ link, log }: Replication, reply: ReplyWriter): void {
  reply.array(5)
  reply.bulkText('slave')
  reply.bulkText(link.host)
  reply.integer(link.port)
  reply.bulkText(PHASES[link.phase])
  reply.integer(link.phase === 'connected' ? log.end : -1)
}

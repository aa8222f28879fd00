/** REPLCONF: what replicas announce before PSYNC, and how far they are after it; GETACK from our primary. */
import { clientState } from '../../../shared/client/client.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { ReplicaPeer } from '../../replication/replica-peer.ts'
import { Replication } from '../../replication/replication.ts'

/** Room for any address, as Redis bounds it. */
const IP_MAX = 46

export const replconf = command<ServerContext>({
  name: 'REPLCONF',
  group: 'server',
  since: '3.0.0',
  arity: -1,
  summary: 'An internal command for configuring the replication stream',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale', 'allow_busy'],
  system: true,
  run(ctx, args) {
    const replication = Replication.of(ctx.server)
    if (args.argc % 2 === 0) {
      ctx.reply.error(errors.syntax)
      return
    }
    for (let i = 1; i < args.argc; i += 2) {
      if (args.is(i, 'ACK')) {
        acknowledge(replication, ctx, args, i)
        return
      }
      if (args.is(i, 'GETACK')) {
        if (ctx.client.has(clientState.master)) replication.link.wantAck()
        return
      }
      const wrong = announce(ctx, args, i)
      if (wrong !== null) {
        ctx.reply.error(wrong)
        return
      }
    }
    ctx.reply.ok()
  },
})

/** `ACK offset [FACK offset]`: never answered. */
function acknowledge(replication: Replication, ctx: ServerContext, args: Args, i: number): void {
  if (!ctx.client.has(clientState.replica)) return
  const offset = args.integer(i + 1)
  if (Number.isNaN(offset)) return
  const aof = i + 3 < args.argc && args.is(i + 2, 'FACK') ? args.integer(i + 3) : 0
  replication.primary.acknowledge(ReplicaPeer.of(ctx.client), offset, Number.isNaN(aof) ? 0 : aof)
}

/** Takes one announcement; an error's text, or null. */
function announce(ctx: ServerContext, args: Args, i: number): string | null {
  const peer = ReplicaPeer.of(ctx.client)
  if (args.is(i, 'LISTENING-PORT')) {
    const port = args.integer(i + 1)
    if (Number.isNaN(port) || port < 0 || port > 65535) return errors.notInteger
    peer.port = port
  } else if (args.is(i, 'IP-ADDRESS')) {
    const length = args.len[i + 1]!
    if (length >= IP_MAX)
      return `ERR REPLCONF ip-address provided by replica instance is too long: ${length} bytes`
    peer.announcedIp = args.text(i + 1)
  } else if (args.is(i, 'CAPA')) {
    if (args.is(i + 1, 'EOF')) peer.eof = true
    else if (args.is(i + 1, 'PSYNC2')) peer.psync2 = true
  } else if (args.is(i, 'RDB-ONLY')) {
    const only = args.integer(i + 1)
    if (only !== 0 && only !== 1) return errors.outOfRange
    peer.rdbOnly = only === 1
  } else if (args.is(i, 'RDB-FILTER-ONLY')) {
    // Only functions, which do not exist yet, or nothing at all: either way no keys.
    const filter = args.text(i + 1)
    if (filter !== '' && filter !== 'functions') return `ERR Unsupported rdb-filter-only option: ${filter}`
    peer.noData = true
  } else if (!args.is(i, 'VERSION')) {
    return `ERR Unrecognized REPLCONF option: ${args.text(i)}`
  }
  return null
}

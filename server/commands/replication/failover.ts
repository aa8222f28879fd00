/** FAILOVER: a planned change of roles; see server/replication/failover.ts. */
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Replication } from '../../replication/replication.ts'

type Options = { host: string | null; port: number; timeout: number; abort: boolean; force: boolean }

export const failover = command<ServerContext>({
  name: 'FAILOVER',
  group: 'server',
  since: '6.2.0',
  arity: -1,
  summary: 'Start a coordinated failover between this server and one of its replicas.',
  complexity: 'O(1)',
  syntax: '[target=TO (host port:integer [FORCE])] [ABORT] [TIMEOUT milliseconds:integer]',
  flags: ['admin', 'noscript', 'stale'],
  run(ctx, args) {
    const replication = Replication.of(ctx.server)
    const options = parse(ctx, args)
    if (options === null) return
    const refusal = options.abort ? abort(replication) : begin(replication, options)
    if (refusal === null) ctx.reply.ok()
    else ctx.reply.error(refusal)
  },
})

/** Null when the error was given. */
function parse(ctx: ServerContext, args: Args): Options | null {
  const options: Options = { host: null, port: 0, timeout: 0, abort: false, force: false }
  for (let i = 1; i < args.argc; i++) {
    if (args.is(i, 'TIMEOUT') && i + 1 < args.argc && options.timeout === 0) {
      const timeout = args.int64(++i)
      if (timeout === null) return wrong(ctx, errors.notInteger)
      options.timeout = Number(timeout)
      if (options.timeout <= 0) return wrong(ctx, 'ERR FAILOVER timeout must be greater than 0')
    } else if (args.is(i, 'ABORT') && args.argc === 2) options.abort = true
    else if (args.is(i, 'TO') && i + 2 < args.argc && options.host === null) {
      options.host = args.text(++i)
      options.port = args.integer(++i)
      if (Number.isNaN(options.port)) return wrong(ctx, errors.notInteger)
    } else if (args.is(i, 'FORCE') && !options.force) options.force = true
    else return wrong(ctx, errors.syntax)
  }
  return options
}

function wrong(ctx: ServerContext, text: string): null {
  ctx.reply.error(text)
  return null
}

/** An error's text, or null; as below. */
function abort(replication: Replication): string | null {
  if (!replication.failover.running) return 'ERR No failover in progress.'
  replication.failover.abort()
  return null
}

function begin(replication: Replication, { host, port, timeout, force }: Options): string | null {
  const { failover, primary } = replication
  if (failover.running) return 'ERR FAILOVER already in progress.'
  if (replication.isReplica()) return 'ERR FAILOVER is not valid when server is a replica.'
  if (force && (timeout === 0 || host === null)) {
    return 'ERR FAILOVER with force option requires both a timeout and target HOST and IP.'
  }
  if (host !== null) {
    const peer = failover.find(host, port)
    if (peer === undefined) return 'ERR FAILOVER target HOST and PORT is not a replica.'
    if (peer.state !== 'online') return 'ERR FAILOVER target replica is not online.'
  }
  if (primary.peers.size === 0) return 'ERR FAILOVER requires connected replicas.'
  failover.begin(host === null ? null : { host, port }, timeout, force)
  return null
}

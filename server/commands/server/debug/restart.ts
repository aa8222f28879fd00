/**
 * DEBUG RESTART and CRASH-AND-RECOVER: the program begins anew in this process, with the arguments it had;
 * with the orderly end of a shutdown before it, or at once.
 */
import { clientState } from '../../../../shared/client/client.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { DebugSubcommand } from './subcommand.ts'

const FAILED = 'ERR failed to restart the server. Check server logs.'

function restart({ client, engine, reply, server }: ServerContext, args: Args, orderly: boolean): void {
  const delayMs = args.argc > 2 ? args.int64(2) : 0n
  if (delayMs === null) return reply.error(errors.notInteger)
  const { world } = server.parts
  const { configFile } = world.process()
  if (orderly && configFile !== '') {
    const failure = server.rewriteConfig(false)
    if (failure !== null) {
      server.notice.warning(`Can't restart: configuration rewrite process failed: ${failure}`)
      return reply.error(FAILED)
    }
  }
  // Its connection ends with the program; an answer comes only when that goes on.
  client.set(clientState.blocked)
  world.restart(orderly, Math.max(0, Number(delayMs)), () => engine.release(client, FAILED))
}

export const restarts: DebugSubcommand[] = [
  {
    name: 'CRASH-AND-RECOVER',
    least: 2,
    most: Number.POSITIVE_INFINITY,
    help: [
      'CRASH-AND-RECOVER [<milliseconds>]',
      '    Hard crash and restart after a <milliseconds> delay (default 0).',
    ],
    run: (ctx, args) => restart(ctx, args, false),
  },
  {
    name: 'RESTART',
    least: 2,
    most: Number.POSITIVE_INFINITY,
    help: [
      'RESTART [<milliseconds>]',
      '    Graceful restart: save config, db, restart after a <milliseconds> delay (default 0).',
    ],
    run: (ctx, args) => restart(ctx, args, true),
  },
]

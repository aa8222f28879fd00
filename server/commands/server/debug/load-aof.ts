/** DEBUG LOADAOF: empties the server and loads the append only file, all that is logged by now included. */
import type { ServerContext } from '../../../engine/context.ts'
import { Persistence } from '../../../persistence/persistence.ts'
import type { DebugSubcommand } from './subcommand.ts'

function run(ctx: ServerContext): void {
  const { client, db, reply, server } = ctx
  const persistence = Persistence.of(server)
  // Redis ends the process then.
  if (persistence.aof.state !== 'on')
    return reply.error('ERR The append only file is off, or not complete yet')
  const failure = persistence.reloadAof()
  // The commands of the file ran in this context: what they changed is not to be logged as this one's doing.
  ctx.client = client
  ctx.db = db
  ctx.dirty = 0
  ctx.logged = null
  if (failure !== null)
    return reply.error(`ERR Error loading the append only file: ${failure}, check server logs`)
  server.dirty = 0
  server.notice.warning('Append Only File loaded by DEBUG LOADAOF')
  reply.ok()
}

export const debugLoadAof: DebugSubcommand = {
  name: 'LOADAOF',
  least: 2,
  most: 2,
  help: ['LOADAOF', '    Flush the AOF buffers on disk and reload the AOF in memory.'],
  run,
}

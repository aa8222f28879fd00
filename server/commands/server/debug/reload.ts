/** DEBUG RELOAD: saves, empties the server, loads what was saved; by options without one or the other. */
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { Persistence } from '../../../persistence/persistence.ts'
import type { DebugSubcommand } from './subcommand.ts'

function run({ reply, server }: ServerContext, args: Args): void {
  const persistence = Persistence.of(server)
  const { keyspace, watches } = server
  let save = true
  let flush = true
  for (let i = 2; i < args.argc; i++) {
    if (args.is(i, 'NOSAVE')) save = false
    else if (args.is(i, 'NOFLUSH') || args.is(i, 'MERGE')) flush = false
    else return reply.error('ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.')
  }
  if (save && persistence.busy) return reply.error(errors.saveInProgress)
  if (save && !persistence.saver.saveNow()) return reply.error('ERR')
  if (flush) {
    for (const db of keyspace.databases) watches.touchAll(db.index, () => true)
    keyspace.flushAll()
  }
  const failure = persistence.loadNow()
  if (failure === null) {
    server.notice.warning('DB reloaded by DEBUG RELOAD')
    reply.ok()
  } else reply.error(`ERR Error trying to load the RDB dump: ${failure}`)
}

export const debugReload: DebugSubcommand = {
  name: 'RELOAD',
  least: 2,
  most: 5,
  help: [
    'RELOAD [option ...]',
    '    Save the RDB on disk and reload it back to memory. Valid <option> values:',
    '    * MERGE, NOFLUSH: keep the current data, keys of the file replace theirs.',
    '    * NOSAVE: load what is on disk, without saving first.',
  ],
  run,
}

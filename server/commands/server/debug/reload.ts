/**
 * DEBUG RELOAD: saves, and loads what was saved in the place of what there is; by options without saving,
 * or over what there is. A file that cannot be loaded changes nothing, where Redis has emptied the server
 * by then.
 */
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { Persistence } from '../../../persistence/persistence.ts'
import type { DebugSubcommand } from './subcommand.ts'

function run({ reply, server }: ServerContext, args: Args): void {
  const persistence = Persistence.of(server)
  let save = true
  let flush = true
  for (let i = 2; i < args.argc; i++) {
    if (args.is(i, 'NOSAVE')) save = false
    else if (args.is(i, 'NOFLUSH') || args.is(i, 'MERGE')) flush = false
    else return reply.error('ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.')
  }
  if (save && persistence.busy) return reply.error(errors.saveInProgress)
  if (save && !persistence.saver.saveNow()) return reply.error('ERR')
  if (!persistence.loadNow(flush)) {
    return reply.error('ERR Error trying to load the RDB dump, check server logs')
  }
  server.notice.warning('DB reloaded by DEBUG RELOAD')
  reply.ok()
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

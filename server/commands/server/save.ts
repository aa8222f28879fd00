/** SAVE: the data set is on the disk when this replies; nobody is served meanwhile. */
import { command } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Persistence } from '../../persistence/persistence.ts'

export const save = command<ServerContext>({
  name: 'SAVE',
  group: 'server',
  since: '1.0.0',
  arity: 1,
  summary: 'Synchronously save the dataset to disk',
  complexity: 'O(N) where N is the total number of keys in all databases',
  flags: ['admin', 'noscript', 'no_async_loading', 'no_multi'],
  run({ reply, server }) {
    const persistence = Persistence.of(server)
    if (persistence.busy) {
      reply.error(errors.saveInProgress)
      return
    }
    persistence.saver.saves++
    if (persistence.saver.saveNow()) reply.ok()
    else reply.error('ERR')
  },
})

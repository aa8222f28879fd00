/** BGSAVE: begins to save in the background, or when the snapshot that runs is over. */
import { command } from '../../../shared/command/command.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { Persistence } from '../../persistence/persistence.ts'

export const bgsave = command<ServerContext>({
  name: 'BGSAVE',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Asynchronously save the dataset to disk',
  complexity: 'O(1)',
  syntax: '[SCHEDULE@3.2.2]',
  flags: ['admin', 'noscript', 'no_async_loading'],
  history: [['3.2.2', 'Added the `SCHEDULE` option.']],
  run({ inTransaction, reply, server }, args) {
    const { saver } = Persistence.of(server)
    const schedule = args.argc === 2 && args.is(1, 'SCHEDULE')
    if (args.argc > 1 && !schedule) reply.error(errors.syntax)
    else if (saver.running) reply.error(errors.saveInProgress)
    else if (server.keyspace.snapshotRunning || inTransaction) {
      if (schedule || inTransaction) {
        saver.scheduled = true
        reply.status('Background saving scheduled')
      } else reply.error(errors.otherSnapshot)
    } else {
      saver.begin()
      reply.status('Background saving started')
    }
  },
})

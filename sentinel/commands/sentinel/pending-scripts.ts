/** SENTINEL PENDING-SCRIPTS: scripts that run or wait, a map each. */
import { command } from '../../../shared/command/command.ts'
import { pendingScripts } from '../../core/queries.ts'
import type { Answer } from '../../core/types.ts'
import { replyValue } from '../../engine/answer.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelPendingScripts = command<SentinelContext>({
  name: 'PENDING-SCRIPTS',
  group: 'sentinel',
  since: '2.8.4',
  arity: 2,
  summary: 'Get information about pending scripts',
  flags: ['admin', 'only_sentinel'],
  run({ reply, sentinel }) {
    const jobs = pendingScripts(sentinel.state, sentinel.now()) as readonly (readonly Answer[])[]
    reply.array(jobs.length)
    for (const job of jobs) {
      reply.map(job.length / 2)
      for (const value of job) replyValue(reply, value)
    }
  },
})

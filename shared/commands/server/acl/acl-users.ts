/** ACL USERS: there is one user, `default`. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'

export const aclUsers = command<CommandContext>({
  name: 'USERS',
  group: 'server',
  since: '6.0.0',
  arity: 2,
  summary: 'List the username of all the configured ACL rules',
  complexity: 'O(N). Where N is the number of configured users.',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ reply }) {
    reply.array(1)
    reply.bulkText('default')
  },
})

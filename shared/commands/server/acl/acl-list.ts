/** ACL LIST: the users as lines of a file. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'
import { passwordHash } from './password-hash.ts'

export const aclList = command<CommandContext>({
  name: 'LIST',
  group: 'server',
  since: '6.0.0',
  arity: 2,
  summary: 'List the current ACL rules in ACL config file format',
  complexity: 'O(N). Where N is the number of configured users.',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ reply, host }) {
    const hash = passwordHash(host)
    reply.array(1)
    reply.bulkText(`user default on ${hash === null ? 'nopass' : `#${hash}`} ~* &* +@all`)
  },
})

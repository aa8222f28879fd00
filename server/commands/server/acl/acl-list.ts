/** ACL LIST: the users as lines of a file. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { passwordHash } from './password-hash.ts'

export const aclList = command<ServerContext>({
  name: 'LIST',
  group: 'server',
  since: '6.0.0',
  arity: 2,
  summary: 'List the current ACL rules in ACL config file format',
  complexity: 'O(N). Where N is the number of configured users.',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  run({ reply, server }) {
    const hash = passwordHash(server)
    reply.array(1)
    reply.bulkText(`user default on ${hash === null ? 'nopass' : `#${hash}`} ~* &* +@all`)
  },
})

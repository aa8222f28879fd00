/** ACL GETUSER: what the user `default` may do: everything, with the right password. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'
import { passwordHash } from './password-hash.ts'

export const aclGetuser = command<CommandContext>({
  name: 'GETUSER',
  group: 'server',
  since: '6.0.0',
  arity: 3,
  summary: 'Get the rules for a specific ACL user',
  complexity: 'O(N). Where N is the number of password, command and pattern rules that the user has.',
  syntax: 'username',
  flags: ['admin', 'noscript', 'loading', 'stale', 'sentinel'],
  history: [
    ['6.2.0', 'Added Pub/Sub channel patterns.'],
    [
      '7.0.0',
      'Added selectors and changed the format of key and channel patterns from a list to their rule ' +
        'representation.',
    ],
  ],
  run({ reply, host }, args) {
    if (args.text(2) !== 'default') {
      reply.null()
      return
    }
    const hash = passwordHash(host)
    reply.map(6)
    reply.bulkText('flags')
    const flags = hash === null ? ['on', 'nopass'] : ['on']
    reply.set(flags.length)
    for (const flag of flags) reply.bulkText(flag)
    reply.bulkText('passwords')
    reply.array(hash === null ? 0 : 1)
    if (hash !== null) reply.bulkText(hash)
    for (const [name, value] of RULES) {
      reply.bulkText(name)
      reply.bulkText(value)
    }
    reply.bulkText('selectors')
    reply.array(0)
  },
})

const RULES = [
  ['commands', '+@all'],
  ['keys', '~*'],
  ['channels', '&*'],
] as const

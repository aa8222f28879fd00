/** AUTH: with a password alone for the user `default`. */
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { errors } from '../../resp/errors.ts'
import { logIn } from './log-in.ts'

export const auth = command<CommandContext>({
  name: 'AUTH',
  group: 'connection',
  since: '1.0.0',
  arity: -2,
  summary: 'Authenticate to the server',
  complexity: 'O(N) where N is the number of passwords defined for the user',
  syntax: '[username@6.0.0] password',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy', 'sentinel'],
  history: [['6.0.0', 'Added ACL style (username and password).']],
  run({ client, reply, host }, args) {
    if (args.argc > 3) {
      reply.error(errors.syntax)
      return
    }
    if (args.argc === 2 && !host.passwordSet()) {
      reply.error(
        'ERR AUTH <password> called without any password configured for the default user. ' +
          'Are you sure your configuration is correct?',
      )
      return
    }
    const user = args.argc === 3 ? args.text(1) : 'default'
    if (!host.authenticate(user, args.view(args.argc - 1))) {
      reply.error(errors.wrongPass)
      return
    }
    logIn(client, user)
    reply.ok()
  },
})

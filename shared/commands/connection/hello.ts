/**
 * HELLO: protocol, identity and facts of the connection in one exchange; nothing changes unless all of it is
 * right.
 */
import { clientState } from '../../client/client.ts'
import { isVisible, notVisible } from '../../client/name.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import { REDIS_VERSION } from '../../command/version.ts'
import type { Args } from '../../resp/args.ts'
import { errors } from '../../resp/errors.ts'
import type { ReplyWriter } from '../../resp/reply-writer.ts'
import { logIn } from './log-in.ts'

export const hello = command<CommandContext>({
  name: 'HELLO',
  group: 'connection',
  since: '6.0.0',
  arity: -1,
  summary: 'Handshake with Redis',
  complexity: 'O(1)',
  syntax: 'arguments=[protover:integer [username-password=AUTH (username password)] [SETNAME clientname]]',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy', 'sentinel'],
  history: [
    [
      '6.2.0',
      '`protover` made optional; when called without arguments the command reports the current ' +
        "connection's context.",
    ],
  ],
  run(ctx, args) {
    const { client, reply, host } = ctx
    let protocol = client.resp3 ? 3 : 2
    if (args.argc > 1) {
      protocol = args.integer(1)
      const error = protocolError(protocol)
      if (error !== null) {
        reply.error(error)
        return
      }
    }
    const options = readOptions(args, reply)
    if (options === null) return
    const { auth, name } = options
    if (auth !== 0) {
      const user = args.text(auth)
      if (!host.authenticate(user, args.view(auth + 1))) {
        reply.error(errors.wrongPass)
        return
      }
      logIn(client, user)
    }
    if (client.has(clientState.unauthenticated)) {
      reply.error(
        'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH ' +
          '<user> <pass> option can be used to authenticate the client and select the RESP protocol ' +
          'version at the same time',
      )
      return
    }
    if (name !== 0) client.name = args.text(name)
    client.resp3 = protocol === 3
    reply.resp3 = client.resp3
    replyFacts(ctx)
  },
})

function protocolError(protocol: number): string | null {
  if (Number.isNaN(protocol)) return 'ERR Protocol version is not an integer or out of range'
  return protocol === 2 || protocol === 3 ? null : 'NOPROTO unsupported protocol version'
}

/** Where user (its password follows) and name stand, 0 for neither; null when the error was given. */
function readOptions(args: Args, reply: ReplyWriter): { auth: number; name: number } | null {
  let auth = 0
  let name = 0
  for (let i = 2; i < args.argc; i++) {
    if (args.is(i, 'AUTH') && i + 2 < args.argc) {
      auth = i + 1
      i += 2
    } else if (args.is(i, 'SETNAME') && i + 1 < args.argc) {
      name = ++i
      if (!isVisible(args, name)) {
        reply.error(notVisible('Client names'))
        return null
      }
    } else {
      reply.error(`ERR Syntax error in HELLO option '${args.text(i)}'`)
      return null
    }
  }
  return { auth, name }
}

function replyFacts({ client, reply, host }: CommandContext): void {
  const role = host.role()
  reply.map(role === '' ? 6 : 7)
  reply.bulkText('server')
  reply.bulkText('redis')
  reply.bulkText('version')
  reply.bulkText(REDIS_VERSION)
  reply.bulkText('proto')
  reply.integer(client.resp3 ? 3 : 2)
  reply.bulkText('id')
  reply.integer(client.id)
  reply.bulkText('mode')
  reply.bulkText(host.mode)
  if (role !== '') {
    reply.bulkText('role')
    reply.bulkText(role)
  }
  reply.bulkText('modules')
  reply.array(0)
}

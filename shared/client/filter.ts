/** Connections by type, as CLIENT LIST TYPE and CLIENT KILL TYPE name them. */
import type { Args } from '../resp/args.ts'
import { errors } from '../resp/errors.ts'
import type { ReplyWriter } from '../resp/reply-writer.ts'
import type { ClientClass } from './client.ts'

/** The class that argument i names; when it names none, the error was given and the answer is null. */
export function clientClassArg(args: Args, i: number, reply: ReplyWriter): ClientClass | null {
  if (args.is(i, 'NORMAL')) return 'normal'
  if (args.is(i, 'SLAVE') || args.is(i, 'REPLICA')) return 'replica'
  if (args.is(i, 'PUBSUB')) return 'pubsub'
  if (args.is(i, 'MASTER')) return 'master'
  reply.error(`ERR Unknown client type '${args.text(i)}'`)
  return null
}

/** ON or OFF at argument i; otherwise the error was given and the answer is null. */
export function onOffArg(args: Args, i: number, reply: ReplyWriter): boolean | null {
  if (args.is(i, 'ON')) return true
  if (args.is(i, 'OFF')) return false
  reply.error(errors.syntax)
  return null
}

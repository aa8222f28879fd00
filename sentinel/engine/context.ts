/** What a sentinel's command is handed. One object serves all calls; its fields are set before each. */
import type { Client } from '../../shared/client/client.ts'
import type { Clients } from '../../shared/client/clients.ts'
import type { CommandContext, CommandHost } from '../../shared/command/context.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { PubSub } from '../../shared/pubsub/pubsub.ts'
import type { Args } from '../../shared/resp/args.ts'
import type { ReplyWriter } from '../../shared/resp/reply-writer.ts'
import type { Answer, CoreCommand } from '../core/types.ts'
import { replyAnswer } from './answer.ts'
import type { Sentinel } from './sentinel.ts'

export class SentinelContext implements CommandContext {
  client!: Client
  now: number
  readonly sentinel: Sentinel
  readonly reply: ReplyWriter
  readonly clients: Clients
  readonly commands: CommandTable
  readonly pubsub: PubSub
  readonly random: Random
  readonly host: CommandHost

  constructor(sentinel: Sentinel, commands: CommandTable, host: CommandHost) {
    this.now = 0
    this.sentinel = sentinel
    this.reply = sentinel.reply
    this.clients = sentinel.clients
    this.commands = commands
    this.pubsub = sentinel.pubsub
    this.random = sentinel.random
    this.host = host
  }

  /** Replies with what the core's queries say. */
  answer(answer: Answer): void {
    replyAnswer(this.reply, answer)
  }

  /** Leaves the reply to the core: `args` from the i-th on are its arguments. */
  ask(name: CoreCommand, args: Args, i: number): void {
    this.sentinel.ask(this.client, name, textsFrom(args, i))
  }
}

/** The arguments from the i-th on, as texts. */
export function textsFrom(args: Args, i: number): string[] {
  const texts: string[] = []
  for (let at = i; at < args.argc; at++) texts.push(args.text(at))
  return texts
}

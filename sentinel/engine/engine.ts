/**
 * From bytes to replies on a sentinel's port: finds each request's command, checks what may stand before it
 * (arity, password, subscriptions), runs it, and gives the core's answers to those who wait for them.
 *
 * The server's engine is made for a million requests a second; this one is for a few, so it has one way only.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import type { Args } from '../../shared/resp/args.ts'
import { errors, wrongArity } from '../../shared/resp/errors.ts'
import { BAD, REQUEST } from '../../shared/resp/request-parser.ts'
import type { Answer } from '../core/types.ts'
import { replyAnswer } from './answer.ts'
import { SentinelContext } from './context.ts'
import { SentinelHost } from './host.ts'
import type { Asked, Sentinel } from './sentinel.ts'

const { closeAfterReply, closed, blocked, replyOff, replySkip, replySkipNext, subscribed, unauthenticated } =
  clientState
/** While one of these is set, a connection's further requests wait unread. */
const STOP = closeAfterReply | closed | blocked
const MUTED = replyOff | replySkip

/** Redis's client-output-buffer-limit for subscribers; ordinary clients get it too, where Redis has none. */
const OUTPUT_HARD_BYTES = 32 * 1024 * 1024
const OUTPUT_SOFT_BYTES = 8 * 1024 * 1024
const OUTPUT_SOFT_MS = 60_000

const NOTHING: Uint8Array = Buffer.alloc(0)

export class SentinelEngine {
  readonly sentinel: Sentinel
  readonly commands: CommandTable
  readonly ctx: SentinelContext
  /** Answers that came while another client's request was running. */
  private late: { asked: Asked; answer: Answer }[]

  constructor(sentinel: Sentinel, commands: CommandTable) {
    this.sentinel = sentinel
    this.commands = commands
    this.ctx = new SentinelContext(sentinel, commands, new SentinelHost(sentinel))
    this.late = []
  }

  /** Takes `chunk[0, n)` from a client and runs every whole request in it. */
  receive(client: Client, chunk: Uint8Array, n: number): void {
    const { sentinel } = this
    this.ctx.now = sentinel.clock.wallMs()
    client.bytesIn += n
    client.lastInteraction = this.ctx.now
    sentinel.stats.netIn += n
    sentinel.stats.reads++
    client.parser.feed(chunk, n)
    if (!client.has(STOP)) this.process(client)
    client.parser.retain()
    if (client.parser.heldBytes() > sentinel.store.number('client-query-buffer-limit')) {
      const who = `id=${client.id} addr=${client.addr}`
      sentinel.log.warning(`Closing client that reached max query buffer length: ${who}`)
      sentinel.close(client, true)
    }
    this.endTurn()
  }

  /** Gives the core's answer to the client that asked. */
  answer(number: number, answer: Answer): void {
    const { clients, reply, asked } = this.sentinel
    const waiting = asked.get(number)
    if (waiting === undefined) return
    asked.delete(number)
    const { client, muted } = waiting
    if (clients.current === client) {
      client.clear(blocked)
      if (!muted) replyAnswer(reply, answer)
    } else this.late.push({ asked: waiting, answer })
  }

  /** Sends what this turn left for connections other than the one it was about. */
  endTurn(): void {
    const { sentinel } = this
    if (sentinel.clients.current !== null) return
    for (let next = this.late.shift(); next !== undefined; next = this.late.shift()) {
      const { client, muted } = next.asked
      if (client.has(closed)) continue
      this.ctx.now = sentinel.clock.wallMs()
      client.clear(blocked)
      client.parser.feed(NOTHING, 0)
      this.process(client, muted ? null : next.answer)
      client.parser.retain()
    }
    sentinel.clients.drain(this.checkOutput)
  }

  /** Forgets a connection that is gone. */
  disconnected(client: Client): void {
    this.sentinel.pubsub.drop(client)
    this.sentinel.clients.remove(client)
  }

  /** Runs what the parser holds; `owed` is an answer that goes before. */
  private process(client: Client, owed: Answer | null = null): void {
    const { sentinel } = this
    const { clients, reply } = sentinel
    const parser = client.parser
    clients.current = client
    reply.resp3 = client.resp3
    if (owed !== null) replyAnswer(reply, owed)
    while (!client.has(STOP)) {
      const found = parser.next()
      if (found === BAD) this.protocolError(client)
      if (found !== REQUEST) break
      this.execute(client, parser.args)
      if (clients.own.length > 0) clients.settle()
    }
    reply.spill()
    clients.current = null
    if (client.has(closeAfterReply) && !client.has(closed)) client.transport.end()
    else this.checkOutput(client)
  }

  private execute(client: Client, args: Args): void {
    if (args.argc === 0) return
    const { reply, stats } = this.sentinel
    if (client.has(replySkipNext)) {
      client.clear(replySkipNext)
      client.set(replySkip)
    }
    const muted = client.has(MUTED)
    if (muted) reply.mute()
    const before = reply.errors
    const entry = this.resolve(args)
    const refusal = entry === null ? this.unknown(args) : this.refusal(client, entry, args)
    if (refusal !== null) reply.error(refusal)
    else this.call(client, entry!, args)
    if (reply.errors !== before) stats.errorReplies++
    if (muted) {
      reply.unmute()
      client.clear(replySkip)
    }
  }

  private call(client: Client, entry: CommandEntry, args: Args): void {
    this.ctx.client = client
    client.lastCommand = entry
    client.commandsRun++
    entry.calls++
    this.sentinel.stats.commands++
    entry.run!(this.ctx, args)
  }

  private resolve(args: Args): CommandEntry | null {
    const entry = this.commands.find(args)
    if (entry === null || entry.subcommands === null || args.argc < 2) return entry
    return entry.subcommands.get(args.text(1).toLowerCase()) ?? null
  }

  /** Why a known command may not run, or null; the order is Redis's. */
  private refusal(client: Client, entry: CommandEntry, args: Args): string | null {
    const { arity } = entry
    const arityFits = arity > 0 ? args.argc === arity : args.argc >= -arity
    if (!arityFits || entry.run === null) return wrongArity(entry.name)
    if (client.has(unauthenticated) && (entry.flags & flagBit.no_auth) === 0) return errors.noAuth
    if (client.has(subscribed) && !client.resp3 && !WHILE_SUBSCRIBED.has(entry.name)) {
      return (
        `ERR Can't execute '${entry.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
        'are allowed in this context'
      )
    }
    return null
  }

  private unknown(args: Args): string {
    const name = args.text(0)
    if (this.commands.find(args) !== null) {
      return `ERR unknown subcommand '${args.text(1, 128)}'. Try ${name.toUpperCase()} HELP.`
    }
    let shown = ''
    for (let i = 1; i < args.argc && shown.length < 128; i++) {
      shown += `'${args.text(i, 128 - shown.length)}' `
    }
    return `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${shown}`
  }

  private protocolError(client: Client): void {
    const { log, reply } = this.sentinel
    log.verbose(`Protocol error (${client.parser.error}) from client: id=${client.id} addr=${client.addr}`)
    reply.error(`ERR ${client.parser.error}`)
    client.set(closeAfterReply)
  }

  /** Drops a client that does not read what it is sent. */
  private readonly checkOutput = (client: Client): void => {
    const pending = client.outputBytes()
    if (pending < OUTPUT_SOFT_BYTES) {
      client.softLimitSince = 0
      return
    }
    const now = this.sentinel.clock.wallMs()
    if (client.softLimitSince === 0) client.softLimitSince = now
    if (pending < OUTPUT_HARD_BYTES && now - client.softLimitSince <= OUTPUT_SOFT_MS) return
    this.sentinel.log.warning(
      `Client id=${client.id} addr=${client.addr} omem=${pending} scheduled to be closed ASAP for ` +
        'overcoming of output buffer limits.',
    )
    this.sentinel.close(client, true)
  }
}

const WHILE_SUBSCRIBED = new Set([
  'ping',
  'subscribe',
  'psubscribe',
  'unsubscribe',
  'punsubscribe',
  'quit',
  'reset',
])

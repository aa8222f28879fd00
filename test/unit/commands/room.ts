/**
 * A place where shared commands run without a server: some connections, a table, a host that only remembers
 * what it was asked. Replies come back as the bytes sent, one character each.
 */
import { type Client, clientState } from '../../../shared/client/client.ts'
import { Clients } from '../../../shared/client/clients.ts'
import type { CommandContext, CommandHost } from '../../../shared/command/context.ts'
import { CommandTable } from '../../../shared/command/table.ts'
import { serverOnlyCommands, sharedCommands } from '../../../shared/commands/list.ts'
import type { Transport } from '../../../shared/ports/transport.ts'
import { PubSub } from '../../../shared/pubsub/pubsub.ts'
import { Args } from '../../../shared/resp/args.ts'
import { ReplyWriter } from '../../../shared/resp/reply-writer.ts'

/** Keeps what was sent until it is read. */
class Wire implements Transport {
  sent = ''
  ended = false

  send(buf: Uint8Array, start: number, end: number): boolean {
    this.sent += Buffer.from(buf.subarray(start, end)).latin1Slice()
    return true
  }

  pending(): number {
    return 0
  }

  drained(): void {}

  end(): void {
    this.ended = true
  }

  destroy(): void {
    this.ended = true
  }

  pause(): void {}
}

export class Room {
  now = 1_000_000
  /** Password of `default`; empty for none. */
  password = ''
  role = 'master'
  /** What the host was asked to do. */
  readonly asked: string[] = []
  readonly clients: Clients
  readonly pubsub: PubSub
  readonly commands = new CommandTable([...sharedCommands, ...serverOnlyCommands])
  private readonly reply: ReplyWriter

  constructor() {
    this.reply = new ReplyWriter({ piece: () => {}, flush: (buf, start, end) => this.flush(buf, start, end) })
    this.clients = new Clients(this.reply)
    this.pubsub = new PubSub(this.clients)
  }

  connect(): Client {
    const port = 5000 + this.clients.byId.size
    return this.clients.add(new Wire(), `127.0.0.1:${port}`, '127.0.0.1:6379', false, this.now)
  }

  /** Runs one command, given as words, and answers what its connection received. */
  say(client: Client, ...words: string[]): string {
    const args = Args.of(...words)
    let entry = this.commands.find(args)!
    if (entry.subcommands !== null && args.argc > 1) entry = entry.subcommands.get(words[1]!.toLowerCase())!
    this.clients.current = client
    this.reply.resp3 = client.resp3
    client.lastCommand = entry
    entry.run!(this.context(client), args)
    this.clients.settle()
    this.reply.spill()
    this.clients.current = null
    this.clients.drain(() => {})
    return this.heard(client)
  }

  /** As `say`, for a line of words without quotes. */
  tell(client: Client, line: string): string {
    return this.say(client, ...line.split(' '))
  }

  /** What a connection received since it was last asked. */
  heard(client: Client): string {
    const wire = client.transport as Wire
    const { sent } = wire
    wire.sent = ''
    return sent
  }

  private flush(buf: Uint8Array, start: number, end: number): Uint8Array {
    this.clients.current?.transport.send(buf, start, end)
    return buf
  }

  private context(client: Client): CommandContext {
    const { now, reply, clients, pubsub, commands } = this
    const random = { below: () => 0, hex: (count: number) => '0'.repeat(count) }
    return { client, reply, now, clients, commands, pubsub, random, host: this.host }
  }

  private readonly host: CommandHost = {
    mode: 'standalone',
    role: () => this.role,
    passwordSet: () => this.password !== '',
    password: () => this.password,
    hasUser: user => user === 'default',
    authenticate: (user, password) =>
      user === 'default' && (this.password === '' || Buffer.from(password).toString() === this.password),
    close: (client, now) => {
      this.asked.push(`close ${client.id} ${now ? 'now' : 'later'}`)
      if (now) this.clients.remove(client)
      else client.set(clientState.closeAfterReply)
    },
    pause: (until, all) => this.asked.push(`pause ${until - this.now} ${all ? 'all' : 'writes'}`),
    unpause: () => this.asked.push('unpause'),
    unblock: (client, withError) => {
      this.asked.push(`unblock ${client.id} ${withError ? 'error' : 'timeout'}`)
      return true
    },
    reset: client => this.asked.push(`reset ${client.id}`),
    replicate: args => this.asked.push(`replicate ${args.text(0)} ${args.text(1)} ${args.text(2)}`),
  }
}

/**
 * A whole server without sockets: engine, gates, keyspace, the command families, connections that keep what
 * they were sent. Time stands still until a test moves it. Replies are also had in a short form: `+OK`, `:1`,
 * `"text"`, `(nil)`, `[1 2]`.
 */

import { connectionCommands } from '../../../server/commands/connection/index.ts'
import { hashCommands } from '../../../server/commands/hash/index.ts'
import { keysCommands } from '../../../server/commands/keys/index.ts'
import { listCommands } from '../../../server/commands/list/index.ts'
import { setCommands } from '../../../server/commands/set/index.ts'
import { sortedSetCommands } from '../../../server/commands/sorted-set/index.ts'
import { stringCommands } from '../../../server/commands/string/index.ts'
import { transactionCommands } from '../../../server/commands/transactions/index.ts'
import { createServerConfig } from '../../../server/config/server-config.ts'
import { Gates } from '../../../server/engine/admission/gates.ts'
import type { ServerContext } from '../../../server/engine/context.ts'
import { Engine } from '../../../server/engine/engine.ts'
import { ServerHost } from '../../../server/engine/host.ts'
import { Server, type World } from '../../../server/engine/server.ts'
import type { Client } from '../../../shared/client/client.ts'
import type { Command } from '../../../shared/command/command.ts'
import { CommandTable } from '../../../shared/command/table.ts'
import { sharedCommands } from '../../../shared/commands/list.ts'
import type { Transport } from '../../../shared/ports/transport.ts'

class Wire implements Transport {
  sent = ''

  send(buf: Uint8Array, start: number, end: number): boolean {
    this.sent += Buffer.from(buf.subarray(start, end)).latin1Slice()
    return true
  }

  pending(): number {
    return 0
  }

  drained(): void {}
  end(): void {}
  destroy(): void {}
  pause(): void {}
}

const silent = { debug() {}, verbose() {}, notice() {}, warning() {} }

export class ServerRoom {
  now = 1_700_000_000_000
  isReplica = false
  /** What `makeRoom` does; see GateFacts. */
  makeRoom: () => boolean = () => true
  /** Why writes must stop, or null. */
  diskError: () => string | null = () => null
  /** How far the fine clock goes on at every look, so that work in slices has slices. */
  usPerLook = 0
  private looks = 0
  readonly server: Server
  readonly engine: Engine
  readonly gates: Gates
  /** Keys evicted, as the metrics were told. */
  readonly evicted: [policy: string, keys: number][] = []
  private readonly first: Client
  private readAt = 0
  private seed = 1

  /** `more` are commands of the test's own. */
  constructor(options: Record<string, string> = {}, more: readonly Command<ServerContext>[] = []) {
    const { store, settings } = createServerConfig()
    for (const [name, value] of Object.entries(options)) store.set([[name, value]])
    this.server = new Server({
      store,
      settings,
      clock: {
        wallMs: () => this.now,
        wallUs: () => this.now * 1000,
        monotonicUs: () => this.microseconds(),
      },
      random: { below: bound => this.below(bound), hex: count => '0'.repeat(count) },
      log: silent,
      observe: {
        snapshotStart() {},
        fsync() {},
        aofWrite() {},
        evicted: (policy, keys) => this.evicted.push([policy, keys]),
        outputBufferDrop() {},
        fullSync() {},
      },
      world: {} as World,
    })
    this.gates = new Gates(this.server, {
      isReplica: () => this.isReplica,
      linkUp: () => true,
      goodReplicas: () => 0,
      makeRoom: () => this.makeRoom(),
      diskError: () => this.diskError(),
    })
    this.server.host = new ServerHost(
      this.server,
      () => this.engine,
      this.gates,
      () => this.isReplica,
    )
    const commands = [
      ...sharedCommands,
      ...connectionCommands,
      ...transactionCommands,
      ...keysCommands,
      ...stringCommands,
      ...listCommands,
      ...hashCommands,
      ...setCommands,
      ...sortedSetCommands,
      ...more,
    ]
    this.engine = new Engine(this.server, new CommandTable(commands), this.gates)
    this.gates.refresh()
    this.server.log.mode({ backlog: true })
    this.first = this.connect()
    this.pass(0)
  }

  private microseconds(): number {
    this.looks += this.usPerLook
    return this.now * 1000 + this.looks
  }

  /** Lets `ms` go by. */
  pass(ms: number): void {
    this.now += ms
    this.engine.turn(this.now)
  }

  connect(transport: Transport = new Wire()): Client {
    return this.server.clients.add(transport, '127.0.0.1:5000', '127.0.0.1:6379', false, this.now)
  }

  /** The reply's bytes to a request given as words, one byte per character. */
  raw(words: readonly string[], client = this.first): string {
    return this.send([words], client)
  }

  /** The short replies to requests that come at once. */
  pipeline(...lines: string[]): string {
    this.pass(0)
    return short(this.send(lines.map(wordsOf), this.first))
  }

  private send(requests: readonly (readonly string[])[], client: Client): string {
    const bytes = Buffer.concat(requests.map(encoded))
    this.engine.receive(client, bytes, bytes.length)
    this.engine.endTurn()
    return this.heard(client)
  }

  /** What a connection was sent since last asked. */
  heard(client: Client): string {
    const wire = client.transport as Wire
    const { sent } = wire
    wire.sent = ''
    return sent
  }

  /** The short reply to a request, given as a line of words (`''` for an empty one). */
  say(line: string, client = this.first): string {
    return short(this.raw(wordsOf(line), client))
  }

  /**
   * Holds a conversation again: each line `> request` with what follows it now, the reply, then what was
   * logged and which events were published. Equal to the text given when nothing has changed.
   */
  replay(conversation: string): string {
    const lines: string[] = []
    const events = this.listen('KEAmn')
    for (const line of conversation.split('\n').map(line => line.trim())) {
      const pause = /^pass (\d+)$/.exec(line)
      if (pause !== null) this.pass(Number(pause[1]))
      if (pause !== null) lines.push(line)
      if (!line.startsWith('> ')) continue
      lines.push(line, this.say(line.slice(2)))
      lines.push(...this.logged().map(command => `log: ${command}`))
      lines.push(...events().map(event => `event: ${event}`))
    }
    return lines.join('\n')
  }

  /** The commands logged since last asked, each as a line; SELECTs left out. */
  logged(): string[] {
    const { log } = this.server
    let text = ''
    while (this.readAt < log.end) {
      const piece = log.read(this.readAt, 65536)
      this.readAt += piece.length
      text += Buffer.from(piece).latin1Slice()
    }
    const lines: string[] = []
    for (const reader = new Reader(text); !reader.done(); ) {
      const words = reader.value() as unknown[]
      const line = words.map(word => String(word).slice(1, -1) || "''").join(' ')
      if (!line.startsWith('SELECT')) lines.push(line)
    }
    return lines
  }

  /** A connection that hears every keyspace event: `events()` gives those since last asked. */
  listen(classes = 'KEA'): () => string[] {
    this.server.setNotifications(classes)
    const client = this.connect()
    this.raw(['PSUBSCRIBE', '__keyevent@*__:*'], client)
    return () => {
      const events: string[] = []
      for (const reader = new Reader(this.heard(client)); !reader.done(); ) {
        const [, , channel, key] = reader.value() as string[]
        events.push(`${channel!.slice(1, -1).replace(/^__keyevent@(\d+)__:/, '$1 ')} ${key!.slice(1, -1)}`)
      }
      return events
    }
  }

  setReplica(isReplica: boolean): void {
    this.isReplica = isReplica
    this.server.keyspace.state.isReplica = isReplica
    this.gates.refresh()
  }

  private below(bound: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0
    return Math.floor((((this.seed ^ (this.seed >>> 15)) >>> 0) / 4294967296) * bound)
  }
}

function encoded(words: readonly string[]): Buffer {
  return Buffer.from(
    `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`,
    'latin1',
  )
}

function wordsOf(line: string): string[] {
  return line.split(' ').map(word => (word === "''" ? '' : word))
}

function short(reply: string): string {
  const parts: string[] = []
  for (const reader = new Reader(reply); !reader.done(); ) parts.push(show(reader.value()))
  return parts.join(' ')
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to make visible.
  return text.replace(/[\x00-\x1f\x7f-\xff]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function show(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(show).join(' ')}]` : String(value)
}

/** Values as texts in the short form, aggregates as arrays. */
class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  done(): boolean {
    return this.at >= this.text.length
  }

  value(): unknown {
    const end = this.text.indexOf('\r\n', this.at)
    const type = this.text[this.at]!
    const line = this.text.slice(this.at + 1, end)
    this.at = end + 2
    if (type === '_' || line === '-1') return type === ':' ? ':-1' : '(nil)'
    if (type === '$') {
      const from = this.at
      this.at += Number(line) + 2
      return `"${printable(this.text.slice(from, this.at - 2))}"`
    }
    if (type === '*' || type === '~' || type === '>') return this.values(Number(line))
    return type === '%' ? this.values(2 * Number(line)) : type + line
  }

  private values(count: number): unknown[] {
    return Array.from({ length: count }, () => this.value())
  }
}

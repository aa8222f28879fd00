/**
 * Connections that watch every request (MONITOR). While there is one, all requests take the long way through
 * the gates, so that the short way pays nothing.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, SILENCED } from '../../shared/client/client.ts'
import type { Clients } from '../../shared/client/clients.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Args } from '../../shared/resp/args.ts'
import { visibleArg } from './redact.ts'

const HIDDEN = flagBit.skip_monitor | flagBit.admin

export class Monitors {
  private readonly clients: Clients
  private readonly clock: Clock
  private readonly watching: Set<Client>

  constructor(clients: Clients, clock: Clock) {
    this.clients = clients
    this.clock = clock
    this.watching = new Set()
  }

  get size(): number {
    return this.watching.size
  }

  add(client: Client): void {
    this.watching.add(client)
  }

  remove(client: Client): void {
    this.watching.delete(client)
  }

  /** Shows a request that ran. */
  feed(client: Client, entry: CommandEntry, args: Args): void {
    if ((entry.flags & HIDDEN) !== 0) return
    const us = this.clock.wallUs()
    const seconds = `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`
    const source = client.unixSocket ? `unix:${client.addr.slice(0, -2)}` : client.addr
    let words = ''
    for (let i = 0; i < args.argc; i++) words += ` ${quoted(visibleArg(entry, args, i))}`
    const line = latin1Bytes(`+${seconds} [${client.db} ${source}]${words}\r\n`)
    // A line is a reply, not a push: who wants no replies gets none.
    for (const monitor of this.watching) if (!monitor.has(SILENCED)) this.clients.queue(monitor, line)
  }
}

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x07': '\\a',
  '\b': '\\b',
}

/** In double quotes, with what is not printable ASCII escaped. */
function quoted(word: string): string {
  const escaped = word.replace(/[^\x20-\x7e]|["\\]/g, c => {
    return ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return `"${escaped}"`
}

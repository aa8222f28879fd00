/**
 * Applies our primary's stream: whole commands run at once, without replies, and the bytes they came in are
 * appended to our own log, from which our replicas get them unchanged. The log's end is what we have applied:
 * it moves by whole commands, and over a transaction only at its EXEC, so that after a lost link the stream
 * is asked for from a point where nothing is half done.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Args } from '../../shared/resp/args.ts'
import { BAD, REQUEST } from '../../shared/resp/request-parser.ts'
import type { Wiring } from './wiring.ts'

const ENDED = clientState.closed | clientState.closeAfterReply

export class StreamApplier {
  /** Log offset behind the last byte that arrived. */
  received: number
  private readonly wiring: Wiring
  private readonly client: Client
  /** Bytes that arrived behind the log's end: an unfinished command, or an open transaction. */
  private tail: Uint8Array[]

  constructor(wiring: Wiring, client: Client) {
    this.received = wiring.server.log.end
    this.wiring = wiring
    this.client = client
    this.tail = []
  }

  /** Takes `chunk[off, end)`; what is wrong with it, or null. */
  feed(chunk: Uint8Array, off: number, end: number): string | null {
    const { server } = this.wiring
    const { client } = this
    const { parser } = client
    const bytes = off === 0 ? chunk : chunk.subarray(off)
    const n = end - off
    let wrong: string | null = null
    let applied = server.log.end
    this.received += n
    client.bytesIn += n
    client.lastInteraction = this.wiring.now()
    server.stats.netReplIn += n
    server.keyspace.state.applying = true
    server.clients.current = client
    parser.feed(bytes, n)
    while ((client.state & ENDED) === 0) {
      const found = parser.next()
      if (found !== REQUEST) {
        if (found === BAD) wrong = parser.error
        break
      }
      if (parser.args.end === 0 && parser.args.argc > 0) {
        wrong = `an inline command, '${parser.args.text(0, 64)}'`
        break
      }
      this.run(parser.args)
      if (!client.has(clientState.multi)) applied = this.received - parser.unparsed()
    }
    parser.retain()
    server.clients.current = null
    server.keyspace.state.applying = false
    this.log(bytes, n, applied)
    return wrong
  }

  /** Runs one command: the plain case directly, the rest by the engine's long way. */
  private run(args: Args): void {
    const { client } = this
    const { engine, gates, server } = this.wiring
    const { reply } = server
    const entry = args.argc === 0 ? null : engine.commands.find(args)
    const plain =
      entry !== null &&
      entry.run !== null &&
      entry.subcommands === null &&
      client.state === clientState.master
    if (!plain || (entry.arity > 0 ? args.argc !== entry.arity : args.argc < -entry.arity)) {
      engine.execute(client, args)
      return
    }
    const before = reply.errors
    reply.mute()
    engine.call(client, entry, args)
    if (reply.errors !== before) gates.masterError(reply.lastError, args)
    reply.unmute()
  }

  /** Appends what was applied to the log: the tail, and the chunk as far as it goes; keeps the rest. */
  private log(bytes: Uint8Array, n: number, applied: number): void {
    const { log } = this.wiring.server
    let from = 0
    if (applied > log.end) {
      for (const piece of this.tail) log.append(piece, 0, piece.length)
      this.tail = []
      from = n - (this.received - applied)
      log.append(bytes, 0, from)
      this.wiring.wake()
    }
    if (from < n) this.tail.push(Buffer.from(bytes.subarray(from, n)))
  }
}

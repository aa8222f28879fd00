/**
 * Replies too large to be written at once: what millions of elements become leaves in pieces, as fast as
 * the reader takes it, made from the value itself when its turn comes. There is no second copy of the value
 * in memory, and nobody else waits for more than a slice. A client whose reply is under way has its further
 * requests wait.
 *
 * The reply is the value as it was when the command ran. Whoever is about to change it in place has what is
 * left of the reply made first, all at once (`settle`), or has the producer put aside what it needs; a value
 * that is deleted or replaced is kept until the reply is made.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import { ReplyWriter, replyBuffer } from '../../shared/resp/reply-writer.ts'
import type { Home, View } from '../values/home.ts'
import { writeRoot } from '../values/home.ts'
import type { TypeNumber } from '../values/type-numbers.ts'
import { collectionType } from '../values/types.ts'
import { Values } from '../values/values.ts'
import type { Server } from './server.ts'
import { SLICE_US } from './slices.ts'

/** Bytes that may wait for one client. */
const WINDOW = 256 * 1024
/** A reply of more elements, or from a value of more bytes, is sent in pieces. */
const ELEMENTS = 16_384
const BYTES = 1024 * 1024
/** A piece is about so many bytes, or elements. */
export const PIECE_BYTES = 65_536
export const PIECE_ELEMENTS = 2048

/**
 * Makes a reply piece by piece; it keeps its place in numbers, for other commands use the flyweights
 * meanwhile.
 */
export interface Producer {
  /** Writes about a piece more of the value that `home` holds; false when the reply is complete. */
  step(values: Values, home: Home, reply: ReplyWriter): boolean
  /**
   * The value is about to change. Who can, takes from it what the rest of the reply needs, and tells (true)
   * that it is not looked at any more; else the rest is made now.
   */
  detach?(values: Values, home: Home, resp3: boolean): boolean
}

/** A large value that no record has to hold; it can only be read. Root 0: none. */
class Root implements Home {
  readonly records: View
  readonly root: number

  constructor(meta: number, root: number) {
    const valueBytes = Buffer.allocUnsafeSlow(4)
    writeRoot(valueBytes, 0, root)
    this.records = { valueBytes, valueAt: 0, valueLength: 4, meta }
    this.root = root
  }

  resizeValue(): void {
    throw new Error('a value is only read while its reply is sent')
  }

  setEncoding(): void {
    this.resizeValue()
  }
}

const NO_ROOT = new Root(0, 0)

class Stream {
  readonly client: Client
  root: Root
  readonly producer: Producer
  /** Whether the reply's beginning, which the command wrote, may still be in the shared buffer. */
  fresh: boolean
  /** Waits until the kernel has taken what was sent. */
  waiting: boolean

  constructor(client: Client, root: Root, producer: Producer) {
    this.client = client
    this.root = root
    this.producer = producer
    this.fresh = true
    this.waiting = false
  }
}

export class ReplyStreams {
  /** From how many elements on a reply is streamed. */
  elements: number
  /** Asks for slices; whoever has the timer sets it. */
  onWork: () => void
  private readonly server: Server
  private readonly resume: (client: Client) => void
  private readonly values: Values
  private readonly writer: ReplyWriter
  private readonly streams: Stream[]
  /** The stream whose turn is next. */
  private next: number
  /** Whose piece is being written. */
  private reader: Client | null
  /** Clients whose reply is complete, and whose further requests have not been looked at yet. */
  private freed: Client[]

  constructor(server: Server, resume: (client: Client) => void) {
    this.elements = ELEMENTS
    this.onWork = () => {}
    this.server = server
    this.resume = resume
    this.values = new Values(server.keyspace.arena, server.keyspace.limits)
    this.writer = new ReplyWriter({
      piece() {},
      flush: (buf, start, end) => (start === end ? buf : this.send(buf, start, end)),
    })
    this.streams = []
    this.next = 0
    this.reader = null
    this.freed = []
    server.keyspace.state.onChanging = root => this.settle(root)
  }

  /** Whether a reply of so many elements and bytes is worth it. */
  worthwhile(count: number, bytes: number): boolean {
    return count >= this.elements || bytes > BYTES
  }

  /** Bytes of a large value, whatever value a command has open. */
  footprint(type: TypeNumber, root: number): number {
    return collectionType(type).footprint(this.values, root)
  }

  /**
   * Begins: the command has written the reply's head; the value's record has these bits of type and
   * encoding. Root 0: the producer needs no value.
   */
  start(client: Client, meta: number, root: number, producer: Producer): void {
    const { keyspace } = this.server
    this.streams.push(new Stream(client, new Root(meta, root), producer))
    if (root !== 0) {
      keyspace.pin(root)
      keyspace.state.streamed++
    }
    client.set(clientState.streaming)
    this.onWork()
  }

  /** Works for a slice; true when there is more to do in a coming turn. */
  slice(budgetUs = SLICE_US): boolean {
    const { streams } = this
    if (streams.length === 0) return false
    const { clock } = this.server.parts
    const until = clock.monotonicUs() + budgetUs
    for (let idle = 0; idle < streams.length; ) {
      if (this.next >= streams.length) this.next = 0
      const stream = streams[this.next++]!
      if (stream.waiting) idle++
      else {
        idle = 0
        this.advance(stream)
        if (clock.monotonicUs() >= until) return true
      }
    }
    return false
  }

  /** At the end of a turn: looks at what clients sent while their reply was under way. */
  work(): void {
    while (this.freed.length > 0) {
      const freed = this.freed
      this.freed = []
      for (const client of freed) this.resume(client)
    }
  }

  /** Sends a piece. */
  private advance(stream: Stream): void {
    const { client } = stream
    if (!this.produce(stream)) {
      this.end(stream)
      return
    }
    client.lastInteraction = this.server.keyspace.state.now
    if (client.transport.pending() < WINDOW) return
    stream.waiting = true
    client.transport.drained(() => {
      stream.waiting = false
      this.onWork()
    })
  }

  private produce(stream: Stream): boolean {
    const { server, writer } = this
    const { client, producer, root } = stream
    if (client.has(clientState.closed)) return false
    if (stream.fresh) server.reply.spill()
    stream.fresh = false
    this.reader = client
    writer.resp3 = client.resp3
    const more = producer.step(this.values, root, writer)
    writer.spill()
    this.reader = null
    return more && !client.has(clientState.closed)
  }

  private send(buf: Uint8Array, start: number, end: number): Uint8Array {
    return this.server.send(this.reader!, buf, start, end) ? buf : replyBuffer()
  }

  /** The value at a root is about to change: replies from it are completed, as far as they go. */
  private settle(root: number): void {
    for (let i = this.streams.length - 1; i >= 0; i--) {
      const stream = this.streams[i]!
      if (stream.root.root !== root) continue
      const { client, producer } = stream
      if (!client.has(clientState.closed) && producer.detach?.(this.values, stream.root, client.resp3)) {
        this.release(stream)
        continue
      }
      while (this.produce(stream));
      this.end(stream)
    }
  }

  /** The stream needs its value no more. */
  private release(stream: Stream): void {
    const { root } = stream.root
    if (root === 0) return
    const { keyspace } = this.server
    stream.root = NO_ROOT
    keyspace.state.streamed--
    keyspace.unpin(root)
  }

  private end(stream: Stream): void {
    this.streams.splice(this.streams.indexOf(stream), 1)
    this.release(stream)
    stream.client.clear(clientState.streaming)
    this.freed.push(stream.client)
    this.onWork()
  }

  /** A connection is gone. */
  disconnected(client: Client): void {
    const stream = this.streams.find(stream => stream.client === client)
    if (stream !== undefined) this.end(stream)
  }
}

/**
 * Takes one file of an append only file into the data set: an RDB image, if it begins with one, then
 * commands, each run as it stands. Annotations (`#TS:...`) are passed over. A transaction counts when its
 * EXEC is there. What is wrong with the file is told with the byte where it is wrong.
 */

import { latin1 } from '../../../shared/bytes/text.ts'
import { withView } from '../../../shared/bytes/view.ts'
import { Client, clientState, type Queued } from '../../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../../shared/command/entry.ts'
import type { Transport } from '../../../shared/ports/transport.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { BAD, REQUEST } from '../../../shared/resp/request-parser.ts'
import type { Engine } from '../../engine/engine.ts'
import { RdbError, tooManyDatabases } from '../rdb/rdb-error.ts'
import { RdbLoader } from '../rdb-loader.ts'

/** A file that cannot be loaded: what is wrong with it, and where. */
export class AofError extends Error {
  readonly offset: number
  /** What is wrong with its RDB image, or null: it is in the commands. */
  readonly image: RdbError | null
  /** What redis-server says of a file of this name. */
  readonly lastWords: (name: string) => string

  constructor(reason: string, offset: number, lastWords: (name: string) => string, image: RdbError | null) {
    super(reason)
    this.offset = offset
    this.lastWords = lastWords
    this.image = image
  }
}

function badFormat(name: string): string {
  return (
    `Bad file format reading the append only file ${name}: make a backup of your AOF file, then use ` +
    './redis-check-aof --fix <filename.manifest>'
  )
}

/** How a file ended. */
export interface AofEnd {
  /** Bytes up to which it is whole commands and whole transactions. */
  readonly valid: number
  /** There are more, of one that is not whole. */
  readonly torn: boolean
  /** It is a transaction without its EXEC. */
  readonly openTransaction: boolean
}

/** What an RDB image begins with, an annotation, a command. */
const MAGIC = 'REDIS'
const HASH = 35
const STAR = 42
/** The longest argument that a Redis with its usual limit can have written. */
const BULK_MAX = 512 * 1024 * 1024

const nowhere: Transport = {
  send: () => true,
  pending: () => 0,
  drained() {},
  end() {},
  destroy() {},
  pause() {},
}

export class AofLoader {
  /** Never: the file goes on to its end; see `FileTaker`. */
  readonly done = false
  /** The image's loader, once the file is known to begin with one. */
  image: RdbLoader | null
  private readonly engine: Engine
  private readonly client: Client
  /** The file's first bytes, until they say what it is. */
  private head: string | null
  /** Bytes handed to the parser, or the image's, so far. */
  private fed: number
  /** Where the last whole command ended; the same, but not inside a transaction. */
  private at: number
  private valid: number
  private queue: Queued[] | null
  private commandsTaken: number

  constructor(engine: Engine) {
    const { server } = engine
    this.image = null
    this.engine = engine
    this.client = new Client(0, nowhere, '', '', false, server.keyspace.state.now)
    this.client.set(clientState.master)
    this.client.parser.maxBulk = Math.max(BULK_MAX, server.settings.protoMaxBulkLen)
    this.head = ''
    this.fed = 0
    this.at = 0
    this.valid = 0
    this.queue = null
    this.commandsTaken = 0
  }

  /** Keys of the image and commands so far. */
  get taken(): number {
    return this.commandsTaken + (this.image?.taken ?? 0)
  }

  /** Takes the file's next bytes, `chunk[off, off + len)`. Throws AofError. */
  push(chunk: Uint8Array, off: number, len: number): void {
    const end = off + len
    let from = off
    if (this.head !== null) {
      const more = Math.min(len, MAGIC.length - this.head.length)
      this.head += latin1(chunk, off, more)
      from += more
      if (this.head.length < MAGIC.length && MAGIC.startsWith(this.head)) return
      this.begin(this.head)
    }
    if (this.image !== null && !this.image.done) from += this.load(this.image, chunk, from, end - from)
    if (from === 0 && end > 0) this.run(chunk, end)
    else if (from < end) this.run(withView(chunk.subarray(from, end) as Buffer), end - from)
  }

  /** The file has ended. */
  finish(): AofEnd {
    if (this.head !== null && this.head !== '') this.begin(this.head)
    const { image } = this
    if (image !== null && !image.done) this.guard(() => image.finish())
    const torn = this.valid < this.fed
    // What the parser took without finding anything in it is whole all the same.
    if (torn && this.queue === null && this.client.parser.peek() === -1)
      this.refuse('a command without a name')
    return { valid: this.valid, torn, openTransaction: this.queue !== null }
  }

  /** Gives up. */
  discard(): void {
    this.image?.discard()
  }

  /** It is known what the file is. */
  private begin(head: string): void {
    this.head = null
    const bytes = Buffer.from(head, 'latin1')
    if (head === MAGIC) {
      this.engine.server.notice.notice('Reading RDB base file on AOF loading...')
      this.image = RdbLoader.ofFile(this.engine.server)
      this.load(this.image, bytes, 0, bytes.length)
    } else this.run(bytes, bytes.length)
  }

  private load(image: RdbLoader, chunk: Uint8Array, off: number, len: number): number {
    let taken = 0
    this.guard(() => {
      taken = image.push(chunk, off, len)
    })
    this.fed += taken
    this.at = this.fed
    if (image.done) this.valid = this.fed
    return taken
  }

  private guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (error instanceof RdbError) throw new AofError(error.message, error.offset, badFormat, error)
      throw error
    }
  }

  /** Runs the commands in `bytes[0, n)`. */
  private run(bytes: Uint8Array, n: number): void {
    const { engine, client } = this
    const { clients, keyspace } = engine.server
    const { parser } = client
    this.fed += n
    clients.current = client
    keyspace.state.applying = true
    parser.feed(bytes, n)
    try {
      while (this.next());
    } finally {
      parser.retain()
      keyspace.state.applying = false
      clients.current = null
    }
  }

  /** Takes one command; false when it is not whole yet. */
  private next(): boolean {
    const { parser } = this.client
    const { args } = parser
    const first = parser.peek()
    if (first >= 0 && first !== STAR && first !== HASH) this.refuse('neither a command nor an annotation')
    const found = parser.next()
    if (found === BAD) this.refuse(parser.error.replace('Protocol error: ', ''))
    if (found !== REQUEST) return false
    const end = this.fed - parser.unparsed()
    if (first === STAR) {
      if (end - this.at !== args.end - args.start) this.refuse('a command without a name')
      if (!endsRight(args)) this.refuse('an argument that does not end where it should')
      this.take(args)
    }
    this.at = end
    if (this.queue === null) this.valid = end
    return true
  }

  private take(args: Args): void {
    this.commandsTaken++
    const entry = this.find(args)
    if (entry.name === 'multi') {
      if (this.queue !== null) this.complain('MULTI calls can not be nested')
      this.queue ??= []
    } else if (entry.name === 'exec') {
      const { queue } = this
      if (queue === null) return this.complain('EXEC without MULTI')
      this.queue = null
      for (const queued of queue) this.apply(queued.entry, queued.args)
    } else if (this.queue !== null) this.queue.push({ entry, args: args.clone() })
    else this.apply(entry, args)
  }

  /** A transaction's bounds are wrong, which Redis passes over. */
  private complain(error: string): void {
    const { notice } = this.engine.server
    notice.warning(`The command at byte offset ${this.at} of the append only file gave an error`)
    notice.warning(criticalError(`ERR ${error}`, 'exec'))
  }

  private find(args: Args): CommandEntry {
    let entry = this.engine.commands.find(args)
    if (entry !== null && entry.subcommands !== null && args.argc > 1) {
      entry = entry.subcommands.get(args.text(1).toLowerCase()) ?? null
    }
    if (entry === null || entry.run === null) {
      const name = args.text(0, 128)
      this.refuse(
        `unknown command '${name}'`,
        file => `Unknown command '${name}' reading the append only file ${file}`,
      )
    }
    const { arity } = entry
    if (arity > 0 ? args.argc !== arity : args.argc < -arity) {
      this.refuse(`'${entry.name}' with ${args.argc - 1} arguments`)
    }
    return entry
  }

  private apply(entry: CommandEntry, args: Args): void {
    const { client, engine } = this
    // A primary's stream has more than changes: PING, PUBLISH, questions to replicas.
    if ((entry.flags & flagBit.write) === 0 && entry.name !== 'select') return
    const { reply, notice } = engine.server
    const { databases } = engine.server.keyspace
    const before = reply.errors
    reply.mute()
    engine.apply(client, entry, args)
    reply.unmute()
    if (reply.errors === before) return
    // What follows would go to the wrong database.
    if (entry.name === 'select') this.refuse(reply.lastError, () => tooManyDatabases(databases.length))
    notice.warning(`The command at byte offset ${this.at} of the append only file gave an error`)
    notice.warning(criticalError(reply.lastError, entry.name))
  }

  private refuse(what: string, lastWords = badFormat): never {
    throw new AofError(what, this.at, lastWords, null)
  }
}

/** What Redis says when a command of the file gives an error; `error` as in a reply. */
function criticalError(error: string, command: string): string {
  const shown = error.startsWith('ERR ') ? error.slice(4) : `-${error}`
  return (
    `== CRITICAL == This server is sending an error to its AOF-loading-client: '${shown}' after processing ` +
    `the command '${command}'`
  )
}

/** Whether each argument is followed by the end of a line; the parser for clients does not look. */
function endsRight({ argc, buf, len, off }: Args): boolean {
  for (let i = 0; i < argc; i++) {
    const end = off[i]! + len[i]!
    if (buf[end] !== 13 || buf[end + 1] !== 10) return false
  }
  return true
}

/**
 * The state of one server, in one place: data, connections, configuration, log, statistics. It decides
 * nothing; the engine and the commands act on it. Everything that touches the world comes in through the
 * constructor.
 */

import { latin1, latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import { Clients } from '../../shared/client/clients.ts'
import type { CommandHost } from '../../shared/command/context.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Log } from '../../shared/ports/log.ts'
import type { Observe } from '../../shared/ports/observe.ts'
import type { Random } from '../../shared/ports/random.ts'
import { PubSub } from '../../shared/pubsub/pubsub.ts'
import { REPLY_BUFFER, type ReplySink, ReplyWriter, replyBuffer } from '../../shared/resp/reply-writer.ts'
import type { Settings } from '../config/settings.ts'
import { Keyspace } from '../keyspace/keyspace.ts'
import { CommandLog } from '../log/command-log.ts'
import type { EventClass } from './events.ts'
import { Holds } from './holds.ts'
import { LatencyMonitor } from './latency.ts'
import { Monitors } from './monitors.ts'
import { Rates } from './rates.ts'
import { Slowlog } from './slowlog.ts'
import { Stats } from './stats.ts'
import { Watches } from './watches.ts'

/** One connection's replies of this turn, `[start, end)` of the reply buffer. */
interface Piece {
  client: Client | null
  start: number
  end: number
}

/** What the engine needs the world for, beyond time and randomness. */
export interface World {
  /** Facts of the process: pid, memory, processor time, paths; see `ProcessFacts`. */
  process(): ProcessFacts
  /** Writes a file whole and durably (CONFIG REWRITE); an error text, or null. */
  writeFile(path: string, bytes: Uint8Array): string | null
  readFile(path: string): Uint8Array | null
  /**
   * Ends the process in an orderly way after this turn (SHUTDOWN); `onFailure` when it goes on all the same.
   */
  shutdown(options: ShutdownOptions, onFailure: () => void): void
  /** Calls off an end that is under way; false when there is none. */
  abortShutdown(): boolean
  /**
   * Begins the program anew in this process after `delayMs` (DEBUG RESTART), after an orderly end or at once;
   * `onFailure` when it goes on all the same.
   */
  restart(orderly: boolean, delayMs: number, onFailure: () => void): void
  /** Ends the process by the signal of a fault (DEBUG SEGFAULT). */
  fault(): void
  /** Blocks the process (DEBUG SLEEP). */
  sleep(ms: number): void
}

export interface ProcessFacts {
  pid: number
  rss: number
  /** Seconds. */
  cpuUser: number
  cpuSystem: number
  /** Of the main thread alone. */
  cpuUserMain: number
  cpuSystemMain: number
  heapUsed: number
  executable: string
  configFile: string
  os: string
  totalMemory: number
  nodeVersion: string
  /** Holdfast's own version, the commit's first eight characters, both in one word. */
  version: string
  commit: string
  buildId: string
}

export interface ShutdownOptions {
  save: boolean | null
  now: boolean
  force: boolean
}

export type ServerParts = {
  store: ConfigStore
  settings: Settings
  clock: Clock
  random: Random
  log: Log
  observe: Observe
  world: World
}

/** The read buffers of clients and of links, 64 KiB each. */
const READ_BUFFERS = 2 * 65536
/** Bytes held before the first key and connection: the buffers that all connections share. */
export const STARTUP_MEMORY: number = READ_BUFFERS + REPLY_BUFFER

/** Event letters of notify-keyspace-events as bits, K and E included. */
const EVENT_BITS = 'g$lshzxetnmd'

function eventBit(cls: EventClass): number {
  return 1 << EVENT_BITS.indexOf(cls)
}

export class Server implements ReplySink {
  readonly parts: ServerParts
  readonly store: ConfigStore
  readonly settings: Settings
  readonly random: Random
  readonly notice: Log
  readonly keyspace: Keyspace
  readonly log: CommandLog
  readonly reply: ReplyWriter
  readonly clients: Clients
  readonly pubsub: PubSub
  readonly watches: Watches
  readonly holds: Holds
  readonly stats: Stats
  readonly rates: Rates
  readonly monitors: Monitors
  readonly slowlog: Slowlog
  readonly latency: LatencyMonitor
  /** Lines of INFO sections that other parts fill (replication, persistence), by the section's name. */
  readonly info: Map<string, () => string[]>
  /** Set by replication, which alone knows its type; see `Replication.of`. */
  replication: unknown
  /** Set by migrations, which alone know their type; see `Migrations.of`. */
  migrations: unknown
  /** Set by persistence, which alone knows its type; see `Persistence.of`. */
  persistence: unknown
  /** The data set was replaced as a whole, `why` says by what; set by persistence. */
  onReplaced: (why: string) => void
  /** DEBUG CHANGE-REPL-ID; set by replication. */
  changeReplicationId: () => void
  /** Set by the composition root before the first client. */
  host!: CommandHost
  readonly runId: string
  /** Wall-clock ms. */
  readonly startedAt: number
  /** Changes since the last save. */
  dirty: number
  loading: boolean
  /** Wall-clock ms of the last save that ended well; of the start before that. */
  lastSave: number
  shuttingDown: boolean
  /** CLIENT PAUSE: until wall-clock ms, 0 for none; all commands or writes only. */
  pausedUntil: number
  pauseAll: boolean
  /** Bits of keyspace notification classes, 0 when off; see `setNotifications`. */
  notifications: number
  activeExpire: boolean
  /** DEBUG PAUSE-CRON: the timer's ticks do nothing. */
  cronPaused: boolean
  /** DEBUG SET-SKIP-CHECKSUM-VALIDATION: of RDB files and of RESTORE's payloads. */
  skipChecksums: boolean
  /** Bytes that connections hold, as of the last second. */
  clientMemory: number
  /** Counters that others keep begin anew with ours (CONFIG RESETSTAT). */
  readonly onResetStats: (() => void)[]
  /** Called when the kernel did not take all that was sent to a client. */
  onBackpressure: (client: Client) => void
  /** Replies to be sent by the next `flush`: the first `pieceCount`; the objects are used again. */
  private readonly pieces: Piece[]
  private pieceCount: number
  private notifyKeyspace: boolean
  private notifyEvent: boolean

  constructor(parts: ServerParts) {
    this.parts = parts
    this.store = parts.store
    this.settings = parts.settings
    this.random = parts.random
    this.notice = parts.log
    this.keyspace = new Keyspace(parts.store.number('databases'), parts.random, parts.settings)
    this.log = new CommandLog()
    this.reply = new ReplyWriter(this)
    this.clients = new Clients(this.reply)
    this.pubsub = new PubSub(this.clients)
    this.watches = new Watches((db, key) => this.keyspace.databases[db]!.presence(latin1Bytes(key)))
    this.holds = new Holds()
    this.stats = new Stats()
    this.stats.onFlood = words => {
      this.notice.warning(
        'Errorstats stopped adding new errors because the number of errors reached the limit ' +
          `(${words.length}).`,
      )
      this.notice.warning(`Current errors code list: ${words.join(', ')}`)
    }
    this.info = new Map()
    this.replication = null
    this.persistence = null
    this.migrations = null
    this.onReplaced = () => {}
    this.changeReplicationId = () => {}
    this.rates = new Rates()
    this.monitors = new Monitors(this.clients, parts.clock)
    this.slowlog = new Slowlog()
    this.latency = new LatencyMonitor()
    this.runId = parts.random.hex(40)
    this.startedAt = parts.clock.wallMs()
    this.dirty = 0
    this.loading = false
    this.lastSave = this.startedAt
    this.shuttingDown = false
    this.pausedUntil = 0
    this.pauseAll = false
    this.notifications = 0
    this.activeExpire = true
    this.cronPaused = false
    this.skipChecksums = false
    this.clientMemory = 0
    this.onResetStats = []
    this.onBackpressure = () => {}
    this.pieces = []
    this.pieceCount = 0
    this.notifyKeyspace = false
    this.notifyEvent = false
  }

  /** See ReplySink. */
  piece(start: number, end: number): void {
    const count = this.pieceCount++
    if (count === this.pieces.length) this.pieces.push({ client: null, start: 0, end: 0 })
    const piece = this.pieces[count]!
    piece.client = this.clients.current
    piece.start = start
    piece.end = end
  }

  /** See ReplySink. */
  flush(buf: Uint8Array, start: number, end: number): Uint8Array {
    let free = true
    for (let i = 0; i < this.pieceCount; i++) {
      const piece = this.pieces[i]!
      free = this.send(piece.client!, buf, piece.start, piece.end) && free
      piece.client = null
    }
    this.pieceCount = 0
    if (end > start && this.clients.current !== null)
      free = this.send(this.clients.current, buf, start, end) && free
    return free ? buf : replyBuffer()
  }

  /** While the data set is being loaded most commands are refused, and no key expires. */
  setLoading(loading: boolean): void {
    this.loading = loading
    this.keyspace.state.loading = loading
  }

  /** Sends reply bytes; false when `buf` is now the transport's. */
  send(client: Client, buf: Uint8Array, start: number, end: number): boolean {
    if (client.has(clientState.closed)) return true
    client.bytesOut += end - start
    this.stats.netOut += end - start
    this.stats.writes++
    const free = client.transport.send(buf, start, end)
    if (client.transport.pending() > 0) this.onBackpressure(client)
    return free
  }

  /** Takes the directive notify-keyspace-events: letters, `A` for all classes. */
  setNotifications(letters: string): void {
    this.notifyKeyspace = letters.includes('K')
    this.notifyEvent = letters.includes('E')
    const classes = letters.includes('A') ? `${letters}g$lshzxetd` : letters
    let bits = 0
    for (let i = 0; i < EVENT_BITS.length; i++) if (classes.includes(EVENT_BITS[i]!)) bits |= 1 << i
    this.notifications = this.notifyKeyspace || this.notifyEvent ? bits : 0
    const { state } = this.keyspace
    state.tellsNew = (this.notifications & eventBit('n')) !== 0
    state.tellsMisses = (this.notifications & eventBit('m')) !== 0
    state.onNew = (db, key) => this.notify('n', 'new', db, key)
    state.onMissed = (db, key) => this.notify('m', 'keymiss', db, key)
  }

  /** Publishes a keyspace notification, if its class is wanted. */
  notify(cls: EventClass, event: string, db: number, key: Uint8Array): void {
    if ((this.notifications & eventBit(cls)) === 0) return
    const name = Buffer.from(event, 'latin1')
    if (this.notifyKeyspace) {
      this.pubsub.publish(Buffer.concat([latin1Bytes(`__keyspace@${db}__:`), key]), name)
    }
    if (this.notifyEvent) this.pubsub.publish(latin1Bytes(`__keyevent@${db}__:${event}`), key)
  }

  /**
   * Writes the configuration into the file it came from, with `all` also what is as by default; an error
   * text, or null.
   */
  rewriteConfig(all: boolean): string | null {
    const { world } = this.parts
    const path = world.process().configFile
    const old = world.readFile(path)
    const text = this.store.rewrite(old === null ? '' : latin1(old), all)
    return world.writeFile(path, latin1Bytes(text))
  }

  /** CONFIG RESETSTAT. */
  resetStats(commands: CommandTable): void {
    this.stats.reset()
    this.rates.reset()
    for (const reset of this.onResetStats) reset()
    this.keyspace.state.resetStats()
    this.keyspace.lazyFreed = 0
    for (const entry of commands.entries()) entry.resetStats()
  }

  /**
   * Bytes of memory that grow with the data, and what serving takes from the start: what maxmemory is
   * compared with, less `uncountedMemory`. `MemoryUse` tells how it adds up with the rest.
   */
  usedMemory(): number {
    return STARTUP_MEMORY + this.keyspace.arena.used + this.log.memory()
  }

  /** used_memory: that, and what connections hold. */
  totalMemory(): number {
    return this.usedMemory() + this.clientMemory
  }

  /**
   * Bytes of used memory that maxmemory does not count, since evicting keys does not help: what is gone but
   * still held for readers, and what slow replicas make the log keep beyond its own size
   * (repl-backlog-size), to which the DELs of an eviction would only add.
   */
  uncountedMemory(): number {
    const { keyspace, log } = this
    return keyspace.held() + Math.max(0, log.memory() - log.keep)
  }

  /** Ends a connection: after the replies it is owed, or at once. */
  close(client: Client, now: boolean): void {
    if (now) {
      client.transport.destroy()
      client.set(clientState.closed)
    } else client.set(clientState.closeAfterReply)
  }
}

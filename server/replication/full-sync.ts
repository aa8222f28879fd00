/**
 * Full synchronisation, diskless always: one snapshot walk feeds every replica that waits when it begins,
 * each through its own queue of shared chunks. The walk pauses while any queue is full.
 *
 * Departs from Redis: there is no child process. A replica that comes while a walk runs waits for the next
 * one. `repl-diskless-sync-delay` is honoured where it was given (file, command line, CONFIG SET); when it
 * was not, the walk starts at once, for a walk costs no fork, and redundancy is worth more than one walk
 * saved. A replica that does not understand `$EOF:` must be told the length first: its payload is collected
 * in memory.
 */
import { copyOf, latin1Bytes } from '../../shared/bytes/text.ts'
import { SLICE_US } from '../engine/slices.ts'
import type { Snapshot } from '../keyspace/snapshot.ts'
import { rdbForm } from '../persistence/rdb/rdb-image.ts'
import { BUFFER_SIZE, type RdbSink, type RdbWriter } from '../persistence/rdb/rdb-writer.ts'
import { beginSnapshot, openRdb, walkSlice } from '../persistence/rdb-start.ts'
import { BulkChunk, type ReplicaPeer } from './replica-peer.ts'
import type { Wiring } from './wiring.ts'

/**
 * The walk pauses while a replica has this many bytes of it waiting. They leave in one turn once the replica
 * has read on, and on a loopback that takes some 0.5 ms a MiB; what keeps the line busy is the kernel's own
 * buffer.
 */
const QUEUE_MAX = 256 * 1024
/** Blocks kept for the next chunks. */
const SPARE_MAX = 16

export class FullSync {
  /** A delay was asked for; see above. */
  delayed: boolean
  private readonly wiring: Wiring
  private readonly peers: ReadonlySet<ReplicaPeer>
  /** Database our primary's stream is in, when we have a primary. */
  private readonly streamDb: () => number
  private snapshot: Snapshot | null
  private writer: RdbWriter | null
  /** The replicas the running walk feeds. */
  private attached: ReplicaPeer[]
  /** Forty characters that end the payload. */
  private mark: string
  private startedAt: number
  /** Blocks that were sent, for the next chunks: new ones would be garbage by the megabyte. */
  private readonly spare: Uint8Array[]

  constructor(wiring: Wiring, peers: ReadonlySet<ReplicaPeer>, streamDb: () => number) {
    this.delayed = false
    this.wiring = wiring
    this.peers = peers
    this.streamDb = streamDb
    this.snapshot = null
    this.writer = null
    this.attached = []
    this.mark = ''
    this.startedAt = 0
    this.spare = []
  }

  /** Begins a walk if replicas wait for one and it is time; has the one that runs go on. */
  work(): void {
    if (this.snapshot === null && this.due()) this.begin()
    if (this.snapshot !== null && this.hasRoom()) this.wiring.world.walk()
  }

  private due(): boolean {
    const { server } = this.wiring
    if (server.keyspace.snapshotRunning) return false
    const now = this.wiring.now()
    let waiting = 0
    let longest = 0
    for (const peer of this.peers) {
      if (peer.state !== 'wait_bgsave') continue
      waiting++
      longest = Math.max(longest, now - peer.progressAt)
    }
    if (waiting === 0) return false
    const delay = this.delayed ? server.store.number('repl-diskless-sync-delay') * 1000 : 0
    const enough = server.store.number('repl-diskless-sync-max-replicas')
    return longest >= delay || (enough > 0 && waiting >= enough)
  }

  private begin(): void {
    const { server } = this.wiring
    const { log } = server
    server.notice.notice('Starting BGSAVE for SYNC with target: replicas sockets')
    // What follows the payload must name its database: the replica will not know it.
    log.selected = -1
    this.mark = server.random.hex(40)
    const waiting = [...this.peers].filter(peer => peer.state === 'wait_bgsave')
    for (const peer of waiting) this.greet(peer, log.end)
    for (const peer of waiting) if (peer.noData) this.sendEmpty(peer)
    this.attached = waiting.filter(peer => !peer.noData)
    if (this.attached.length === 0) return
    this.startedAt = this.wiring.now()
    this.writer = this.open(this.collect)
    this.snapshot = beginSnapshot(server, rdbForm(this.writer))
  }

  private open(sink: RdbSink): RdbWriter {
    const { server, history } = this.wiring
    return openRdb(server, sink, { db: this.streamDb(), id: history.id, offset: server.log.end })
  }

  /** A payload without keys, for a replica that asked for that. */
  private sendEmpty(peer: ReplicaPeer): void {
    const writer = this.open((chunk, length) => peer.queueBulk(new BulkChunk(copyOf(chunk, 0, length))))
    writer.eof()
    this.finishFor(peer, writer.bytesWritten)
  }

  /** Tells a replica where the payload stands in history; from there on the log waits for it. */
  private greet(peer: ReplicaPeer, offset: number): void {
    const { server, history, world } = this.wiring
    const { transport } = peer.client
    peer.state = 'send_bulk'
    peer.offset = offset
    peer.progressAt = this.wiring.now()
    server.log.addReader(peer)
    if (!peer.oldProtocol) world.send(transport, latin1Bytes(`+FULLRESYNC ${history.id} ${offset}\r\n`))
    if (peer.eof) world.send(transport, latin1Bytes(`$EOF:${this.mark}\r\n`))
  }

  /** Where the writer's chunks go. */
  private readonly collect = (chunk: Uint8Array, length: number): void => {
    if (this.attached.length === 0) return
    const block = this.spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_SIZE)
    block.set(chunk.subarray(0, length))
    const free = (): void => {
      if (this.spare.length < SPARE_MAX) this.spare.push(block)
    }
    const copy = new BulkChunk(block.subarray(0, length), this.attached.length, free)
    for (const peer of this.attached) peer.queueBulk(copy)
  }

  /** Works for a slice; true when there is more to do at once, not when a replica's queue is full. */
  slice(budgetUs = SLICE_US): boolean {
    const { snapshot } = this
    if (snapshot === null) return false
    const walked = walkSlice(this.wiring.server, snapshot, this.hasRoom, budgetUs)
    if (walked === 'done') this.complete()
    // What was queued leaves at the end of the turn.
    this.wiring.wake()
    return walked === 'more'
  }

  /**
   * How badly the walk must end, 0 to 1: what is logged meanwhile waits for the replicas, and at
   * client-output-buffer-limit they are dropped.
   */
  urgency(): number {
    const { log, settings } = this.wiring.server
    const { hardBytes, softBytes } = settings.replicaLimit
    const limit = Math.min(hardBytes || Number.POSITIVE_INFINITY, softBytes || Number.POSITIVE_INFINITY)
    const most = Math.max(limit, settings.replBacklogSizeBytes)
    let owed = 0
    for (const { offset } of this.attached) owed = Math.max(owed, log.end - offset)
    return Math.min(1, Math.max(0, (2 * owed) / most - 0.5))
  }

  private readonly hasRoom = (): boolean => {
    return this.attached.every(peer => !peer.eof || peer.bulkBytes < QUEUE_MAX)
  }

  private complete(): void {
    const { server } = this.wiring
    const writer = this.writer!
    writer.eof()
    const seconds = (this.wiring.now() - this.startedAt) / 1000
    for (const peer of this.attached) {
      this.finishFor(peer, writer.bytesWritten)
      server.parts.observe.fullSync(seconds, writer.bytesWritten)
    }
    server.notice.notice(
      `Background RDB transfer terminated with success: ${writer.bytesWritten} bytes in ` +
        `${seconds.toFixed(3)} seconds`,
    )
    this.end()
  }

  /** The whole payload, `length` bytes, is in the replica's queue. */
  private finishFor(peer: ReplicaPeer, length: number): void {
    if (peer.eof) peer.queueBulk(new BulkChunk(latin1Bytes(this.mark)))
    else this.wiring.world.send(peer.client.transport, latin1Bytes(`$${length}\r\n`))
    peer.bulkComplete = true
  }

  private end(): void {
    this.snapshot = null
    this.writer = null
    this.attached = []
    // Others may have come meanwhile.
    this.wiring.wake()
  }

  /** A replica is gone. A walk that feeds nobody ends. */
  dropped(peer: ReplicaPeer): void {
    const at = this.attached.indexOf(peer)
    if (at < 0) return
    this.attached.splice(at, 1)
    if (this.attached.length > 0) return
    this.snapshot!.stop()
    this.wiring.server.notice.warning('Snapshot for SYNC ended early: every replica it was for is gone')
    this.end()
  }
}

/**
 * The primary's side: who our replicas are, what history each may continue from, and feeding them from the
 * command log, whose blocks go to the sockets as they are. A replica of ours may have replicas too: then this
 * side runs beside the link to our primary, and the log holds our primary's stream.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import { FullSync } from './full-sync.ts'
import { GETACK, PING } from './keepalives.ts'
import { ReplicaPeer } from './replica-peer.ts'
import type { Wiring } from './wiring.ts'

const NEWLINE = latin1Bytes('\n')
/** The most that is handed to a socket at once. */
const FEED_MAX = 256 * 1024

/** What the primary's side asks of the rest. */
export interface PrimarySurroundings {
  /** We follow a primary: the log is its stream, and not ours to write to. */
  isReplica(): boolean
  /** Database our primary's stream is in; 0 without a primary. */
  streamDb(): number
  /** A replica acknowledged more. */
  acknowledged(): void
}

export class Primary {
  readonly peers: Set<ReplicaPeer>
  readonly fullSync: FullSync
  private readonly wiring: Wiring
  private readonly around: PrimarySurroundings
  private getAckWanted: boolean
  /** Since when there is no replica, wall-clock ms; 0 while there is one. */
  private aloneSince: number
  private pingedAt: number

  constructor(wiring: Wiring, around: PrimarySurroundings) {
    this.peers = new Set()
    this.wiring = wiring
    this.around = around
    this.fullSync = new FullSync(wiring, this.peers, () => around.streamDb())
    this.getAckWanted = false
    this.aloneSince = 0
    this.pingedAt = 0
  }

  // Joining -------------------------------------------------------------------------------------------------

  /**
   * PSYNC: continues from byte `wanted` (counted from one) of history `id`; false when it takes a full sync.
   */
  continueFrom(client: Client, id: string, wanted: number): boolean {
    const { server, history } = this.wiring
    const { log, stats, notice } = server
    const peer = ReplicaPeer.of(client)
    if (!history.shares(id, wanted)) {
      if (id !== '?') this.explainMismatch(id, wanted)
      return false
    }
    const exists = log.backlog || this.around.isReplica()
    if (!exists || !log.covers(wanted - 1)) {
      notice.notice(
        `Unable to partial resync with replica ${peer.name} for lack of backlog ` +
          `(Replica request was: ${wanted}).`,
      )
      return false
    }
    this.join(client, peer)
    peer.state = 'online'
    peer.offset = wanted - 1
    log.addReader(peer)
    server.reply.status(peer.psync2 ? `CONTINUE ${history.id}` : 'CONTINUE')
    stats.syncPartialOk++
    notice.notice(
      `Partial resynchronization request from ${peer.name} accepted. ` +
        `Sending ${log.end - peer.offset} bytes of backlog starting from offset ${wanted}.`,
    )
    this.wiring.wake()
    return true
  }

  private explainMismatch(id: string, wanted: number): void {
    const { history, server } = this.wiring
    const known = id === history.id || id === history.secondId
    const why = known
      ? `Requested offset for second ID was ${wanted}, but I can reply up to ${history.secondOffset}`
      : `Replication ID mismatch (Replica asked for '${id}', my replication IDs are '${history.id}' and ` +
        `'${history.secondId}')`
    server.notice.notice(`Partial resynchronization not accepted: ${why}`)
  }

  /** Takes a connection in that needs everything: it waits for a walk. */
  fullResync(client: Client, oldProtocol: boolean): void {
    const { server, history } = this.wiring
    const { log, notice } = server
    const peer = ReplicaPeer.of(client)
    notice.notice(`Full resync requested by replica ${peer.name}`)
    server.stats.syncFull++
    if (!log.backlog && !this.around.isReplica()) {
      // What was written until now is in no log, so nobody can continue from there under the old name.
      history.renew()
      log.beginHistory()
      log.mode({ backlog: true })
      notice.notice(
        `Replication backlog created, my new replication IDs are '${history.id}' and '${history.secondId}'`,
      )
    }
    this.join(client, peer)
    peer.oldProtocol = oldProtocol
    peer.state = 'wait_bgsave'
    this.wiring.wake()
  }

  private join(client: Client, peer: ReplicaPeer): void {
    const now = this.wiring.now()
    // A replica gets the stream and nothing else, whatever it asks from now on.
    client.set(clientState.replica | clientState.replyOff)
    peer.ackAt = now
    peer.progressAt = now
    this.aloneSince = 0
    if (this.peers.size === 0) this.pingedAt = now
    this.peers.add(peer)
  }

  // Acknowledging -------------------------------------------------------------------------------------------

  acknowledge(peer: ReplicaPeer, offset: number, aofOffset: number): void {
    peer.ackAt = this.wiring.now()
    // What was never sent cannot have arrived, whatever the peer says.
    const { end } = this.wiring.server.log
    peer.ackOffset = Math.max(peer.ackOffset, Math.min(offset, end))
    peer.aofOffset = Math.max(peer.aofOffset, Math.min(aofOffset, end))
    if (peer.state === 'send_bulk' && peer.bulkComplete && !peer.rdbOnly) this.goOnline(peer)
    this.around.acknowledged()
  }

  /** Asks every replica, in the stream, how far it is. */
  requestAcks(): void {
    this.getAckWanted = true
    this.wiring.wake()
  }

  /** Replicas that are online and answered lately. */
  good(): number {
    const now = this.wiring.now()
    const lag = this.wiring.server.settings.minReplicasMaxLagSeconds
    let good = 0
    for (const peer of this.peers) if (peer.state === 'online' && peer.lagSeconds(now) <= lag) good++
    return good
  }

  /** Replicas that have everything before log offset `offset`. */
  acknowledgedBy(offset: number): number {
    let count = 0
    for (const peer of this.peers) if (peer.state === 'online' && peer.ackOffset >= offset) count++
    return count
  }

  /** Replicas that have it in their AOF. */
  fsyncedBy(offset: number): number {
    let count = 0
    for (const peer of this.peers) if (peer.state === 'online' && peer.aofOffset >= offset) count++
    return count
  }

  // Feeding -------------------------------------------------------------------------------------------------

  /** At the end of a turn: hands every replica what its socket takes. */
  work(): void {
    if (this.getAckWanted) {
      this.getAckWanted = false
      this.toStream(GETACK)
    }
    this.fullSync.work()
    for (const peer of [...this.peers]) {
      if (peer.client.has(clientState.closed)) continue
      if (peer.state === 'send_bulk') this.feedBulk(peer)
      if (peer.state === 'online') this.feedLog(peer)
      if (peer.state !== 'wait_bgsave') this.checkOutput(peer)
    }
  }

  private feedBulk(peer: ReplicaPeer): void {
    if (!peer.eof && !peer.bulkComplete) return
    const { transport } = peer.client
    let moved = false
    while (transport.pending() === 0) {
      const chunk = peer.nextBulk()
      if (chunk === null) break
      this.send(peer, chunk)
      moved = true
    }
    if (moved) {
      peer.progressAt = this.wiring.now()
      // The walk may have been waiting for this queue.
      if (!peer.bulkComplete) this.wiring.wake()
    }
    if (!peer.bulkComplete || peer.bulkBytes > 0 || peer.rdbOnly) return
    // Behind `$EOF:` the stream may only begin once the replica says that it saw the end.
    if (!peer.eof) this.goOnline(peer)
  }

  private goOnline(peer: ReplicaPeer): void {
    peer.state = 'online'
    peer.ackAt = this.wiring.now()
    this.wiring.server.notice.notice(`Synchronization with replica ${peer.name} succeeded`)
    this.wiring.wake()
  }

  private feedLog(peer: ReplicaPeer): void {
    const { log } = this.wiring.server
    const { transport } = peer.client
    while (peer.offset < log.end && transport.pending() === 0) {
      const bytes = log.read(peer.offset, FEED_MAX)
      peer.offset += bytes.length
      this.send(peer, bytes)
    }
  }

  private send(peer: ReplicaPeer, bytes: Uint8Array): void {
    const { stats } = this.wiring.server
    stats.netReplOut += bytes.length
    peer.client.bytesOut += bytes.length
    this.wiring.world.send(peer.client.transport, bytes)
  }

  /** Drops a replica that is too far behind, by client-output-buffer-limit replica: the log waits for it. */
  private checkOutput(peer: ReplicaPeer): void {
    const { server } = this.wiring
    const { replicaLimit, replBacklogSizeBytes } = server.settings
    const owed = server.log.end - peer.offset + peer.client.transport.pending()
    // As in Redis, a limit below the backlog's size would drop replicas that cost nothing.
    const hard = replicaLimit.hardBytes > 0 && owed >= Math.max(replicaLimit.hardBytes, replBacklogSizeBytes)
    let soft = false
    if (replicaLimit.softBytes > 0 && owed >= Math.max(replicaLimit.softBytes, replBacklogSizeBytes)) {
      const now = this.wiring.now()
      if (peer.softLimitSince === 0) peer.softLimitSince = now
      soft = now - peer.softLimitSince > replicaLimit.softSeconds * 1000
    } else peer.softLimitSince = 0
    if (!hard && !soft) return
    server.stats.outputBufferDrops++
    server.parts.observe.outputBufferDrop('replica')
    server.notice.warning(
      `Client id=${peer.client.id} addr=${peer.client.addr} (replica ${peer.name}) omem=${owed} scheduled ` +
        'to be closed ASAP for overcoming of output buffer limits.',
    )
    this.drop(peer)
  }

  /** Puts words of our own into the stream, outside any database. */
  private toStream(bytes: Uint8Array): void {
    if (this.around.isReplica() || this.peers.size === 0) return
    this.wiring.server.log.append(bytes, 0, bytes.length)
    this.wiring.wake()
  }

  // Time ----------------------------------------------------------------------------------------------------

  /** Once a second: keepalives, replicas that went silent, a log that nobody needs. */
  second(now: number, pingsAllowed: boolean): void {
    const { server } = this.wiring
    const { settings } = server
    if (
      this.peers.size > 0 &&
      pingsAllowed &&
      now - this.pingedAt >= settings.replPingReplicaPeriodSeconds * 1000
    ) {
      this.pingedAt = now
      this.toStream(PING)
    }
    for (const peer of [...this.peers]) {
      if (peer.state === 'wait_bgsave') this.wiring.world.send(peer.client.transport, NEWLINE)
      else this.checkTimeout(peer, now)
    }
    if (this.peers.size > 0) this.wiring.wake()
    else this.retireLog(now)
  }

  private checkTimeout(peer: ReplicaPeer, now: number): void {
    const limit = this.wiring.server.settings.replTimeoutSeconds * 1000
    // An old-style replica never acknowledges; whatever it says, a newline even, is a sign of life.
    const heard = Math.max(peer.ackAt, peer.client.lastInteraction)
    const sending = peer.state === 'send_bulk' && !(peer.bulkComplete && peer.bulkBytes === 0)
    const since = sending ? peer.progressAt : Math.max(heard, peer.progressAt)
    if (now - since <= limit || (peer.oldProtocol && !sending)) return
    const what = peer.state === 'online' ? 'streaming sync' : 'full sync'
    this.wiring.server.notice.warning(`Disconnecting timedout replica (${what}): ${peer.name}`)
    this.drop(peer)
  }

  /** After repl-backlog-ttl without replicas writes are no longer logged, so the history gets a new name. */
  private retireLog(now: number): void {
    const { server, history } = this.wiring
    const ttl = server.settings.replBacklogTtlSeconds
    if (!server.log.backlog || this.around.isReplica()) return
    if (this.aloneSince === 0) this.aloneSince = now
    if (ttl === 0 || now - this.aloneSince <= ttl * 1000) return
    history.renew()
    server.log.beginHistory()
    server.log.mode({ backlog: false })
    this.aloneSince = 0
    server.notice.notice(`Replication backlog freed after ${ttl} seconds without connected replicas.`)
  }

  // Leaving -------------------------------------------------------------------------------------------------

  /** Ends the connection to a replica. */
  drop(peer: ReplicaPeer): void {
    this.forget(peer)
    this.wiring.server.close(peer.client, true)
  }

  /** Ends all of them: they come back and learn which history is ours now. */
  dropAll(): void {
    for (const peer of [...this.peers]) this.drop(peer)
  }

  /** A connection is gone. */
  disconnected(client: Client): void {
    const peer = client.replication
    if (!(peer instanceof ReplicaPeer) || !this.peers.has(peer)) return
    this.wiring.server.notice.notice(`Connection with replica ${peer.name} lost.`)
    this.forget(peer)
  }

  private forget(peer: ReplicaPeer): void {
    if (!this.peers.delete(peer)) return
    this.wiring.server.log.removeReader(peer)
    this.fullSync.dropped(peer)
    if (this.peers.size === 0) this.aloneSince = this.wiring.now()
  }
}

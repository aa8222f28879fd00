/**
 * Replication, whole: who we follow, who follows us, which history our data is, and the changes between.
 * PSYNC2 as Redis speaks it, so that a real Redis can stand on either side.
 *
 * How the composition root wires it:
 *
 *   const replication = new Replication(server)      // before the gates, which ask it isReplica() and so on
 *   replication.attach(engine, gates, new ReplicationLinks(turns, store, () => replication.wake()))
 *                                                    // server/io/replication-links.ts
 *   replication.takeRole()                           // before the data is loaded: a replica says so
 *   replication.start(place)                         // once it is: `replicaof` takes effect
 *   replication.cron(now)                            // each 100 ms or so, in a turn
 *   replication.disconnected(client)                 // before engine.disconnected
 *   host.unblockers.push((client, withError) => replication.unblock(client, withError))
 *
 * The commands (server/commands/replication/) find it by `Replication.of`.
 *
 * Its work is done by `work`, at the end of turns, when replies have left: the engine's propagation calls it
 * whenever the log grew or something here asked for it (`wake`).
 */
import type { Client } from '../../shared/client/client.ts'
import type { Gates } from '../engine/admission/gates.ts'
import type { Engine } from '../engine/engine.ts'
import type { Server } from '../engine/server.ts'
import type { CommandLog } from '../log/command-log.ts'
import type { StreamPlace } from '../persistence/rdb-start.ts'
import { Failover } from './failover.ts'
import type { History } from './history.ts'
import { Primary } from './primary.ts'
import { PrimaryLink } from './primary-link.ts'
import { infoLines } from './replication-info.ts'
import { Waiters } from './waiters.ts'
import { type ReplicationWorld, Wiring } from './wiring.ts'

export class Replication {
  readonly wiring: Wiring
  readonly server: Server
  readonly log: CommandLog
  readonly history: History
  readonly primary: Primary
  readonly link: PrimaryLink
  readonly waiters: Waiters
  readonly failover: Failover
  private secondAt: number

  constructor(server: Server) {
    const wiring = new Wiring(server)
    this.wiring = wiring
    this.server = server
    this.log = server.log
    this.history = wiring.history
    this.link = new PrimaryLink(wiring, {
      historyChanged: () => this.primary.dropAll(),
      failoverAnswered: taken => this.failover.answered(taken),
    })
    this.primary = new Primary(wiring, {
      isReplica: () => this.isReplica(),
      streamDb: () => this.streamDb(),
      acknowledged: () => wiring.wake(),
    })
    this.waiters = new Waiters(wiring, this.primary)
    this.failover = new Failover(
      wiring,
      this.primary,
      this.link,
      (host, port) => this.follow(host, port),
      () => this.promote(),
    )
    this.secondAt = 0
    server.replication = this
    server.info.set('replication', () => infoLines(this))
    server.changeReplicationId = () => {
      this.history.renew()
    }
  }

  /** The server's own. */
  static of(server: Server): Replication {
    return server.replication as Replication
  }

  /** Hands over what is made after it. */
  attach(engine: Engine, gates: Gates, world: ReplicationWorld): void {
    const { server, wiring } = this
    const { store } = server
    wiring.engine = engine
    wiring.gates = gates
    wiring.world = world
    engine.propagation.onGrown.push(() => this.work())
    this.primary.fullSync.delayed = store.given('repl-diskless-sync-delay')
    store.onChange('repl-diskless-sync-delay', () => {
      this.primary.fullSync.delayed = true
      return null
    })
  }

  /**
   * Takes the role that the configuration gives, before the data is loaded. A replica connects to its primary
   * only when the server is not loading.
   */
  takeRole(): void {
    const [host, port] = this.server.store.list('replicaof')
    if (host === undefined || port === undefined) return
    this.history.known = false
    this.enterReplica(host, Number(port))
  }

  /**
   * Begins. `place` is where the data that was loaded stands in history: a replica continues from there; a
   * primary has a history of its own from there on, and its replicas may continue if they have not gone
   * further.
   */
  start(place: StreamPlace | null): void {
    const { history, link, log } = this
    if (place !== null) log.reset(place.offset)
    if (place !== null && this.isReplica()) {
      history.adopt(place.id)
      link.streamDb = place.db
      link.guard.restored(place.origin ?? null, this.wiring.now() - this.server.startedAt)
    } else if (place !== null) {
      history.continueFrom(place.id, place.offset)
      log.mode({ backlog: true })
    }
    this.wiring.wake()
  }

  /** Where the data stands in history; null when nobody could continue from there. */
  place(): StreamPlace | null {
    const { history, log } = this
    if (this.isReplica() ? !history.known : !this.backlogActive()) return null
    return { db: this.streamDb(), id: history.id, offset: log.end, origin: this.link.guard.origin }
  }

  /** Database that the stream is in. */
  streamDb(): number {
    if (!this.isReplica()) return Math.max(0, this.log.selected)
    return this.link.client?.db ?? this.link.streamDb
  }

  // Facts ---------------------------------------------------------------------------------------------------

  isReplica(): boolean {
    return this.link.phase !== 'none'
  }

  /** The link to our primary is up and the data complete. */
  linkUp(): boolean {
    return this.link.phase === 'connected'
  }

  goodReplicas(): number {
    return this.primary.good()
  }

  /** Whether there is a log that a replica could continue from. */
  backlogActive(): boolean {
    return this.log.backlog || this.linkUp() || (this.isReplica() && this.log.length() > 0)
  }

  // Roles ---------------------------------------------------------------------------------------------------

  /** Becomes a replica of another primary, keeping its own history as the place to continue from. */
  follow(host: string, port: number): void {
    const { log, server } = this
    this.wiring.engine.blocking.refuseAll()
    if (!this.isReplica()) {
      this.waiters.refuseAll()
      this.link.streamDb = Math.max(0, log.selected)
      server.notice.notice(
        'Before turning into a replica, using my own master parameters to synthesize a cached master: I ' +
          'may be able to synchronize with the new master with just a partial transfer.',
      )
    }
    server.store.put('replicaof', [host, String(port)])
    this.enterReplica(host, port)
  }

  private enterReplica(host: string, port: number): void {
    const { log, server, wiring } = this
    // The log is our primary's stream from here on, appended as it comes; local writes are no part of it.
    log.mode({ backlog: false, foreign: true })
    server.keyspace.state.isReplica = true
    this.link.follow(host, port)
    wiring.gates.refresh()
  }

  /** Becomes a primary: the same data, a new history that begins here. */
  promote(): void {
    const { history, log, server } = this
    if (!this.isReplica()) return
    const hasLog = history.known
    this.link.leave()
    if (hasLog) server.notice.notice('Discarding previously cached master state.')
    if (hasLog) {
      history.branch(log.end)
      server.notice.notice(
        `Setting secondary replication ID to ${history.secondId}, valid up to offset: ` +
          `${history.secondOffset}. New replication ID is ${history.id}`,
      )
    } else history.renew()
    // They come back, continue where they are, and learn the new ID.
    this.primary.dropAll()
    log.selected = -1
    log.mode({ backlog: hasLog, foreign: false })
    server.keyspace.state.isReplica = false
    server.keyspace.forgetOwnDated()
    server.store.put('replicaof', [])
    this.wiring.gates.refresh()
    this.wiring.wake()
  }

  // Time ----------------------------------------------------------------------------------------------------

  /** Asks for `work` at the end of a turn. */
  wake(): void {
    this.wiring.wake()
  }

  /** At the end of a turn: moves bytes, lets waiting clients go. */
  private work(): void {
    this.link.work()
    this.failover.work()
    this.primary.work()
    this.waiters.work()
  }

  /** Regularly, ten times a second or so, inside a turn; `now` in wall-clock ms. */
  cron(now: number): void {
    this.link.work()
    // A full sync may wait for a time that is over now.
    if (this.failover.running || this.wiring.server.keyspace.snapshotRunning) this.wiring.wake()
    if (now >= this.secondAt && now - this.secondAt < 1000) return
    this.secondAt = now
    this.link.second(now)
    this.primary.second(now, !this.failover.running)
    this.wiring.wake()
  }

  // Connections ---------------------------------------------------------------------------------------------

  /** A connection is gone; before the engine forgets it. */
  disconnected(client: Client): void {
    this.waiters.disconnected(client)
    this.primary.disconnected(client)
  }

  /** CLIENT UNBLOCK: true when the client waited in WAIT or WAITAOF. */
  unblock(client: Client, withError: boolean): boolean {
    return this.waiters.unblock(client, withError)
  }
}

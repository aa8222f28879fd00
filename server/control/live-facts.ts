/** The facts of the control plane, read from the live server at the moment they are asked for. */
import { WAITING } from '../../shared/client/client.ts'
import type { CommandTable } from '../../shared/command/table.ts'
import { REDIS_VERSION } from '../../shared/command/version.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import { measureMemory } from '../commands/server/memory/memory-use.ts'
import type { Gates } from '../engine/admission/gates.ts'
import type { Server, World } from '../engine/server.ts'
import type { Aof } from '../persistence/aof/aof.ts'
import { Persistence } from '../persistence/persistence.ts'
import type { RdbSaver } from '../persistence/rdb-saver.ts'
import type { CommandFacts, DatabaseFacts, MemoryFacts, ReplicationFacts, ServerFacts } from './facts.ts'

export class LiveFacts implements ServerFacts {
  readonly redisVersion = REDIS_VERSION
  readonly mode = 'standalone'
  private readonly store: ConfigStore
  private readonly world: World
  /** Set once they exist; the metrics, which need the facts, are made before. */
  server!: Server
  table!: CommandTable
  replication!: ReplicationFacts
  private measured: MemoryFacts | null
  /** Wall-clock ms, a turn's. */
  private measuredAt: number
  gates!: Gates

  constructor(store: ConfigStore, world: World) {
    this.store = store
    this.world = world
    this.measured = null
    this.measuredAt = 0
  }

  get buildId(): string {
    return this.world.process().buildId
  }
  get os(): string {
    return this.world.process().os
  }
  get tcpPort(): number {
    return this.store.number('port')
  }
  get runId(): string {
    return this.server.runId
  }
  get pid(): number {
    return this.world.process().pid
  }
  get uptimeSeconds(): number {
    return Math.floor((Date.now() - this.server.startedAt) / 1000)
  }
  get startTimeSeconds(): number {
    return this.server.startedAt / 1000
  }
  get loading(): boolean {
    return this.server.loading
  }
  get shuttingDown(): boolean {
    return this.server.shuttingDown
  }
  get writesRefused(): string | null {
    return this.gates.writesRefused()
  }
  get paused(): ServerFacts['paused'] {
    const { pausedUntil, pauseAll } = this.server
    return pausedUntil === 0 ? 'nothing' : pauseAll ? 'all' : 'writes'
  }
  get servesStale(): boolean {
    return this.server.settings.replicaServeStaleData
  }

  get connectedClients(): number {
    return this.count(client => client.class() !== 'replica')
  }
  get blockedClients(): number {
    return this.count(client => client.has(WAITING))
  }
  get maxClients(): number {
    return this.server.settings.maxclients
  }
  get connectionsReceived(): number {
    return this.server.stats.connections
  }
  get rejectedConnections(): number {
    return this.server.stats.rejectedConnections
  }
  get pubsubChannels(): number {
    return this.server.pubsub.channelNames().size
  }
  get pubsubPatterns(): number {
    return this.server.pubsub.numpat()
  }

  get usedMemory(): number {
    return this.memory.used
  }
  get usedMemoryPeak(): number {
    return Math.max(this.server.stats.peakMemory, this.usedMemory)
  }
  /** Measured once per turn: a scrape asks for each of its parts. */
  get memory(): MemoryFacts {
    const { now } = this.server.keyspace.state
    if (this.measured === null || this.measuredAt !== now) {
      this.measured = measureMemory(this.server)
      this.measuredAt = now
    }
    return this.measured
  }
  get usedMemoryRss(): number {
    return this.world.process().rss
  }
  get maxMemory(): number {
    return this.server.settings.maxmemoryBytes
  }
  get maxmemoryPolicy(): string {
    return this.store.text('maxmemory-policy')
  }
  get totalSystemMemory(): number {
    return this.world.process().totalMemory
  }

  get commandsProcessed(): number {
    return this.server.stats.commands
  }
  get commands(): CommandFacts[] {
    const found: CommandFacts[] = []
    for (const { name, calls, usec, rejected, failed } of this.table.entries()) {
      if (calls + rejected + failed === 0) continue
      found.push({ name, calls, usec, rejectedCalls: rejected, failedCalls: failed })
    }
    return found
  }
  get errors(): { prefix: string; count: number }[] {
    return [...this.server.stats.errors].map(([prefix, count]) => ({ prefix, count }))
  }
  get keyspaceHits(): number {
    return this.server.keyspace.state.hits
  }
  get keyspaceMisses(): number {
    return this.server.keyspace.state.misses
  }
  get expiredKeys(): number {
    return this.server.keyspace.state.expired
  }

  get expiredFields(): number {
    return this.server.keyspace.state.expiredFields
  }
  get evictedKeys(): number {
    return this.server.keyspace.state.evicted
  }
  get netInputBytes(): number {
    return this.server.stats.netIn + this.server.stats.netReplIn
  }
  get netOutputBytes(): number {
    return this.server.stats.netOut + this.server.stats.netReplOut
  }
  get databases(): number {
    return this.server.keyspace.databases.length
  }
  get keyspace(): DatabaseFacts[] {
    const held = this.server.keyspace.databases.filter(db => db.table.count > 0)
    return held.map(({ index, table, expires, avgTtl }) => {
      return { db: index, keys: table.count, expires: expires.count, avgTtlMs: avgTtl }
    })
  }

  get slowlogLength(): number {
    return this.server.slowlog.entries.length
  }
  get slowlogLastId(): number {
    return Math.max(0, this.server.slowlog.lastId)
  }
  get lastSlowExecutionSeconds(): number {
    return this.server.slowlog.lastUsec / 1e6
  }

  get rdbChangesSinceLastSave(): number {
    return this.server.dirty
  }
  get rdbBgsaveInProgress(): boolean {
    return this.saver.running
  }
  get rdbLastSaveTimeSeconds(): number {
    return Math.floor(this.server.lastSave / 1000)
  }
  get rdbLastBgsaveOk(): boolean {
    return this.saver.lastOk
  }
  get rdbLastBgsaveSeconds(): number {
    return this.saver.lastSeconds
  }
  readonly rdbLastCowBytes = 0
  get latestForkUsec(): number {
    return this.server.stats.latestForkUsec
  }
  get aofEnabled(): boolean {
    return this.aof.state !== 'off'
  }
  get aofDelayedFsync(): number {
    return this.aof.delayedFsync
  }
  get aofPendingFsync(): number {
    return this.aof.syncsPending
  }
  get aofLastWriteOk(): boolean {
    return this.aof.writeError === null
  }

  get role(): ServerFacts['role'] {
    return this.replication.role
  }
  get replId(): string {
    return this.replication.replId
  }
  get masterReplOffset(): number {
    return this.replication.masterReplOffset
  }
  get secondReplOffset(): number {
    return this.replication.secondReplOffset
  }
  get replicaPriority(): number {
    return this.server.settings.replicaPriority
  }
  get backlogActive(): boolean {
    return this.replication.backlogActive
  }
  get backlogBytes(): number {
    return this.server.log.keep
  }
  get backlogFirstByteOffset(): number {
    return this.backlogActive ? this.server.log.start + 1 : 0
  }
  get backlogHistoryBytes(): number {
    return this.backlogActive ? this.server.log.length() : 0
  }
  get backlogCoverageSeconds(): number | null {
    const rate = this.server.rates.log.perSecond()
    return rate > 0 ? this.server.log.keep / rate : null
  }
  get replicas(): ServerFacts['replicas'] {
    return this.replication.replicas
  }
  get syncFull(): number {
    return this.server.stats.syncFull
  }
  get syncPartialOk(): number {
    return this.server.stats.syncPartialOk
  }
  get syncPartialErr(): number {
    return this.server.stats.syncPartialErr
  }
  get master(): ServerFacts['master'] {
    return this.replication.master
  }

  private get aof(): Aof {
    return Persistence.of(this.server).aof
  }

  private get saver(): RdbSaver {
    return Persistence.of(this.server).saver
  }

  private count(which: (client: Parameters<Server['close']>[0]) => boolean): number {
    let n = 0
    for (const client of this.server.clients.byId.values()) if (which(client)) n++
    return n
  }
}

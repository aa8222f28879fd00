/**
 * What the control plane needs to know of the server: plain facts, read at the moment of a scrape or a probe.
 * The boot file implements it over the live state with getters; tests with a plain object. Names and meanings
 * are INFO's unless said; a total never falls except by CONFIG RESETSTAT, as in Redis.
 */
export interface CommandFacts {
  /** Lower case, a subcommand as `config|get`. */
  name: string
  calls: number
  /** Microseconds. */
  usec: number
  rejectedCalls: number
  failedCalls: number
}

export interface DatabaseFacts {
  db: number
  keys: number
  expires: number
  avgTtlMs: number
}

export interface ReplicaFacts {
  ip: string
  port: number
  /** wait_bgsave, send_bulk or online. */
  state: string
  /** Last offset acknowledged. */
  offset: number
  /** Since its last acknowledgement; -1 when it has not sent one. */
  lagSeconds: number
}

/** A replica's view of its primary. */
export interface MasterFacts {
  host: string
  port: number
  linkUp: boolean
  /** -1 when there is no link. */
  lastIoSecondsAgo: number
  syncInProgress: boolean
  /** slave_repl_offset. */
  offset: number
  readOnly: boolean
}

/** Where the memory is; `MemoryUse` (commands/server/memory) defines the terms. Bytes. */
export interface MemoryFacts {
  readonly used: number
  readonly rss: number
  readonly startup: number
  readonly overhead: number
  readonly dataset: number
  readonly active: number
  readonly reserved: number
  readonly uncounted: number
  readonly clients: number
  readonly replicas: number
  readonly backlog: number
  readonly aofBuffer: number
}

export interface ServerFacts {
  readonly redisVersion: string
  readonly buildId: string
  readonly mode: 'standalone' | 'cluster'
  readonly os: string
  readonly tcpPort: number
  readonly runId: string
  readonly pid: number
  readonly uptimeSeconds: number
  /** Unix time, seconds. */
  readonly startTimeSeconds: number
  readonly loading: boolean
  readonly shuttingDown: boolean
  /** The error that a client's write would get just now; null when it would be taken. */
  readonly writesRefused: string | null
  /** What CLIENT PAUSE or FAILOVER makes wait. */
  readonly paused: 'nothing' | 'writes' | 'all'
  /** replica-serve-stale-data. */
  readonly servesStale: boolean

  readonly connectedClients: number
  readonly blockedClients: number
  readonly maxClients: number
  readonly connectionsReceived: number
  readonly rejectedConnections: number
  readonly pubsubChannels: number
  readonly pubsubPatterns: number

  /** Bytes, here and below. */
  readonly usedMemory: number
  readonly usedMemoryPeak: number
  readonly usedMemoryRss: number
  readonly memory: MemoryFacts
  /** 0: no limit. */
  readonly maxMemory: number
  readonly maxmemoryPolicy: string
  readonly totalSystemMemory: number

  readonly commandsProcessed: number
  /** Commands called at least once. */
  readonly commands: readonly CommandFacts[]
  /** Error replies by their first word. */
  readonly errors: readonly { prefix: string; count: number }[]
  readonly keyspaceHits: number
  readonly keyspaceMisses: number
  readonly expiredKeys: number
  readonly expiredFields: number
  readonly evictedKeys: number
  readonly netInputBytes: number
  readonly netOutputBytes: number
  /** The `databases` directive. */
  readonly databases: number
  /** The databases that hold keys. */
  readonly keyspace: readonly DatabaseFacts[]

  readonly slowlogLength: number
  /** 0 when there is none. */
  readonly slowlogLastId: number
  readonly lastSlowExecutionSeconds: number

  readonly rdbChangesSinceLastSave: number
  readonly rdbBgsaveInProgress: boolean
  readonly rdbLastSaveTimeSeconds: number
  readonly rdbLastBgsaveOk: boolean
  /** -1 when there was none. */
  readonly rdbLastBgsaveSeconds: number
  /** Extra bytes the last snapshot held at most: there is no copy-on-write here. */
  readonly rdbLastCowBytes: number
  /** The pause that started the latest snapshot, microseconds. */
  readonly latestForkUsec: number
  readonly aofEnabled: boolean
  readonly aofDelayedFsync: number
  readonly aofPendingFsync: number
  readonly aofLastWriteOk: boolean

  readonly role: 'master' | 'slave'
  readonly replId: string
  readonly masterReplOffset: number
  /** -1 when there is none. */
  readonly secondReplOffset: number
  readonly replicaPriority: number
  readonly backlogActive: boolean
  readonly backlogBytes: number
  readonly backlogFirstByteOffset: number
  readonly backlogHistoryBytes: number
  /**
   * How long a replica may be away and still resume, at the present write rate; null when nothing is written.
   */
  readonly backlogCoverageSeconds: number | null
  readonly replicas: readonly ReplicaFacts[]
  readonly syncFull: number
  readonly syncPartialOk: number
  readonly syncPartialErr: number
  /** Null on a primary. */
  readonly master: MasterFacts | null
}

/** What replication itself knows. */
export type ReplicationFacts = Pick<
  ServerFacts,
  'role' | 'replId' | 'masterReplOffset' | 'secondReplOffset' | 'backlogActive' | 'replicas' | 'master'
>

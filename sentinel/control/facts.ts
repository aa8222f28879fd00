/**
 * What the control plane needs to know of the sentinel: plain facts, read at the moment of a scrape or a
 * probe. Names and meanings are those of INFO sentinel and SENTINEL MASTERS / REPLICAS / SENTINELS unless
 * said.
 */
export interface NodeFacts {
  /** host:port */
  address: string
  runId: string
  /** As the SENTINEL subcommands print them: "slave,s_down,disconnected". */
  flags: string
}

export interface ReplicaNodeFacts extends NodeFacts {
  replOffset: number
  priority: number
}

export interface MonitoredFacts {
  name: string
  /** host:port that clients are told. */
  address: string
  status: 'ok' | 'sdown' | 'odown'
  replicas: readonly ReplicaNodeFacts[]
  /** The other sentinels; this one is not in the list. */
  peers: readonly NodeFacts[]
  /** What SENTINEL CKQUORUM would answer, without the leading + or -. */
  ckquorum: { ok: boolean; message: string }
  quorum: number
  failoverTimeoutMs: number
  parallelSyncs: number
  downAfterMs: number
  configEpoch: number
  lastOkPingReplyMs: number
  /** none, wait_start, select_slave, ... */
  failoverState: string
}

export interface SentinelFacts {
  readonly redisVersion: string
  readonly buildId: string
  readonly os: string
  readonly tcpPort: number
  readonly myId: string
  readonly pid: number
  readonly uptimeSeconds: number
  /** Unix time, seconds. */
  readonly startTimeSeconds: number
  readonly connectedClients: number
  readonly commandsProcessed: number

  readonly tilt: boolean
  /** -1 when not in TILT. */
  readonly tiltSinceSeconds: number
  /** Times TILT was entered. */
  readonly totalTilt: number
  readonly runningScripts: number
  readonly scriptsQueueLength: number
  readonly simulateFailureFlags: number
  readonly currentEpoch: number
  readonly masters: readonly MonitoredFacts[]
}

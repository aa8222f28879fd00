/** Filled facts of a server and a sentinel, as mutable plain objects. */

import type { SentinelFacts } from '../../../sentinel/control/facts.ts'
import type { ServerFacts } from '../../../server/control/facts.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export function fakeServer(): Mutable<ServerFacts> {
  return {
    redisVersion: '7.2.4',
    buildId: 'abc',
    mode: 'standalone',
    os: 'Linux "x" \\ y',
    tcpPort: 6379,
    runId: 'f'.repeat(40),
    pid: 7,
    uptimeSeconds: 12,
    startTimeSeconds: 1_795_000_000,
    loading: false,
    shuttingDown: false,
    writesRefused: null,
    paused: 'nothing',
    servesStale: true,
    connectedClients: 3,
    blockedClients: 1,
    maxClients: 10000,
    connectionsReceived: 9,
    rejectedConnections: 2,
    pubsubChannels: 1,
    pubsubPatterns: 0,
    usedMemory: 1000,
    usedMemoryPeak: 2000,
    usedMemoryRss: 1500,
    memory: {
      used: 1000,
      rss: 1500,
      startup: 100,
      overhead: 300,
      dataset: 700,
      active: 1500,
      reserved: 2000,
      uncounted: 50,
      clients: 40,
      replicas: 10,
      backlog: 60,
      aofBuffer: 5,
    },
    maxMemory: 0,
    maxmemoryPolicy: 'noeviction',
    totalSystemMemory: 1e9,
    commandsProcessed: 100,
    commands: [
      { name: 'get', calls: 60, usec: 120, rejectedCalls: 1, failedCalls: 2 },
      { name: 'config|get', calls: 40, usec: 4_000_000, rejectedCalls: 0, failedCalls: 0 },
    ],
    errors: [{ prefix: 'WRONGTYPE', count: 2 }],
    keyspaceHits: 50,
    keyspaceMisses: 10,
    expiredKeys: 4,
    expiredFields: 44,
    evictedKeys: 5,
    netInputBytes: 6000,
    netOutputBytes: 7000,
    databases: 3,
    keyspace: [{ db: 1, keys: 11, expires: 4, avgTtlMs: 2500 }],
    slowlogLength: 1,
    slowlogLastId: 3,
    lastSlowExecutionSeconds: 0.25,
    rdbChangesSinceLastSave: 8,
    rdbBgsaveInProgress: false,
    rdbLastSaveTimeSeconds: 1_795_000_001,
    rdbLastBgsaveOk: true,
    rdbLastBgsaveSeconds: -1,
    rdbLastCowBytes: 64,
    latestForkUsec: 300,
    aofEnabled: false,
    aofDelayedFsync: 0,
    aofPendingFsync: 0,
    aofLastWriteOk: true,
    role: 'master',
    replId: 'a'.repeat(40),
    masterReplOffset: 5000,
    secondReplOffset: -1,
    replicaPriority: 100,
    backlogActive: true,
    backlogBytes: 1 << 20,
    backlogFirstByteOffset: 1,
    backlogHistoryBytes: 5000,
    backlogCoverageSeconds: 90.5,
    replicas: [
      { ip: '10.0.0.1', port: 6380, state: 'online', offset: 4900, lagSeconds: 1 },
      { ip: '10.0.0.2', port: 6380, state: 'wait_bgsave', offset: 0, lagSeconds: -1 },
    ],
    syncFull: 2,
    syncPartialOk: 1,
    syncPartialErr: 1,
    master: null,
  }
}

/** The same server as a replica whose link is up. */
export function fakeReplica(): Mutable<ServerFacts> {
  return {
    ...fakeServer(),
    role: 'slave',
    replicas: [],
    master: {
      host: '10.0.0.9',
      port: 6379,
      linkUp: true,
      lastIoSecondsAgo: 0,
      syncInProgress: false,
      offset: 4321,
      readOnly: true,
    },
  }
}

export function fakeSentinel(): Mutable<SentinelFacts> {
  return {
    redisVersion: '7.2.4',
    buildId: 'abc',
    os: 'Linux',
    tcpPort: 26379,
    myId: 'b'.repeat(40),
    pid: 8,
    uptimeSeconds: 5,
    startTimeSeconds: 1_795_000_000,
    connectedClients: 2,
    commandsProcessed: 20,
    tilt: false,
    tiltSinceSeconds: -1,
    totalTilt: 1,
    runningScripts: 0,
    scriptsQueueLength: 0,
    simulateFailureFlags: 0,
    currentEpoch: 4,
    masters: [
      {
        name: 'mymaster',
        address: '10.0.0.9:6379',
        status: 'ok',
        replicas: [
          { address: '10.0.0.1:6379', runId: 'c', flags: 'slave', replOffset: 10, priority: 100 },
          {
            address: '10.0.0.2:6379',
            runId: 'd',
            flags: 'slave,s_down,disconnected',
            replOffset: 0,
            priority: 1,
          },
        ],
        peers: [
          { address: '10.0.0.5:26379', runId: 'e', flags: 'sentinel' },
          { address: '10.0.0.6:26379', runId: 'f', flags: 'sentinel,s_down' },
        ],
        ckquorum: {
          ok: true,
          message: 'OK 2 usable Sentinels. Quorum and failover authorization can be reached',
        },
        quorum: 2,
        failoverTimeoutMs: 180000,
        parallelSyncs: 1,
        downAfterMs: 1000,
        configEpoch: 3,
        lastOkPingReplyMs: 250,
        failoverState: 'none',
      },
    ],
  }
}

/** A log that keeps what it was told. */
export function memoryLog() {
  const entries: string[] = []
  const at = (level: string) => (text: string) => {
    entries.push(`${level} ${text}`)
  }
  return { entries, debug: at('debug'), verbose: at('verbose'), notice: at('notice'), warning: at('warning') }
}

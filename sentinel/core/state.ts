/*
 * How states, masters and instances come to be, and what "as new" means for an instance. Every record is
 * made in one place with all its fields, so all of a kind have one shape.
 */
import { unknownLineage } from '../../shared/replication/lineage.ts'
import { seedFrom } from './random.ts'
import { createSaving } from './saving-state.ts'
import type { Environment, Instance, InstanceKind, Link, Master, Periods, SentinelState } from './types.ts'

/** Redis's periods, in ms. SENTINEL DEBUG changes a copy. */
export const DEFAULT_PERIODS: Readonly<Periods> = {
  info: 10_000,
  ping: 1000,
  ask: 1000,
  publish: 2000,
  defaultDownAfter: 30_000,
  defaultFailoverTimeout: 180_000,
  tiltTrigger: 2000,
  tiltPeriod: 30_000,
  slaveReconfTimeout: 10_000,
  minLinkReconnectPeriod: 15_000,
  electionTimeout: 10_000,
  scriptMaxRuntime: 60_000,
  scriptRetryDelay: 30_000,
}

export interface SentinelOptions {
  /** 40 hexadecimal digits; a `sentinel myid` directive replaces it. */
  readonly myid: string
  readonly port: number
  /** Any integer; the same seed and events give the same actions. */
  readonly seed: number
  readonly now: number
  readonly environment: Environment
}

/** A sentinel that watches nothing yet. */
export function createState(options: SentinelOptions): SentinelState {
  return {
    environment: options.environment,
    myid: options.myid,
    port: options.port,
    currentEpoch: 0,
    announceIp: '',
    announcePort: 0,
    sentinelUser: '',
    sentinelPass: '',
    resolveHostnames: false,
    announceHostnames: false,
    denyScriptsReconfig: true,
    logLevel: 'notice',
    masters: new Map(),
    tilt: false,
    tiltSince: 0,
    tiltTotal: 0,
    lastTick: options.now,
    cautiousUntil: 0,
    crashAfterElection: false,
    crashAfterPromotion: false,
    periods: { ...DEFAULT_PERIODS },
    random: seedFrom(options.seed),
    nextLink: 1,
    nextRequest: 1,
    nextJob: 1,
    links: new Map(),
    requests: new Map(),
    scripts: [],
    saving: createSaving(options.now),
    held: [],
  }
}

function createLink(now: number): Link {
  return { id: null, connected: false, since: now, retryAt: now, failures: 0, lastActivity: now }
}

/**
 * A peer nothing is known of yet; its clocks start now, so a peer that never answers becomes SDOWN in time.
 */
export function createInstance(
  kind: InstanceKind,
  name: string,
  host: string,
  port: number,
  now: number,
): Instance {
  return {
    kind,
    name,
    runId: '',
    host,
    port,
    command: createLink(now),
    pubsub: createLink(now),
    localAddress: '',
    pending: 0,
    actPingTime: now,
    lastPingTime: 0,
    lastPongTime: now,
    lastAvailTime: now,
    lastHelloSent: 0,
    refusedSince: 0,
    sdown: false,
    sdownSince: 0,
    scriptKillSent: false,
    info: '',
    infoRefresh: 0,
    lastInfoSent: 0,
    infoPending: false,
    roleReported: kind === 'slave' ? 'slave' : 'master',
    roleReportedTime: now,
    replicaRunId: '',
    masterHost: '',
    masterPort: 0,
    masterLinkUp: false,
    masterLinkDownMs: 0,
    confChangeTime: now,
    priority: 100,
    replOffset: 0,
    replicaAnnounced: true,
    holdsKeys: false,
    loading: false,
    lineage: unknownLineage(),
    guards: false,
    guardsAgainst: '',
    reconf: 'none',
    reconfSentTime: 0,
    lastRepairTime: 0,
    demotedAt: 0,
    rebootSince: 0,
    lastHelloReceived: now,
    helloEpoch: 0,
    helloConfigEpoch: 0,
    helloMasterHost: '',
    helloMasterPort: 0,
    masterDown: false,
    lastDownReply: 0,
    lastAskSent: 0,
    askPending: false,
    voteAskedEpoch: 0,
    voteRepliedEpoch: 0,
    votedLeader: '?',
    votedEpoch: 0,
  }
}

/** Forget what is known of a peer's health and role, as if it had just been found; its links stay. */
export function resetInstance(inst: Instance, kind: InstanceKind, name: string, now: number): void {
  inst.kind = kind
  inst.name = name
  inst.actPingTime = inst.command.connected ? 0 : now
  inst.lastPongTime = now
  inst.lastAvailTime = now
  inst.refusedSince = 0
  inst.sdown = false
  inst.sdownSince = 0
  inst.scriptKillSent = false
  inst.roleReported = kind === 'slave' ? 'slave' : 'master'
  inst.roleReportedTime = now
  inst.replicaRunId = ''
  inst.guards = false
  inst.confChangeTime = now
  inst.reconf = 'none'
  inst.rebootSince = 0
  inst.demotedAt = 0
  inst.lastRepairTime = 0
  inst.lastHelloSent = 0
}

function createMaster(
  state: SentinelState,
  name: string,
  host: string,
  port: number,
  quorum: number,
  now: number,
): Master {
  return {
    name,
    quorum,
    downAfter: state.periods.defaultDownAfter,
    refusedAfter: 0,
    failoverTimeout: state.periods.defaultFailoverTimeout,
    parallelSyncs: 1,
    masterRebootDownAfterPeriod: 0,
    rebootGuard: true,
    notificationScript: null,
    clientReconfigScript: null,
    authUser: null,
    authPass: null,
    renamedCommands: new Map(),
    primary: createInstance('master', name, host, port, now),
    replicas: new Map(),
    sentinels: new Map(),
    configEpoch: 0,
    configIsOurs: false,
    odown: false,
    odownSince: 0,
    rebootBehindSince: 0,
    rebootSeenAt: 0,
    formerLineages: [],
    leader: '',
    leaderEpoch: 0,
    failoverState: 'none',
    failoverEpoch: 0,
    failoverForced: false,
    failoverStartTime: 0,
    failoverStateTime: 0,
    failoverNotBefore: 0,
    failoverScheduledAt: 0,
    failoverAttempts: 0,
    foreignVoteSince: 0,
    promoted: null,
  }
}

/** The new master, or Redis's reason why not. */
export function addMaster(
  state: SentinelState,
  name: string,
  host: string,
  port: number,
  quorum: number,
  now: number,
): Master | string {
  if (quorum <= 0) return 'Quorum must be 1 or greater.'
  if (state.masters.has(name)) return 'Duplicate master name.'
  if (port < 0 || port > 65_535) return 'Invalid port number.'
  const master = createMaster(state, name, host, port, quorum, now)
  state.masters.set(name, master)
  return master
}

/** How an address is written where one string names it, as in a replica's name: "ip:port" ("[v6]:port"). */
export function addressKey(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Host names are compared without regard to case, and by the IP addresses they stand for. */
export function sameAddress(
  { environment }: SentinelState,
  hostA: string,
  portA: number,
  hostB: string,
  portB: number,
): boolean {
  if (portA !== portB) return false
  if (hostA === hostB || hostA.toLowerCase() === hostB.toLowerCase()) return true
  return environment.addressOf(hostA) === environment.addressOf(hostB)
}

/** A host as others are told of it: an IP address, unless announce-hostnames is set. */
export function announced(state: SentinelState, host: string): string {
  return state.announceHostnames || !state.resolveHostnames ? host : state.environment.addressOf(host)
}

/** What an instance is called: replicas by their address as it is announced, others by their name. */
export function nameOf(state: SentinelState, { kind, name, host, port }: Instance): string {
  return kind === 'slave' ? addressKey(announced(state, host), port) : name
}

/** The replica at an address, under whichever of its names it is known. */
export function findReplica(
  state: SentinelState,
  master: Master,
  host: string,
  port: number,
): Instance | undefined {
  const found = master.replicas.get(addressKey(host, port))
  if (found !== undefined) return found
  for (const replica of master.replicas.values()) {
    if (sameAddress(state, replica.host, replica.port, host, port)) return replica
  }
  return undefined
}

/** Where clients should write: the promoted replica once a failover of ours has come that far. */
export function currentAddress(master: Master): Instance {
  return master.failoverState === 'reconf_slaves' && master.promoted !== null
    ? master.promoted
    : master.primary
}

/** All peers of a master, in a fixed order: primary, replicas, sentinels. */
export function* allInstances(master: Master): Generator<Instance> {
  yield master.primary
  yield* master.replicas.values()
  yield* master.sentinels.values()
}

/**
 * The least number of agreeing sentinels that may elect a leader: a majority of all known, and the quorum.
 */
export function votesNeeded(master: Master): number {
  const voters = master.sentinels.size + 1
  return Math.max(Math.floor(voters / 2) + 1, master.quorum)
}

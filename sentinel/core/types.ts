/*
 * The vocabulary between the sentinel's pure core and its shell.
 *
 *     step(state, event, now) -> Action[]          (sentinel/core/step.ts)
 *
 * The core decides, the shell does: it opens sockets, writes the file, runs scripts, answers clients, and
 * tells the core what happened as events. `now` is monotonic milliseconds (any zero); the core never sees a
 * wall clock. `step` changes `state` in place and is deterministic: equal states and equal events give
 * equal actions.
 *
 * Contract of the shell
 * - Actions are performed in the order given. `step` is never re-entered from inside an action: events that
 *   an action causes at once are queued.
 * - `tick` is sent every TICK_PERIOD_MS. Late ticks are noticed by the core itself and lead to caution
 *   (TILT).
 * - A link (see OpenLink) is one connection attempt and its life: the shell never reconnects by itself.
 *   Exactly one linkDown ends it, also when the attempt fails. After closeLink no event for that link is
 *   needed (any is ignored).
 * - Held back: whatever reveals an unpersisted vote, epoch or configuration is given out only by the
 *   `persisted` event, so the shell needs no ordering rule of its own beyond "fsync before persisted".
 */
import type { Lineage } from '../../shared/replication/lineage.ts'

import type { Saving } from './saving-state.ts'

/** How often the shell should send `tick`. Detection precision is one tick. */
export const TICK_PERIOD_MS = 25

/** The channel on which sentinels greet each other. */
export const HELLO_CHANNEL = '__sentinel__:hello'

export type LogLevel = 'debug' | 'verbose' | 'notice' | 'warning'

/** Names one connection attempt and its life; never reused within a process. */
export type LinkId = number
/** Names one `send`; never reused within a process. */
export type RequestId = number
/** Names one client's request to us; given by the shell, echoed in `answer`. */
export type ClientRequestId = number

export type LinkKind = 'command' | 'pubsub'

// ---- plain replies

/** A reply as the links parsed it: bulk and simple strings are strings, errors are ErrorReply. */
export type Reply = string | number | null | ErrorReply | Reply[]

/** An error reply, its text without the leading `-` ("NOAUTH Authentication required."). */
export interface ErrorReply {
  readonly error: string
}

/**
 * A reply to give a client: string = bulk string, null = null array (RESP3: null), number = integer,
 * {status} = simple string, {error} = error (text without the leading `-`), {fields} = a flat
 * name, value, ... list which is an array in RESP2 and a map in RESP3.
 */
export type Answer =
  | string
  | number
  | null
  | { readonly status: string }
  | ErrorReply
  | { readonly fields: readonly string[] }
  | readonly Answer[]

// ---- events

export type Event =
  /** Once, after the configuration is loaded and our port listens. */
  | { readonly type: 'started' }
  | { readonly type: 'tick' }
  /**
   * Connected, authenticated and named (pubsub: also subscribed). localAddress: our end of the socket, for
   * hellos.
   */
  | { readonly type: 'linkUp'; readonly link: LinkId; readonly localAddress: string }
  /**
   * The link ended or could not be made. reason is for the log ("Connection refused"). refused: true only
   * when the peer's host answered that nothing listens there (ECONNREFUSED), which is evidence and not mere
   * silence.
   */
  | { readonly type: 'linkDown'; readonly link: LinkId; readonly reason: string; readonly refused: boolean }
  /**
   * The reply to the last command of a `send`. Replies of a link that went down never come; none need be
   * invented.
   */
  | { readonly type: 'reply'; readonly request: RequestId; readonly reply: Reply }
  /** A message on HELLO_CHANNEL: through a pubsub link, or (link null) by a client's PUBLISH to us. */
  | { readonly type: 'hello'; readonly link: LinkId | null; readonly text: string }
  /**
   * A client's `SENTINEL <name> <args...>` that changes state or votes. name is in lower case, one of
   * CoreCommand; Arity is checked by the shell's command table, everything else here. Exactly one `answer`
   * follows, maybe later.
   */
  | {
      readonly type: 'command'
      readonly client: ClientRequestId
      readonly name: CoreCommand
      readonly args: readonly string[]
    }
  /**
   * The lines of the state as it was at that Persist action (or later) are fsynced. Covers all smaller
   * tokens.
   */
  | { readonly type: 'persisted'; readonly token: number }
  /**
   * No place took the write. The core goes on from memory (saving.ts has the rule) and asks again later.
   */
  | { readonly type: 'persistFailed'; readonly token: number; readonly reason: string }
  /** The process could be started. pid is for the log. */
  | { readonly type: 'scriptStarted'; readonly job: number; readonly pid: number }
  /**
   * The script ended. exitCode 0: done; 1: retried later; more: an error. signal: 0 when it exited by
   * itself. A script that could not be started is exitCode 127, signal 0, with no scriptStarted before.
   */
  | {
      readonly type: 'scriptExited'
      readonly job: number
      readonly exitCode: number
      readonly signal: number
    }

/** The SENTINEL subcommands that go through the core; the others are answered from queries.ts. */
export type CoreCommand =
  | 'config-set' // args: name value [name value ...] of SENTINEL CONFIG SET
  | 'debug' // args: parameter value [...] (without any, the shell answers from queries.debugParameters)
  | 'failover' // args: master
  | 'flushconfig'
  | 'is-master-down-by-addr' // args: ip port current-epoch runid|*
  | 'monitor' // args: name ip port quorum
  | 'remove' // args: name
  | 'reset' // args: pattern
  | 'set' // args: name option value [option value ...]
  | 'simulate-failure' // args: crash-after-election | crash-after-promotion | help ...

// ---- actions

export type Action =
  | OpenLink
  /** Drop the connection; pending requests are forgotten. */
  | { readonly type: 'closeLink'; readonly link: LinkId }
  | Send
  | PublishEvent
  /**
   * Write configLines(state) (config-lines.ts) durably: temporary file, fsync, rename, fsync of the
   * directory; then the `persisted` event. While a write runs, later Persist actions may be merged into one
   * further write.
   */
  | { readonly type: 'persist'; readonly token: number }
  | { readonly type: 'answer'; readonly client: ClientRequestId; readonly reply: Answer }
  | RunScript
  /** The script ran too long: SIGKILL it. scriptExited must still follow. */
  | { readonly type: 'killScript'; readonly job: number }
  /** SENTINEL CONFIG SET loglevel. */
  | { readonly type: 'setLogLevel'; readonly level: LogLevel | 'nothing' }
  /** A plain line for the log, not an event. */
  | { readonly type: 'log'; readonly level: LogLevel; readonly text: string }
  /** SIMULATE-FAILURE's crash point is reached: end the process now (99), perform no further action. */
  | { readonly type: 'exit'; readonly code: number }

/**
 * Connect to host:port once. Then, before linkUp: AUTH with `user`/`pass` (when pass is not null), CLIENT
 * SETNAME `clientName` (errors of SETNAME are ignored), and for pubsub SUBSCRIBE HELLO_CHANNEL. Give up
 * (linkDown) when that takes more than timeoutMs. `authCommand`, `clientCommand`: names of AUTH and CLIENT
 * after rename-command.
 */
export interface OpenLink {
  readonly type: 'openLink'
  readonly link: LinkId
  readonly kind: LinkKind
  readonly host: string
  readonly port: number
  readonly user: string | null
  readonly pass: string | null
  readonly clientName: string
  readonly authCommand: string
  readonly clientCommand: string
  readonly timeoutMs: number
}

/** Pipeline `commands` in order on the link; report the reply to the LAST one as a `reply` event. */
export interface Send {
  readonly type: 'send'
  readonly link: LinkId
  readonly request: RequestId
  readonly commands: readonly (readonly string[])[]
}

/**
 * An event such as +sdown: log it at `level` as `<name> <payload>`, and, unless level is debug, PUBLISH
 * payload to our own clients that are subscribed to the channel `name` (or a matching pattern).
 */
export interface PublishEvent {
  readonly type: 'publish'
  readonly level: LogLevel
  readonly name: string
  readonly payload: string
}

/** Run path with args (no shell, inherited environment, no stdin). */
export interface RunScript {
  readonly type: 'runScript'
  readonly job: number
  readonly path: string
  readonly args: readonly string[]
}

// ---- state

/** A connection of ours, as far as the core knows. */
export interface Link {
  /** null: none attempted now. */
  id: LinkId | null
  connected: boolean
  /** When the current attempt began or, if connected, succeeded. */
  since: number
  /** No new attempt before this time. */
  retryAt: number
  /** Attempts that failed in a row. */
  failures: number
  /** Last message received (pubsub: hello). */
  lastActivity: number
}

export type InstanceKind = 'master' | 'slave' | 'sentinel'

/** A peer we watch. Times are `now` values; 0 means never, unless told otherwise. */
export interface Instance {
  kind: InstanceKind
  /** Replicas "ip:port", sentinels their run id, primaries the master's name. */
  name: string
  /** '' while unknown. */
  runId: string
  host: string
  port: number
  command: Link
  pubsub: Link
  /** Our own end of the command link. */
  localAddress: string
  /** Requests on the command link without reply. */
  pending: number

  /** Time of the oldest unanswered PING, 0 when answered. */
  actPingTime: number
  lastPingTime: number
  /** Any reply to PING, even an error. */
  lastPongTime: number
  /** Last acceptable reply to PING. */
  lastAvailTime: number
  lastHelloSent: number
  /**
   * Since when connection attempts are refused by its host without any success between; 0: they are not.
   */
  refusedSince: number

  sdown: boolean
  sdownSince: number
  /** The last PING was answered BUSY, and a SCRIPT KILL is out. */
  scriptKillSent: boolean

  /** Raw text of the last INFO. */
  info: string
  infoRefresh: number
  lastInfoSent: number
  infoPending: boolean
  roleReported: 'master' | 'slave'
  roleReportedTime: number
  /** The run ID under which it last said it was a replica, under this configuration; '' when it never did. */
  replicaRunId: string
  /** Replica only, as INFO told. */
  masterHost: string
  masterPort: number
  masterLinkUp: boolean
  masterLinkDownMs: number
  /** When masterHost/masterPort last changed. */
  confChangeTime: number
  priority: number
  replOffset: number
  replicaAnnounced: boolean
  /** As of its last INFO it had at least one key; it was taking its data in. */
  holdsKeys: boolean
  loading: boolean
  /** Which history its data belongs to and how much it is, as of its last INFO. */
  lineage: Lineage
  /**
   * It keeps its data from a primary that came back without it: from the process of that run ID, '' when the
   * primary did not tell one.
   */
  guards: boolean
  guardsAgainst: string
  reconf: 'none' | 'sent' | 'inprog' | 'done'
  reconfSentTime: number
  /** When a repairing SLAVEOF was last sent. */
  lastRepairTime: number
  /** Replica that our own failover demoted: when; otherwise 0. */
  demotedAt: number

  /** Primary only: it restarted and has not answered PONG since. */
  rebootSince: number

  /** Sentinel only: what it told in its last hello. */
  lastHelloReceived: number
  helloEpoch: number
  helloConfigEpoch: number
  helloMasterHost: string
  helloMasterPort: number
  /** Sentinel only: its last answer to IS-MASTER-DOWN-BY-ADDR. */
  masterDown: boolean
  lastDownReply: number
  lastAskSent: number
  askPending: boolean
  /** The vote request of this epoch is out on the current link. */
  voteAskedEpoch: number
  /** It answered the vote request of this epoch, whatever it said. */
  voteRepliedEpoch: number
  votedLeader: string
  votedEpoch: number
}

/** Redis's states, without update_config: here that is done in the same step that ends reconf_slaves. */
export type FailoverState =
  | 'none'
  | 'wait_start'
  | 'select_slave'
  | 'send_slaveof_noone'
  | 'wait_promotion'
  | 'reconf_slaves'

/** A monitored master: its settings, its primary, replicas and fellow sentinels. */
export interface Master {
  name: string
  quorum: number
  downAfter: number
  /**
   * Ours, not Redis's: SDOWN already after this long when connections are refused by the peer; 0: as
   * downAfter.
   */
  refusedAfter: number
  failoverTimeout: number
  parallelSyncs: number
  masterRebootDownAfterPeriod: number
  /** Ours, not Redis's: a primary that came back behind its replicas is replaced. */
  rebootGuard: boolean
  notificationScript: string | null
  clientReconfigScript: string | null
  authUser: string | null
  authPass: string | null
  /** Lower-case command name -> name to send. */
  renamedCommands: Map<string, string>

  primary: Instance
  /** By "ip:port". */
  replicas: Map<string, Instance>
  /** By run id. */
  sentinels: Map<string, Instance>

  configEpoch: number
  /** The configuration of configEpoch was made by our own failover. */
  configIsOurs: boolean
  odown: boolean
  odownSince: number

  /** Since when the primary, restarted, is behind a replica of its former self; 0: it is not. */
  rebootBehindSince: number
  /** When the primary was last seen restarted or loading after that; replication IDs it had before. */
  rebootSeenAt: number
  formerLineages: string[]

  /** Our vote. */
  leader: string
  leaderEpoch: number

  failoverState: FailoverState
  failoverEpoch: number
  failoverForced: boolean
  failoverStartTime: number
  failoverStateTime: number
  /** No automatic failover starts before this time. */
  failoverNotBefore: number
  /** When the coming automatic failover starts (a small random wait); 0: none is coming. */
  failoverScheduledAt: number
  /** Failovers in a row that did not succeed. */
  failoverAttempts: number
  /** When we first voted for another in the current outage; 0: not. */
  foreignVoteSince: number
  promoted: Instance | null
}

export interface Request {
  kind: RequestKind
  link: LinkId
  sentAt: number
  /** The epoch of a vote request, otherwise 0. */
  epoch: number
}

export type RequestKind = 'ping' | 'info' | 'role' | 'ask' | 'hello' | 'promote' | 'slaveof' | 'scriptKill'

/** Where a live link belongs. */
export interface LinkOwner {
  master: Master
  instance: Instance
  kind: LinkKind
}

export interface ScriptJob {
  id: number
  path: string
  args: string[]
  running: boolean
  killed: boolean
  pid: number
  startedAt: number
  /** Earliest start of the next attempt. */
  notBefore: number
  attempts: number
}

/** Periods and limits in ms; SENTINEL DEBUG changes them. */
export interface Periods {
  info: number
  ping: number
  ask: number
  publish: number
  defaultDownAfter: number
  defaultFailoverTimeout: number
  tiltTrigger: number
  tiltPeriod: number
  slaveReconfTimeout: number
  minLinkReconnectPeriod: number
  electionTimeout: number
  scriptMaxRuntime: number
  scriptRetryDelay: number
}

/** What the core must ask the machine while it checks a setting. All answer at once. */
export interface Environment {
  /** The file exists and may be executed (notification-script, client-reconfig-script). */
  canExecute(path: string): boolean
  /** The host is an IP address, or, if resolve-hostnames is on, a name that resolves. */
  canResolve(host: string, resolveHostnames: boolean): boolean
  /** The IP address that a host name had when it was last looked up; the host itself while none is known. */
  addressOf(host: string): string
}

export interface SentinelState {
  readonly environment: Environment
  /** 40 hexadecimal digits. */
  myid: string
  /** The port we listen on; announced in hellos unless announcePort is set. */
  port: number
  currentEpoch: number
  announceIp: string
  announcePort: number
  sentinelUser: string
  sentinelPass: string
  resolveHostnames: boolean
  announceHostnames: boolean
  denyScriptsReconfig: boolean
  logLevel: LogLevel | 'nothing'
  masters: Map<string, Master>

  tilt: boolean
  tiltSince: number
  tiltTotal: number
  lastTick: number
  /** After a stall of our own nothing is repaired before this time: news may still wait to be read. */
  cautiousUntil: number

  crashAfterElection: boolean
  crashAfterPromotion: boolean
  periods: Periods

  /** The state of the xorshift generator, 32 bits, never 0. */
  random: number
  nextLink: LinkId
  nextRequest: RequestId
  nextJob: number
  links: Map<LinkId, LinkOwner>
  requests: Map<RequestId, Request>
  scripts: ScriptJob[]

  saving: Saving
  /** Waiting for their token, in order. */
  held: Held[]
}

/** An action that waits for a Persist. */
export interface Held {
  readonly token: number
  readonly action: Action
  /** What an `answer` says instead when the disk refuses; undefined: the same. */
  readonly unsaved?: Answer | undefined
  /** What it says instead when the vote in it is taken back; undefined: it tells of no vote. */
  readonly abstained?: Answer | undefined
}

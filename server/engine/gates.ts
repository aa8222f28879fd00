/**
 * What may stand between a request and its command, in Redis's order: authentication, memory, replicas,
 * read-only mode, subscriptions, staleness, loading, transactions, pauses. `closed` sums up which flags can
 * meet a closed gate at all, so that a request that cannot is not checked.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import type { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { Server } from './server.ts'
import { endTransaction } from './transaction.ts'

/** What replication and eviction tell the gates. */
export interface GateFacts {
  /** We follow a primary. */
  isReplica(): boolean
  /** The link to it is up and the data complete. */
  linkUp(): boolean
  /** Replicas that answered within min-replicas-max-lag. */
  goodReplicas(): number
  /** Frees memory by the policy; true when there is room for more. */
  makeRoom(): boolean
  /** Why writes must stop (failed saves), or null. */
  diskError(): string | null
}

export type Verdict = 'run' | 'queue' | 'postpone' | { error: string }

export class Gates {
  /** Flags of commands that must be checked; -1 for all commands. */
  closed: number
  private readonly server: Server
  private readonly facts: GateFacts

  constructor(server: Server, facts: GateFacts) {
    this.closed = 0
    this.server = server
    this.facts = facts
  }

  /** Takes stock after anything changed that a gate depends on. */
  refresh(): void {
    const { server, facts } = this
    const { settings } = server
    let closed = 0
    if (settings.maxmemoryBytes > 0) closed |= -1
    if (facts.diskError() !== null) closed |= -1
    if (settings.minReplicasToWrite > 0 || server.holds.size > 0) closed |= flagBit.write
    if (facts.isReplica()) closed |= -1
    if (server.loading || server.pausedUntil > 0 || server.monitors.size > 0) closed |= -1
    this.closed = closed
  }

  /** Whether a command with correct arity may run now. */
  check(client: Client, entry: CommandEntry, args: Args): Verdict {
    const { server, facts } = this
    const { settings } = server
    const flags = entry.flags
    const fromMaster = client.has(clientState.master)
    if (client.has(clientState.unauthenticated) && (flags & flagBit.no_auth) === 0)
      return { error: errors.noAuth }
    if (settings.maxmemoryBytes > 0 && !fromMaster && !server.loading) {
      const room = facts.makeRoom()
      if (!room && ((flags & flagBit.denyoom) !== 0 || (entry.name === 'exec' && queuedDenyOom(client)))) {
        return { error: errors.oom }
      }
    }
    const write = (flags & flagBit.write) !== 0 || (entry.name === 'exec' && queuedWrite(client))
    if ((write || entry.name === 'ping') && !fromMaster) {
      // PING too, so that a sentinel counts a server that cannot save as down.
      const refusal = facts.diskError() ?? (write ? this.refuseWrite() : null)
      if (refusal !== null) return { error: refusal }
    }
    if (client.has(clientState.subscribed) && !client.resp3 && !allowedWhileSubscribed(entry)) {
      return {
        error:
          `ERR Can't execute '${entry.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
          'are allowed in this context',
      }
    }
    if (
      facts.isReplica() &&
      !settings.replicaServeStaleData &&
      !facts.linkUp() &&
      (flags & flagBit.stale) === 0
    ) {
      return { error: errors.masterDown }
    }
    if (server.loading && (flags & flagBit.loading) === 0) return { error: errors.loading }
    if (client.has(clientState.multi) && !runsInsideMulti(entry)) {
      if ((flags & flagBit.no_multi) !== 0) return { error: 'ERR Command not allowed inside a transaction' }
      return 'queue'
    }
    return this.pausedFor(client, entry, args) ? 'postpone' : 'run'
  }

  /** The error that a client's write would get just now, or null. Nothing is evicted to find that out. */
  writesRefused(): string | null {
    const { server, facts } = this
    const { maxmemoryBytes, maxmemoryPolicy } = server.settings
    const full =
      maxmemoryBytes > 0 &&
      maxmemoryPolicy === 'noeviction' &&
      server.usedMemory() - server.uncountedMemory() > maxmemoryBytes
    return full ? errors.oom : (facts.diskError() ?? this.refuseWrite())
  }

  private refuseWrite(): string | null {
    const { server, facts } = this
    const { settings } = server
    if (!facts.isReplica()) {
      if (settings.minReplicasToWrite > 0 && facts.goodReplicas() < settings.minReplicasToWrite) {
        return errors.noReplicas
      }
      return null
    }
    return settings.replicaReadOnly ? errors.readOnly : null
  }

  private pausedFor(client: Client, entry: CommandEntry, args: Args): boolean {
    const { server } = this
    if (client.has(clientState.replica | clientState.master)) return false
    if (server.holds.size > 0 && server.holds.concern(client, entry, args)) return true
    if (server.pausedUntil === 0) return false
    if (server.pauseAll) return true
    const changes = flagBit.write | flagBit.may_replicate
    return (entry.flags & changes) !== 0 || (entry.name === 'exec' && queuedWrite(client))
  }

  /** Ends a transaction without running it. */
  discard(client: Client): void {
    endTransaction(this.server, client)
  }

  /** Our primary's stream held a command that failed here: the data may differ from now on. */
  masterError(error: string, args: Args): void {
    this.server.stats.unexpectedErrors++
    this.server.notice.warning(
      `== CRITICAL == This replica is sending an error to its master: '${error}' after processing the ` +
        `command '${args.text(0)}'`,
    )
  }

  /** Drops a client over its class's output limit: at once over the hard one, in time over the soft one. */
  checkOutput(client: Client, pending: number): void {
    const { settings, stats, notice } = this.server
    const cls = client.class()
    if (cls === 'master') return
    const limit =
      cls === 'normal'
        ? settings.normalLimit
        : cls === 'pubsub'
          ? settings.pubsubLimit
          : settings.replicaLimit
    const hard = limit.hardBytes > 0 && pending >= limit.hardBytes
    let soft = false
    if (limit.softBytes > 0 && pending >= limit.softBytes) {
      const now = this.server.keyspace.state.now
      if (client.softLimitSince === 0) client.softLimitSince = now
      soft = now - client.softLimitSince > limit.softSeconds * 1000
    } else client.softLimitSince = 0
    if (!hard && !soft) return
    stats.outputBufferDrops++
    this.server.parts.observe.outputBufferDrop(cls)
    notice.warning(
      `Client id=${client.id} addr=${client.addr} omem=${pending} scheduled to be closed ASAP for ` +
        'overcoming of output buffer limits.',
    )
    this.server.close(client, true)
  }
}

function queuedWrite(client: Client): boolean {
  return (
    client.queue?.some(({ entry }) => (entry.flags & (flagBit.write | flagBit.may_replicate)) !== 0) ?? false
  )
}

function queuedDenyOom(client: Client): boolean {
  return client.queue?.some(({ entry }) => (entry.flags & flagBit.denyoom) !== 0) ?? false
}

const SUBSCRIBED_COMMANDS = new Set([
  'ping',
  'subscribe',
  'ssubscribe',
  'sunsubscribe',
  'psubscribe',
  'unsubscribe',
  'punsubscribe',
  'quit',
  'reset',
])

function allowedWhileSubscribed(entry: CommandEntry): boolean {
  return SUBSCRIBED_COMMANDS.has(entry.name)
}

const INSIDE_MULTI = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])

function runsInsideMulti(entry: CommandEntry): boolean {
  return INSIDE_MULTI.has(entry.name)
}

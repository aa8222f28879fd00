/**
 * The longer of a request's two paths to its command: every check, in Redis's order, then to run it, queue it
 * (MULTI) or postpone it (CLIENT PAUSE). `closed` sums up which flags can meet a closed gate at all, so that
 * any other request takes the short path and is not checked.
 */
import { type Client, clientState } from '../../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../../shared/command/entry.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { Server } from '../server.ts'
import { endTransaction } from '../transaction.ts'
import { Checks } from './checks.ts'
import { demandsOf } from './demands.ts'
import type { GateFacts } from './facts.ts'

export type Verdict = 'run' | 'queue' | 'postpone' | { error: string }

export class Gates {
  /** Flags of commands that must be checked; -1 for all commands. */
  closed: number
  readonly checks: Checks
  private readonly server: Server
  private readonly facts: GateFacts

  constructor(server: Server, facts: GateFacts) {
    this.closed = 0
    this.checks = new Checks(server, facts)
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
    const { checks } = this
    const flags = demandsOf(client, entry)
    const error =
      checks.auth(client, flags) ??
      checks.transaction(client, flags) ??
      checks.memory(client, entry, flags) ??
      checks.disk(client, entry, flags) ??
      checks.replicas(client, flags) ??
      checks.readOnly(client, flags) ??
      checks.subscribed(client, entry) ??
      checks.staleness(flags) ??
      checks.loading(flags) ??
      checks.replicaConnection(client, flags)
    if (error !== null) return { error }
    if (checks.mustPause(client, flags)) return 'postpone'
    if (client.has(clientState.multi) && !INSIDE_MULTI.has(entry.name)) return 'queue'
    return checks.held(client, entry, args) ? 'postpone' : 'run'
  }

  /** The error that a client's write would get just now, or null. Nothing is evicted to find that out. */
  writesRefused(): string | null {
    const { server, facts, checks } = this
    const { maxmemoryBytes, maxmemoryPolicy } = server.settings
    const full =
      maxmemoryBytes > 0 &&
      maxmemoryPolicy === 'noeviction' &&
      server.usedMemory() - server.uncountedMemory() > maxmemoryBytes
    return full ? errors.oom : (facts.diskError() ?? checks.noReplicas() ?? checks.noWrites())
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

/** Inside MULTI these run at once. */
const INSIDE_MULTI = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])

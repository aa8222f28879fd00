/**
 * The checks that stand between a request and its command. Each looks at one thing, and returns the error
 * that refuses the request, or null. They are methods of one object, so that a request, EXEC, a waiting
 * client's second run and a script can each make the checks that concern them; `Gates.check` has Redis's
 * order for a request. `flags` are the request's demands; see `demandsOf`.
 */
import { type Client, clientState } from '../../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../../shared/command/entry.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { Server } from '../server.ts'
import type { GateFacts } from './facts.ts'

export class Checks {
  private readonly server: Server
  private readonly facts: GateFacts

  constructor(server: Server, facts: GateFacts) {
    this.server = server
    this.facts = facts
  }

  /** The client has shown who it is, or the command is one that anybody may run. */
  auth(client: Client, flags: number): string | null {
    return client.has(clientState.unauthenticated) && (flags & flagBit.no_auth) === 0 ? errors.noAuth : null
  }

  /**
   * Memory is below maxmemory, after eviction if need be, or the command uses none. Inside MULTI every
   * command uses some, since it is queued.
   */
  memory(client: Client, entry: CommandEntry, flags: number): string | null {
    const { server } = this
    const { maxmemoryBytes } = server.settings
    if (maxmemoryBytes === 0 || client.has(clientState.master) || server.loading) return null
    if (this.facts.makeRoom()) return null
    const uses = (flags & flagBit.denyoom) !== 0
    return uses || (client.has(clientState.multi) && !ENDS_MULTI.has(entry.name)) ? errors.oom : null
  }

  /**
   * The disk takes what is written, or the command writes nothing. PING is refused too, so that a sentinel
   * counts a server that cannot save as down.
   */
  disk(client: Client, entry: CommandEntry, flags: number): string | null {
    if (!writes(flags) && entry.name !== 'ping') return null
    return client.has(clientState.master) ? null : this.facts.diskError()
  }

  /** Enough replicas follow closely (min-replicas-to-write), or the command writes nothing. */
  replicas(client: Client, flags: number): string | null {
    return writes(flags) && !client.has(clientState.master) ? this.noReplicas() : null
  }

  /** Why no write may run for want of replicas, or null. */
  noReplicas(): string | null {
    const { facts } = this
    const { minReplicasToWrite } = this.server.settings
    if (minReplicasToWrite === 0 || facts.isReplica()) return null
    return facts.goodReplicas() < minReplicasToWrite ? errors.noReplicas : null
  }

  /** We are a primary, or a writable replica, or the command writes nothing. */
  readOnly(client: Client, flags: number): string | null {
    return writes(flags) && !client.has(clientState.master) ? this.noWrites() : null
  }

  /** Why no write of a client may run here by our role, or null. */
  noWrites(): string | null {
    return this.server.settings.replicaReadOnly && this.facts.isReplica() ? errors.readOnly : null
  }

  /** A RESP2 connection that has subscriptions runs only commands that are about those. */
  subscribed(client: Client, entry: CommandEntry): string | null {
    if (!client.has(clientState.subscribed) || client.resp3 || SUBSCRIBED_COMMANDS.has(entry.name))
      return null
    return (
      `ERR Can't execute '${entry.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
      'are allowed in this context'
    )
  }

  /** The data is complete and follows the primary, or the command does not care (or everybody may see it). */
  staleness(flags: number): string | null {
    const { facts } = this
    if ((flags & flagBit.stale) !== 0 || this.server.settings.replicaServeStaleData) return null
    return facts.isReplica() && !facts.linkUp() ? errors.masterDown : null
  }

  /** The data set is loaded, or the command does not care. */
  loading(flags: number): string | null {
    return this.server.loading && (flags & flagBit.loading) === 0 ? errors.loading : null
  }

  /** The command may stand in a transaction, or there is none. */
  transaction(client: Client, flags: number): string | null {
    return client.has(clientState.multi) && (flags & flagBit.no_multi) !== 0 ? NO_MULTI : null
  }

  /** A connection that is sent a stream (to a replica, to a monitor) asks for no keys. */
  replicaConnection(client: Client, flags: number): string | null {
    const keyspace = flagBit.readonly | flagBit.write | flagBit.may_replicate
    return client.has(FED) && (flags & keyspace) !== 0 ? REPLICA_CONNECTION : null
  }

  /** Whether the request has to wait for the end of a pause (CLIENT PAUSE, a failover). */
  mustPause(client: Client, flags: number): boolean {
    const { server } = this
    if (server.pausedUntil === 0 || client.has(FED | clientState.master)) return false
    return server.pauseAll || (flags & (flagBit.write | flagBit.may_replicate)) !== 0
  }

  /** Whether the request has to wait for keys that are on their way elsewhere (MIGRATE). */
  held(client: Client, entry: CommandEntry, args: Args): boolean {
    const { holds } = this.server
    if (holds.size === 0 || client.has(clientState.replica | clientState.master)) return false
    return holds.concern(client, entry, args)
  }
}

/** Connections that are sent a stream, which Redis treats alike. */
const FED = clientState.replica | clientState.monitor
const NO_MULTI = 'ERR Command not allowed inside a transaction'
const REPLICA_CONNECTION = "ERR Replica can't interact with the keyspace"

/** Inside MULTI these are no reason to refuse a client for want of memory: they end the transaction. */
const ENDS_MULTI = new Set(['exec', 'discard', 'quit', 'reset'])

function writes(flags: number): boolean {
  return (flags & flagBit.write) !== 0
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

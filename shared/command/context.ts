/**
 * What every command is handed, in the server and in the sentinel alike; the server's context adds the data.
 */
import type { Client } from '../client/client.ts'
import type { Clients } from '../client/clients.ts'
import type { Random } from '../ports/random.ts'
import type { PubSub } from '../pubsub/pubsub.ts'
import type { Args } from '../resp/args.ts'
import type { ReplyWriter } from '../resp/reply-writer.ts'
import type { CommandTable } from './table.ts'

export interface CommandContext {
  /** The connection that asked. */
  client: Client
  /** Where the reply goes. */
  reply: ReplyWriter
  /** Wall-clock ms, sampled once per turn. */
  now: number
  readonly clients: Clients
  readonly commands: CommandTable
  readonly pubsub: PubSub
  readonly random: Random
  /** The host's answers to questions that differ between server and sentinel. */
  readonly host: CommandHost
}

/** What shared commands (HELLO, AUTH, CLIENT, SHUTDOWN ...) ask of the process they run in. */
export interface CommandHost {
  /** `standalone`, `sentinel` or `cluster`, for HELLO. */
  readonly mode: string
  /** `master` or `replica`, for HELLO; empty in a sentinel, whose HELLO has no role. */
  role(): string
  /** Whether name and password are right; without a password set, any password of `default` is. */
  authenticate(user: string, password: Uint8Array): boolean
  /** Whether a password is needed at all (requirepass). */
  passwordSet(): boolean
  /** That password (latin1), '' for none; ACL commands show its digest. */
  password(): string
  /** Whether there is a user of that name, for CLIENT KILL USER. */
  hasUser(user: string): boolean
  /** Ends a connection: after its replies (`now` false) or at once. */
  close(client: Client, now: boolean): void
  /** CLIENT PAUSE: until wall-clock ms; `all` or writes only. */
  pause(until: number, all: boolean): void
  unpause(): void
  /** CLIENT UNBLOCK: true when the client was blocked in a command that can be woken. */
  unblock(client: Client, withError: boolean): boolean
  /** RESET: undoes what the process itself keeps of a connection: transaction, watched keys, monitoring. */
  reset(client: Client): void
  /**
   * Sends the running command to the replicas though it changed no data (PUBLISH); a sentinel does nothing.
   */
  replicate(args: Args): void
}

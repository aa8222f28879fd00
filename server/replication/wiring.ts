/**
 * What the parts of replication share: the server they act on, the history they agree on, and the world. The
 * engine and the gates are made after replication (they ask it things), so they are set by
 * `Replication.attach`.
 */
import type { Transport } from '../../shared/ports/transport.ts'
import type { Gates } from '../engine/admission/gates.ts'
import type { Engine } from '../engine/engine.ts'
import type { Server } from '../engine/server.ts'
import { History } from './history.ts'

/** What a connection to the primary reports; after `closed` nothing more comes. */
export interface LinkEvents {
  /** Connected; addresses as `ip:port`. */
  opened(transport: Transport, addr: string, laddr: string): void
  /**
   * `chunk[0, n)` arrived; the bytes are valid only during the call. True when what follows is the payload of
   * a full sync, which is not urgent.
   */
  data(chunk: Uint8Array, n: number): boolean
  /**
   * The connection is gone, or never came to be: the system's reason, or null when the peer just closed it.
   */
  closed(reason: string | null): void
}

/** What replication needs the world for; implemented in server/io/. */
export interface ReplicationWorld {
  /** Opens a connection; a host name is resolved. Answers with the means to give it up, silently. */
  connect(host: string, port: number, events: LinkEvents): { destroy(): void }
  /**
   * Sends bytes that nobody will write over, without a copy; a turn begins when the kernel, having been
   * behind, has taken them all.
   */
  send(transport: Transport, bytes: Uint8Array): void
  /** Asks for slices of `FullSync.slice`, until one says that there is no more. */
  walk(): void
  /** Sees to it that a turn begins soon, and ends. */
  soon(): void
  /** `soon`, but in `ms`. */
  later(ms: number): void
}

export class Wiring {
  readonly server: Server
  readonly history: History
  engine!: Engine
  gates!: Gates
  world!: ReplicationWorld

  constructor(server: Server) {
    this.server = server
    this.history = new History(server.random)
  }

  /** The turn's time, wall-clock ms. */
  now(): number {
    return this.server.keyspace.state.now
  }

  /** Asks for `Replication.work` at the end of a turn, this one or the next. */
  wake(): void {
    this.engine.propagation.wake()
    this.world.soon()
  }
}

/**
 * The server's answers to what the shared commands ask of their process (HELLO, AUTH, CLIENT, RESET,
 * PUBLISH). There is one user so far, `default`, whose password is requirepass.
 */
import { createHash } from 'node:crypto'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Client } from '../../shared/client/client.ts'
import type { CommandHost } from '../../shared/command/context.ts'
import type { Args } from '../../shared/resp/args.ts'
import type { Gates } from './admission/gates.ts'
import type { Engine } from './engine.ts'
import type { Server } from './server.ts'

export class ServerHost implements CommandHost {
  readonly mode: string
  /** Each wakes a client that waits in one of its commands, not for a key, or answers false. */
  readonly unblockers: ((client: Client, withError: boolean) => boolean)[]
  private readonly server: Server
  private readonly engine: () => Engine
  private readonly gates: Gates
  private readonly isReplica: () => boolean

  /** The engine is handed over as a question, since it is made after the host. */
  constructor(server: Server, engine: () => Engine, gates: Gates, isReplica: () => boolean) {
    this.mode = 'standalone'
    this.unblockers = []
    this.server = server
    this.engine = engine
    this.gates = gates
    this.isReplica = isReplica
  }

  role(): string {
    return this.isReplica() ? 'replica' : 'master'
  }

  authenticate(user: string, password: Uint8Array): boolean {
    const wanted = this.server.store.text('requirepass')
    const right = user === 'default' && (wanted === '' || samePassword(password, wanted))
    if (!right) this.server.stats.deniedAuth++
    return right
  }

  passwordSet(): boolean {
    return this.password() !== ''
  }

  password(): string {
    return this.server.store.text('requirepass')
  }

  hasUser(user: string): boolean {
    return user === 'default'
  }

  close(client: Client, now: boolean): void {
    this.server.close(client, now)
  }

  /** A pause already longer, or for all commands, stays so, as in Redis. */
  pause(until: number, all: boolean): void {
    const { server } = this
    server.pauseAll = all || (server.pausedUntil > 0 && server.pauseAll)
    server.pausedUntil = Math.max(server.pausedUntil, until)
    server.keyspace.state.paused = true
    this.gates.refresh()
  }

  unpause(): void {
    const { server } = this
    if (server.pausedUntil === 0) return
    server.pausedUntil = 0
    server.pauseAll = false
    server.keyspace.state.paused = false
    this.gates.refresh()
  }

  unblock(client: Client, withError: boolean): boolean {
    if (this.engine().blocking.unblock(client, withError)) return true
    return this.unblockers.some(unblock => unblock(client, withError))
  }

  reset(client: Client): void {
    this.gates.discard(client)
    this.engine().stopMonitor(client)
  }

  replicate(args: Args): void {
    this.engine().replicate(args)
  }
}

/** Compares digests, so that neither length nor contents leak through time. */
function samePassword(given: Uint8Array, wanted: string): boolean {
  const a = createHash('sha256').update(given).digest()
  const b = createHash('sha256').update(latin1Bytes(wanted)).digest()
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

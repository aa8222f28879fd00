/**
 * What the server does by itself, a little at each tick: ends pauses, samples rates and memory, closes idle
 * connections, drops those over a soft output limit. Whoever has the timer calls `tick` inside a turn.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Engine } from './engine.ts'
import type { Server } from './server.ts'

const SAMPLE_MS = 100
const CLIENTS_MS = 1000
const NEVER_IDLE =
  clientState.replica |
  clientState.master |
  clientState.blocked |
  clientState.subscribed |
  clientState.monitor

export class Cron {
  private readonly server: Server
  private readonly engine: Engine
  private sampledAt: number
  private clientsAt: number

  constructor(server: Server, engine: Engine) {
    this.server = server
    this.engine = engine
    this.sampledAt = 0
    this.clientsAt = 0
  }

  /** `now` is wall-clock ms, the turn's. */
  tick(now: number): void {
    const { server } = this
    if (server.pausedUntil > 0 && now >= server.pausedUntil) server.host.unpause()
    if (now - this.sampledAt >= SAMPLE_MS || now < this.sampledAt) this.sample(now)
    if (now - this.clientsAt >= CLIENTS_MS || now < this.clientsAt) this.checkClients(now)
  }

  private sample(now: number): void {
    this.sampledAt = now
    const { stats } = this.server
    const { commands, log, netIn, netOut, replIn, replOut } = this.server.rates
    log.sample(this.server.log.end, now)
    commands.sample(stats.commands, now)
    netIn.sample(stats.netIn, now)
    netOut.sample(stats.netOut, now)
    replIn.sample(stats.netReplIn, now)
    replOut.sample(stats.netReplOut, now)
    stats.peakMemory = Math.max(stats.peakMemory, this.server.usedMemory())
  }

  private checkClients(now: number): void {
    this.clientsAt = now
    const { clients, settings } = this.server
    const idleMs = settings.timeoutSeconds * 1000
    for (const client of clients.byId.values()) {
      if (client.softLimitSince > 0) this.engine.checkOutput(client)
      if (idleMs > 0 && now - client.lastInteraction > idleMs) this.closeIdle(client)
    }
  }

  private closeIdle(client: Client): void {
    if (client.has(NEVER_IDLE)) return
    this.server.notice.verbose('Closing idle client')
    this.server.close(client, true)
  }
}

/**
 * What the server does by itself, a little at each tick: ends pauses, samples rates and memory, closes idle
 * connections, drops those over a soft output limit. Whoever has the timer calls `tick` inside a turn.
 */
import { type Client, clientState, WAITING } from '../../shared/client/client.ts'
import { clientBuffers } from '../../shared/client/describe.ts'
import type { Engine } from './engine.ts'
import type { Server } from './server.ts'

const SAMPLE_MS = 100
const CLIENTS_MS = 1000
const NEVER_IDLE =
  clientState.replica | clientState.master | WAITING | clientState.subscribed | clientState.monitor

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
    const { clock } = server.parts
    const start = clock.monotonicUs()
    if (server.pausedUntil > 0 && now >= server.pausedUntil) server.host.unpause()
    if (now - this.sampledAt >= SAMPLE_MS || now < this.sampledAt) this.sample(now)
    if (now - this.clientsAt >= CLIENTS_MS || now < this.clientsAt) this.checkClients(now)
    server.stats.cronUsec += clock.monotonicUs() - start
  }

  private sample(now: number): void {
    this.sampledAt = now
    const { stats } = this.server
    const { commands, log, netIn, netOut, replIn, replOut, loopCycles, loopUsec } = this.server.rates
    log.sample(this.server.log.end, now)
    commands.sample(stats.commands, now)
    netIn.sample(stats.netIn, now)
    netOut.sample(stats.netOut, now)
    replIn.sample(stats.netReplIn, now)
    replOut.sample(stats.netReplOut, now)
    loopCycles.sample(stats.loopCycles, now)
    loopUsec.sample(stats.loopUsec, stats.loopCycles)
    stats.peakMemory = Math.max(stats.peakMemory, this.server.totalMemory())
  }

  private checkClients(now: number): void {
    this.clientsAt = now
    const { clients, settings } = this.server
    const idleMs = settings.timeoutSeconds * 1000
    let held = 0
    for (const client of clients.byId.values()) {
      if (client.softLimitSince > 0) this.engine.checkOutput(client)
      held += clientBuffers(client)
      if (idleMs > 0 && now - client.lastInteraction > idleMs) this.closeIdle(client)
    }
    this.server.clientMemory = held
  }

  private closeIdle(client: Client): void {
    if (client.has(NEVER_IDLE)) return
    this.server.notice.verbose('Closing idle client')
    this.server.close(client, true)
  }
}

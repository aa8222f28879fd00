/**
 * The server's timer: `hz` ticks a second, each inside a turn. What the ticks leave to be done (expiry,
 * eviction, freeing what was flushed or removed) is background work.
 */
import type { Cron } from '../engine/cron.ts'
import type { Engine } from '../engine/engine.ts'
import type { Upkeep } from '../engine/upkeep.ts'
import type { Background } from './background.ts'
import type { Turns } from './turns.ts'

const HZ_MAX = 500
export class Heart {
  /** Called at each tick, inside the turn, with wall-clock ms. */
  readonly listeners: ((now: number) => void)[]
  private readonly engine: Engine
  private readonly cron: Cron
  private readonly upkeep: Upkeep
  private readonly turns: Turns
  private timer: NodeJS.Timeout | null
  private hz: number
  private readonly work: () => void

  constructor(engine: Engine, cron: Cron, upkeep: Upkeep, turns: Turns, background: Background) {
    this.listeners = []
    this.engine = engine
    this.cron = cron
    this.upkeep = upkeep
    this.turns = turns
    this.timer = null
    this.hz = 0
    const { keyspace } = engine.server
    this.work = background.add({ slice: budgetUs => upkeep.slice(budgetUs) || keyspace.reclaimable() })
    keyspace.onPending = this.work
    engine.streams.onWork = background.add({ slice: us => engine.streams.slice(us), eager: true })
  }

  /** Starts the ticks, or changes their rhythm. */
  beat(hz: number): void {
    const rate = Math.min(HZ_MAX, Math.max(1, hz))
    if (rate === this.hz) return
    if (this.timer !== null) clearInterval(this.timer)
    this.hz = rate
    this.timer = setInterval(this.tick, 1000 / rate)
  }

  /** Frees memory for a request by the policy; what is left to free goes on in slices. */
  makeRoom(): boolean {
    const { eviction } = this.upkeep
    const room = eviction.makeRoom()
    if (eviction.unfinished) this.work()
    return room
  }

  private readonly tick = (): void => {
    this.turns.begin()
    if (this.engine.server.cronPaused) return
    const { now } = this.engine.ctx
    this.cron.tick(now)
    for (const listener of this.listeners) listener(now)
    this.upkeep.tick()
    this.work()
  }
}

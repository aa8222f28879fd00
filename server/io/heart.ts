/**
 * The server's timer: `hz` ticks a second, each inside a turn, and slices of background work (expiry,
 * eviction, freeing what was flushed or removed, large replies) that run once per round of the event loop
 * while there is any, about a millisecond each.
 */
import type { Cron } from '../engine/cron.ts'
import type { Engine } from '../engine/engine.ts'
import type { Upkeep } from '../engine/upkeep.ts'
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
  private slicing: boolean

  constructor(engine: Engine, cron: Cron, upkeep: Upkeep, turns: Turns) {
    this.listeners = []
    this.engine = engine
    this.cron = cron
    this.upkeep = upkeep
    this.turns = turns
    this.timer = null
    this.hz = 0
    this.slicing = false
    engine.server.keyspace.onPending = () => this.work()
    engine.streams.onWork = () => this.work()
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
    const { now } = this.engine.ctx
    this.cron.tick(now)
    for (const listener of this.listeners) listener(now)
    this.upkeep.tick()
    this.work()
  }

  private work(): void {
    if (this.slicing) return
    this.slicing = true
    setImmediate(this.slice)
  }

  private readonly slice = (): void => {
    this.turns.begin()
    const more = this.upkeep.slice()
    const { streams, server } = this.engine
    this.slicing = streams.slice() || more || server.keyspace.reclaimable()
    if (this.slicing) setImmediate(this.slice)
  }
}

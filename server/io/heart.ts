/**
 * The server's timer: `hz` ticks a second, each inside a turn; and slices of background work while there
 * is any. Large replies and saves have one in each round of the event loop. Upkeep (expiry, eviction,
 * freeing what was flushed or removed) has too while nobody asks for anything; while requests come, and
 * for a while after the last one, it pauses after each, so that it takes a third of the time at most. With
 * fewer processors than processes a client may wait for the very processor that we are on, and asks for
 * nothing as long as we do not pause: for 4 to 6 ms, as measured. And who never pauses is let wait behind
 * the others, as long.
 */
import type { Cron } from '../engine/cron.ts'
import type { Engine } from '../engine/engine.ts'
import type { Upkeep } from '../engine/upkeep.ts'
import type { Turns } from './turns.ts'

const HZ_MAX = 500
/** How long upkeep pauses while requests come, ms. */
const PAUSE_MS = 1
/** How long after the last request more of them may be on their way, ms. */
const QUIET_MS = 20

export class Heart {
  /** Called at each tick, inside the turn, with wall-clock ms. */
  readonly listeners: ((now: number) => void)[]
  private readonly engine: Engine
  private readonly cron: Cron
  private readonly upkeep: Upkeep
  private readonly turns: Turns
  private timer: NodeJS.Timeout | null
  private hz: number
  /** A slice of upkeep is to come. */
  private upkeeping: boolean
  /** Commands run by the end of the last slice; wall-clock ms of the last slice that found new ones. */
  private commands: number
  private askedAt: number

  constructor(engine: Engine, cron: Cron, upkeep: Upkeep, turns: Turns) {
    this.listeners = []
    this.engine = engine
    this.cron = cron
    this.upkeep = upkeep
    this.turns = turns
    this.timer = null
    this.hz = 0
    this.upkeeping = false
    this.commands = 0
    this.askedAt = 0
    engine.server.keyspace.onPending = () => this.work()
    engine.streams.onWork = this.loop(() => engine.streams.slice())
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

  private work(): void {
    if (this.upkeeping) return
    this.upkeeping = true
    setImmediate(this.slice)
  }

  private readonly slice = (): void => {
    this.turns.begin()
    const { keyspace, stats } = this.engine.server
    this.upkeeping = this.upkeep.slice() || keyspace.reclaimable()
    if (!this.upkeeping) return
    const { now } = this.engine.ctx
    if (stats.commands !== this.commands) this.askedAt = now
    this.commands = stats.commands
    if (Math.abs(now - this.askedAt) < QUIET_MS) setTimeout(this.slice, PAUSE_MS)
    else setImmediate(this.slice)
  }

  /** What starts `work`: a slice in each round of the event loop, as long as it says that there is more. */
  loop(work: () => boolean): () => void {
    let running = false
    const slice = (): void => {
      this.turns.begin()
      running = work()
      if (running) setImmediate(slice)
    }
    return () => {
      if (running) return
      running = true
      setImmediate(slice)
    }
  }
}

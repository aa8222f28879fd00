/**
 * The server's timer: `hz` ticks a second, each inside a turn; and slices of background work while there is
 * any. Large replies have one in each round of the event loop. Upkeep (expiry, eviction, freeing what was
 * flushed or removed) has too while nobody asks for anything; while requests come it pauses after each, so
 * that it takes a third of the time at most. A process that never pauses is also one that the scheduler lets
 * wait behind the others when there are more of them than processors: for 4 ms at a time, as measured.
 */
import type { Cron } from '../engine/cron.ts'
import type { Engine } from '../engine/engine.ts'
import type { Upkeep } from '../engine/upkeep.ts'
import type { Turns } from './turns.ts'

const HZ_MAX = 500
/** How long upkeep pauses while requests come, ms. */
const PAUSE_MS = 1

export class Heart {
  /** Called at each tick, inside the turn, with wall-clock ms. */
  readonly listeners: ((now: number) => void)[]
  private readonly engine: Engine
  private readonly cron: Cron
  private readonly upkeep: Upkeep
  private readonly turns: Turns
  private timer: NodeJS.Timeout | null
  private hz: number
  /** A slice of upkeep, or of large replies, is to come. */
  private upkeeping: boolean
  private streaming: boolean
  /** Commands run by the end of the last slice. */
  private commands: number

  constructor(engine: Engine, cron: Cron, upkeep: Upkeep, turns: Turns) {
    this.listeners = []
    this.engine = engine
    this.cron = cron
    this.upkeep = upkeep
    this.turns = turns
    this.timer = null
    this.hz = 0
    this.upkeeping = false
    this.streaming = false
    this.commands = 0
    engine.server.keyspace.onPending = () => this.work()
    engine.streams.onWork = () => this.stream()
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
    if (this.upkeeping) return
    this.upkeeping = true
    setImmediate(this.slice)
  }

  private readonly slice = (): void => {
    this.turns.begin()
    const { keyspace, stats } = this.engine.server
    this.upkeeping = this.upkeep.slice() || keyspace.reclaimable()
    if (!this.upkeeping) return
    if (stats.commands === this.commands) setImmediate(this.slice)
    else setTimeout(this.slice, PAUSE_MS)
    this.commands = stats.commands
  }

  private stream(): void {
    if (this.streaming) return
    this.streaming = true
    setImmediate(this.streamSlice)
  }

  private readonly streamSlice = (): void => {
    this.turns.begin()
    this.streaming = this.engine.streams.slice()
    if (this.streaming) setImmediate(this.streamSlice)
  }
}

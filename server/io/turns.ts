/**
 * A turn is what one round of the event loop brings: its first bytes begin it, which samples the clock; when
 * all sockets of the round were read, it ends, and the replies leave together.
 */
import { systemClock } from '../../shared/io/system.ts'
import type { Engine } from '../engine/engine.ts'

export class Turns {
  private readonly engine: Engine
  private open: boolean
  /** What is to run when the turn has ended. */
  private next: (() => void) | null

  constructor(engine: Engine) {
    this.engine = engine
    this.open = false
    this.next = null
  }

  /** Before any work for the engine: begins a turn unless one is open. */
  begin(): void {
    if (this.open) return
    this.open = true
    this.engine.turn(systemClock.wallUs() / 1000)
    setImmediate(this.end)
  }

  /** Begins a turn; once it has ended, and its replies have left, `work` runs, in the turn after it. */
  afterwards(work: () => void): void {
    this.next = work
    this.begin()
  }

  private readonly end = (): void => {
    this.open = false
    this.engine.endTurn()
    const { next } = this
    if (next === null) return
    this.next = null
    this.begin()
    next()
  }
}

/** MIGRATE's way to the world: connections to other servers, and timers; each call back comes in a turn. */
import type { Dial, DialEvents } from '../../shared/ports/dial.ts'
import type { MigrationWorld } from '../migration/migrations.ts'
import type { Turns } from './turns.ts'

/** A timer's longest wait, ms. */
const TIMER_MAX = 0x7fffffff

export class SystemMigrationWorld implements MigrationWorld {
  private readonly turns: Turns
  private readonly dial: Dial

  constructor(turns: Turns, dial: Dial) {
    this.turns = turns
    this.dial = dial
  }

  connect(host: string, port: number, events: DialEvents): { destroy(): void } {
    return this.dial.connect(host, port, events)
  }

  after(ms: number, act: () => void): () => void {
    const ring = (): void => {
      this.turns.begin()
      act()
    }
    const timer = setTimeout(ring, Math.min(ms, TIMER_MAX)).unref()
    return () => clearTimeout(timer)
  }
}

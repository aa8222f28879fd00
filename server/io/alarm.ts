/** One timer for many deadlines: a turn begins when the earliest asked for has come. */
import { performance } from 'node:perf_hooks'
import type { Turns } from './turns.ts'

/** A timer's longest wait, ms. */
const TIMER_MAX = 0x7fffffff

/** Asks for a turn in `ms`. An earlier one that was asked for comes first; whoever wants more asks again. */
export function alarm(turns: Turns): (ms: number) => void {
  let timer: NodeJS.Timeout | null = null
  let at = 0
  return ms => {
    const wanted = performance.now() + ms
    if (timer !== null && at <= wanted) return
    if (timer !== null) clearTimeout(timer)
    at = wanted
    timer = setTimeout(ring, Math.min(Math.max(1, Math.ceil(ms)), TIMER_MAX)).unref()
  }
  function ring(): void {
    timer = null
    turns.begin()
  }
}

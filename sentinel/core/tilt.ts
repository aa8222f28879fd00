/*
 * Caution about oneself. The tick tells how late this process itself is: a short stall is not counted
 * against any peer (their clocks are moved on by it), a long one means TILT: for a while the sentinel only
 * watches, answers down=0, and starts nothing, though it still votes.
 *
 * Redis compares wall clocks, so a clock step also tilts it; a monotonic clock leaves only real stalls.
 */
import type { Step } from './context.ts'
import { allInstances } from './state.ts'
import { TICK_PERIOD_MS } from './types.ts'

/** A tick later than this is a stall, not jitter. */
const STALL_MS = 100
/** Beyond one hello period, so that every peer has had its say. */
const HELLO_SLACK_MS = 500

/** Call first in every tick. */
export function checkTime(step: Step): void {
  const { state, now } = step
  const delta = now - state.lastTick
  state.lastTick = now
  const late = delta - TICK_PERIOD_MS
  if (late > STALL_MS) forgiveStall(step, late)
  if (delta < 0 || delta > state.periods.tiltTrigger) {
    if (!state.tilt) state.tiltTotal++
    state.tilt = true
    state.tiltSince = now
    step.event('warning', '+tilt', null, null, '#tilt mode entered')
  } else if (state.tilt && now - state.tiltSince >= state.periods.tiltPeriod) {
    state.tilt = false
    step.event('warning', '-tilt', null, null, '#tilt mode exited')
  }
}

function forgiveStall(step: Step, late: number): void {
  step.state.cautiousUntil = step.now + step.state.periods.publish + HELLO_SLACK_MS
  for (const master of step.state.masters.values()) {
    for (const inst of allInstances(master)) {
      if (inst.actPingTime !== 0) inst.actPingTime = Math.min(step.now, inst.actPingTime + late)
      inst.lastAvailTime = Math.min(step.now, inst.lastAvailTime + late)
      if (inst.refusedSince !== 0) inst.refusedSince = Math.min(step.now, inst.refusedSince + late)
    }
  }
}

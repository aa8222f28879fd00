/*
 * Running user scripts: notification-script on every warning event of a master, client-reconfig-script when
 * clients must move. Limits, retries and events are Redis's: 16 at a time, ten attempts with a delay that
 * doubles, killed after a minute.
 */
import type { Step } from './context.ts'
import { queueScript } from './script-queue.ts'
import { announced } from './state.ts'
import type { Instance, Master } from './types.ts'

const RUNNING_MAX = 16
const RETRIES_MAX = 10
/** Exit code of a script that wants to be run again. */
const RETRY_CODE = 1

/** role is what we are in this failover; the addresses are those clients leave and find. */
export function queueReconfScript(
  step: Step,
  master: Master,
  role: 'leader' | 'observer',
  from: Instance,
  toHost: string,
  toPort: number,
): void {
  if (master.clientReconfigScript === null) return
  const { state } = step
  const addresses = [announced(state, from.host), String(from.port), announced(state, toHost), String(toPort)]
  queueScript(state, step.now, master.clientReconfigScript, [master.name, role, 'start', ...addresses])
}

/** Starts what is due and kills what ran too long. */
export function runScripts(step: Step): void {
  const { state, now } = step
  let running = 0
  for (const job of state.scripts) {
    if (!job.running) continue
    running++
    if (job.killed || now - job.startedAt <= state.periods.scriptMaxRuntime) continue
    job.killed = true
    step.event('notice', '-script-timeout', null, null, `${job.path} ${job.pid}`)
    step.do({ type: 'killScript', job: job.id })
  }
  for (const job of state.scripts) {
    if (running >= RUNNING_MAX) return
    if (job.running || job.notBefore > now) continue
    running++
    job.running = true
    job.killed = false
    job.startedAt = now
    job.attempts++
    step.do({ type: 'runScript', job: job.id, path: job.path, args: job.args })
  }
}

export function scriptStarted(step: Step, id: number, pid: number): void {
  const job = step.state.scripts.find(queued => queued.id === id)
  if (job === undefined) return
  job.pid = pid
  step.event('debug', '+script-child', null, null, String(pid))
}

export function scriptExited(step: Step, id: number, exitCode: number, signal: number): void {
  const { state, now } = step
  const index = state.scripts.findIndex(queued => queued.id === id)
  if (index < 0) return
  const job = state.scripts[index]!
  step.event('debug', '-script-child', null, null, `${job.pid} ${exitCode} ${signal}`)
  const again = (signal !== 0 || exitCode === RETRY_CODE) && job.attempts < RETRIES_MAX
  if (again) {
    job.running = false
    job.pid = 0
    job.notBefore = now + state.periods.scriptRetryDelay * 2 ** (job.attempts - 1)
    return
  }
  if (signal !== 0 || exitCode !== 0) {
    step.event('warning', '-script-error', null, null, `${job.path} ${signal} ${exitCode}`)
  }
  state.scripts.splice(index, 1)
}

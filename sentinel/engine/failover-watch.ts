/**
 * Watches the core from outside for the metrics: how long a failover of ours spent in each state, and how it
 * ended, as its events tell.
 */
import type { Action, FailoverState, SentinelState } from '../core/types.ts'

/** Implemented over prom-client in sentinel/control/. */
export interface FailoverObserver {
  /** When a state is left, in seconds. */
  failoverPhase(phase: string, seconds: number): void
  failoverEnded(masterName: string, outcome: 'done' | 'aborted' | 'timeout'): void
}

interface Phase {
  state: FailoverState
  since: number
}

export class FailoverWatch {
  private readonly observer: FailoverObserver
  private readonly phases: Map<string, Phase>

  constructor(observer: FailoverObserver) {
    this.observer = observer
    this.phases = new Map()
  }

  /** To be called after each step; `now` is the core's. */
  stepped(state: SentinelState, actions: readonly Action[], now: number): void {
    for (const action of actions) if (action.type === 'publish') this.told(action.name, action.payload)
    for (const { name, failoverState } of state.masters.values()) this.moved(name, failoverState, now)
    if (this.phases.size <= state.masters.size) return
    for (const name of this.phases.keys()) if (!state.masters.has(name)) this.phases.delete(name)
  }

  private moved(name: string, state: FailoverState, now: number): void {
    const phase = this.phases.get(name)
    if (phase === undefined) this.phases.set(name, { state, since: now })
    else if (phase.state !== state) {
      if (phase.state !== 'none') this.observer.failoverPhase(phase.state, (now - phase.since) / 1000)
      phase.state = state
      phase.since = now
    }
  }

  private told(name: string, payload: string): void {
    const outcome =
      name === '+failover-end'
        ? 'done'
        : name === '+failover-end-for-timeout'
          ? 'timeout'
          : name.startsWith('-failover-abort-')
            ? 'aborted'
            : null
    // "master <name> <ip> <port>"
    if (outcome !== null) this.observer.failoverEnded(payload.split(' ')[1] ?? '', outcome)
  }
}

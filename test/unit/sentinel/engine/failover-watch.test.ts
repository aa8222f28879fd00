/*
 * The durations and outcomes of failovers, as seen from outside the core.
 */
import { expect, test } from 'vitest'
import { FailoverWatch } from '../../../../sentinel/engine/failover-watch.ts'
import { load } from '../core/harness.ts'

test('phases are timed, ends are told by their events', () => {
  const told: string[] = []
  const watch = new FailoverWatch({
    failoverPhase: (phase, seconds) => told.push(`${phase} ${seconds}`),
    failoverEnded: (name, outcome) => told.push(`${name} ${outcome}`),
  })
  const [state] = load(['sentinel monitor m 10.0.0.1 6379 2'])
  const master = state.masters.get('m')!
  const at = (now: number, failoverState: typeof master.failoverState, ...events: string[]) => {
    master.failoverState = failoverState
    const actions = events.map(name => {
      return { type: 'publish', level: 'warning', name, payload: 'master m 10.0.0.1 6379' } as const
    })
    watch.stepped(state, actions, now)
  }
  at(1000, 'none')
  at(2000, 'wait_start', '+try-failover')
  at(2250, 'select_slave')
  at(2250, 'none', '-failover-abort-no-good-slave')
  at(3000, 'reconf_slaves')
  at(3500, 'none', '+failover-end')
  at(4000, 'none', '+failover-end-for-timeout')
  expect(told).toEqual([
    'wait_start 0.25',
    'm aborted',
    'select_slave 0',
    'm done',
    'reconf_slaves 0.5',
    'm timeout',
  ])
})

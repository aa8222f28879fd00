import { beforeEach, describe, expect, test } from 'vitest'
import { selectReplica } from '../../../../sentinel/core/selection.ts'
import { createInstance } from '../../../../sentinel/core/state.ts'
import type { Instance } from '../../../../sentinel/core/types.ts'
import { Core } from './harness.ts'

const NOW = 100_000
let core: Core

function replica(port: number, change: Partial<Instance> = {}): void {
  const inst = createInstance('slave', `10.0.0.2:${port}`, '10.0.0.2', port, NOW)
  inst.command.connected = true
  inst.infoRefresh = NOW
  Object.assign(inst, change)
  core.master.replicas.set(inst.name, inst)
}

function chosen(): number | null {
  return selectReplica(core.state, core.master, NOW)?.port ?? null
}

beforeEach(() => {
  core = new Core()
  core.master.replicas.clear()
  core.master.primary.sdown = true
  core.master.primary.sdownSince = NOW - 1000
})

describe('unfit', () => {
  test.each<[string, Partial<Instance>]>([
    ['down', { sdown: true }],
    [
      'disconnected',
      { command: { id: null, connected: false, since: 0, retryAt: 0, failures: 0, lastActivity: 0 } },
    ],
    ['priority 0', { priority: 0 }],
    ['silent for more than 5 s', { lastAvailTime: NOW - 5001 }],
    ['INFO older than 5 s', { infoRefresh: NOW - 5001 }],
    ['never described itself', { infoRefresh: 0 }],
    ['without the primary for longer than it is down plus 10 x down-after', { masterLinkDownMs: 11_001 }],
  ])('%s', (_what, change) => {
    replica(1, change)
    expect(chosen()).toBeNull()
  })
})

describe('a primary that held keys at offset 100, and a replica without a link', () => {
  beforeEach(() => Object.assign(core.master.primary, { holdsKeys: true, replOffset: 100 }))

  test.each<[string, boolean, Partial<Instance>]>([
    ['empty and behind', false, { replOffset: 99 }],
    ['loading and behind', false, { replOffset: 0, holdsKeys: true, loading: true }],
    ['with keys, even if behind', true, { replOffset: 0, holdsKeys: true }],
    ['emptied after that', true, { replOffset: 100 }],
  ])('%s', (_what, fit, change) => {
    replica(1, { masterLinkUp: false, ...change })
    expect(chosen()).toBe(fit ? 1 : null)
  })
})

test('an INFO of 30 s will do while the primary is up', () => {
  core.master.primary.sdown = false
  replica(1, { infoRefresh: NOW - 30_000 })
  expect(chosen()).toBe(1)
})

test('priority, then offset, then run id, an unknown one last', () => {
  replica(1, { priority: 10, replOffset: 5, runId: '' })
  expect(chosen()).toBe(1)
  replica(2, { priority: 10, replOffset: 5, runId: 'ff' })
  expect(chosen()).toBe(2)
  replica(3, { priority: 10, replOffset: 5, runId: 'AA' })
  expect(chosen()).toBe(3)
  replica(4, { priority: 10, replOffset: 6, runId: 'zz' })
  expect(chosen()).toBe(4)
  replica(5, { priority: 9, replOffset: 0, runId: 'zz' })
  expect(chosen()).toBe(5)
})

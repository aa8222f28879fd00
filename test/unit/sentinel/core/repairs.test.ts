/*
 * When a server that should be a replica says it is a primary: demoted at once on a majority's word, but not
 * when it was our replica until somebody else promoted it.
 */
import { beforeEach, expect, test } from 'vitest'
import type { Instance } from '../../../../sentinel/core/types.ts'
import { Core } from './harness.ts'

let core: Core
let rogue: Instance

/** The rogue has just been seen; both peers have named our configuration since. */
beforeEach(() => {
  core = new Core()
  core.connectAll()
  core.now = 100_000
  core.state.lastTick = core.now
  rogue = [...core.master.replicas.values()][0]!
  for (const inst of [core.master.primary, rogue, ...core.master.sentinels.values()]) {
    Object.assign(inst, {
      runId: inst.runId || 'd'.repeat(40),
      infoRefresh: core.now,
      lastPongTime: core.now,
      lastAvailTime: core.now,
      actPingTime: 0,
    })
  }
  Object.assign(rogue, { roleReported: 'master', roleReportedTime: core.now - 1000 })
  for (const peer of core.master.sentinels.values()) {
    Object.assign(peer, {
      lastHelloReceived: core.now - 100,
      helloMasterHost: '10.0.0.1',
      helloMasterPort: 6379,
    })
  }
})

const demoted = () => core.told().some(text => text.startsWith('+convert-to-slave slave 10.0.0.2:6379'))

test('one that never was our replica, a majority knowing no later epoch', () => {
  core.tick()
  expect(demoted()).toBe(true)
})

test('one that was our replica in this life waits for 8 s, as in Redis', () => {
  rogue.replicaRunId = rogue.runId
  core.tick()
  expect(demoted()).toBe(false)
  rogue.roleReportedTime = core.now - 8001
  core.tick()
  expect(demoted()).toBe(true)
})

test('no majority, no haste', () => {
  for (const peer of core.master.sentinels.values()) peer.lastHelloReceived = 1
  core.tick()
  expect(demoted()).toBe(false)
})

import { describe, expect, test } from 'vitest'
import { Core, MYID, OTHER, PEER } from './harness.ts'

const ASK = ['is-master-down-by-addr', '10.0.0.1', '6379'] as const

function makeCandidate(): Core {
  const core = new Core()
  core.connectAll()
  core.master.primary.sdown = true
  core.master.primary.actPingTime = 1
  core.peer(PEER).masterDown = true
  core.peer(PEER).lastDownReply = core.now
  while (core.master.failoverState === 'none') core.tick()
  return core
}

describe('IS-MASTER-DOWN-BY-ADDR', () => {
  test('a vote leaves only when it is on disk', () => {
    const core = new Core()
    core.command(...ASK, '3', PEER)
    expect(core.answer()).toBeUndefined()
    expect(core.told()).toEqual([])
    core.write()
    expect(core.answer()).toEqual([0, PEER, 3])
    expect(core.told()).toEqual(['+new-epoch 3', `+vote-for-leader ${PEER} 3`])
  })

  test('one vote per epoch: who asks second is told of the first', () => {
    const core = new Core()
    core.command(...ASK, '3', PEER)
    core.write()
    core.command(...ASK, '3', OTHER)
    expect(core.answer()).toEqual([0, PEER, 3])
    core.command(...ASK, '4', OTHER)
    core.write()
    expect(core.answer()).toEqual([0, OTHER, 4])
    core.command(...ASK, '3', PEER)
    expect(core.answer()).toEqual([0, OTHER, 4])
  })

  test('a plain question gets no vote and changes nothing', () => {
    const core = new Core()
    core.command(...ASK, '3', '*')
    expect(core.answer()).toEqual([0, '*', 0])
    expect(core.state.currentEpoch).toBe(0)
  })

  test('says 1 when the primary is SDOWN, but not in TILT', () => {
    const core = new Core()
    core.master.primary.sdown = true
    core.command(...ASK, '0', '*')
    expect(core.answer()).toEqual([1, '*', 0])
    core.state.tilt = true
    core.command(...ASK, '0', '*')
    expect(core.answer()).toEqual([0, '*', 0])
  })

  test('knows masters by address and checks its numbers', () => {
    const core = new Core()
    core.command('is-master-down-by-addr', '10.0.0.9', '6379', '1', PEER)
    expect(core.answer()).toEqual([0, '*', 0])
    core.command('is-master-down-by-addr', '10.0.0.1', 'x', '1', PEER)
    expect(core.answer()).toEqual({ error: 'ERR value is not an integer or out of range' })
  })
})

describe('a candidate', () => {
  test('asks for votes when its own is on disk', () => {
    const core = makeCandidate()
    expect(core.sent().filter(text => text.includes(MYID))).toEqual([])
    core.write()
    const asked = core.sent().filter(text => text.endsWith(`10.0.0.1 6379 1 ${MYID}`))
    expect(asked).toHaveLength(2)
    expect(core.told()).toContain(`+vote-for-leader ${MYID} 1`)
  })

  test('needs a majority of all known sentinels', () => {
    const core = makeCandidate()
    core.write()
    const replyTo = (runId: string, reply: (string | number)[]) => {
      const link = core.peer(runId).command.id
      const request = [...core.state.requests].find(([, entry]) => entry.link === link && entry.epoch === 1)!
      return core.event({ type: 'reply', request: request[0], reply })
    }
    replyTo(PEER, [1, OTHER, 1])
    expect(core.told()).not.toContain('+elected-leader master m 10.0.0.1 6379')
    replyTo(OTHER, [1, MYID, 1])
    expect(core.told()).toContain('+elected-leader master m 10.0.0.1 6379')
  })

  test('that has voted for another gives up, and asks nobody in the other’s epoch', () => {
    const core = makeCandidate()
    core.command(...ASK, '2', PEER)
    core.write()
    core.tick()
    expect(core.sent().filter(text => text.includes(MYID) && text.includes('is-master-down'))).toEqual([])
    expect(core.master.failoverState).toBe('none')
    expect(core.master.failoverNotBefore - core.now).toBeGreaterThan(2000)
  })

  test('that hears of a later epoch still asks in its own', () => {
    const core = makeCandidate()
    const hello = `10.0.2.2,26379,${PEER},7,m,10.0.0.1,6379,0`
    core.event({ type: 'hello', link: null, text: hello })
    core.write()
    expect(core.sent().filter(text => text.endsWith(` 1 ${MYID}`))).toHaveLength(2)
    expect(core.sent().filter(text => text.endsWith(` 7 ${MYID}`))).toEqual([])
  })
})

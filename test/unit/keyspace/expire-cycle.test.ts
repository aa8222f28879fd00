// Active expiry: what it deletes, tells and counts, and when it keeps still.
import { beforeEach, describe, expect, it } from 'vitest'
import { Upkeep } from '../../../server/engine/upkeep.ts'
import { ExpireCycle } from '../../../server/keyspace/expire-cycle.ts'
import { ServerRoom } from '../commands/server-room.ts'

let room: ServerRoom
let cycle: ExpireCycle

beforeEach(() => {
  room = new ServerRoom()
  cycle = new ExpireCycle(room.server.keyspace, room.server.random)
})

/** Steps until the cycle says it is complete; gives the number of steps. */
function run(effort = 1): number {
  let steps = 1
  while (cycle.step(effort)) steps++
  cycle.finish(false)
  return steps
}

function fill(count: number, options: string): void {
  for (let i = 0; i < count; i++) room.raw(['SET', `k${i}`, 'v', ...options.split(' ')])
}

describe('the expire cycle', () => {
  it('deletes what nobody asks for, and tells as a look-up would', () => {
    const events = room.listen('KEx')
    room.say('SET a 1 PX 100')
    room.say('SET b 1 PX 200')
    room.say('SET c 1')
    room.logged()
    room.pass(101)
    run()
    expect(room.say('DBSIZE')).toBe(':2')
    expect(room.logged()).toEqual(['DEL a'])
    expect(events()).toEqual(['0 expired a'])
    expect(room.server.keyspace.state.expired).toBe(1)
  })

  it('leaves a key in the last millisecond of its time', () => {
    room.say('SET a 1 PX 100')
    room.pass(100)
    run()
    expect(room.say('DBSIZE')).toBe(':1')
    room.pass(1)
    run()
    expect(room.say('DBSIZE')).toBe(':0')
  })

  it('looks at every database', () => {
    for (const db of [0, 3, 15]) {
      room.say(`SELECT ${db}`)
      room.say('SET a 1 PX 1')
    }
    room.pass(2)
    run()
    expect(room.server.keyspace.keys()).toBe(0)
  })

  it('goes on until about a tenth of the keys that expire are stale, less at a higher effort', () => {
    for (const [effort, percent] of [
      [1, 0.4],
      [10, 0.12],
    ] as const) {
      fill(4000, 'PX 100')
      for (let i = 0; i < 400; i++) room.say(`SET live${i} v PX 100000`)
      room.pass(101)
      run(effort)
      const { expires } = room.server.keyspace.databases[0]!
      expect((expires.count - 400) / expires.count).toBeLessThan(percent)
      room.say('FLUSHALL')
    }
  })

  it('costs little when nothing is stale', () => {
    fill(500, 'PX 100000')
    expect(run()).toBe(2)
    expect(room.server.keyspace.state.expired).toBe(0)
  })

  it('averages the time to live', () => {
    fill(200, 'PX 50000')
    run()
    expect(room.server.keyspace.databases[0]!.avgTtl).toBe(50_000)
    room.pass(10_000)
    run()
    const { avgTtl } = room.server.keyspace.databases[0]!
    expect(avgTtl).toBeLessThan(50_000)
    expect(avgTtl).toBeGreaterThan(49_000)
    room.say('FLUSHALL')
    expect(room.server.keyspace.databases[0]!.avgTtl).toBe(0)
  })

  it('accounts for stale keys and for running out of time', () => {
    const { state } = room.server.keyspace
    fill(100, 'PX 1')
    room.pass(2)
    cycle.step(1)
    cycle.finish(true)
    expect(state.expiredTimeCapReached).toBe(1)
    expect(state.expiredStalePercent).toBeCloseTo(5)
    room.say('FLUSHALL')
    run()
    expect(state.expiredStalePercent).toBeCloseTo(4.75)
  })

  it('keeps still on a replica, while loading and while clients are paused', () => {
    room.say('SET a 1 PX 1')
    room.pass(2)
    const { state } = room.server.keyspace
    for (const mode of ['isReplica', 'loading', 'paused'] as const) {
      state[mode] = true
      run()
      state[mode] = false
    }
    expect(room.say('DBSIZE')).toBe(':1')
    run()
    expect(room.say('DBSIZE')).toBe(':0')
  })
})

describe('upkeep', () => {
  it('runs a cycle per tick, unless DEBUG SET-ACTIVE-EXPIRE turned it off', () => {
    const upkeep = new Upkeep(room.server, room.engine.propagation)
    fill(100, 'PX 1')
    room.pass(2)
    room.server.activeExpire = false
    upkeep.tick()
    while (upkeep.slice());
    expect(room.say('DBSIZE')).toBe(':100')
    room.server.activeExpire = true
    for (let i = 0; i < 20; i++) {
      upkeep.tick()
      while (upkeep.slice());
    }
    expect(Number(room.say('DBSIZE').slice(1))).toBeLessThan(15)
  })

  it('gives back the memory of a flushed database bit by bit', () => {
    const upkeep = new Upkeep(room.server, room.engine.propagation)
    const { keyspace } = room.server
    fill(60_000, 'PX 100000')
    room.say('FLUSHALL')
    expect(room.say('DBSIZE')).toBe(':0')
    expect(keyspace.pendingFree()).toBeGreaterThan(0)
    while (upkeep.slice());
    expect(keyspace.pendingFree()).toBe(0)
    expect(keyspace.arena.used).toBe(0)
  })
})

describe('a replica', () => {
  it('hides a key whose time has passed but keeps it, until its primary says so', () => {
    room.say('SET a 1 PX 100')
    room.pass(101)
    room.setReplica(true)
    expect(room.say('GET a')).toBe('(nil)')
    expect(room.say('SCAN 0 COUNT 100')).toBe('["0" []]')
    expect(room.say('KEYS *')).toBe('[]')
    expect(room.say('DBSIZE')).toBe(':1')
    room.server.keyspace.state.applying = true
    expect(room.server.keyspace.databases[0]!.presence(Buffer.from('a'))).toBe('expired')
  })

  it('that may be written to replaces a hidden key instead of doubling it', () => {
    room.server.store.set([['replica-read-only', 'no']])
    room.say('SET a 1 PX 100')
    room.pass(101)
    room.setReplica(true)
    expect(room.say('SET a 2')).toBe('+OK')
    expect(room.say('DBSIZE')).toBe(':1')
    expect(room.say('GET a')).toBe('"2"')
  })
})

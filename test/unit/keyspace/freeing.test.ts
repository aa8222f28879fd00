// Memory of what is gone: large values are freed in slices, whoever removed them, and counted.

import { describe, expect, it } from 'vitest'
import { Upkeep } from '../../../server/engine/upkeep.ts'
import type { Eviction } from '../../../server/keyspace/eviction.ts'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import { RdbWriter } from '../../../server/persistence/rdb/rdb-writer.ts'
import { ServerRoom } from '../commands/server-room.ts'

const ELEMENTS = 3000
/** What a database keeps once a key in it had an expiry. */
const EXPIRY_INDEX_BYTES = 20_000

function fill(room: ServerRoom, key: string): void {
  const words = Array.from({ length: ELEMENTS }, (_, i) => `member:${i}`)
  room.raw(['SADD', key, ...words])
}

describe('freeing', () => {
  it.each(['DEL k', 'UNLINK k', 'SET k v', 'RENAME other k', 'SINTERSTORE k none', 'PEXPIRE k 0', 'TYPE k'])(
    '%s frees a large value in pieces',
    line => {
      const room = new ServerRoom()
      const { keyspace } = room.server
      room.say('SET other v')
      const before = keyspace.arena.used
      fill(room, 'k')
      const full = keyspace.arena.used
      let asked = 0
      keyspace.onPending = () => asked++
      // The last of these only finds out that its time has passed.
      if (line === 'TYPE k') {
        room.say('PEXPIRE k 5')
        room.pass(6)
      }
      room.say(line)
      expect([keyspace.pendingFree(), asked]).toEqual([1, 1])
      expect(keyspace.arena.used).toBeGreaterThan(full / 2)
      while (keyspace.reclaim());
      expect([keyspace.pendingFree(), keyspace.lazyFreed]).toEqual([0, 1])
      expect(keyspace.arena.used).toBeLessThan(before + EXPIRY_INDEX_BYTES)
    },
  )

  it('counts keys of flushed databases and large values once each', () => {
    const room = new ServerRoom()
    const { keyspace } = room.server
    for (const key of ['a', 'b', 'c']) fill(room, key)
    for (let i = 0; i < 50; i++) room.say(`SET k${i} v`)
    room.say('FLUSHALL')
    while (keyspace.reclaim());
    expect(keyspace.lazyFreed).toBe(53)
    fill(room, 'd')
    room.say('DEL d')
    while (keyspace.reclaim());
    expect(keyspace.lazyFreed).toBe(54)
    room.server.resetStats(room.engine.commands)
    expect(keyspace.lazyFreed).toBe(0)
  })

  it('a pinned value stays until the last pin goes', () => {
    const room = new ServerRoom()
    const { keyspace } = room.server
    fill(room, 'k')
    room.say('TYPE k')
    const root = keyspace.records.root(keyspace.records.ref)
    keyspace.pin(root)
    keyspace.pin(root)
    room.say('DEL k')
    expect([keyspace.reclaim(), keyspace.pendingFree(), keyspace.reclaimable()]).toEqual([false, 1, false])
    keyspace.unpin(root)
    expect(keyspace.reclaimable()).toBe(false)
    keyspace.unpin(root)
    while (keyspace.reclaim());
    expect(keyspace.pendingFree()).toBe(0)
    expect(keyspace.arena.used).toBeLessThan(1000)
  })

  it('eviction waits for what is being freed before it takes keys', () => {
    const room = new ServerRoom()
    const { server } = room
    const upkeep = new Upkeep(server, room.engine.propagation)
    server.log.active = false
    for (let i = 0; i < 20; i++) fill(room, `big${i}`)
    for (let i = 0; i < 100; i++) room.say(`SET k${i} v`)
    for (let i = 0; i < 19; i++) room.say(`DEL big${i}`)
    const { arena } = server.keyspace
    const limit = server.usedMemory() - arena.used / 2
    server.store.set([
      ['maxmemory', String(Math.ceil(limit))],
      ['maxmemory-policy', 'allkeys-random'],
    ])
    const held = arena.used
    expect(upkeep.eviction.makeRoom()).toBe(true)
    expect(upkeep.eviction.unfinished).toBe(true)
    for (let i = 0; i < 100 && upkeep.eviction.unfinished; i++) upkeep.eviction.makeRoom()
    expect(upkeep.eviction.unfinished).toBe(false)
    expect(room.evicted).toEqual([])
    expect(arena.used).toBeLessThan(held / 2)
  })

  /** Twenty kept keys, a large one, and a limit that is exceeded by half of what the large one takes. */
  function crowded(): { room: ServerRoom; eviction: Eviction; large: number } {
    const room = new ServerRoom()
    const { server } = room
    const { arena } = server.keyspace
    server.log.active = false
    for (let i = 0; i < 20; i++) room.say(`SET k${i} v`)
    const before = arena.used
    fill(room, 'big')
    const large = arena.used - before
    server.store.set([
      ['maxmemory', String(server.usedMemory() - Math.floor(large / 2))],
      ['maxmemory-policy', 'allkeys-random'],
    ])
    return { room, eviction: new Upkeep(server, room.engine.propagation).eviction, large }
  }

  it('eviction takes no key for a value that is gone but still being read', () => {
    const { room, eviction, large } = crowded()
    const { keyspace } = room.server
    room.say('TYPE big')
    const root = keyspace.records.root(keyspace.records.ref)
    keyspace.pin(root)
    expect(room.server.uncountedMemory()).toBe(0)
    room.say('DEL big')
    expect(room.server.uncountedMemory() / large).toBeCloseTo(1, 1)
    expect(eviction.makeRoom()).toBe(true)
    expect([eviction.unfinished, room.say('DBSIZE')]).toEqual([false, ':20'])
    keyspace.unpin(root)
    expect(room.server.uncountedMemory()).toBe(0)
    while (keyspace.reclaim());
    expect(eviction.makeRoom()).toBe(true)
    expect(room.say('DBSIZE')).toBe(':20')
  })

  it('nor for databases that were flushed while a snapshot walks them', () => {
    const { room, eviction, large } = crowded()
    const { keyspace } = room.server
    const snapshot = new Snapshot(keyspace, rdbForm(new RdbWriter(() => {})), 'noeviction')
    const { used } = keyspace.arena
    room.say('FLUSHALL')
    expect(room.server.uncountedMemory()).toBeCloseTo(used)
    for (let i = 0; i < 20; i++) room.say(`SET n${i} v`)
    expect(eviction.makeRoom()).toBe(true)
    expect([eviction.unfinished, room.say('DBSIZE')]).toEqual([false, ':20'])
    // Half of what counts is that of one more database; they are alike.
    room.say('SELECT 1')
    for (let i = 0; i < 20; i++) room.say(`SET n${i} v`)
    const counted = keyspace.arena.used - room.server.uncountedMemory()
    room.say('FLUSHDB')
    expect((keyspace.arena.used - room.server.uncountedMemory()) / counted).toBeCloseTo(0.5, 1)
    expect(large).toBeGreaterThan(counted)
    snapshot.stop()
    expect(room.server.uncountedMemory()).toBe(0)
  })

  it('eviction takes no key in the place of a removed one that a snapshot still has to write', () => {
    const room = new ServerRoom()
    const { server } = room
    const { keyspace } = server
    const upkeep = new Upkeep(server, room.engine.propagation)
    server.log.active = false
    fill(room, 'big')
    for (let i = 0; i < 100; i++) room.say(`SET k${i} v`)
    const full = keyspace.arena.used
    const snapshot = new Snapshot(keyspace, rdbForm(new RdbWriter(() => {})), 'noeviction')
    room.say('DEL big')
    expect(keyspace.arena.used).toBeGreaterThan(full * 0.9)
    server.store.set([
      ['maxmemory', String(Math.ceil(server.usedMemory() - full / 2))],
      ['maxmemory-policy', 'allkeys-random'],
    ])
    expect(upkeep.eviction.makeRoom()).toBe(true)
    expect(room.evicted).toEqual([])
    while (snapshot.step());
    while (keyspace.reclaim());
    expect(keyspace.held()).toBe(0)
    expect(keyspace.arena.used).toBeLessThan(full / 2)
  })
})

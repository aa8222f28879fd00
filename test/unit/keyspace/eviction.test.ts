// Eviction: which keys go under which policy, what is told, and when there is no room.
import { describe, expect, it } from 'vitest'
import { Upkeep } from '../../../server/engine/upkeep.ts'
import { ServerRoom } from '../commands/server-room.ts'

function start(policy: string, options: Record<string, string> = {}): { room: ServerRoom; upkeep: Upkeep } {
  const room = new ServerRoom({ 'maxmemory-policy': policy, ...options })
  const upkeep = new Upkeep(room.server, room.engine.propagation)
  room.makeRoom = () => upkeep.eviction.makeRoom()
  room.server.log.active = false
  return { room, upkeep }
}

/** Sets the limit to what is used now, and so many bytes. */
function limit(room: ServerRoom, more: number): void {
  room.server.store.set([['maxmemory', String(room.server.usedMemory() + more)]])
  room.gates.refresh()
}

const keys = (room: ServerRoom): Set<string> =>
  new Set(room.say('KEYS *').slice(1, -1).replaceAll('"', '').split(' '))
const big = 'x'.repeat(200)

describe('noeviction', () => {
  it('refuses writes over the limit, not reads, not deletions', () => {
    const { room } = start('noeviction')
    room.say('SET a 1')
    limit(room, -1)
    expect(room.say('SET b 1')).toBe("-OOM command not allowed when used memory > 'maxmemory'.")
    expect(room.say('GET a')).toBe('"1"')
    expect(room.say('DEL a')).toBe(':1')
  })
})

describe('eviction', () => {
  it.each(['allkeys-lru', 'allkeys-lfu', 'allkeys-random'])('makes room for writes: %s', policy => {
    const { room } = start(policy)
    for (let i = 0; i < 500; i++) room.say(`SET k${i} ${big}`)
    limit(room, 0)
    for (let i = 0; i < 500; i++) expect(room.say(`SET n${i} ${big}`)).toBe('+OK')
    const { state } = room.server.keyspace
    expect(state.evicted).toBeGreaterThan(450)
    expect(keys(room).size).toBe(1000 - state.evicted)
    expect(room.evicted.reduce((sum, [, count]) => sum + count, 0)).toBe(state.evicted)
    expect(room.evicted[0]![0]).toBe(policy)
  })

  it('tells replicas, listeners and watchers', () => {
    const { room } = start('allkeys-random')
    room.server.log.active = true
    room.say(`SET a ${big}`)
    room.logged()
    const events = room.listen('KEe')
    const watcher = room.connect()
    room.say('WATCH a', watcher)
    limit(room, -1)
    room.say('GET nokey')
    expect(room.logged()).toEqual(['DEL a'])
    expect(events()).toEqual(['0 evicted a'])
    room.server.store.set([['maxmemory', '0']])
    room.say('MULTI', watcher)
    expect(room.say('EXEC', watcher)).toBe('(nil)')
  })

  it('by LRU keeps what was used lately', () => {
    const { room } = start('allkeys-lru', { 'maxmemory-samples': '10' })
    for (let i = 0; i < 300; i++) room.say(`SET old${i} ${big}`)
    room.pass(100_000)
    for (let i = 0; i < 300; i++) room.say(`SET new${i} ${big}`)
    room.pass(1000)
    for (let i = 0; i < 300; i++) room.say(`GET new${i}`)
    limit(room, 0)
    for (let i = 0; i < 150; i++) room.say(`SET more${i} ${big}`)
    const gone = 300 - [...keys(room)].filter(key => key.startsWith('new')).length
    expect(gone).toBeLessThan(10)
  })

  it('by LFU keeps what is used often', () => {
    const { room } = start('allkeys-lfu', { 'maxmemory-samples': '10', 'lfu-log-factor': '0' })
    for (let i = 0; i < 400; i++) room.say(`SET k${i} ${big}`)
    for (let round = 0; round < 20; round++) for (let i = 0; i < 100; i++) room.say(`GET k${i}`)
    expect(room.say('OBJECT FREQ k0')).toBe(':25')
    expect(room.say('OBJECT IDLETIME k0')).toMatch(/^-ERR An LFU maxmemory policy is selected/)
    limit(room, 0)
    for (let i = 0; i < 150; i++) room.say(`SET more${i} ${big}`)
    const often = [...keys(room)].filter(key => /^k\d\d?$/.test(key)).length
    expect(often).toBe(100)
  })

  it('of volatile keys leaves the others alone, and gives up when none is left', () => {
    const { room } = start('volatile-lru')
    for (let i = 0; i < 50; i++) room.say(`SET v${i} ${big} EX 1000`)
    for (let i = 0; i < 50; i++) room.say(`SET k${i} ${big}`)
    limit(room, 0)
    let refused = 0
    for (let i = 0; i < 100; i++) if (room.say(`SET n${i} ${big}`).startsWith('-OOM')) refused++
    expect(refused).toBeGreaterThan(40)
    const left = [...keys(room)]
    expect(left.filter(key => key.startsWith('v'))).toEqual([])
    expect(left.filter(key => key.startsWith('k')).length).toBe(50)
  })

  it('by TTL takes the nearest expiry first', () => {
    const { room } = start('volatile-ttl', { 'maxmemory-samples': '10' })
    for (let i = 0; i < 200; i++) room.say(`SET k${i} ${big} EX ${1000 + i}`)
    limit(room, 0)
    for (let i = 0; i < 60; i++) room.say(`SET n${i} ${big}`)
    const left = [...keys(room)].filter(key => key.startsWith('k')).map(key => Number(key.slice(1)))
    expect(left.filter(i => i >= 150).length).toBe(50)
  })

  it('is bounded per call and goes on later', () => {
    const { room, upkeep } = start('allkeys-lru', { 'maxmemory-eviction-tenacity': '1' })
    for (let i = 0; i < 500; i++) room.say(`SET k${i} ${big}`)
    limit(room, -50_000)
    expect(room.say(`SET n ${big}`)).toBe('+OK')
    expect(room.server.keyspace.state.evicted).toBe(20)
    expect(upkeep.eviction.unfinished).toBe(true)
    while (upkeep.slice());
    expect(upkeep.eviction.unfinished).toBe(false)
    expect(room.server.keyspace.state.evicted).toBeGreaterThan(150)
    expect(room.server.usedMemory()).toBeLessThanOrEqual(room.server.settings.maxmemoryBytes)
  })

  it('first gives back what was flushed', () => {
    const { room } = start('allkeys-lru')
    for (let i = 0; i < 60_000; i++) room.raw(['SET', `k${i}`, 'v'])
    room.say('FLUSHALL')
    limit(room, 0)
    for (let i = 0; i < 1000; i++) room.raw(['SET', `k${i}`, 'v'])
    expect(room.server.keyspace.state.evicted).toBe(0)
    expect(room.say('DBSIZE')).toBe(':1000')
  })

  it("is the primary's business, for a replica", () => {
    const { room } = start('allkeys-lru')
    room.say(`SET a ${big}`)
    room.setReplica(true)
    limit(room, -1)
    expect(room.say('GET a')).toBe(`"${big}"`)
    room.server.store.set([['replica-ignore-maxmemory', 'no']])
    room.say('GET a')
    expect(room.server.keyspace.state.evicted).toBe(1)
  })
})

describe('RESTORE', () => {
  it('sets the clock that the policy goes by', () => {
    const dumped = (room: ServerRoom): string => {
      room.say('SET k v')
      const reply = room.raw(['DUMP', 'k'])
      return reply.slice(reply.indexOf('\r\n') + 2, -2)
    }
    const { room: lru } = start('allkeys-lru')
    lru.raw(['RESTORE', 'r', '0', dumped(lru), 'IDLETIME', '500'])
    expect(lru.say('OBJECT IDLETIME r')).toBe(':500')
    const { room: lfu } = start('allkeys-lfu')
    lfu.raw(['RESTORE', 'r', '0', dumped(lfu), 'FREQ', '77'])
    expect(lfu.say('OBJECT FREQ r')).toBe(':77')
    lfu.pass(60_000)
    expect(lfu.say('OBJECT FREQ r')).toBe(':76')
  })
})

describe('how often a key is used', () => {
  /** A key that was used five times since it was made; every use adds one to the 5 of a new key. */
  function used(): ServerRoom {
    const { room } = start('allkeys-lfu', { maxmemory: '1gb', 'lfu-log-factor': '0' })
    room.say('SET k 1')
    for (let i = 0; i < 5; i++) room.say('GET k')
    return room
  }

  // As redis-server 7.0.15 counts.
  it.each([
    ['SET k 22', 11],
    ['SET k 2 EX 100', 11],
    ['SET k 2 GET', 12],
    ['SET k a-value-that-needs-another-block', 11],
    ['SETEX k 100 v', 11],
    ['GETSET k v', 12],
    ['MSET k v k w', 12],
    ['INCR k', 11],
    ['APPEND k xyz', 11],
    ['SORT list STORE k', 11],
    ['SUNIONSTORE k set', 11],
    ['ZRANGESTORE k zset 0 -1', 11],
    ['ZUNIONSTORE k 1 zset', 11],
    ['COPY list k REPLACE', 5],
  ])('after %s is %i', (command, uses) => {
    const room = used()
    room.say('RPUSH list 1 2')
    room.say('SADD set a')
    room.say('ZADD zset 1 a')
    room.say(command)
    expect(room.say('OBJECT FREQ k')).toBe(`:${uses}`)
  })

  it('goes with a key that moves, which is one use', () => {
    const room = used()
    room.say('RENAME k other')
    expect(room.say('OBJECT FREQ other')).toBe(':11')
    room.say('MOVE other 1')
    room.say('SELECT 1')
    expect(room.say('OBJECT FREQ other')).toBe(':12')
  })
})

// Fields whose time has passed are deleted though nobody asks for them, wherever their hash has gone meanwhile.
import { describe, expect, it } from 'vitest'
import { FieldExpireCycle } from '../../../../server/keyspace/field-expire-cycle.ts'
import { ServerRoom } from '../server-room.ts'

class Room extends ServerRoom {
  private readonly cycle = new FieldExpireCycle(this.server.keyspace)

  /** Runs whole cycles until one finds nothing to do; gives how many steps they took. */
  reclaim(): number {
    let steps = 0
    for (let done = -1; done !== this.server.keyspace.state.expiredFields; ) {
      done = this.server.keyspace.state.expiredFields
      do steps++
      while (this.cycle.step())
      this.cycle.finish()
    }
    return steps
  }

  /** A hash of `count` fields named after their number, of which every second one has `ms` to live. */
  fill(key: string, count: number, ms: number): void {
    const names = Array.from({ length: count }, (_, i) => String(i))
    this.raw(['HSET', key, ...names.flatMap(name => [name, `value of ${name}`])])
    const half = names.filter(name => Number(name) % 2 === 0)
    this.raw(['HPEXPIRE', key, String(ms), 'FIELDS', String(half.length), ...half])
    this.logged()
  }

  get timed(): number[] {
    return this.server.keyspace.databases.map(db => db.timedHashes.count)
  }
}

describe('active expiry of fields', () => {
  it('deletes what is due, logs it and tells', () => {
    const room = new Room()
    room.fill('h', 4, 100)
    room.reclaim()
    expect(room.say('HLEN h')).toBe(':4')
    const events = room.listen()
    room.pass(100)
    room.reclaim()
    expect(room.say('HLEN h')).toBe(':4')
    room.pass(1)
    room.reclaim()
    expect(room.say('HLEN h')).toBe(':2')
    expect(room.logged()).toEqual(['HDEL h 2 0'])
    expect(events()).toEqual(['0 hexpired h'])
    expect(room.server.keyspace.state.expiredFields).toBe(2)
  })

  it('deletes the key with its last field', () => {
    const room = new Room()
    room.say('HSETEX h PX 5 FIELDS 2 a 1 b 2')
    room.logged()
    const events = room.listen()
    room.pass(6)
    room.reclaim()
    expect(room.say('EXISTS h')).toBe(':0')
    expect(room.logged()).toEqual(['HDEL h b a'])
    expect(events()).toEqual(['0 hexpired h', '0 del h'])
    expect(room.timed[0]).toBe(0)
  })

  it('takes a large hash in bounded pieces', () => {
    const room = new Room()
    room.fill('h', 3000, 50)
    room.pass(51)
    expect(room.say('HLEN h')).toBe(':3000')
    expect(room.reclaim()).toBeGreaterThan(10)
    expect(room.say('HLEN h')).toBe(':1500')
    expect(room.say('HGET h 1')).toBe('"value of 1"')
    expect(room.say('HPTTL h FIELDS 2 0 1')).toBe('[:-2 :-1]')
    expect(Math.max(...room.logged().map(line => line.split(' ').length))).toBeLessThanOrEqual(66)
  })

  it('finds a hash again that was renamed, moved, copied or swapped', () => {
    const room = new Room()
    for (const [key, size] of [
      ['small', 10],
      ['large', 1000],
    ] as const) {
      room.fill(key, size, 1000)
      room.say(`RENAME ${key} ${key}:renamed`)
      room.say(`EXPIRE ${key}:renamed 1000`)
      room.say(`COPY ${key}:renamed ${key}:copied`)
      room.say(`MOVE ${key}:renamed 1`)
    }
    room.say('SWAPDB 1 2')
    expect(room.timed.slice(0, 3)).toEqual([2, 0, 2])
    room.logged()
    room.pass(1001)
    room.reclaim()
    expect([room.say('HLEN small:copied'), room.say('HLEN large:copied')]).toEqual([':5', ':500'])
    room.say('SELECT 2')
    expect([room.say('HLEN small:renamed'), room.say('HLEN large:renamed')]).toEqual([':5', ':500'])
  })

  it('forgets a hash that was overwritten, deleted or flushed', () => {
    const room = new Room()
    for (const key of ['a', 'b', 'c']) room.fill(key, 6, 1000)
    room.say('SET a string')
    room.say('DEL b')
    expect(room.timed[0]).toBe(1)
    room.fill('d', 1000, 1000)
    room.say('FLUSHDB')
    expect(room.timed[0]).toBe(0)
    room.pass(1001)
    room.reclaim()
    expect(room.logged().filter(line => line.startsWith('HDEL'))).toEqual([])
  })

  it('leaves it to the primary on a replica, which only hides', () => {
    const room = new Room()
    room.fill('h', 4, 100)
    room.setReplica(true)
    room.pass(101)
    room.reclaim()
    expect(room.say('HLEN h')).toBe(':4')
    expect(room.say('HMGET h 0 1 2 3')).toBe('[(nil) "value of 1" (nil) "value of 3"]')
    expect(room.say('HKEYS h')).toBe('["1" "3"]')
    const drawn = Array.from({ length: 20 }, () => room.say('HRANDFIELD h'))
    expect([...new Set(drawn)].sort()).toEqual(['"1"', '"3"'])
    expect(room.say('HRANDFIELD h 10')).toBe('["1" "3"]')
    expect(room.say('HLEN h')).toBe(':4')
    expect(room.logged()).toEqual([])
  })

  it('tells those who watch the key', () => {
    const room = new Room()
    room.fill('h', 4, 100)
    room.say('WATCH h')
    room.pass(101)
    room.reclaim()
    room.say('MULTI')
    room.say('HLEN h')
    expect(room.say('EXEC')).toBe('(nil)')
  })
})

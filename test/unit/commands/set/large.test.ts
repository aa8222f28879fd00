// Sets that are tables: what random commands take, what scans give, what is sent in pieces.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

/** The texts of a flat reply of bulk strings. */
const textsOf = (reply: string): string[] => [...reply.matchAll(/"([^"]*)"/g)].map(match => match[1]!)

const fill = (room: ServerRoom, key: string, size: number): string[] => {
  const members = Array.from({ length: size }, (_, i) => `m${i}`)
  for (let i = 0; i < size; i += 500) room.raw(['SADD', key, ...members.slice(i, i + 500)])
  room.logged()
  return members
}

const sorted = (texts: Iterable<string>): string[] => [...texts].sort()

describe('large sets', () => {
  it.each([1, 20, 399, 400, 900, 1500, 2400, 2999])(
    'SPOP %d of 3000 takes what it says, and logs it',
    count => {
      const room = new ServerRoom()
      const members = fill(room, 's', 3000)
      const popped = textsOf(room.say(`SPOP s ${count}`))
      expect(new Set(popped).size).toBe(count)
      const left = textsOf(room.say('SMEMBERS s'))
      expect(sorted([...popped, ...left])).toEqual(sorted(members))
      const logged = room.logged().filter(line => line.startsWith('SREM'))
      expect(logged.flatMap(line => line.split(' ').slice(2))).toEqual(popped)
      expect(logged.length).toBe(Math.ceil(count / 1024))
      expect(logged.every(line => line.split(' ').length <= 1026)).toBe(true)
    },
  )

  it('SPOP empties a set one by one', () => {
    const room = new ServerRoom()
    const members = fill(room, 's', 700)
    const popped = members.map(() => room.say('SPOP s').slice(1, -1))
    expect(sorted(popped)).toEqual(sorted(members))
    expect(room.say('EXISTS s')).toBe(':0')
  })

  it('a whole set popped is logged as its deletion, as lazyfree-lazy-server-del says', () => {
    const room = new ServerRoom({ 'lazyfree-lazy-server-del': 'yes' })
    fill(room, 's', 300)
    expect(textsOf(room.say('SPOP s 300')).length).toBe(300)
    expect(room.logged()).toEqual(['UNLINK s'])
  })

  it.each([1, 10, 374, 375, 376, 2000, 3000, 5000])(
    'SRANDMEMBER %d of 3000 gives that many, each once',
    count => {
      const room = new ServerRoom()
      const members = new Set(fill(room, 's', 3000))
      const drawn = textsOf(room.say(`SRANDMEMBER s ${count}`))
      expect(drawn.length).toBe(Math.min(count, 3000))
      expect(new Set(drawn).size).toBe(drawn.length)
      expect(drawn.every(member => members.has(member))).toBe(true)
    },
  )

  it('SRANDMEMBER with a negative count repeats members', () => {
    const room = new ServerRoom()
    fill(room, 's', 200)
    const drawn = textsOf(room.say('SRANDMEMBER s -1000'))
    expect(drawn.length).toBe(1000)
    expect(new Set(drawn).size).toBeGreaterThan(180)
  })

  it('SSCAN gives every member that stays, while others come and go', () => {
    const room = new ServerRoom()
    const members = fill(room, 's', 2000)
    const seen = new Set<string>()
    let cursor = '0'
    let rounds = 0
    do {
      const reply = room.say(`SSCAN s ${cursor} COUNT 50`)
      const [next, ...found] = textsOf(reply)
      for (const member of found) seen.add(member)
      cursor = next!
      for (let i = 0; i < 40; i++) room.say(`SADD s other${rounds}:${i}`)
      if (rounds % 2 === 1) for (let i = 0; i < 60; i++) room.say(`SREM s other${rounds - 1}:${i}`)
    } while (cursor !== '0' && ++rounds < 500)
    expect(cursor).toBe('0')
    expect(members.filter(member => !seen.has(member))).toEqual([])
  })

  it('SSCAN filters by its pattern', () => {
    const room = new ServerRoom()
    fill(room, 's', 300)
    expect(sorted(textsOf(room.say('SSCAN s 0 COUNT 5000 MATCH m1?')).slice(1))).toEqual(
      sorted(Array.from({ length: 10 }, (_, i) => `m1${i}`)),
    )
  })

  it('operations give the same from tables as from packed sets', () => {
    const room = new ServerRoom()
    const a = fill(room, 'a', 500)
    room.say('SADD b m1 m499 m500 x')
    expect(sorted(textsOf(room.say('SINTER a b')))).toEqual(['m1', 'm499'])
    expect(sorted(textsOf(room.say('SDIFF b a')))).toEqual(['m500', 'x'])
    expect(sorted(textsOf(room.say('SDIFF a b b b')))).toEqual(
      sorted(a.filter(m => m !== 'm1' && m !== 'm499')),
    )
    expect(sorted(textsOf(room.say('SUNION a b')))).toEqual(sorted([...a, 'm500', 'x']))
    expect(room.say('SUNIONSTORE d b a')).toBe(':502')
    expect(room.say('SDIFFSTORE d d b b b b')).toBe(':498')
    expect(room.say('SINTERSTORE d d a')).toBe(':498')
  })

  it('leave no memory behind, whatever is popped, stored over and deleted', () => {
    const room = new ServerRoom()
    const { keyspace } = room.server
    room.say('SET warm up')
    room.say('DEL warm')
    const before = keyspace.arena.used
    fill(room, 'a', 3000)
    fill(room, 'b', 1000)
    for (const line of [
      'SPOP a 2900',
      'SUNION a b',
      'SDIFFSTORE d b a',
      'SINTERSTORE d d b',
      'SUNIONSTORE d a',
    ]) {
      room.say(line)
    }
    for (const line of ['DEL a', 'SPOP b 1000', 'DEL d']) room.say(line)
    while (keyspace.reclaim());
    expect(keyspace.arena.used).toBe(before)
  })

  it('are sent in pieces when they are very large, as they were when asked for', () => {
    const room = new ServerRoom()
    const members = fill(room, 's', 20_000)
    const client = room.connect()
    let reply = room.raw(['SMEMBERS', 's'], client)
    room.say('SREM s m0 m1 m2')
    room.say('SADD s late')
    for (let i = 0; i < 200; i++) {
      room.pass(1)
      reply += room.heard(client)
    }
    const found = reply.split('\r\n').filter(line => line.startsWith('m') || line === 'late')
    expect(reply.startsWith('*20000\r\n')).toBe(true)
    expect(sorted(found)).toEqual(sorted(members))
  })
})

describe('RESP3', () => {
  it('has a type for sets; random choices are arrays, what is popped is a set', () => {
    const room = new ServerRoom()
    room.say('HELLO 3')
    room.say('SADD s a')
    const heads = (line: string): string => room.raw(line.split(' ')).slice(0, 2)
    for (const line of ['SMEMBERS s', 'SINTER s', 'SUNION s', 'SUNION s t', 'SDIFF s', 'SPOP s 1']) {
      expect(heads(line), line).toBe('~1')
      room.say('SADD s a')
    }
    for (const line of ['SMEMBERS t', 'SINTER t', 'SUNION t', 'SDIFF t', 'SPOP t 1', 'SPOP s 0']) {
      expect(heads(line), line).toBe('~0')
    }
    expect(heads('SRANDMEMBER s 1')).toBe('*1')
    expect(heads('SRANDMEMBER t 1')).toBe('*0')
    expect(heads('SMISMEMBER s a')).toBe('*1')
    expect(room.raw(['SPOP', 't'])).toBe('_\r\n')
    expect(room.raw(['SRANDMEMBER', 't'])).toBe('_\r\n')
  })
})

// ZADD, ZINCRBY, ZREM and the encodings: replies, events and the log as redis-server has them.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string, options: Record<string, string> = {}): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom(options).replay(text)).toBe(text)
}

describe('adding to sorted sets', () => {
  it('ZADD counts what is new, or with CH what changed', () => {
    check(`
      > ZADD z 1 a 2 b
      :2
      log: ZADD z 1 a 2 b
      event: 0 new z
      event: 0 zadd z
      > ZADD z 1 a 3 b 4 c
      :1
      log: ZADD z 1 a 3 b 4 c
      event: 0 zadd z
      > ZADD z CH 1 a 5 b 5 d
      :2
      log: ZADD z CH 1 a 5 b 5 d
      event: 0 zadd z
      > ZADD z 1 a
      :0
      > ZADD z NX 9 a 9 e
      :1
      log: ZADD z NX 9 a 9 e
      event: 0 zadd z
      > ZADD z XX CH 2 a 2 f
      :1
      log: ZADD z XX CH 2 a 2 f
      event: 0 zadd z
      > ZADD z GT CH 1 a 6 b 0 g
      :2
      log: ZADD z GT CH 1 a 6 b 0 g
      event: 0 zadd z
      > ZADD z LT CH 1 a 7 b
      :1
      log: ZADD z LT CH 1 a 7 b
      event: 0 zadd z
      > ZRANGE z 0 -1 WITHSCORES
      ["g" "0" "a" "1" "c" "4" "d" "5" "b" "6" "e" "9"]
      > ZADD none XX 1 a
      :0
      > ZADD none XX INCR 1 a
      (nil)
    `)
  })

  it('INCR and ZINCRBY answer the score, or nothing where an option forbids', () => {
    check(`
      > ZADD z INCR 1.5 a
      "1.5"
      log: ZADD z INCR 1.5 a
      event: 0 new z
      event: 0 zincr z
      > ZADD z NX INCR 1 a
      (nil)
      > ZADD z GT INCR -1 a
      (nil)
      > ZINCRBY z 0 a
      "1.5"
      > ZINCRBY z -0.5 a
      "1"
      log: ZINCRBY z -0.5 a
      event: 0 zincr z
      > ZINCRBY z inf a
      "inf"
      log: ZINCRBY z inf a
      event: 0 zincr z
      > ZINCRBY z -inf a
      -ERR resulting score is not a number (NaN)
      > ZINCRBY z 0.1 b
      "0.1"
      log: ZINCRBY z 0.1 b
      event: 0 zincr z
      > ZINCRBY z 0.2 b
      "0.30000000000000004"
      log: ZINCRBY z 0.2 b
      event: 0 zincr z
    `)
  })

  it('bad requests change nothing', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > ZADD z 1 a x b
      -ERR value is not a valid float
      > ZADD z nan a
      -ERR value is not a valid float
      > ZADD z 1 a 2
      -ERR syntax error
      > ZADD z NX XX 1 a
      -ERR XX and NX options at the same time are not compatible
      > ZADD z NX GT 1 a
      -ERR GT, LT, and/or NX options at the same time are not compatible
      > ZADD z GT LT 1 a
      -ERR GT, LT, and/or NX options at the same time are not compatible
      > ZADD z INCR 1 a 2 b
      -ERR INCR option supports a single increment-element pair
      > ZADD s 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > ZADD s x a
      -ERR value is not a valid float
      > ZADD z 1
      -ERR wrong number of arguments for 'zadd' command
      > EXISTS z
      :0
      event: 0 keymiss z
    `)
  })

  it('ZREM counts, and deletes what is empty', () => {
    check(`
      > ZADD z 1 a 2 b 3 c
      :3
      log: ZADD z 1 a 2 b 3 c
      event: 0 new z
      event: 0 zadd z
      > ZREM z x
      :0
      > ZREM z a a x b
      :2
      log: ZREM z a a x b
      event: 0 zrem z
      > ZREM z c d
      :1
      log: ZREM z c d
      event: 0 zrem z
      event: 0 del z
      > ZREM z c
      :0
    `)
  })
})

describe('encodings of sorted sets', () => {
  const limits = { 'zset-max-listpack-entries': '3', 'zset-max-listpack-value': '5' }

  const encodings = (...lines: string[]): string[] => {
    const room = new ServerRoom(limits)
    return lines.map(line => {
      room.say('DEL d')
      for (const part of line.split(';')) room.say(part.trim())
      return room.say('OBJECT ENCODING d').slice(1, -1)
    })
  }

  it('change where Redis 7.2 changes them', () => {
    expect(
      encodings(
        'ZADD d 1 a 2 b 3 c',
        'ZADD d 1 a 2 b 3 c; ZADD d 4 d',
        // The number of arguments is taken for the number of members.
        'ZADD d 1 a 1 a 1 a 1 a',
        'ZADD d 1 a; ZADD d 1 a 1 a 1 a 1 a',
        'ZADD d 1 aaaaa',
        'ZADD d 1 aaaaaa',
        'ZADD d 1 a; ZADD d XX 1 aaaaaa',
        'ZADD d 1 a 2 b 3 c 4 d; ZREM d b c d',
      ),
    ).toEqual([
      'listpack',
      'skiplist',
      'skiplist',
      'skiplist',
      'listpack',
      'skiplist',
      'listpack',
      'skiplist',
    ])
  })

  it('of results follow from their sizes', () => {
    const four = 'DEL s; ZADD s 1 a 2 b 3 c 4 d'
    expect(
      encodings(
        `${four}; ZUNIONSTORE d 1 s`,
        `${four}; ZREM s a; ZUNIONSTORE d 1 s`,
        'DEL s; ZADD s 1 aaaaaa; ZINTERSTORE d 1 s',
        'DEL s; ZADD s 1 aaaaaa 2 b; ZRANGESTORE d s 1 1',
        `${four}; ZRANGESTORE d s 0 -1`,
        `${four}; ZRANGESTORE d s 0 2`,
        `${four}; ZRANGESTORE d s 1 3 BYSCORE`,
        `${four}; ZDIFFSTORE d 2 s none`,
      ),
    ).toEqual([
      'skiplist',
      'listpack',
      'skiplist',
      'listpack',
      'skiplist',
      'listpack',
      'listpack',
      'skiplist',
    ])
  })

  it('are both kept while a set grows and shrinks', () => {
    const room = new ServerRoom(limits)
    for (let i = 0; i < 2000; i++) room.say(`ZADD z ${(i * 7919) % 2003} m${i}`)
    expect(room.say('ZCARD z')).toBe(':2000')
    for (let i = 0; i < 1999; i++) room.say(`ZREM z m${i}`)
    expect(room.say('ZRANGE z 0 -1')).toBe('["m1999"]')
    room.say('ZREM z m1999')
    room.say('FLUSHALL')
    expect(room.server.keyspace.arena.used).toBe(0)
  })
})

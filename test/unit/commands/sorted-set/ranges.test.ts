// ZRANGE and all its relatives, the counts and the removals of ranges.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

/** The same conversation with packed sorted sets and with trees; replies only. */
const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const wanted = lines.map(line => line.trim())
  for (const entries of ['128', '0']) {
    const room = new ServerRoom({ 'zset-max-listpack-entries': entries })
    const said = wanted.map((line, i) => (line.startsWith('> ') ? line : room.say(wanted[i - 1]!.slice(2))))
    expect(said).toEqual(wanted)
  }
}

describe('ranges of sorted sets', () => {
  it('by rank', () => {
    check(`
      > ZADD z 1 a 2 b 3 c 4 d
      :4
      > ZRANGE z 1 2
      ["b" "c"]
      > ZRANGE z -2 -1 WITHSCORES
      ["c" "3" "d" "4"]
      > ZRANGE z 0 1 REV
      ["d" "c"]
      > ZREVRANGE z 1 100
      ["c" "b" "a"]
      > ZRANGE z 3 1
      []
      > ZRANGE z 9 10
      []
      > ZRANGE z -100 0
      ["a"]
      > ZRANGE z 0 -1 LIMIT 0 1
      -ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX
      > ZRANGE z a b
      -ERR value is not an integer or out of range
      > ZRANGE z 0 1 FOO
      -ERR syntax error
      > ZREVRANGE z 0 1 REV
      -ERR syntax error
      > ZRANGE none 0 1
      []
    `)
  })

  it('by score', () => {
    check(`
      > ZADD z -inf a 1 b 1 c 2.5 d inf e
      :5
      > ZRANGE z 1 (2.5 BYSCORE
      ["b" "c"]
      > ZRANGEBYSCORE z -inf +inf WITHSCORES LIMIT 1 2
      ["b" "1" "c" "1"]
      > ZREVRANGEBYSCORE z inf (1
      ["e" "d"]
      > ZRANGE z inf 1 BYSCORE REV LIMIT 1 -1
      ["d" "c" "b"]
      > ZRANGEBYSCORE z 1 1 LIMIT -1 5
      []
      > ZRANGEBYSCORE z 0 5 LIMIT 9 5
      []
      > ZCOUNT z (1 inf
      :2
      > ZCOUNT z 3 2
      :0
      > ZCOUNT z x 1
      -ERR min or max is not a float
      > ZRANGEBYSCORE z 0 (nan
      -ERR min or max is not a float
      > ZRANGEBYSCORE z 0 1 LIMIT 1
      -ERR syntax error
      > ZRANGEBYSCORE z 0 1 LIMIT x 1
      -ERR value is not an integer or out of range
    `)
  })

  it('bounds of scores are read as laxly as Redis does', () => {
    const room = new ServerRoom()
    room.say('ZADD z 0 a 1 b 2 c')
    expect(room.say("ZCOUNT z '' ''")).toBe(':1')
    expect(room.say("ZCOUNT z ( ''")).toBe(':0')
    expect(room.raw(['ZCOUNT', 'z', '\t 1', '1e999'])).toBe(':2\r\n')
    expect(room.raw(['ZCOUNT', 'z', '1\0x', '0x2'])).toBe(':2\r\n')
    expect(room.raw(['ZCOUNT', 'z', '1 ', '2'])).toBe('-ERR min or max is not a float\r\n')
    expect(room.raw(['ZCOUNT', 'z', ' ', '2'])).toBe('-ERR min or max is not a float\r\n')
  })

  it('by member', () => {
    check(`
      > ZADD z 0 a 0 aa 0 b 0 c
      :4
      > ZRANGE z [aa (c BYLEX
      ["aa" "b"]
      > ZRANGEBYLEX z - + LIMIT 1 2
      ["aa" "b"]
      > ZREVRANGEBYLEX z + (aa
      ["c" "b"]
      > ZRANGE z (c - BYLEX REV LIMIT 1 1
      ["aa"]
      > ZRANGEBYLEX z + -
      []
      > ZLEXCOUNT z - [aa
      :2
      > ZLEXCOUNT z (a (a
      :0
      > ZRANGEBYLEX z a b
      -ERR min or max not valid string range item
      > ZRANGE z - + BYLEX WITHSCORES
      -ERR syntax error, WITHSCORES not supported in combination with BYLEX
    `)
  })

  it('ranks and scores', () => {
    check(`
      > ZADD z 1 a 2.5 b 3 c
      :3
      > ZRANK z b
      :1
      > ZREVRANK z c
      :0
      > ZRANK z b WITHSCORE
      [:1 "2.5"]
      > ZREVRANK z x
      (nil)
      > ZRANK none a WITHSCORE
      (nil)
      > ZRANK z b FOO
      -ERR syntax error
      > ZRANK z b WITHSCORE x
      -ERR wrong number of arguments for 'zrank' command
      > ZSCORE z b
      "2.5"
      > ZMSCORE z a x c
      ["1" (nil) "3"]
      > ZMSCORE none a b
      [(nil) (nil)]
      > ZCARD z
      :3
      > ZCARD none
      :0
    `)
  })

  it('in RESP3 scores are doubles, in pairs', () => {
    const room = new ServerRoom()
    room.say('ZADD z 1 a 2.5 b')
    room.say('HELLO 3')
    expect(room.say('ZRANGE z 0 -1 WITHSCORES')).toBe('[["a" ,1] ["b" ,2.5]]')
    expect(room.say('ZSCORE z b')).toBe(',2.5')
    expect(room.say('ZRANK z b WITHSCORE')).toBe('[:1 ,2.5]')
    expect(room.say('ZPOPMIN z')).toBe('["a" ,1]')
    expect(room.say('ZPOPMAX z 5')).toBe('[["b" ,2.5]]')
    expect(room.say('ZADD z INCR inf a')).toBe(',inf')
  })

  it('are removed, and counted', () => {
    const text = `
      > ZADD z 1 a 2 b 3 c 4 d 5 e
      :5
      log: ZADD z 1 a 2 b 3 c 4 d 5 e
      event: 0 new z
      event: 0 zadd z
      > ZREMRANGEBYRANK z 0 1
      :2
      log: ZREMRANGEBYRANK z 0 1
      event: 0 zremrangebyrank z
      > ZREMRANGEBYRANK z 7 9
      :0
      > ZREMRANGEBYSCORE z (3 4
      :1
      log: ZREMRANGEBYSCORE z (3 4
      event: 0 zremrangebyscore z
      > ZREMRANGEBYLEX z [c +
      :2
      log: ZREMRANGEBYLEX z [c +
      event: 0 zremrangebylex z
      event: 0 del z
      > ZREMRANGEBYSCORE z 0 x
      -ERR min or max is not a float
      > ZREMRANGEBYRANK z 0 x
      -ERR value is not an integer or out of range
    `
    const lines = text.trim().split('\n')
    const wanted = lines.map(line => line.trim()).join('\n')
    for (const entries of ['128', '0']) {
      expect(new ServerRoom({ 'zset-max-listpack-entries': entries }).replay(wanted)).toBe(wanted)
    }
  })
})

// ZUNION, ZINTER, ZDIFF and their STORE forms, ZRANGESTORE, ZINTERCARD.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

const say = (before: string[], line: string): string => {
  const room = new ServerRoom()
  for (const one of before) room.say(one)
  return room.say(line)
}

const two = ['ZADD a 1 x 2 y 3 z', 'ZADD b 10 y 20 z 30 w', 'SADD s y z q']

describe('combinations of sorted sets', () => {
  it.each([
    ['ZUNION 2 a b WITHSCORES', '["x" "1" "y" "12" "z" "23" "w" "30"]'],
    ['ZUNION 2 a b WEIGHTS 2 -1 WITHSCORES', '["w" "-30" "z" "-14" "y" "-6" "x" "2"]'],
    ['ZUNION 2 a b AGGREGATE MAX WITHSCORES', '["x" "1" "y" "10" "z" "20" "w" "30"]'],
    ['ZUNION 2 a s AGGREGATE MIN WITHSCORES', '["q" "1" "x" "1" "y" "1" "z" "1"]'],
    ['ZINTER 2 a b', '["y" "z"]'],
    ['ZINTER 3 a b s WITHSCORES', '["y" "13" "z" "24"]'],
    ['ZINTER 2 a a WEIGHTS 1 10 WITHSCORES', '["x" "11" "y" "22" "z" "33"]'],
    ['ZINTER 2 a none', '[]'],
    ['ZDIFF 2 a s WITHSCORES', '["x" "1"]'],
    ['ZDIFF 2 s a WITHSCORES', '["q" "1"]'],
    ['ZDIFF 1 none', '[]'],
    ['ZDIFF 2 a a', '[]'],
    ['ZINTERCARD 2 a b', ':2'],
    ['ZINTERCARD 2 a b LIMIT 1', ':1'],
    ['ZINTERCARD 2 a b LIMIT 0', ':2'],
    ['ZINTERCARD 2 a b LIMIT -1', "-ERR LIMIT can't be negative"],
    ['ZUNION 1 a WEIGHTS -1 WITHSCORES', '["z" "-3" "y" "-2" "x" "-1"]'],
    ['ZUNION 0 a', "-ERR at least 1 input key is needed for 'zunion' command"],
    ['ZUNION x a', '-ERR value is not an integer or out of range'],
    ['ZUNION 3 a b', '-ERR syntax error'],
    ['ZUNION 1 a WEIGHTS x', '-ERR weight value is not a float'],
    ['ZUNION 1 a WEIGHTS 1 2', '-ERR syntax error'],
    ['ZUNION 1 a AGGREGATE FOO', '-ERR syntax error'],
    ['ZDIFF 1 a WEIGHTS 1', '-ERR syntax error'],
    ['ZUNIONSTORE d 1 a WITHSCORES', '-ERR syntax error'],
    ['ZINTERCARD 1 a WITHSCORES', '-ERR syntax error'],
  ])('%s', (line, reply) => {
    expect(say(two, line)).toBe(reply)
  })

  it('infinities and zeros come out as in Redis', () => {
    const before = ['ZADD a inf x 0 y', 'ZADD b -inf x -0 y']
    expect(say(before, 'ZUNION 2 a b WITHSCORES')).toBe('["x" "0" "y" "0"]')
    expect(say(before, 'ZUNION 1 a WEIGHTS 0 WITHSCORES')).toBe('["x" "0" "y" "0"]')
    expect(say(before, 'ZUNION 1 a WEIGHTS -1 WITHSCORES')).toBe('["x" "-inf" "y" "-0"]')
  })

  it('are stored, or leave nothing', () => {
    check(`
      > ZADD a 1 x 2 y
      :2
      log: ZADD a 1 x 2 y
      event: 0 new a
      event: 0 zadd a
      > ZUNIONSTORE d 1 a
      :2
      log: ZUNIONSTORE d 1 a
      event: 0 new d
      event: 0 zunionstore d
      > ZINTERSTORE d 2 d a
      :2
      log: ZINTERSTORE d 2 d a
      event: 0 zinterstore d
      > ZRANGE d 0 -1 WITHSCORES
      ["x" "2" "y" "4"]
      > ZDIFFSTORE d 2 a d
      :0
      log: ZDIFFSTORE d 2 a d
      event: 0 del d
      > ZDIFFSTORE d 2 a none
      :2
      log: ZDIFFSTORE d 2 a none
      event: 0 keymiss none
      event: 0 new d
      event: 0 zdiffstore d
      > ZRANGESTORE d a 1 + BYLEX
      -ERR min or max not valid string range item
      > ZRANGESTORE d a 2 (1 BYSCORE REV
      :1
      log: ZRANGESTORE d a 2 (1 BYSCORE REV
      event: 0 zrangestore d
      > ZRANGESTORE d a 0 -1 WITHSCORES
      -ERR syntax error
      > ZRANGESTORE d none 0 -1
      :0
      log: ZRANGESTORE d none 0 -1
      event: 0 keymiss none
      event: 0 del d
      > ZRANGESTORE d none 0 -1
      :0
      event: 0 keymiss none
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > ZUNIONSTORE s 2 a s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > ZUNIONSTORE s 1 a
      :2
      log: ZUNIONSTORE s 1 a
      event: 0 zunionstore s
    `)
  })
})

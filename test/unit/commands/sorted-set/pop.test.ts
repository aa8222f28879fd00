// ZPOPMIN, ZPOPMAX, ZMPOP, the forms that wait, ZRANDMEMBER and ZSCAN.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('taking from sorted sets', () => {
  it('ZPOPMIN, ZPOPMAX and ZMPOP take from an end', () => {
    check(`
      > ZADD z 1 a 2 b 3 c 4 d 5 e
      :5
      log: ZADD z 1 a 2 b 3 c 4 d 5 e
      event: 0 new z
      event: 0 zadd z
      > ZPOPMIN z
      ["a" "1"]
      log: ZPOPMIN z
      event: 0 zpopmin z
      > ZPOPMAX z 2
      ["e" "5" "d" "4"]
      log: ZPOPMAX z 2
      event: 0 zpopmax z
      > ZPOPMIN z 0
      []
      > ZMPOP 2 none z MAX
      ["z" [["c" "3"]]]
      log: ZPOPMAX z 1
      event: 0 zpopmax z
      > ZMPOP 1 z MIN COUNT 10
      ["z" [["b" "2"]]]
      log: ZPOPMIN z 1
      event: 0 zpopmin z
      event: 0 del z
      > ZMPOP 1 z MIN
      (nil)
      > ZPOPMIN z
      []
      > ZPOPMIN z -1
      -ERR value is out of range, must be positive
      > ZPOPMIN z x
      -ERR value is out of range, must be positive
      > ZPOPMIN z 1 2
      -ERR syntax error
      > ZMPOP 0 z MIN
      -ERR numkeys should be greater than 0
      > ZMPOP 1 z FOO
      -ERR syntax error
      > ZMPOP 1 z MIN COUNT 0
      -ERR count should be greater than 0
      > ZMPOP 2 z MIN
      -ERR syntax error
    `)
  })

  it('BZPOPMIN and BZMPOP do not wait where there is something, and say what they did', () => {
    check(`
      > ZADD z 1 a 2 b 3 c
      :3
      log: ZADD z 1 a 2 b 3 c
      event: 0 new z
      event: 0 zadd z
      > BZPOPMIN none z 0
      ["z" "a" "1"]
      log: ZPOPMIN z
      event: 0 zpopmin z
      > BZPOPMAX z 0
      ["z" "c" "3"]
      log: ZPOPMAX z
      event: 0 zpopmax z
      > BZMPOP 0 1 z MAX COUNT 5
      ["z" [["b" "2"]]]
      log: ZPOPMAX z 1
      event: 0 zpopmax z
      event: 0 del z
      > BZPOPMIN z -1
      -ERR timeout is negative
      > BZPOPMIN z x
      -ERR timeout is not a float or out of range
      > BZMPOP x 0 z MIN
      -ERR numkeys should be greater than 0
      > BZMPOP x 1 z MIN
      -ERR timeout is not a float or out of range
    `)
  })

  it('who waits is served when the key comes to be, in turn', () => {
    const room = new ServerRoom()
    const first = room.connect()
    const second = room.connect()
    expect(room.say('BZPOPMIN other z 0', first)).toBe('')
    expect(room.say('BZMPOP 0 1 z MAX COUNT 2', second)).toBe('')
    room.logged()
    expect(room.say('ZADD z 1 a 2 b 3 c 4 d')).toBe(':4')
    expect(room.heard(first)).toBe('*3\r\n$1\r\nz\r\n$1\r\na\r\n$1\r\n1\r\n')
    expect(room.heard(second)).toContain('$1\r\nd\r\n$1\r\n4\r\n')
    expect(room.logged()).toEqual(['ZADD z 1 a 2 b 3 c 4 d', 'ZPOPMIN z', 'ZPOPMAX z 2'])
    expect(room.say('ZRANGE z 0 -1')).toBe('["b"]')
    room.say('DEL z')
    expect(room.say('BZPOPMAX z 0.5', first)).toBe('')
    room.pass(600)
    room.engine.endTurn()
    expect(room.heard(first)).toBe('*-1\r\n')
  })

  it('ZRANDMEMBER draws', () => {
    const room = new ServerRoom()
    for (let i = 0; i < 300; i++) room.say(`ZADD big ${i} m${i}`)
    room.say('ZADD small 1 a 2 b 3 c')
    expect(room.say('ZRANDMEMBER small')).toMatch(/^"[abc]"$/)
    expect(room.say('ZRANDMEMBER small 9 WITHSCORES')).toBe('["c" "3" "b" "2" "a" "1"]')
    expect(room.say('ZRANDMEMBER small -5').split(' ')).toHaveLength(5)
    expect(room.say('ZRANDMEMBER small 0')).toBe('[]')
    expect(room.say('ZRANDMEMBER none')).toBe('(nil)')
    expect(room.say('ZRANDMEMBER none 3')).toBe('[]')
    for (const count of [5, 150, 299]) {
      const drawn = room.say(`ZRANDMEMBER big ${count}`).slice(1, -1).split(' ')
      expect(new Set(drawn).size).toBe(count)
    }
    expect(room.say('ZRANDMEMBER small 1 FOO')).toBe('-ERR syntax error')
    expect(room.say('ZRANDMEMBER small x')).toBe('-ERR value is not an integer or out of range')
    expect(room.say('ZRANDMEMBER small -9223372036854775808')).toBe(
      '-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
    )
    expect(room.say('ZRANDMEMBER small -9223372036854775807 WITHSCORES')).toBe('-ERR value is out of range')
  })

  it('ZSCAN gives every member, once the cursor is back at 0', () => {
    const room = new ServerRoom()
    for (let i = 0; i < 500; i++) room.say(`ZADD big ${i / 10} m${i}`)
    const seen = new Set<string>()
    let cursor = '0'
    do {
      const reply = room.say(`ZSCAN big ${cursor} COUNT 7`)
      cursor = /^\["(\d+)"/.exec(reply)![1]!
      for (const [, member] of reply.matchAll(/"(m\d+)"/g)) seen.add(member!)
    } while (cursor !== '0')
    expect(seen.size).toBe(500)
    expect(room.say('ZSCAN big 0 COUNT 1000 MATCH m1')).toBe('["0" ["m1" "0.10000000000000001"]]')
    room.say('ZADD small 0.1 a 2 b')
    expect(room.say('ZSCAN small 0')).toBe('["0" ["a" "0.1" "b" "2"]]')
    expect(room.say('ZSCAN small x')).toBe('-ERR invalid cursor')
    expect(room.say('ZSCAN none 0')).toBe('["0" []]')
    expect(room.say('ZSCAN small 0 COUNT 0')).toBe('-ERR syntax error')
  })
})

// Conversations with list commands; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('elements of lists', () => {
  it('are read and set by their index', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c d e
      :5
      log: RPUSH l a b c d e
      event: 0 new l
      event: 0 rpush l
      > LINDEX l 0
      "a"
      > LINDEX l -1
      "e"
      > LINDEX l 5
      (nil)
      > LINDEX l -6
      (nil)
      > LINDEX l x
      -ERR value is not an integer or out of range
      > LINDEX none x
      (nil)
      event: 0 keymiss none
      > LRANGE l 1 2
      ["b" "c"]
      > LRANGE l -2 100
      ["d" "e"]
      > LRANGE l 3 1
      []
      > LRANGE l -100 0
      ["a"]
      > LRANGE l 9223372036854775807 9223372036854775807
      []
      > LRANGE l -9223372036854775808 -1
      ["a" "b" "c" "d" "e"]
      > LRANGE l 9223372036854775808 1
      -ERR value is not an integer or out of range
      > LRANGE none 0 -1
      []
      event: 0 keymiss none
      > LRANGE s x 0
      -ERR value is not an integer or out of range
      > LRANGE s 0 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LSET l 0 A
      +OK
      log: LSET l 0 A
      event: 0 lset l
      > LSET l -1 E
      +OK
      log: LSET l -1 E
      event: 0 lset l
      > LSET l 5 x
      -ERR index out of range
      > LSET l x y
      -ERR value is not an integer or out of range
      > LSET none x y
      -ERR no such key
      > LSET s 0 y
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LRANGE l 0 -1
      ["A" "b" "c" "d" "E"]
    `)
  })

  it('are inserted beside a pivot, and removed by value', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b a c a
      :5
      log: RPUSH l a b a c a
      event: 0 new l
      event: 0 rpush l
      > LINSERT l BEFORE a x
      :6
      log: LINSERT l BEFORE a x
      event: 0 linsert l
      > LINSERT l after c y
      :7
      log: LINSERT l after c y
      event: 0 linsert l
      > LINSERT l AFTER none z
      :-1
      > LINSERT none BEFORE a b
      :0
      > LINSERT l BESIDE a b
      -ERR syntax error
      > LINSERT s BEFORE a b
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LRANGE l 0 -1
      ["x" "a" "b" "a" "c" "y" "a"]
      > LREM l 2 a
      :2
      log: LREM l 2 a
      event: 0 lrem l
      > LREM l -1 a
      :1
      log: LREM l -1 a
      event: 0 lrem l
      > LREM l 0 none
      :0
      > LREM none 0 a
      :0
      > LREM l x a
      -ERR value is not an integer or out of range
      > LREM s 0 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LREM l 0 b
      :1
      log: LREM l 0 b
      event: 0 lrem l
      > LRANGE l 0 -1
      ["x" "c" "y"]
      > LREM l 0 x
      :1
      log: LREM l 0 x
      event: 0 lrem l
      > LREM l -5 c
      :1
      log: LREM l -5 c
      event: 0 lrem l
      > LREM l 1 y
      :1
      log: LREM l 1 y
      event: 0 lrem l
      event: 0 del l
      > EXISTS l
      :0
      event: 0 keymiss l
    `)
  })

  it('are trimmed to a range', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c d e
      :5
      log: RPUSH l a b c d e
      event: 0 new l
      event: 0 rpush l
      > LTRIM l 1 -2
      +OK
      log: LTRIM l 1 -2
      event: 0 ltrim l
      > LTRIM l 0 -1
      +OK
      event: 0 ltrim l
      > LRANGE l 0 -1
      ["b" "c" "d"]
      > LTRIM none 0 -1
      +OK
      > LTRIM s 0 -1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LTRIM l x 0
      -ERR value is not an integer or out of range
      > LTRIM l 5 1
      +OK
      log: LTRIM l 5 1
      event: 0 ltrim l
      event: 0 del l
      > EXISTS l
      :0
      event: 0 keymiss l
    `)
  })

  it('are sought', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c 1 2 3 c c
      :8
      log: RPUSH l a b c 1 2 3 c c
      event: 0 new l
      event: 0 rpush l
      > LPOS l c
      :2
      > LPOS l c RANK 2
      :6
      > LPOS l c RANK -1
      :7
      > LPOS l c COUNT 2
      [:2 :6]
      > LPOS l c COUNT 0
      [:2 :6 :7]
      > LPOS l c COUNT 0 RANK 2
      [:6 :7]
      > LPOS l c COUNT 2 RANK -2
      [:6 :2]
      > LPOS l c COUNT 0 MAXLEN 7
      [:2 :6]
      > LPOS l c COUNT 0 MAXLEN 7 RANK -1
      [:7 :6 :2]
      > LPOS l x
      (nil)
      > LPOS l x COUNT 1
      []
      > LPOS none c
      (nil)
      event: 0 keymiss none
      > LPOS none c COUNT 0
      []
      event: 0 keymiss none
      > LPOS l 1
      :3
      > LPOS l c COUNT -1
      -ERR COUNT can't be negative
      > LPOS l c MAXLEN -1
      -ERR MAXLEN can't be negative
      > LPOS l c RANK x
      -ERR value is not an integer or out of range
      > LPOS l c RANK
      -ERR syntax error
      > LPOS l c FOO 1
      -ERR syntax error
      > LPOS s c
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('are not sought from rank 0, nor from the lowest of all', () => {
    const room = new ServerRoom()
    expect(room.say('LPOS l c RANK 0')).toBe(
      "-ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
        'or use negative to start from the end of the list',
    )
    // Redis 7.2; 7.0 searched for nothing.
    expect(room.say('LPOS l c RANK -9223372036854775808')).toBe(
      '-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
    )
  })
})

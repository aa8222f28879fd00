// Conversations with list commands; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('moving elements', () => {
  it('takes from one end and puts to another', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c
      :3
      log: RPUSH l a b c
      event: 0 new l
      event: 0 rpush l
      > LMOVE l m LEFT RIGHT
      "a"
      log: LMOVE l m LEFT RIGHT
      event: 0 new m
      event: 0 rpush m
      event: 0 lpop l
      > LMOVE l m right left
      "c"
      log: LMOVE l m right left
      event: 0 lpush m
      event: 0 rpop l
      > RPOPLPUSH l m
      "b"
      log: RPOPLPUSH l m
      event: 0 lpush m
      event: 0 rpop l
      event: 0 del l
      > RPOPLPUSH l m
      (nil)
      > LRANGE m 0 -1
      ["b" "c" "a"]
      > LMOVE m m LEFT RIGHT
      "b"
      log: LMOVE m m LEFT RIGHT
      event: 0 rpush m
      event: 0 lpop m
      > RPOPLPUSH m m
      "b"
      log: RPOPLPUSH m m
      event: 0 lpush m
      event: 0 rpop m
      > LMOVE m s LEFT LEFT
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LMOVE s m LEFT LEFT
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LMOVE none s LEFT LEFT
      (nil)
      > LMOVE m l UP LEFT
      -ERR syntax error
      > LMOVE m l LEFT UP
      -ERR syntax error
      > DEL m
      :1
      log: DEL m
      event: 0 del m
      > RPUSH m one
      :1
      log: RPUSH m one
      event: 0 new m
      event: 0 rpush m
      > EXPIRE m 100
      :1
      log: PEXPIREAT m 1700000100000
      event: 0 expire m
      > LMOVE m m LEFT RIGHT
      "one"
      log: LMOVE m m LEFT RIGHT
      event: 0 rpush m
      event: 0 lpop m
      > TTL m
      :100
    `)
  })

  it('does not wait for what is there', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c d e f g h i j
      :10
      log: RPUSH l a b c d e f g h i j
      event: 0 new l
      event: 0 rpush l
      > BLPOP none l 0
      ["l" "a"]
      log: LPOP l
      event: 0 lpop l
      > BRPOP l 1.5
      ["l" "j"]
      log: RPOP l
      event: 0 rpop l
      > BLMOVE l m LEFT RIGHT 0
      "b"
      log: LMOVE l m LEFT RIGHT
      event: 0 new m
      event: 0 rpush m
      event: 0 lpop l
      > BLMOVE l m RIGHT LEFT 0
      "i"
      log: LMOVE l m RIGHT LEFT
      event: 0 lpush m
      event: 0 rpop l
      > BRPOPLPUSH l m 0
      "h"
      log: RPOPLPUSH l m
      event: 0 lpush m
      event: 0 rpop l
      > BLMPOP 0 2 none l LEFT
      ["l" ["c"]]
      log: LPOP l 1
      event: 0 lpop l
      > BLMPOP 0 1 l RIGHT COUNT 2
      ["l" ["g" "f"]]
      log: RPOP l 2
      event: 0 rpop l
      > BLPOP none s 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > BLPOP l x
      -ERR timeout is not a float or out of range
      > BLPOP l -1
      -ERR timeout is negative
      > BLMPOP x 0 l LEFT
      -ERR numkeys should be greater than 0
      > BLMPOP x 1 l LEFT
      -ERR timeout is not a float or out of range
      > BLMOVE l m LEFT UP x
      -ERR syntax error
      > BLMOVE l m LEFT LEFT x
      -ERR timeout is not a float or out of range
      > BLMOVE l s LEFT LEFT 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > BRPOPLPUSH s l 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > BLMPOP 0 1 l LEFT COUNT 10
      ["l" ["d" "e"]]
      log: LPOP l 2
      event: 0 lpop l
      event: 0 del l
    `)
  })

  it('does not wait in a transaction', () => {
    check(`
      > RPUSH m h
      :1
      log: RPUSH m h
      event: 0 new m
      event: 0 rpush m
      > MULTI
      +OK
      > BLPOP none 0
      +QUEUED
      > BLMPOP 0 1 none LEFT
      +QUEUED
      > BLMOVE none m LEFT LEFT 0
      +QUEUED
      > BRPOPLPUSH none m 0
      +QUEUED
      > BLPOP m 0
      +QUEUED
      > EXEC
      [(nil) (nil) (nil) (nil) ["m" "h"]]
      log: LPOP m
      event: 0 lpop m
      event: 0 del m
    `)
  })
})

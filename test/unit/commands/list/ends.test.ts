// Conversations with list commands; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('the ends of lists', () => {
  it('are pushed to', () => {
    check(`
      > RPUSH l a b c
      :3
      log: RPUSH l a b c
      event: 0 new l
      event: 0 rpush l
      > LPUSH l 1 2
      :5
      log: LPUSH l 1 2
      event: 0 lpush l
      > LRANGE l 0 -1
      ["2" "1" "a" "b" "c"]
      > RPUSHX l d
      :6
      log: RPUSHX l d
      event: 0 rpush l
      > LPUSHX none d
      :0
      > RPUSHX l e f
      :8
      log: RPUSHX l e f
      event: 0 rpush l
      > LPUSHX l 3
      :9
      log: LPUSHX l 3
      event: 0 lpush l
      > LLEN l
      :9
      > LLEN none
      :0
      event: 0 keymiss none
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > LPUSH s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > RPUSHX s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LLEN s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LPUSH l
      -ERR wrong number of arguments for 'lpush' command
    `)
  })

  it('are popped from', () => {
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
      > LPOP l
      "a"
      log: LPOP l
      event: 0 lpop l
      > RPOP l
      "e"
      log: RPOP l
      event: 0 rpop l
      > LPOP l 0
      []
      > RPOP l 2
      ["d" "c"]
      log: RPOP l 2
      event: 0 rpop l
      > LPOP none
      (nil)
      > LPOP none 2
      (nil)
      > LPOP l -1
      -ERR value is out of range, must be positive
      > LPOP l x
      -ERR value is out of range, must be positive
      > LPOP l 1 2
      -ERR wrong number of arguments for 'lpop' command
      > RPOP s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LPOP l 10
      ["b"]
      log: LPOP l 10
      event: 0 lpop l
      event: 0 del l
      > EXISTS l
      :0
      event: 0 keymiss l
    `)
  })

  it('are popped from any of several lists', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > RPUSH l a b c d
      :4
      log: RPUSH l a b c d
      event: 0 new l
      event: 0 rpush l
      > LMPOP 2 none l LEFT
      ["l" ["a"]]
      log: LPOP l 1
      event: 0 lpop l
      > LMPOP 2 none l RIGHT COUNT 2
      ["l" ["d" "c"]]
      log: RPOP l 2
      event: 0 rpop l
      > LMPOP 1 l LEFT COUNT 10
      ["l" ["b"]]
      log: LPOP l 1
      event: 0 lpop l
      event: 0 del l
      > LMPOP 2 none l LEFT
      (nil)
      > LMPOP 2 none s LEFT
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > LMPOP 0 l LEFT
      -ERR numkeys should be greater than 0
      > LMPOP x l LEFT
      -ERR numkeys should be greater than 0
      > LMPOP 2 l LEFT
      -ERR syntax error
      > LMPOP 1 l UP
      -ERR syntax error
      > LMPOP 1 l LEFT COUNT 0
      -ERR count should be greater than 0
      > LMPOP 1 l LEFT COUNT
      -ERR syntax error
      > LMPOP 1 l LEFT COUNT 1 COUNT 1
      -ERR syntax error
    `)
  })
})

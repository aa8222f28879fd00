// Conversations with the commands about fields; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('hash commands', () => {
  it('set, read and delete fields', () => {
    check(`
      > HSET h a 1 b 2
      :2
      log: HSET h a 1 b 2
      event: 0 new h
      event: 0 hset h
      > HSET h b 3 c 4 b 5
      :1
      log: HSET h b 3 c 4 b 5
      event: 0 hset h
      > HGETALL h
      ["a" "1" "b" "5" "c" "4"]
      > HSET h x
      -ERR wrong number of arguments for 'hset' command
      > HSET h a 1 b
      -ERR wrong number of arguments for 'hset' command
      > HMSET h d 6
      +OK
      log: HMSET h d 6
      event: 0 hset h
      > HMSET h d
      -ERR wrong number of arguments for 'hmset' command
      > HSETNX h d 7
      :0
      > HSETNX h e 7
      :1
      log: HSETNX h e 7
      event: 0 hset h
      > HSETNX n a 1
      :1
      log: HSETNX n a 1
      event: 0 new n
      event: 0 hset n
      > HGET h a
      "1"
      > HGET h zz
      (nil)
      > HGET nokey a
      (nil)
      event: 0 keymiss nokey
      > HMGET h a zz b
      ["1" (nil) "5"]
      > HMGET nokey a b
      [(nil) (nil)]
      event: 0 keymiss nokey
      > HLEN h
      :5
      > HLEN nokey
      :0
      event: 0 keymiss nokey
      > HSTRLEN h a
      :1
      > HSTRLEN h zz
      :0
      > HEXISTS h a
      :1
      > HEXISTS h zz
      :0
      > HKEYS h
      ["a" "b" "c" "d" "e"]
      > HVALS h
      ["1" "5" "4" "6" "7"]
      > HKEYS nokey
      []
      event: 0 keymiss nokey
      > HGETALL nokey
      []
      event: 0 keymiss nokey
      > HDEL h a zz b a
      :2
      log: HDEL h a zz b a
      event: 0 hdel h
      > HDEL h zz
      :0
      > HDEL nokey a
      :0
      > HDEL n a
      :1
      log: HDEL n a
      event: 0 hdel n
      event: 0 del n
      > EXISTS n
      :0
      event: 0 keymiss n
      > HDEL h c d e
      :3
      log: HDEL h c d e
      event: 0 hdel h
      event: 0 del h
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HDEL h a zz b a
      :0
      > HDEL h zz
      :0
      > HDEL nokey a
      :0
      > HDEL n a
      :0
      > EXISTS n
      :0
      event: 0 keymiss n
      > HDEL h c d e
      :0
      > EXISTS h
      :0
      event: 0 keymiss h
    `)
  })

  it('refuse keys of other types', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HSET s a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HMSET s a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HSETNX s a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HGET s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HMGET s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HDEL s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HLEN s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HSTRLEN s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HEXISTS s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HKEYS s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HVALS s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HGETALL s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HINCRBY s a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HINCRBYFLOAT s a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HRANDFIELD s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HRANDFIELD s 2
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HSCAN s 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('HINCRBY adds exactly', () => {
    check(`
      > HINCRBY h n 5
      :5
      log: HINCRBY h n 5
      event: 0 new h
      event: 0 hincrby h
      > HINCRBY h n -7
      :-2
      log: HINCRBY h n -7
      event: 0 hincrby h
      > HSET h t text big 9223372036854775806 f 10.5
      :3
      log: HSET h t text big 9223372036854775806 f 10.5
      event: 0 hset h
      > HINCRBY h t 1
      -ERR hash value is not an integer
      > HINCRBY h n 1.5
      -ERR value is not an integer or out of range
      > HINCRBY h big 1
      :9223372036854775807
      log: HINCRBY h big 1
      event: 0 hincrby h
      > HINCRBY h big 1
      -ERR increment or decrement would overflow
      > HINCRBY h m 9223372036854775807
      :9223372036854775807
      log: HINCRBY h m 9223372036854775807
      event: 0 hincrby h
      > HINCRBY h m 1
      -ERR increment or decrement would overflow
      > HINCRBY h n
      -ERR wrong number of arguments for 'hincrby' command
      > HINCRBYFLOAT h f 0.1
      "10.6"
      log: HSET h f 10.6
      event: 0 hincrbyfloat h
    `)
  })

  it('HINCRBYFLOAT adds as C does, and is logged as its result', () => {
    check(`
      > HSET h f 10.5 t text
      :2
      log: HSET h f 10.5 t text
      event: 0 new h
      event: 0 hset h
      > HINCRBYFLOAT h f 0.1
      "10.6"
      log: HSET h f 10.6
      event: 0 hincrbyfloat h
      > HINCRBYFLOAT h f -5.0e3
      "-4989.39999999999999991"
      log: HSET h f -4989.39999999999999991
      event: 0 hincrbyfloat h
      > HINCRBYFLOAT h g 3.0
      "3"
      log: HSET h g 3
      event: 0 hincrbyfloat h
      > HINCRBYFLOAT h t 1
      -ERR hash value is not a float
      > HINCRBYFLOAT h f nan
      -ERR value is not a valid float
      > HINCRBYFLOAT h f inf
      -ERR value is NaN or Infinity
      > HINCRBYFLOAT h f abc
      -ERR value is not a valid float
      > HGETALL h
      ["f" "-4989.39999999999999991" "t" "text" "g" "3"]
    `)
  })

  it('a transaction logs what it did as one', () => {
    check(`
      > MULTI
      +OK
      > HSET h a 1
      +QUEUED
      > HINCRBYFLOAT h a 0.5
      +QUEUED
      > HDEL h a
      +QUEUED
      > EXEC
      [:1 "1.5" :1]
      log: MULTI
      log: HSET h a 1
      log: HSET h a 1.5
      log: HDEL h a
      log: EXEC
      event: 0 new h
      event: 0 hset h
      event: 0 hincrbyfloat h
      event: 0 hdel h
      event: 0 del h
    `)
  })
})

// Conversations about the times of fields; replies, log and events are those of Redis 8.0.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('times of fields', () => {
  it('HEXPIRE and its kin set them under conditions', () => {
    check(`
      > HSET h a 1 b 2 c 3
      :3
      log: HSET h a 1 b 2 c 3
      event: 0 new h
      event: 0 hset h
      > HEXPIRE h 10 FIELDS 2 a z
      [:1 :-2]
      log: HPEXPIREAT h 1700000010000 FIELDS 1 a
      event: 0 hexpire h
      > HEXPIRE h 10 NX FIELDS 2 a b
      [:0 :1]
      log: HPEXPIREAT h 1700000010000 NX FIELDS 1 b
      event: 0 hexpire h
      > HEXPIRE h 5 GT FIELDS 3 a b c
      [:0 :0 :0]
      > HEXPIRE h 5 LT FIELDS 3 a b c
      [:1 :1 :1]
      log: HPEXPIREAT h 1700000005000 LT FIELDS 3 a b c
      event: 0 hexpire h
    `)
  })

  it('HTTL and its kin tell them', () => {
    check(`
      > HSET h a 1 b 2
      :2
      log: HSET h a 1 b 2
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 1500 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000001500 FIELDS 1 a
      event: 0 hexpire h
      > HTTL h FIELDS 3 a b z
      [:2 :-1 :-2]
      > HPTTL h FIELDS 3 a b z
      [:1500 :-1 :-2]
      > HEXPIRETIME h FIELDS 3 a b z
      [:1700000002 :-1 :-2]
      > HPEXPIRETIME h FIELDS 3 a b z
      [:1700000001500 :-1 :-2]
      > HTTL nokey FIELDS 2 a b
      [:-2 :-2]
      event: 0 keymiss nokey
    `)
  })

  it('are logged as absolute ms', () => {
    check(`
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > HEXPIRE h 10 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000010000 FIELDS 1 a
      event: 0 hexpire h
      > HPEXPIRE h 1500 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000001500 FIELDS 1 a
      event: 0 hexpire h
      > HEXPIREAT h 1700000100 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000100000 FIELDS 1 a
      event: 0 hexpire h
      > HPEXPIREAT h 1700000100500 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000100500 FIELDS 1 a
      event: 0 hexpire h
      > HPERSIST h FIELDS 2 a z
      [:1 :-2]
      log: HPERSIST h FIELDS 2 a z
      event: 0 hpersist h
      > HPERSIST h FIELDS 1 a
      [:-1]
      > HEXPIRE nokey 10 FIELDS 2 a b
      [:-2 :-2]
      > HPERSIST nokey FIELDS 1 a
      [:-2]
      > OBJECT ENCODING h
      "listpackex"
    `)
  })

  it('a time that has passed deletes at once', () => {
    check(`
      > HSET h a 1 b 2 c 3
      :3
      log: HSET h a 1 b 2 c 3
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 0 FIELDS 2 a z
      [:2 :-2]
      log: HDEL h a
      event: 0 hdel h
      > HEXPIREAT h 1 NX FIELDS 2 b c
      [:2 :2]
      log: HDEL h b c
      event: 0 hdel h
      event: 0 del h
      > EXISTS h
      :0
      event: 0 keymiss h
    `)
  })

  it('requests that make no sense change nothing', () => {
    check(`
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > HEXPIRE s 1 FIELDS 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HEXPIRE h x FIELDS 1 a
      -ERR value is not an integer or out of range
      > HEXPIRE h -1 FIELDS 1 a
      -ERR invalid expire time, must be >= 0
      > HEXPIRE h 70368744178 FIELDS 1 a
      -ERR invalid expire time in 'hexpire' command
      > HPEXPIRE h 70368744177663 FIELDS 1 a
      -ERR invalid expire time in 'hpexpire' command
      > HPEXPIREAT h 70368744177664 FIELDS 1 a
      -ERR invalid expire time in 'hpexpireat' command
      > HEXPIRE h 9223372036854775808 FIELDS 1 a
      -ERR value is not an integer or out of range
      > HEXPIRE h 9223372036854775807 FIELDS 1 a
      -ERR invalid expire time in 'hexpire' command
      > HEXPIRE h 1 NOPE 1 a
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HEXPIRE h 1 NX FIELD 1 a
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HEXPIRE h 1 NX XX FIELDS 1 a
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HEXPIRE h 1 FIELDS 0 a
      -ERR Parameter \`numFields\` should be greater than 0
      > HEXPIRE h 1 FIELDS x a
      -ERR Parameter \`numFields\` should be greater than 0
      > HEXPIRE h 1 FIELDS 2 a
      -ERR The \`numfields\` parameter must match the number of arguments
      > HEXPIRE h 1 FIELDS 1 a b
      -ERR The \`numfields\` parameter must match the number of arguments
      > HEXPIRE h 1 FIELDS 1
      -ERR wrong number of arguments for 'hexpire' command
      > HEXPIRE h 1 NX FIELDS 1
      -ERR The \`numfields\` parameter must match the number of arguments
      > HTTL h FIELD 1 a
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HTTL h FIELDS 0 a
      -ERR Number of fields must be a positive integer
      > HTTL h FIELDS 2 a
      -ERR The \`numfields\` parameter must match the number of arguments
      > HTTL h FIELDS 1
      -ERR wrong number of arguments for 'httl' command
      > HTTL s FIELDS 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HPERSIST h FIELDS 99999999999999999999 a
      -ERR Number of fields must be a positive integer
      > HPERSIST h FIELDS 9223372036854775807 a
      -ERR The \`numfields\` parameter must match the number of arguments
      > HPERSIST s FIELDS 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HTTL h FIELDS 1 a
      [:-1]
    `)
  })

  it('a field that is due is gone for everybody, but HLEN counts it', () => {
    check(`
      > HSET h a 1 b 2 c 3 d 4
      :4
      log: HSET h a 1 b 2 c 3 d 4
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 100 FIELDS 2 a b
      [:1 :1]
      log: HPEXPIREAT h 1700000000100 FIELDS 2 a b
      event: 0 hexpire h
      pass 100
      > HPTTL h FIELDS 1 a
      [:0]
      > HGETALL h
      ["b" "2" "a" "1" "c" "3" "d" "4"]
      pass 1
      > HLEN h
      :4
      > HGETALL h
      ["c" "3" "d" "4"]
      > HKEYS h
      ["c" "d"]
      > HVALS h
      ["3" "4"]
      > HTTL h FIELDS 1 a
      [:-2]
      > HSCAN h 0
      ["0" ["c" "3" "d" "4"]]
      > HSCAN h 0 NOVALUES
      ["0" ["c" "d"]]
      > HGET h a
      (nil)
      log: HDEL h a
      event: 0 hexpired h
      > HLEN h
      :3
    `)
  })

  // By t_hash.c of Redis 7.4 and 8.0.
  it('a field that is due gets another time, while it has not been deleted', () => {
    check(`
      > HSET h a 1 b 2 c 3 d 4
      :4
      log: HSET h a 1 b 2 c 3 d 4
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 100 FIELDS 3 a b c
      [:1 :1 :1]
      log: HPEXPIREAT h 1700000000100 FIELDS 3 a b c
      event: 0 hexpire h
      pass 201
      > HPERSIST h FIELDS 1 a
      [:-2]
      > HPEXPIRE h 100 NX FIELDS 1 a
      [:0]
      > HPEXPIRE h 100 LT FIELDS 1 a
      [:0]
      > HPEXPIRE h 100 GT FIELDS 2 a z
      [:1 :-2]
      log: HPEXPIREAT h 1700000000301 GT FIELDS 1 a
      event: 0 hexpire h
      > HPEXPIRE h 0 FIELDS 1 b
      [:2]
      log: HDEL h b
      event: 0 hdel h
      > HGETALL h
      ["a" "1" "d" "4"]
      > HPTTL h FIELDS 3 a b c
      [:100 :-2 :-2]
      pass 101
      > HGET h a
      (nil)
      log: HDEL h a
      event: 0 hexpired h
    `)
  })

  it('a field that is due is deleted by whoever meets it', () => {
    check(`
      > HSET h a 1 b 2 c 3 d 4
      :4
      log: HSET h a 1 b 2 c 3 d 4
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 100 FIELDS 2 a b
      [:1 :1]
      log: HPEXPIREAT h 1700000000100 FIELDS 2 a b
      event: 0 hexpire h
      pass 101
      > HGET h a
      (nil)
      log: HDEL h a
      event: 0 hexpired h
      > HLEN h
      :3
      > HEXISTS h b
      :0
      log: HDEL h b
      event: 0 hexpired h
      > HLEN h
      :2
      > HPEXPIRE h 100 FIELDS 2 c d
      [:1 :1]
      log: HPEXPIREAT h 1700000000201 FIELDS 2 c d
      event: 0 hexpire h
      pass 101
      > HMGET h c z d
      [(nil) (nil) (nil)]
      log: HDEL h c d
      event: 0 hexpired h
      event: 0 del h
      > EXISTS h
      :0
      event: 0 keymiss h
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 1 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000000203 FIELDS 1 a
      event: 0 hexpire h
      pass 2
      > HSTRLEN h a
      :0
      log: HDEL h a
      event: 0 hexpired h
      event: 0 del h
    `)
  })

  it('writes keep a time or end it', () => {
    check(`
      > HSET k a 1
      :1
      log: HSET k a 1
      event: 0 new k
      event: 0 hset k
      > HPEXPIRE k 10 FIELDS 1 a
      [:1]
      log: HPEXPIREAT k 1700000000010 FIELDS 1 a
      event: 0 hexpire k
      pass 11
      > HSETNX k a 2
      :1
      log: HDEL k a
      log: HSETNX k a 2
      event: 0 hexpired k
      event: 0 del k
      event: 0 new k
      event: 0 hset k
      > HPEXPIRE k 10 FIELDS 1 a
      [:1]
      log: HPEXPIREAT k 1700000000021 FIELDS 1 a
      event: 0 hexpire k
      pass 11
      > HINCRBY k a 5
      :5
      log: HDEL k a
      log: HINCRBY k a 5
      event: 0 hexpired k
      event: 0 del k
      event: 0 new k
      event: 0 hincrby k
      > HPEXPIRE k 10 FIELDS 1 a
      [:1]
      log: HPEXPIREAT k 1700000000032 FIELDS 1 a
      event: 0 hexpire k
      > HINCRBY k a 5
      :10
      log: HINCRBY k a 5
      event: 0 hincrby k
      > HPTTL k FIELDS 1 a
      [:10]
      > HINCRBYFLOAT k a 0.5
      "10.5"
      log: HSETEX k KEEPTTL FIELDS 1 a 10.5
      event: 0 hincrbyfloat k
      > HPTTL k FIELDS 1 a
      [:10]
      > HSET k a 6
      :0
      log: HSET k a 6
      event: 0 hset k
      > HPTTL k FIELDS 1 a
      [:-1]
    `)
  })
})

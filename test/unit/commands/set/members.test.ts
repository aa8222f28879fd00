// Conversations about single sets; replies, log and events are those of redis-server 7.0.15 with 7.2's
// encodings.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('set commands', () => {
  it('SADD adds members and tells how many were new', () => {
    check(`
      > SADD s a b a
      :2
      log: SADD s a b a
      event: 0 new s
      event: 0 sadd s
      > SADD s a
      :0
      > SADD s c a d
      :2
      log: SADD s c a d
      event: 0 sadd s
      > SADD s
      -ERR wrong number of arguments for 'sadd' command
      > SMEMBERS s
      ["a" "b" "c" "d"]
    `)
  })

  it('SREM takes members out, and the key with the last one', () => {
    check(`
      > SADD s a b c d
      :4
      log: SADD s a b c d
      event: 0 new s
      event: 0 sadd s
      > SREM s a x b
      :2
      log: SREM s a x b
      event: 0 srem s
      > SREM s x
      :0
      > SREM none x
      :0
      > SREM s c d e
      :2
      log: SREM s c d e
      event: 0 srem s
      event: 0 del s
      > EXISTS s
      :0
      event: 0 keymiss s
    `)
  })

  it('SCARD, SISMEMBER, SMISMEMBER and SMEMBERS, of a key that is none too', () => {
    check(`
      > SADD s a 1 c
      :3
      log: SADD s a 1 c
      event: 0 new s
      event: 0 sadd s
      > SCARD s
      :3
      > SISMEMBER s a
      :1
      > SISMEMBER s x
      :0
      > SMISMEMBER s a x 1
      [:1 :0 :1]
      > SCARD none
      :0
      event: 0 keymiss none
      > SISMEMBER none a
      :0
      event: 0 keymiss none
      > SMISMEMBER none a b
      [:0 :0]
      event: 0 keymiss none
      > SMEMBERS none
      []
      event: 0 keymiss none
    `)
  })

  it('another type is refused', () => {
    check(`
      > SET t 1
      +OK
      log: SET t 1
      event: 0 new t
      event: 0 set t
      > SADD t a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SREM t a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SCARD t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SISMEMBER t a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMISMEMBER t a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMEMBERS t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SPOP t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SPOP t 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SRANDMEMBER t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SRANDMEMBER t 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SSCAN t 0
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMOVE t s a
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SINTER t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SUNION t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SDIFF t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SINTERCARD 1 t
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('SMOVE moves a member from one set to another', () => {
    check(`
      > SADD a 1 2
      :2
      log: SADD a 1 2
      event: 0 new a
      event: 0 sadd a
      > SADD b 2 x
      :2
      log: SADD b 2 x
      event: 0 new b
      event: 0 sadd b
      > SMOVE a b 1
      :1
      log: SMOVE a b 1
      event: 0 srem a
      event: 0 sadd b
      > SMOVE a b 1
      :0
      > SMOVE a b 2
      :1
      log: SMOVE a b 2
      event: 0 srem a
      event: 0 del a
      > SMOVE a b 2
      :0
      > SMOVE b c 1
      :1
      log: SMOVE b c 1
      event: 0 srem b
      event: 0 new c
      event: 0 sadd c
      > SMEMBERS c
      ["1"]
      > OBJECT ENCODING c
      "intset"
    `)
  })

  it('SMOVE on one set, on none, and on other types', () => {
    check(`
      > SADD b x
      :1
      log: SADD b x
      event: 0 new b
      event: 0 sadd b
      > SET t 1
      +OK
      log: SET t 1
      event: 0 new t
      event: 0 set t
      > SMOVE none t x
      :0
      > SMOVE b t x
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMOVE b t y
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMOVE t b x
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SMOVE b b x
      :1
      > SMOVE b b y
      :0
    `)
  })

  it('SSCAN gives a packed set whole, whatever the cursor', () => {
    check(`
      > SADD s a b 1
      :3
      log: SADD s a b 1
      event: 0 new s
      event: 0 sadd s
      > SSCAN s 0
      ["0" ["a" "b" "1"]]
      > SSCAN s 7 MATCH a*
      ["0" ["a"]]
      > SSCAN s 0 COUNT 1
      ["0" ["a" "b" "1"]]
      > SSCAN none 0
      ["0" []]
      event: 0 keymiss none
    `)
  })

  it('SSCAN refuses what it cannot read, but options only of a key that is there', () => {
    check(`
      > SADD s a
      :1
      log: SADD s a
      event: 0 new s
      event: 0 sadd s
      > SSCAN s x
      -ERR invalid cursor
      > SSCAN s 0 COUNT 0
      -ERR syntax error
      > SSCAN s 0 COUNT x
      -ERR value is not an integer or out of range
      > SSCAN s 0 COUNT
      -ERR syntax error
      > SSCAN s 0 TYPE set
      -ERR syntax error
      > SSCAN s 0 NOVALUES
      -ERR syntax error
      > SSCAN none 0 FOO
      ["0" []]
      event: 0 keymiss none
      > SSCAN none x
      -ERR invalid cursor
    `)
  })
})

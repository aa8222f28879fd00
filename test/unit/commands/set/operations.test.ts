// Conversations about several sets; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('set operations', () => {
  it('SINTER and SINTERCARD', () => {
    check(`
      > SADD a 1 2 3 x
      :4
      log: SADD a 1 2 3 x
      event: 0 new a
      event: 0 sadd a
      > SADD b 2 3 x
      :3
      log: SADD b 2 3 x
      event: 0 new b
      event: 0 sadd b
      > SADD c 3 x y
      :3
      log: SADD c 3 x y
      event: 0 new c
      event: 0 sadd c
      > SINTER a b c
      ["3" "x"]
      > SINTER a a
      ["1" "2" "3" "x"]
      > SINTER a none
      []
      event: 0 keymiss none
      > SINTERCARD 3 a b c
      :2
      > SINTERCARD 3 a b c LIMIT 1
      :1
      > SINTERCARD 3 a b c LIMIT 0
      :2
      > SINTERCARD 2 a none
      :0
      event: 0 keymiss none
    `)
  })

  it('SINTERCARD refuses what it cannot read before it looks at a key', () => {
    check(`
      > SET t 1
      +OK
      log: SET t 1
      event: 0 new t
      event: 0 set t
      > SINTERCARD 0 t
      -ERR numkeys should be greater than 0
      > SINTERCARD x t
      -ERR numkeys should be greater than 0
      > SINTERCARD 2 t
      -ERR Number of keys can't be greater than number of args
      > SINTERCARD 1 t LIMIT -1
      -ERR LIMIT can't be negative
      > SINTERCARD 1 t LIMIT x
      -ERR LIMIT can't be negative
      > SINTERCARD 1 t LIMIT
      -ERR syntax error
      > SINTERCARD 1 t b
      -ERR syntax error
      > SINTERCARD 1 t
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('SUNION and SDIFF', () => {
    check(`
      > SADD a 1 2 3 x
      :4
      log: SADD a 1 2 3 x
      event: 0 new a
      event: 0 sadd a
      > SADD b 2 3 y
      :3
      log: SADD b 2 3 y
      event: 0 new b
      event: 0 sadd b
      > SUNION a b
      ["1" "2" "3" "x" "y"]
      > SUNION a a none
      ["1" "2" "3" "x"]
      event: 0 keymiss none
      > SUNION none
      []
      event: 0 keymiss none
      > SDIFF a b
      ["1" "x"]
      > SDIFF a b a
      []
      > SDIFF none a
      []
      event: 0 keymiss none
      > SDIFF a none
      ["1" "2" "3" "x"]
      event: 0 keymiss none
    `)
  })

  it('a key of another type spoils all, also behind one that is none', () => {
    check(`
      > SADD a 1
      :1
      log: SADD a 1
      event: 0 new a
      event: 0 sadd a
      > SET t 1
      +OK
      log: SET t 1
      event: 0 new t
      event: 0 set t
      > SINTER a t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SINTER none t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      event: 0 keymiss none
      > SUNION a t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SDIFF none t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      event: 0 keymiss none
      > SINTERSTORE d a t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SUNIONSTORE d a t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > SDIFFSTORE d a t
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > EXISTS d
      :0
      event: 0 keymiss d
    `)
  })

  it('SINTERSTORE', () => {
    check(`
      > SADD a 1 2
      :2
      log: SADD a 1 2
      event: 0 new a
      event: 0 sadd a
      > SADD b 2 3
      :2
      log: SADD b 2 3
      event: 0 new b
      event: 0 sadd b
      > SINTERSTORE d a b
      :1
      log: SINTERSTORE d a b
      event: 0 new d
      event: 0 sinterstore d
      > SINTERSTORE d a b
      :1
      log: SINTERSTORE d a b
      event: 0 sinterstore d
      > SINTERSTORE d a none
      :0
      log: SINTERSTORE d a none
      event: 0 keymiss none
      event: 0 del d
      > SINTERSTORE d a none
      :0
      event: 0 keymiss none
      > SET t 1
      +OK
      log: SET t 1
      event: 0 new t
      event: 0 set t
      > SINTERSTORE t a b
      :1
      log: SINTERSTORE t a b
      event: 0 sinterstore t
      > TYPE t
      +set
      > SADD e 9
      :1
      log: SADD e 9
      event: 0 new e
      event: 0 sadd e
      > SINTERSTORE t a e
      :0
      log: SINTERSTORE t a e
      event: 0 del t
    `)
  })

  it('SUNIONSTORE may write over what it reads, and over an expiry', () => {
    check(`
      > SADD a 1 2
      :2
      log: SADD a 1 2
      event: 0 new a
      event: 0 sadd a
      > SADD b x
      :1
      log: SADD b x
      event: 0 new b
      event: 0 sadd b
      > EXPIRE a 100
      :1
      log: PEXPIREAT a 1700000100000
      event: 0 expire a
      > SUNIONSTORE a a b
      :3
      log: SUNIONSTORE a a b
      event: 0 sunionstore a
      > TTL a
      :-1
      > SMEMBERS a
      ["1" "2" "x"]
      > SUNIONSTORE a none
      :0
      log: SUNIONSTORE a none
      event: 0 keymiss none
      event: 0 del a
    `)
  })

  it('SDIFFSTORE', () => {
    check(`
      > SADD a 1 2
      :2
      log: SADD a 1 2
      event: 0 new a
      event: 0 sadd a
      > SADD b 2
      :1
      log: SADD b 2
      event: 0 new b
      event: 0 sadd b
      > SDIFFSTORE d a b
      :1
      log: SDIFFSTORE d a b
      event: 0 new d
      event: 0 sdiffstore d
      > SMEMBERS d
      ["1"]
      > SDIFFSTORE d a a
      :0
      log: SDIFFSTORE d a a
      event: 0 del d
      > SDIFFSTORE d none a
      :0
      event: 0 keymiss none
      > SDIFFSTORE a a b
      :1
      log: SDIFFSTORE a a b
      event: 0 sdiffstore a
      > SMEMBERS a
      ["1"]
    `)
  })
})

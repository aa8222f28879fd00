// Conversations with the SET family; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('SET family', () => {
  it('SET keeps, replaces or refuses by its options', () => {
    check(`
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > SET k v NX
      (nil)
      > SET n v NX
      +OK
      log: SET n v NX
      event: 0 new n
      event: 0 set n
      > SET k w XX
      +OK
      log: SET k w XX
      event: 0 set k
      > SET x v XX
      (nil)
      > SET k v2 GET
      "w"
      log: SET k v2
      event: 0 set k
      > SET x v GET
      (nil)
      log: SET x v
      event: 0 keymiss x
      event: 0 new x
      event: 0 set x
      > SET x v NX GET
      "v"
      > SET y v XX GET
      (nil)
      event: 0 keymiss y
      > SET k v NX XX
      -ERR syntax error
      > SET k v FOO
      -ERR syntax error
      > SET k
      -ERR wrong number of arguments for 'set' command
    `)
  })

  it('SET gives an expiry, which is logged as absolute time', () => {
    check(`
      > SET k v EX 10
      +OK
      log: SET k v PXAT 1700000010000
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      > PTTL k
      :10000
      > SET k v PX 1500
      +OK
      log: SET k v PXAT 1700000001500
      event: 0 set k
      event: 0 expire k
      > SET k v EXAT 1700000100
      +OK
      log: SET k v PXAT 1700000100000
      event: 0 set k
      event: 0 expire k
      > SET k v PXAT 1700000100000
      +OK
      log: SET k v PXAT 1700000100000
      event: 0 set k
      event: 0 expire k
      > SET k w KEEPTTL
      +OK
      log: SET k w KEEPTTL
      event: 0 set k
      > PEXPIRETIME k
      :1700000100000
      > SET k v EX 10 GET
      "w"
      log: SET k v PXAT 1700000010000
      event: 0 set k
      event: 0 expire k
      > SET k v
      +OK
      log: SET k v
      event: 0 set k
      > TTL k
      :-1
      > SET k v PXAT 1
      +OK
      log: SET k v PXAT 1
      event: 0 set k
      event: 0 expire k
      > GET k
      (nil)
      log: DEL k
      event: 0 expired k
      event: 0 keymiss k
    `)
  })

  it('SET refuses impossible times', () => {
    check(`
      > SET k v EX 0
      -ERR invalid expire time in 'set' command
      > SET k v EX -1
      -ERR invalid expire time in 'set' command
      > SET k v EX abc
      -ERR value is not an integer or out of range
      > SET k v EX
      -ERR syntax error
      > SET k v EX 9223372036854775807
      -ERR invalid expire time in 'set' command
      > SET k v PX 9223372036854775807
      -ERR invalid expire time in 'set' command
      > SET k v EX 10 PX 10
      -ERR syntax error
      > SET k v EX 10 KEEPTTL
      -ERR syntax error
    `)
  })

  it('SETEX, PSETEX and SETNX', () => {
    check(`
      > SETEX k 10 v
      +OK
      log: SET k v PXAT 1700000010000
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      > PSETEX k 1500 v
      +OK
      log: SET k v PXAT 1700000001500
      event: 0 set k
      event: 0 expire k
      > PTTL k
      :1500
      > SETEX k 0 v
      -ERR invalid expire time in 'setex' command
      > SETEX k x v
      -ERR value is not an integer or out of range
      > PSETEX k -1 v
      -ERR invalid expire time in 'psetex' command
      > SETNX k v
      :0
      > SETNX n v
      :1
      log: SETNX n v
      event: 0 new n
      event: 0 set n
    `)
  })

  it('MSET and MSETNX', () => {
    check(`
      > MSET a 1 b 2 a 3
      +OK
      log: MSET a 1 b 2 a 3
      event: 0 new a
      event: 0 set a
      event: 0 new b
      event: 0 set b
      event: 0 set a
      > MGET a b nokey
      ["3" "2" (nil)]
      event: 0 keymiss nokey
      > MSET a
      -ERR wrong number of arguments for 'mset' command
      > MSET a 1 b
      -ERR wrong number of arguments for 'mset' command
      > MSETNX a 9 c 9
      :0
      > MSETNX c 1 d 2
      :1
      log: MSETNX c 1 d 2
      event: 0 new c
      event: 0 set c
      event: 0 new d
      event: 0 set d
      > MSETNX c 1 d
      -ERR wrong number of arguments for 'msetnx' command
    `)
  })

  it('GETSET, GETDEL and GETEX', () => {
    check(`
      > SET k v EX 100
      +OK
      log: SET k v PXAT 1700000100000
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      > GETSET k w
      "v"
      log: SET k w
      event: 0 set k
      > TTL k
      :-1
      > GETSET new v
      (nil)
      log: SET new v
      event: 0 keymiss new
      event: 0 new new
      event: 0 set new
      > GETDEL new
      "v"
      log: DEL new
      event: 0 del new
      > GETDEL new
      (nil)
      event: 0 keymiss new
      > GETEX k
      "w"
      > GETEX k EX 10
      "w"
      log: PEXPIREAT k 1700000010000
      event: 0 expire k
      > GETEX k PXAT 1700000100000
      "w"
      log: PEXPIREAT k 1700000100000
      event: 0 expire k
      > GETEX k PERSIST
      "w"
      log: PERSIST k
      event: 0 persist k
      > GETEX k PERSIST
      "w"
      > GETEX k EX 0
      -ERR invalid expire time in 'getex' command
      > GETEX nokey EX 0
      (nil)
      event: 0 keymiss nokey
      > GETEX k EX 10 PERSIST
      -ERR syntax error
      > GETEX k PXAT 1
      "w"
      log: DEL k
      event: 0 del k
      > EXISTS k
      :0
      event: 0 keymiss k
    `)
  })
})

// Conversations with the expiry commands; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('expiry commands', () => {
  it('EXPIRE and its kin', () => {
    check(`
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > EXPIRE k 100
      :1
      log: PEXPIREAT k 1700000100000
      event: 0 expire k
      > TTL k
      :100
      > PEXPIRE k 1500
      :1
      log: PEXPIREAT k 1700000001500
      event: 0 expire k
      > PTTL k
      :1500
      > TTL k
      :2
      > EXPIREAT k 1700000100
      :1
      log: PEXPIREAT k 1700000100000
      event: 0 expire k
      > EXPIRETIME k
      :1700000100
      > PEXPIREAT k 1700000100499
      :1
      log: PEXPIREAT k 1700000100499
      event: 0 expire k
      > EXPIRETIME k
      :1700000100
      > PEXPIRETIME k
      :1700000100499
      > PERSIST k
      :1
      log: PERSIST k
      event: 0 persist k
      > PERSIST k
      :0
      > TTL k
      :-1
      > EXPIRETIME k
      :-1
      > TTL nokey
      :-2
      event: 0 keymiss nokey
      > PEXPIRETIME nokey
      :-2
      event: 0 keymiss nokey
      > EXPIRE nokey 10
      :0
    `)
  })

  it('conditions', () => {
    check(`
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > EXPIRE k 100 XX
      :0
      > EXPIRE k 100 GT
      :0
      > EXPIRE k 100 LT
      :1
      log: PEXPIREAT k 1700000100000 LT
      event: 0 expire k
      > EXPIRE k 100 NX
      :0
      > EXPIRE k 100 GT
      :0
      > EXPIRE k 200 GT
      :1
      log: PEXPIREAT k 1700000200000 GT
      event: 0 expire k
      > EXPIRE k 200 LT
      :0
      > EXPIRE k 50 XX LT
      :1
      log: PEXPIREAT k 1700000050000 XX LT
      event: 0 expire k
      > EXPIRE k 100 NX XX
      -ERR NX and XX, GT or LT options at the same time are not compatible
      > EXPIRE k 100 GT LT
      -ERR GT and LT options at the same time are not compatible
      > EXPIRE k 100 FOO
      -ERR Unsupported option FOO
    `)
  })

  it('a time that has passed deletes', () => {
    check(`
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > EXPIRE k -1
      :1
      log: DEL k
      event: 0 del k
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > PEXPIREAT k 1700000000000
      :1
      log: DEL k
      event: 0 del k
      > EXISTS k
      :0
      event: 0 keymiss k
    `)
  })

  it('impossible times', () => {
    check(`
      > SET k v
      +OK
      log: SET k v
      event: 0 new k
      event: 0 set k
      > EXPIRE k x
      -ERR value is not an integer or out of range
      > EXPIRE k 9223372036854775807
      -ERR invalid expire time in 'expire' command
      > EXPIRE k -9223372036854775808
      -ERR invalid expire time in 'expire' command
      > EXPIRE k 9223372036854775
      -ERR invalid expire time in 'expire' command
      > PEXPIRE k 9223372036854775807
      -ERR invalid expire time in 'pexpire' command
    `)
  })

  it('a key whose time has passed is gone for everyone', () => {
    check(`
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000100
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      pass 100
      > GET k
      "v"
      > PTTL k
      :0
      > KEYS *
      ["k"]
      pass 1
      > GET k
      (nil)
      log: DEL k
      event: 0 expired k
      event: 0 keymiss k
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000201
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      pass 101
      > SET k w
      +OK
      log: DEL k
      log: SET k w
      event: 0 expired k
      event: 0 new k
      event: 0 set k
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000302
      event: 0 set k
      event: 0 expire k
      pass 101
      > DEL k
      :0
      log: DEL k
      event: 0 expired k
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000403
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      pass 101
      > RENAME k l
      -ERR no such key
      log: DEL k
      event: 0 expired k
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000504
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      pass 101
      > KEYS *
      []
      > SCAN 0 COUNT 100
      ["0" []]
      log: DEL k
      event: 0 expired k
      > DBSIZE
      :0
      > SET k v PX 100
      +OK
      log: SET k v PXAT 1700000000605
      event: 0 new k
      event: 0 set k
      event: 0 expire k
      pass 101
      > RANDOMKEY
      (nil)
      log: DEL k
      event: 0 expired k
    `)
  })
})

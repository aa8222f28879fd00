// Conversations with the key commands; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('key commands', () => {
  it('DEL, UNLINK, EXISTS, TOUCH and TYPE', () => {
    check(`
      > MSET a 1 b 2
      +OK
      log: MSET a 1 b 2
      event: 0 new a
      event: 0 set a
      event: 0 new b
      event: 0 set b
      > EXISTS a a nokey
      :2
      event: 0 keymiss nokey
      > TOUCH a b nokey
      :2
      event: 0 keymiss nokey
      > TYPE a
      +string
      > TYPE nokey
      +none
      event: 0 keymiss nokey
      > DEL a a nokey
      :1
      log: DEL a a nokey
      event: 0 del a
      > UNLINK b nokey
      :1
      log: UNLINK b nokey
      event: 0 del b
      > DEL a
      :0
    `)
  })

  it('RENAME and RENAMENX', () => {
    check(`
      > SET a 1 EX 100
      +OK
      log: SET a 1 PXAT 1700000100000
      event: 0 new a
      event: 0 set a
      event: 0 expire a
      > SET b 2
      +OK
      log: SET b 2
      event: 0 new b
      event: 0 set b
      > RENAME a b
      +OK
      log: RENAME a b
      event: 0 new b
      event: 0 rename_from a
      event: 0 rename_to b
      > GET b
      "1"
      > TTL b
      :100
      > EXISTS a
      :0
      event: 0 keymiss a
      > RENAME b b
      +OK
      > RENAMENX b b
      :0
      > RENAME nokey x
      -ERR no such key
      > RENAME nokey nokey
      -ERR no such key
      > SET c 3
      +OK
      log: SET c 3
      event: 0 new c
      event: 0 set c
      > RENAMENX c b
      :0
      > RENAMENX c d
      :1
      log: RENAMENX c d
      event: 0 new d
      event: 0 rename_from c
      event: 0 rename_to d
      > RENAMENX nokey d
      -ERR no such key
      > APPEND d x
      :2
      log: APPEND d x
      event: 0 append d
      > RENAME d e
      +OK
      log: RENAME d e
      event: 0 new e
      event: 0 rename_from d
      event: 0 rename_to e
      > OBJECT ENCODING e
      "raw"
    `)
  })

  it('COPY', () => {
    check(`
      > SET a 12 EX 100
      +OK
      log: SET a 12 PXAT 1700000100000
      event: 0 new a
      event: 0 set a
      event: 0 expire a
      > COPY a b
      :1
      log: COPY a b
      event: 0 new b
      event: 0 copy_to b
      > TTL b
      :100
      > COPY a b
      :0
      > SET a 13
      +OK
      log: SET a 13
      event: 0 set a
      > COPY a b REPLACE
      :1
      log: COPY a b REPLACE
      event: 0 new b
      event: 0 copy_to b
      > GET b
      "13"
      > TTL b
      :-1
      > APPEND a x
      :3
      log: APPEND a x
      event: 0 append a
      > COPY a c
      :1
      log: COPY a c
      event: 0 new c
      event: 0 copy_to c
      > OBJECT ENCODING c
      "raw"
      > COPY a a
      -ERR source and destination objects are the same
      > COPY a a DB 1
      :1
      log: COPY a a DB 1
      event: 1 new a
      event: 1 copy_to a
      > COPY a a DB 1
      :0
      > COPY a a DB 1 REPLACE
      :1
      log: COPY a a DB 1 REPLACE
      event: 1 new a
      event: 1 copy_to a
      > COPY a b DB 99
      -ERR DB index is out of range
      > COPY a b DB x
      -ERR value is not an integer or out of range
      > COPY a b DB 99999999999
      -ERR value is out of range, value must between -2147483648 and 2147483647
      > COPY a b DB
      -ERR syntax error
      > COPY nokey b
      :0
      event: 0 keymiss nokey
    `)
  })

  it('MOVE', () => {
    check(`
      > SET a 1 EX 100
      +OK
      log: SET a 1 PXAT 1700000100000
      event: 0 new a
      event: 0 set a
      event: 0 expire a
      > MOVE a 3
      :1
      log: MOVE a 3
      event: 3 new a
      event: 0 move_from a
      event: 3 move_to a
      > EXISTS a
      :0
      event: 0 keymiss a
      > SELECT 3
      +OK
      > TTL a
      :100
      > MOVE a 3
      -ERR source and destination objects are the same
      > MOVE a 99
      -ERR DB index is out of range
      > MOVE a x
      -ERR value is not an integer or out of range
      > MOVE nokey 1
      :0
      > SELECT 0
      +OK
      > SET a 1
      +OK
      log: SET a 1
      event: 0 new a
      event: 0 set a
      > MOVE a 3
      :0
    `)
  })

  it('KEYS and SCAN', () => {
    check(`
      > MSET foo 1 bar 2 baz 3
      +OK
      log: MSET foo 1 bar 2 baz 3
      event: 0 new foo
      event: 0 set foo
      event: 0 new bar
      event: 0 set bar
      event: 0 new baz
      event: 0 set baz
      > KEYS ba?
      ["baz" "bar"]
      > KEYS nothing*
      []
      > SCAN 0 MATCH f* COUNT 1000
      ["0" ["foo"]]
      > SCAN 0 COUNT 1000 TYPE list
      ["0" []]
      > SCAN 0 COUNT 1000 TYPE STRING MATCH f*
      ["0" ["foo"]]
      > SCAN 0 TYPE nothing COUNT 100
      ["0" []]
      > SCAN 0 COUNT 0
      -ERR syntax error
      > SCAN 0 COUNT x
      -ERR value is not an integer or out of range
      > SCAN 0 COUNT
      -ERR syntax error
      > SCAN 0 FOO bar
      -ERR syntax error
      > SCAN x
      -ERR invalid cursor
      > SCAN -
      -ERR invalid cursor
      > SCAN 18446744073709551616
      -ERR invalid cursor
    `)
  })

  it('RANDOMKEY and DBSIZE', () => {
    check(`
      > RANDOMKEY
      (nil)
      > DBSIZE
      :0
      > SET only 1
      +OK
      log: SET only 1
      event: 0 new only
      event: 0 set only
      > RANDOMKEY
      "only"
      > DBSIZE
      :1
    `)
  })

  it('DUMP and RESTORE', () => {
    check(`
      > RESTORE k 0 junk
      -ERR DUMP payload version or checksum are wrong
      > RESTORE k -1 x
      -ERR Invalid TTL value, must be >= 0
      > RESTORE k x x
      -ERR value is not an integer or out of range
      > RESTORE k 0 x IDLETIME -1
      -ERR Invalid IDLETIME value, must be >= 0
      > RESTORE k 0 x FREQ 256
      -ERR Invalid FREQ value, must be >= 0 and <= 255
      > RESTORE k 0 x FREQ 1 IDLETIME 1
      -ERR syntax error
      > RESTORE k 0 x FOO
      -ERR syntax error
      > DUMP nokey
      (nil)
      event: 0 keymiss nokey
      > SET k 1
      +OK
      log: SET k 1
      event: 0 new k
      event: 0 set k
      > RESTORE k 0 junk
      -BUSYKEY Target key name already exists.
    `)
  })

  it('OBJECT', () => {
    check(`
      > SET k 9999
      +OK
      log: SET k 9999
      event: 0 new k
      event: 0 set k
      > OBJECT ENCODING k
      "int"
      > OBJECT REFCOUNT k
      :2147483647
      > COPY k own
      :1
      log: COPY k own
      event: 0 new own
      event: 0 copy_to own
      > OBJECT ENCODING own
      "int"
      > OBJECT REFCOUNT own
      :1
      > DECR own
      :9998
      log: DECR own
      event: 0 incrby own
      > OBJECT REFCOUNT own
      :2147483647
      > COPY own copy
      :1
      log: COPY own copy
      event: 0 new copy
      event: 0 copy_to copy
      > APPEND copy 1
      :5
      log: APPEND copy 1
      event: 0 append copy
      > OBJECT ENCODING copy
      "raw"
      > DEL own copy
      :2
      log: DEL own copy
      event: 0 del own
      event: 0 del copy
      > SET k 10000
      +OK
      log: SET k 10000
      event: 0 set k
      > OBJECT REFCOUNT k
      :1
      > SET k 12345678901234567890
      +OK
      log: SET k 12345678901234567890
      event: 0 set k
      > OBJECT ENCODING k
      "embstr"
      > SET k aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      +OK
      log: SET k aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      event: 0 set k
      > OBJECT ENCODING k
      "embstr"
      > SET k aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      +OK
      log: SET k aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      event: 0 set k
      > OBJECT ENCODING k
      "raw"
      pass 5000
      > OBJECT IDLETIME k
      :5
      > TOUCH k
      :1
      > OBJECT IDLETIME k
      :0
      > OBJECT FREQ k
      -ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.
      > OBJECT ENCODING nokey
      (nil)
      > OBJECT FOO k
      -ERR unknown subcommand 'FOO'. Try OBJECT HELP.
      > OBJECT ENCODING
      -ERR wrong number of arguments for 'object|encoding' command
    `)
  })

  it('FLUSHDB and FLUSHALL', () => {
    check(`
      > MSET a 1 b 2
      +OK
      log: MSET a 1 b 2
      event: 0 new a
      event: 0 set a
      event: 0 new b
      event: 0 set b
      > SELECT 1
      +OK
      > SET c 1
      +OK
      log: SET c 1
      event: 1 new c
      event: 1 set c
      > FLUSHDB
      +OK
      log: FLUSHDB
      > FLUSHDB
      +OK
      log: FLUSHDB
      > DBSIZE
      :0
      > SELECT 0
      +OK
      > DBSIZE
      :2
      > FLUSHALL ASYNC
      +OK
      log: FLUSHALL ASYNC
      > FLUSHALL SYNC
      +OK
      log: FLUSHALL SYNC
      > FLUSHALL FOO
      -ERR syntax error
      > FLUSHDB ASYNC SYNC
      -ERR syntax error
      > DBSIZE
      :0
    `)
  })

  it('SWAPDB', () => {
    check(`
      > SET a 1
      +OK
      log: SET a 1
      event: 0 new a
      event: 0 set a
      > SWAPDB 0 1
      +OK
      log: SWAPDB 0 1
      > EXISTS a
      :0
      event: 0 keymiss a
      > SELECT 1
      +OK
      > GET a
      "1"
      > SWAPDB 0 99
      -ERR DB index is out of range
      > SWAPDB x 1
      -ERR invalid first DB index
      > SWAPDB 0 x
      -ERR invalid second DB index
      > SWAPDB 0 0
      +OK
      log: SWAPDB 0 0
      > SWAPDB 0 -1
      -ERR DB index is out of range
      > SWAPDB 99999999999 0
      -ERR invalid first DB index
    `)
  })
})

// Conversations with the commands on numbers; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('commands on numbers', () => {
  it('INCR, DECR, INCRBY and DECRBY', () => {
    check(`
      > INCR n
      :1
      log: INCR n
      event: 0 new n
      event: 0 incrby n
      > INCRBY n 41
      :42
      log: INCRBY n 41
      event: 0 incrby n
      > DECR n
      :41
      log: DECR n
      event: 0 incrby n
      > DECRBY n 1
      :40
      log: DECRBY n 1
      event: 0 incrby n
      > INCRBY n -100
      :-60
      log: INCRBY n -100
      event: 0 incrby n
      > INCRBY n 1.5
      -ERR value is not an integer or out of range
      > INCRBY n x
      -ERR value is not an integer or out of range
      > SET t 9 EX 100
      +OK
      log: SET t 9 PXAT 1700000100000
      event: 0 new t
      event: 0 set t
      event: 0 expire t
      > INCR t
      :10
      log: INCR t
      event: 0 incrby t
      > TTL t
      :100
      > OBJECT ENCODING t
      "int"
      > SET s abc
      +OK
      log: SET s abc
      event: 0 new s
      event: 0 set s
      > INCR s
      -ERR value is not an integer or out of range
      > SET s 01
      +OK
      log: SET s 01
      event: 0 set s
      > INCR s
      -ERR value is not an integer or out of range
    `)
  })

  it('all 64 bits count', () => {
    check(`
      > SET n 9007199254740991
      +OK
      log: SET n 9007199254740991
      event: 0 new n
      event: 0 set n
      > INCR n
      :9007199254740992
      log: INCR n
      event: 0 incrby n
      > INCRBY n 9007199254740993
      :18014398509481985
      log: INCRBY n 9007199254740993
      event: 0 incrby n
      > DECRBY n 9007199254740993
      :9007199254740992
      log: DECRBY n 9007199254740993
      event: 0 incrby n
      > SET n 9223372036854775807
      +OK
      log: SET n 9223372036854775807
      event: 0 set n
      > INCR n
      -ERR increment or decrement would overflow
      > DECR n
      :9223372036854775806
      log: DECR n
      event: 0 incrby n
      > SET n -9223372036854775808
      +OK
      log: SET n -9223372036854775808
      event: 0 set n
      > DECR n
      -ERR increment or decrement would overflow
      > DECRBY n -9223372036854775808
      -ERR decrement would overflow
      > INCRBY n 9223372036854775807
      :-1
      log: INCRBY n 9223372036854775807
      event: 0 incrby n
      > INCRBY n 9223372036854775808
      -ERR value is not an integer or out of range
    `)
  })

  it('INCRBYFLOAT', () => {
    check(`
      > INCRBYFLOAT f 0.1
      "0.1"
      log: SET f 0.1 KEEPTTL
      event: 0 new f
      event: 0 incrbyfloat f
      > INCRBYFLOAT f 0.2
      "0.3"
      log: SET f 0.3 KEEPTTL
      event: 0 incrbyfloat f
      > INCRBYFLOAT f 1e400
      "10000000000000000000281880683947586514586453433629052038625910693539685534008629862039363994848324160522094053927317616200295822777259255734023828976593340661017797447434546173917862448116674971723778943824391593338047470675026246684401359237513603830343735485505244955964979021825038280091068414947402456898653040951017512658092615827588920183472511643316591362664138176309734806343732497430221946880"
      log: SET f 10000000000000000000281880683947586514586453433629052038625910693539685534008629862039363994848324160522094053927317616200295822777259255734023828976593340661017797447434546173917862448116674971723778943824391593338047470675026246684401359237513603830343735485505244955964979021825038280091068414947402456898653040951017512658092615827588920183472511643316591362664138176309734806343732497430221946880 KEEPTTL
      event: 0 incrbyfloat f
      > INCRBYFLOAT f x
      -ERR value is not a valid float
      > INCRBYFLOAT f 2.7
      "10000000000000000000281880683947586514586453433629052038625910693539685534008629862039363994848324160522094053927317616200295822777259255734023828976593340661017797447434546173917862448116674971723778943824391593338047470675026246684401359237513603830343735485505244955964979021825038280091068414947402456898653040951017512658092615827588920183472511643316591362664138176309734806343732497430221946880"
      log: SET f 10000000000000000000281880683947586514586453433629052038625910693539685534008629862039363994848324160522094053927317616200295822777259255734023828976593340661017797447434546173917862448116674971723778943824391593338047470675026246684401359237513603830343735485505244955964979021825038280091068414947402456898653040951017512658092615827588920183472511643316591362664138176309734806343732497430221946880 KEEPTTL
      event: 0 incrbyfloat f
      > OBJECT ENCODING f
      "raw"
      > INCR f
      -ERR value is not an integer or out of range
      > OBJECT ENCODING f
      "raw"
      > SET t 5 EX 100
      +OK
      log: SET t 5 PXAT 1700000100000
      event: 0 new t
      event: 0 set t
      event: 0 expire t
      > INCRBYFLOAT t 1
      "6"
      log: SET t 6 KEEPTTL
      event: 0 incrbyfloat t
      > TTL t
      :100
    `)
  })
})

// Conversations with HGETEX, HGETDEL and HSETEX; replies, log and events are those of Redis 8.0.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('HGETEX, HGETDEL, HSETEX', () => {
  it('HGETDEL takes fields away', () => {
    check(`
      > HSET h a 1 b 2 c 3
      :3
      log: HSET h a 1 b 2 c 3
      event: 0 new h
      event: 0 hset h
      > HGETDEL h FIELDS 2 a z
      ["1" (nil)]
      log: HDEL h a z
      event: 0 hdel h
      > HGETDEL h FIELDS 2 b c
      ["2" "3"]
      log: HDEL h b c
      event: 0 hdel h
      event: 0 del h
      > EXISTS h
      :0
      event: 0 keymiss h
      > HGETDEL h FIELDS 1 a
      [(nil)]
      > HSET h a 1 b 2 c 3
      :3
      log: HSET h a 1 b 2 c 3
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 100 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000000100 FIELDS 1 a
      event: 0 hexpire h
      pass 101
      > HGETDEL h FIELDS 2 a b
      [(nil) "2"]
      log: HDEL h a
      log: HDEL h a b
      event: 0 hexpired h
      event: 0 hdel h
      > HGETDEL h FIELD 1 c
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HGETDEL h FIELDS 0 c
      -ERR Number of fields must be a positive integer
      > HGETDEL h FIELDS 2 c
      -ERR The \`numfields\` parameter must match the number of arguments
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HGETDEL s FIELDS 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('HGETEX reads and changes times', () => {
    check(`
      > HSET h c 3
      :1
      log: HSET h c 3
      event: 0 new h
      event: 0 hset h
      > HGETEX h PERSIST FIELDS 1 c
      ["3"]
      > HGETEX h EX 10 PX 5 FIELDS 1 c
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HGETEX h NOPE FIELDS 1 c
      -ERR Mandatory argument FIELDS is missing or not at the right position
      > HGETEX h EX 10 FIELDS
      -ERR Number of fields must be a positive integer
      > HGETEX h EX -1 FIELDS 1 c
      -ERR invalid expire time, must be >= 0
      > HGETEX h EX x FIELDS 1 c
      -ERR value is not an integer or out of range
      > HGETEX h EXAT 70368744178 FIELDS 1 c
      -ERR invalid expire time in 'hgetex' command
      > HGETEX h EXAT 0 FIELDS 1 c
      ["3"]
      log: HDEL h c
      event: 0 hdel h
      event: 0 del h
      > EXISTS h
      :0
      event: 0 keymiss h
      > HGETEX nokey EX 10 FIELDS 2 c d
      [(nil) (nil)]
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > HPEXPIRE h 10 FIELDS 1 a
      [:1]
      log: HPEXPIREAT h 1700000000010 FIELDS 1 a
      event: 0 hexpire h
      pass 11
      > HGETEX h FIELDS 1 a
      [(nil)]
      log: HDEL h a
      event: 0 hexpired h
      event: 0 del h
      > EXISTS h
      :0
      event: 0 keymiss h
      > HGETEX h PX 10 FIELDS 1
      -ERR The \`numfields\` parameter must match the number of arguments
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HGETEX s FIELDS 1 a
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('HSETEX sets fields with times', () => {
    check(`
      > HSETEX h FIELDS 2 a 1 b 2
      :1
      log: HSETEX h FIELDS 2 a 1 b 2
      event: 0 new h
      event: 0 hset h
      > HSETEX h EX 10 FIELDS 2 a 3 c 4
      :1
      log: HSETEX h PXAT 1700000010000 FIELDS 2 a 3 c 4
      event: 0 hset h
      event: 0 hexpire h
      > HTTL h FIELDS 3 a b c
      [:10 :-1 :10]
      > HSETEX h KEEPTTL FIELDS 1 a 5
      :1
      log: HSETEX h KEEPTTL FIELDS 1 a 5
      event: 0 hset h
      > HTTL h FIELDS 1 a
      [:10]
      > HSETEX h FIELDS 1 a 6
      :1
      log: HSETEX h FIELDS 1 a 6
      event: 0 hset h
      > HTTL h FIELDS 1 a
      [:-1]
      > HSETEX h PXAT 1700000009000 FNX FIELDS 1 d 1
      :1
      log: HSETEX h PXAT 1700000009000 FNX FIELDS 1 d 1
      event: 0 hset h
      event: 0 hexpire h
      > HSETEX h FNX PX 1500 FIELDS 2 e 1 d 2
      :0
      > HSETEX h FXX EXAT 1700000100 FIELDS 2 c 1 d 2
      :1
      log: HSETEX h FXX PXAT 1700000100000 FIELDS 2 c 1 d 2
      event: 0 hset h
      event: 0 hexpire h
      > HSETEX h FXX FIELDS 2 c 1 z 2
      :0
      > HSETEX nokey FXX FIELDS 1 a 1
      :0
      > EXISTS nokey
      :0
      event: 0 keymiss nokey
      > HSETEX n FNX EX 5 FIELDS 1 a 1
      :1
      log: HSETEX n FNX PXAT 1700000005000 FIELDS 1 a 1
      event: 0 new n
      event: 0 hset n
      event: 0 hexpire n
      > HSETEX n EXAT 1 FIELDS 2 a 1 b 2
      :1
      log: HDEL n a b
      event: 0 hset n
      event: 0 hdel n
      event: 0 del n
      > EXISTS n
      :0
      event: 0 keymiss n
    `)
  })

  it('HSETEX meets fields that are due', () => {
    check(`
      > HSETEX h PX 5 FIELDS 2 t 1 u 1
      :1
      log: HSETEX h PXAT 1700000000005 FIELDS 2 t 1 u 1
      event: 0 new h
      event: 0 hset h
      event: 0 hexpire h
      pass 6
      > HSETEX h FXX FIELDS 1 t 2
      :0
      log: HDEL h t
      event: 0 hexpired h
      > HSETEX h KEEPTTL FIELDS 1 u 2
      :1
      log: HSETEX h KEEPTTL FIELDS 1 u 2
      event: 0 hset h
      > HTTL h FIELDS 1 u
      [:-2]
      > HGET h u
      (nil)
      log: HDEL h u
      event: 0 hexpired h
      event: 0 del h
      > HSETEX k PX 5 FIELDS 1 t 1
      :1
      log: HSETEX k PXAT 1700000000011 FIELDS 1 t 1
      event: 0 new k
      event: 0 hset k
      event: 0 hexpire k
      pass 6
      > HSETEX k FXX FIELDS 1 t 2
      :0
      log: HDEL k t
      event: 0 hexpired k
      event: 0 del k
      > EXISTS k
      :0
      event: 0 keymiss k
      > HSETEX k PX 5 FIELDS 1 t 1
      :1
      log: HSETEX k PXAT 1700000000017 FIELDS 1 t 1
      event: 0 new k
      event: 0 hset k
      event: 0 hexpire k
      pass 6
      > HSETEX k FNX FIELDS 1 t 2
      :1
      log: HDEL k t
      log: HSETEX k FNX FIELDS 1 t 2
      event: 0 hexpired k
      event: 0 hset k
    `)
  })

  it('HSETEX refuses what it does not understand', () => {
    check(`
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > HSETEX h EX 1 KEEPTTL FIELDS 1 a 1
      -ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified
      > HSETEX h EX 1 PX 1 FIELDS 1 a 1
      -ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified
      > HSETEX h FOO FIELDS 1 a 1
      -ERR unknown argument: FOO
      > HSETEX h EX x FIELDS 1 a 1
      -ERR value is not an integer or out of range
      > HSETEX h EX -1 FIELDS 1 a 1
      -ERR invalid expire time, must be >= 0
      > HSETEX h FIELDS 2 a 1
      -ERR wrong number of arguments for 'hsetex' command
      > HSETEX h FIELDS 0 a 1
      -ERR invalid number of fields
      > HSETEX h FIELDS 1 a 1 b
      -ERR wrong number of arguments for 'hsetex' command
      > HSETEX h FIELDS x a 1
      -ERR invalid number of fields
      > HSETEX h FNX KEEPTTL FNX EX
      -ERR Only one of FXX or FNX arguments can be specified
      > HSETEX h FNX KEEPTTL NO EX
      -ERR unknown argument: NO
      > HSETEX h FNX EX 1 FIELDS 1
      -ERR wrong number of arguments for 'hsetex' command
      > HSETEX h FNX KEEPTTL
      -ERR wrong number of arguments for 'hsetex' command
      > SET s v
      +OK
      log: SET s v
      event: 0 new s
      event: 0 set s
      > HSETEX s FIELDS 1 a 1
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HSETEX s FIELDS 1 a
      -ERR wrong number of arguments for 'hsetex' command
    `)
  })
})

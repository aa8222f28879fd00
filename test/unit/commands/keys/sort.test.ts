// Conversations with SORT; replies, log and events are those of redis-server 7.0.15 in the C locale.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('SORT', () => {
  it('by numbers and by texts, all or a part', () => {
    check(`
      > RPUSH l 3 1 2 10
      :4
      log: RPUSH l 3 1 2 10
      event: 0 new l
      event: 0 rpush l
      > SORT l
      ["1" "2" "3" "10"]
      > SORT l DESC
      ["10" "3" "2" "1"]
      > SORT l DESC ASC
      ["1" "2" "3" "10"]
      > SORT l ALPHA
      ["1" "10" "2" "3"]
      > SORT l LIMIT 1 2
      ["2" "3"]
      > SORT l LIMIT -5 2
      ["1" "2"]
      > SORT l LIMIT 1 -1
      ["2" "3" "10"]
      > SORT l LIMIT 4 1
      []
      > SORT l LIMIT 0 0
      []
      > SORT none
      []
      event: 0 keymiss none
      > SORT_RO l DESC
      ["10" "3" "2" "1"]
    `)
  })

  it('refuses what it cannot read', () => {
    check(`
      > RPUSH l 1
      :1
      log: RPUSH l 1
      event: 0 new l
      event: 0 rpush l
      > SORT l LIMIT 1
      -ERR syntax error
      > SORT l LIMIT x 1
      -ERR value is not an integer or out of range
      > SORT l LIMIT 1 x
      -ERR value is not an integer or out of range
      > SORT l FOO
      -ERR syntax error
      > SORT l BY
      -ERR syntax error
      > SORT l GET
      -ERR syntax error
      > SORT l STORE
      -ERR syntax error
      > SORT_RO l STORE d
      -ERR syntax error
      > SET s 1
      +OK
      log: SET s 1
      event: 0 new s
      event: 0 set s
      > SORT s
      -WRONGTYPE Operation against a key holding the wrong kind of value
      > HSET h a 1
      :1
      log: HSET h a 1
      event: 0 new h
      event: 0 hset h
      > SORT h
      -WRONGTYPE Operation against a key holding the wrong kind of value
    `)
  })

  it('takes for a number what C does', () => {
    check(`
      > RPUSH l 1e3 0x10 -inf 1.5 -0 '' 0
      :7
      log: RPUSH l 1e3 0x10 -inf 1.5 -0 '' 0
      event: 0 new l
      event: 0 rpush l
      > SORT l
      ["-inf" "" "-0" "0" "1.5" "0x10" "1e3"]
      > RPUSH bad1 x
      :1
      log: RPUSH bad1 x
      event: 0 new bad1
      event: 0 rpush bad1
      > SORT bad1
      -ERR One or more scores can't be converted into double
      > RPUSH bad2 nan
      :1
      log: RPUSH bad2 nan
      event: 0 new bad2
      event: 0 rpush bad2
      > SORT bad2
      -ERR One or more scores can't be converted into double
      > RPUSH bad3 1e400
      :1
      log: RPUSH bad3 1e400
      event: 0 new bad3
      event: 0 rpush bad3
      > SORT bad3 STORE d
      -ERR One or more scores can't be converted into double
      > RPUSH bad4 1e-320
      :1
      log: RPUSH bad4 1e-320
      event: 0 new bad4
      event: 0 rpush bad4
      > SORT bad4 LIMIT 0 0
      -ERR One or more scores can't be converted into double
    `)
  })

  it('BY and GET look keys and fields up', () => {
    check(`
      > RPUSH l 1 2 3
      :3
      log: RPUSH l 1 2 3
      event: 0 new l
      event: 0 rpush l
      > MSET w_1 30 w_2 20 w_3 10 o_1 one o_2 two
      +OK
      log: MSET w_1 30 w_2 20 w_3 10 o_1 one o_2 two
      event: 0 new w_1
      event: 0 set w_1
      event: 0 new w_2
      event: 0 set w_2
      event: 0 new w_3
      event: 0 set w_3
      event: 0 new o_1
      event: 0 set o_1
      event: 0 new o_2
      event: 0 set o_2
      > HSET h_1 f 5 g x
      :2
      log: HSET h_1 f 5 g x
      event: 0 new h_1
      event: 0 hset h_1
      > HSET h_2 f 7
      :1
      log: HSET h_2 f 7
      event: 0 new h_2
      event: 0 hset h_2
      > SORT l BY w_*
      ["3" "2" "1"]
      > SORT l BY w_* GET # GET o_* GET w_*
      ["3" (nil) "10" "2" "two" "20" "1" "one" "30"]
      event: 0 keymiss o_3
      > SORT l BY h_*->f DESC
      ["2" "1" "3"]
      event: 0 keymiss h_3
      > SORT l BY h_*->f GET h_*->g
      [(nil) "x" (nil)]
      event: 0 keymiss h_3
      event: 0 keymiss h_3
      > SORT l BY h_*->
      ["1" "2" "3"]
      event: 0 keymiss h_1->
      event: 0 keymiss h_2->
      event: 0 keymiss h_3->
      > SORT l GET constant
      [(nil) (nil) (nil)]
      > SORT l BY o_*
      -ERR One or more scores can't be converted into double
      event: 0 keymiss o_3
      > SORT l BY o_* ALPHA
      ["3" "1" "2"]
      event: 0 keymiss o_3
      > SORT l BY o_* ALPHA DESC
      ["2" "1" "3"]
      event: 0 keymiss o_3
    `)
  })

  it('a weight of another type is none', () => {
    check(`
      > RPUSH l 1 2
      :2
      log: RPUSH l 1 2
      event: 0 new l
      event: 0 rpush l
      > SET w_1 5
      +OK
      log: SET w_1 5
      event: 0 new w_1
      event: 0 set w_1
      > RPUSH w_2 x
      :1
      log: RPUSH w_2 x
      event: 0 new w_2
      event: 0 rpush w_2
      > SORT l BY w_*
      ["2" "1"]
      > SORT l BY w_*->f GET w_*
      ["5" (nil)]
    `)
  })

  it('BY a constant leaves the order, and one makes a later pattern void', () => {
    check(`
      > RPUSH l 2 3 1
      :3
      log: RPUSH l 2 3 1
      event: 0 new l
      event: 0 rpush l
      > SORT l BY nosort
      ["2" "3" "1"]
      > SORT l BY nosort DESC
      ["1" "3" "2"]
      > SORT l BY nosort DESC LIMIT 1 5
      ["3" "2"]
      > SORT l BY nosort BY *
      ["2" "3" "1"]
      > SORT l BY * BY nosort
      ["2" "3" "1"]
      > ZADD z 1 c 2 a 3 b
      :3
      log: ZADD z 1 c 2 a 3 b
      event: 0 new z
      event: 0 zadd z
      > SORT z BY nosort
      ["c" "a" "b"]
      > SORT z BY nosort DESC
      ["b" "a" "c"]
      > SORT z BY nosort DESC LIMIT 1 1
      ["a"]
      > SORT z BY nosort LIMIT 2 5
      ["b"]
    `)
  })

  it('sorted sets stay packed', () => {
    check(`
      > ZADD z 1 c 2 a 3 b
      :3
      log: ZADD z 1 c 2 a 3 b
      event: 0 new z
      event: 0 zadd z
      > SORT z ALPHA
      ["a" "b" "c"]
      > SORT z
      -ERR One or more scores can't be converted into double
      > OBJECT ENCODING z
      "listpack"
    `)
  })

  it('STORE makes a list', () => {
    check(`
      > SADD s 3 10 2
      :3
      log: SADD s 3 10 2
      event: 0 new s
      event: 0 sadd s
      > SORT s STORE d
      :3
      log: SORT s STORE d
      event: 0 new d
      event: 0 sortstore d
      > LRANGE d 0 -1
      ["2" "3" "10"]
      > SORT s STORE d GET none_*
      :3
      log: SORT s STORE d GET none_*
      event: 0 keymiss none_2
      event: 0 keymiss none_3
      event: 0 keymiss none_10
      event: 0 sortstore d
      > LRANGE d 0 -1
      ["" "" ""]
      > OBJECT ENCODING d
      "listpack"
      > SORT none STORE d
      :0
      log: SORT none STORE d
      event: 0 keymiss none
      event: 0 del d
      > SORT none STORE d
      :0
      event: 0 keymiss none
      > SORT s STORE s
      :3
      log: SORT s STORE s
      event: 0 sortstore s
      > TYPE s
      +list
    `)
  })

  it('a field whose time has passed is none', () => {
    check(`
      > RPUSH l 1 2
      :2
      log: RPUSH l 1 2
      event: 0 new l
      event: 0 rpush l
      > HSET h_1 f 5
      :1
      log: HSET h_1 f 5
      event: 0 new h_1
      event: 0 hset h_1
      > HSET h_2 f 4
      :1
      log: HSET h_2 f 4
      event: 0 new h_2
      event: 0 hset h_2
      > HPEXPIRE h_1 100 FIELDS 1 f
      [:1]
      log: HPEXPIREAT h_1 1700000000100 FIELDS 1 f
      event: 0 hexpire h_1
      > SORT l BY h_*->f GET h_*->f
      ["4" "5"]
      pass 200
      > SORT l BY h_*->f GET h_*->f
      [(nil) "4"]
    `)
  })

  it('COMMAND GETKEYS finds the last STORE, passing over what belongs to other options', () => {
    check(`
      > COMMAND GETKEYS SORT k
      ["k"]
      > COMMAND GETKEYS SORT k LIMIT 1 STORE STORE d GET STORE BY STORE STORE e
      ["k" "e"]
      > COMMAND GETKEYSANDFLAGS SORT k STORE e
      [["k" [+RO +access]] ["e" [+OW +update]]]
      > COMMAND GETKEYS SORT k STORE
      ["k"]
      > COMMAND GETKEYS SORT_RO k STORE e
      ["k"]
    `)
  })

  it('what is stored of a set without order is sorted as text', () => {
    check(`
      > SADD s 3 10 2
      :3
      log: SADD s 3 10 2
      event: 0 new s
      event: 0 sadd s
      > SORT s BY nosort DESC STORE d
      :3
      log: SORT s BY nosort DESC STORE d
      event: 0 new d
      event: 0 sortstore d
      > LRANGE d 0 -1
      ["3" "2" "10"]
    `)
  })
})

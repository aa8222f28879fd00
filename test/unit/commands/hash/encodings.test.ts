// When a hash changes its encoding: at the points of Redis 7.2 and, with times, of 7.4.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string, options: Record<string, string> = {}): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom(options).replay(text)).toBe(text)
}

describe('encodings of a hash', () => {
  it('by the number of fields', () => {
    check(
      `
      > HSET h 1 a 2 b 3 c
      :3
      log: HSET h 1 a 2 b 3 c
      event: 0 new h
      event: 0 hset h
      > OBJECT ENCODING h
      "listpack"
      > HSET h 4 d
      :1
      log: HSET h 4 d
      event: 0 hset h
      > OBJECT ENCODING h
      "hashtable"
      > HDEL h 1 2 3
      :3
      log: HDEL h 1 2 3
      event: 0 hdel h
      > OBJECT ENCODING h
      "hashtable"
      > HSET p a 1 a 2 a 3 a 4
      :1
      log: HSET p a 1 a 2 a 3 a 4
      event: 0 new p
      event: 0 hset p
      > OBJECT ENCODING p
      "hashtable"
      > HGETALL p
      ["a" "4"]
      > HSETNX q a 1
      :1
      log: HSETNX q a 1
      event: 0 new q
      event: 0 hset q
      > HSETNX q b 1
      :1
      log: HSETNX q b 1
      event: 0 hset q
      > HSETNX q c 1
      :1
      log: HSETNX q c 1
      event: 0 hset q
      > OBJECT ENCODING q
      "listpack"
      > HINCRBY q d 1
      :1
      log: HINCRBY q d 1
      event: 0 hincrby q
      > OBJECT ENCODING q
      "hashtable"
    `,
      { 'hash-max-listpack-entries': '3' },
    )
  })

  it('by the length of fields and values', () => {
    check(
      `
      > HSET a f 12345678
      :1
      log: HSET a f 12345678
      event: 0 new a
      event: 0 hset a
      > OBJECT ENCODING a
      "listpack"
      > HSET a f 123456789
      :0
      log: HSET a f 123456789
      event: 0 hset a
      > OBJECT ENCODING a
      "hashtable"
      > HSET b 123456789 f
      :1
      log: HSET b 123456789 f
      event: 0 new b
      event: 0 hset b
      > OBJECT ENCODING b
      "hashtable"
      > HSETNX c f 123456789
      :1
      log: HSETNX c f 123456789
      event: 0 new c
      event: 0 hset c
      > OBJECT ENCODING c
      "hashtable"
      > HSET d f 99999999
      :1
      log: HSET d f 99999999
      event: 0 new d
      event: 0 hset d
      > HINCRBY d f 1
      :100000000
      log: HINCRBY d f 1
      event: 0 hincrby d
      > OBJECT ENCODING d
      "hashtable"
      > HSET e f 1
      :1
      log: HSET e f 1
      event: 0 new e
      event: 0 hset e
      > HINCRBYFLOAT e f 0.1234567
      "1.1234567"
      log: HSET e f 1.1234567
      event: 0 hincrbyfloat e
      > OBJECT ENCODING e
      "hashtable"
      > HINCRBY f 123456789 1
      :1
      log: HINCRBY f 123456789 1
      event: 0 new f
      event: 0 hincrby f
      > OBJECT ENCODING f
      "hashtable"
      > HSETEX g EX 1 FIELDS 1 f 123456789
      :1
      log: HSETEX g PXAT 1700000001000 FIELDS 1 f 123456789
      event: 0 new g
      event: 0 hset g
      event: 0 hexpire g
      > OBJECT ENCODING g
      "hashtable"
      > HTTL g FIELDS 1 f
      [:1]
    `,
      { 'hash-max-listpack-value': '8' },
    )
  })

  it('with times', () => {
    check(
      `
      > HSET h 1 a 2 b
      :2
      log: HSET h 1 a 2 b
      event: 0 new h
      event: 0 hset h
      > HEXPIRE h 10 FIELDS 1 2
      [:1]
      log: HPEXPIREAT h 1700000010000 FIELDS 1 2
      event: 0 hexpire h
      > OBJECT ENCODING h
      "listpackex"
      > HGETALL h
      ["2" "b" "1" "a"]
      > HPERSIST h FIELDS 1 2
      [:1]
      log: HPERSIST h FIELDS 1 2
      event: 0 hpersist h
      > OBJECT ENCODING h
      "listpackex"
      > HEXPIRE h 20 FIELDS 1 2
      [:1]
      log: HPEXPIREAT h 1700000020000 FIELDS 1 2
      event: 0 hexpire h
      > HSET h 3 c 4 d
      :2
      log: HSET h 3 c 4 d
      event: 0 hset h
      > OBJECT ENCODING h
      "hashtable"
      > HTTL h FIELDS 4 1 2 3 4
      [:-1 :20 :-1 :-1]
      > HEXPIRE h 5 FIELDS 2 3 4
      [:1 :1]
      log: HPEXPIREAT h 1700000005000 FIELDS 2 3 4
      event: 0 hexpire h
      pass 5001
      > HGET h 3
      (nil)
      log: HDEL h 3
      event: 0 hexpired h
      > HGET h 4
      (nil)
      log: HDEL h 4
      event: 0 hexpired h
      > HLEN h
      :2
      > HTTL h FIELDS 2 1 2
      [:-1 :15]
    `,
      { 'hash-max-listpack-entries': '3' },
    )
  })
})

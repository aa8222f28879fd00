// Conversations with the commands on parts of strings; replies, log and events are those of redis-server 7.0.15.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('commands on parts of strings', () => {
  it('APPEND', () => {
    check(`
      > APPEND a hello
      :5
      log: APPEND a hello
      event: 0 new a
      event: 0 append a
      > APPEND a ''
      :5
      log: APPEND a ''
      event: 0 append a
      > OBJECT ENCODING a
      "raw"
      > APPEND n 12
      :2
      log: APPEND n 12
      event: 0 new n
      event: 0 append n
      > OBJECT ENCODING n
      "int"
      > APPEND n 3
      :3
      log: APPEND n 3
      event: 0 append n
      > OBJECT ENCODING n
      "raw"
      > APPEND empty ''
      :0
      log: APPEND empty ''
      event: 0 new empty
      event: 0 append empty
      > STRLEN empty
      :0
      > STRLEN a
      :5
      > STRLEN nokey
      :0
      event: 0 keymiss nokey
    `)
  })

  it('SETRANGE', () => {
    check(`
      > SETRANGE s 3 hello
      :8
      log: SETRANGE s 3 hello
      event: 0 new s
      event: 0 setrange s
      > STRLEN s
      :8
      > OBJECT ENCODING s
      "raw"
      > SETRANGE s 0 abc
      :8
      log: SETRANGE s 0 abc
      event: 0 setrange s
      > GET s
      "abchello"
      > SETRANGE s 0 ''
      :8
      > SETRANGE nokey 5 ''
      :0
      > SETRANGE s -1 a
      -ERR offset is out of range
      > SETRANGE s x a
      -ERR value is not an integer or out of range
      > SETRANGE s 536870911 ab
      -ERR string exceeds maximum allowed size (proto-max-bulk-len)
      > SETRANGE s 9223372036854775807 ab
      -ERR string exceeds maximum allowed size (proto-max-bulk-len)
      > SETRANGE s 1 zz
      :8
      log: SETRANGE s 1 zz
      event: 0 setrange s
      > GET s
      "azzhello"
    `)
  })

  it('GETRANGE and SUBSTR', () => {
    check(`
      > SET a hello
      +OK
      log: SET a hello
      event: 0 new a
      event: 0 set a
      > GETRANGE a 0 -1
      "hello"
      > GETRANGE a 1 3
      "ell"
      > GETRANGE a -3 -1
      "llo"
      > GETRANGE a -1 -3
      ""
      > GETRANGE a 3 100
      "lo"
      > GETRANGE a 100 200
      ""
      > GETRANGE a -100 2
      "hel"
      > GETRANGE a -100 -200
      ""
      > GETRANGE a -9223372036854775808 9223372036854775807
      "hello"
      > GETRANGE a 0 9223372036854775808
      -ERR value is not an integer or out of range
      > GETRANGE a x 1
      -ERR value is not an integer or out of range
      > GETRANGE nokey 0 -1
      ""
      event: 0 keymiss nokey
      > SUBSTR a 0 2
      "hel"
    `)
  })

  it('LCS', () => {
    check(`
      > MSET a ohmytext b mynewtext
      +OK
      log: MSET a ohmytext b mynewtext
      event: 0 new a
      event: 0 set a
      event: 0 new b
      event: 0 set b
      > LCS a b
      "mytext"
      > LCS a b LEN
      :6
      > LCS a b IDX
      ["matches" [[[:4 :7] [:5 :8]] [[:2 :3] [:0 :1]]] "len" :6]
      > LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN
      ["matches" [[[:4 :7] [:5 :8] :4]] "len" :6]
      > LCS a b IDX MINMATCHLEN -5
      ["matches" [[[:4 :7] [:5 :8]] [[:2 :3] [:0 :1]]] "len" :6]
      > LCS a b LEN IDX
      -ERR If you want both the length and indexes, please just use IDX.
      > LCS a b FOO
      -ERR syntax error
      > LCS a b MINMATCHLEN x
      -ERR value is not an integer or out of range
      > LCS a nokey
      ""
      event: 0 keymiss nokey
      > LCS none neither IDX
      ["matches" [] "len" :0]
      event: 0 keymiss none
      event: 0 keymiss neither
      > MSET a abcxyzabcqq b zabcabcxqz
      +OK
      log: MSET a abcxyzabcqq b zabcabcxqz
      event: 0 set a
      event: 0 set b
      > LCS a b
      "abcabcq"
      > LCS a b IDX
      ["matches" [[[:10 :10] [:8 :8]] [[:6 :8] [:4 :6]] [[:0 :2] [:1 :3]]] "len" :7]
    `)
  })
})

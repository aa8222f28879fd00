// Conversations with SPOP and SRANDMEMBER; what is logged is what went.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const check = (conversation: string): void => {
  const lines = conversation.trim().split('\n')
  const text = lines.map(line => line.trim()).join('\n')
  expect(new ServerRoom().replay(text)).toBe(text)
}

describe('random members', () => {
  it('SPOP of one member is logged as SREM', () => {
    check(`
      > SADD s a
      :1
      log: SADD s a
      event: 0 new s
      event: 0 sadd s
      > SPOP s
      "a"
      log: SREM s a
      event: 0 spop s
      event: 0 del s
      > SPOP s
      (nil)
      > SADD s a b
      :2
      log: SADD s a b
      event: 0 new s
      event: 0 sadd s
      > SPOP s
      "a"
      log: SREM s a
      event: 0 spop s
    `)
  })

  it('SPOP with a count', () => {
    check(`
      > SADD s 1 2 3 4 5
      :5
      log: SADD s 1 2 3 4 5
      event: 0 new s
      event: 0 sadd s
      > SPOP s 0
      []
      > SPOP s 3
      ["1" "2" "5"]
      log: SREM s 1 2 5
      event: 0 spop s
      > SPOP s 10
      ["3" "4"]
      log: DEL s
      event: 0 spop s
      event: 0 del s
      > SPOP s 1
      []
      > SPOP s 0
      []
    `)
  })

  it('SPOP refuses what is no count', () => {
    check(`
      > SADD s a
      :1
      log: SADD s a
      event: 0 new s
      event: 0 sadd s
      > SPOP s -1
      -ERR value is out of range, must be positive
      > SPOP s x
      -ERR value is out of range, must be positive
      > SPOP s 1 2
      -ERR syntax error
      > SPOP none -1
      -ERR value is out of range, must be positive
    `)
  })

  it('SRANDMEMBER draws one, some, or with repetition', () => {
    check(`
      > SADD s a b c
      :3
      log: SADD s a b c
      event: 0 new s
      event: 0 sadd s
      > SRANDMEMBER s
      "a"
      > SRANDMEMBER s 0
      []
      > SRANDMEMBER s 2
      ["a" "c"]
      > SRANDMEMBER s 10
      ["a" "b" "c"]
      > SRANDMEMBER s -5
      ["a" "b" "c" "b" "a"]
      > SRANDMEMBER none
      (nil)
      event: 0 keymiss none
      > SRANDMEMBER none 3
      []
      event: 0 keymiss none
    `)
  })

  it('SRANDMEMBER refuses what is no count', () => {
    check(`
      > SADD s a
      :1
      log: SADD s a
      event: 0 new s
      event: 0 sadd s
      > SRANDMEMBER s x
      -ERR value is not an integer or out of range
      > SRANDMEMBER s 1 2
      -ERR syntax error
      > SRANDMEMBER s -9223372036854775808
      -ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807
      > SRANDMEMBER none x
      -ERR value is not an integer or out of range
    `)
  })
})

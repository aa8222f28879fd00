// At which points a set changes its encoding: those of Redis 7.2.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const options = {
  'set-max-intset-entries': '8',
  'set-max-listpack-entries': '4',
  'set-max-listpack-value': '5',
}

const encodingOf = (room: ServerRoom, key: string): string => room.say(`OBJECT ENCODING ${key}`).slice(1, -1)

const shared = new ServerRoom(options)

/** The encoding of key s after each of these lines. */
const course = (...lines: string[]): string => {
  const room = shared
  room.say('DEL s')
  return lines
    .map(line => {
      room.say(line)
      return encodingOf(room, 's')
    })
    .join(' ')
}

const numbers = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => from + i).join(' ')
const texts = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `m${from + i}`).join(' ')

describe('encodings of sets', () => {
  it('follow the first member and how many come with it', () => {
    expect(course(`SADD s ${numbers(0, 8)}`)).toBe('intset')
    expect(course(`SADD s ${numbers(0, 9)}`)).toBe('hashtable')
    expect(course(`SADD s ${texts(0, 4)}`)).toBe('listpack')
    expect(course(`SADD s ${texts(0, 5)}`)).toBe('hashtable')
    // Five repetitions are announced as five members.
    expect(course('SADD s a a a a a')).toBe('hashtable')
    expect(course('SADD s a 1 2 3')).toBe('listpack')
    expect(course('SADD s 1 a 2 3')).toBe('listpack')
  })

  it('change with the number of members', () => {
    expect(course(`SADD s ${numbers(0, 8)}`, 'SADD s 3', 'SADD s 99')).toBe('intset intset hashtable')
    expect(course(`SADD s ${texts(0, 4)}`, 'SADD s m3', 'SADD s m4')).toBe('listpack listpack hashtable')
    expect(course('SADD s 1', `SADD s ${numbers(0, 9)}`)).toBe('intset hashtable')
    expect(course('SADD s a', 'SADD s a a a a a')).toBe('listpack hashtable')
  })

  it('change with the first text among integers', () => {
    expect(course(`SADD s ${numbers(0, 3)}`, 'SADD s a')).toBe('intset listpack')
    expect(course(`SADD s ${numbers(0, 4)}`, 'SADD s a')).toBe('intset hashtable')
    expect(course('SADD s 1', 'SADD s abcdef')).toBe('intset hashtable')
    expect(course('SADD s 123456', 'SADD s a')).toBe('intset hashtable')
    expect(course('SADD s 1', 'SADD s 01')).toBe('intset listpack')
  })

  it('change with long members', () => {
    expect(course('SADD s abcde', 'SADD s abcdef')).toBe('listpack hashtable')
    expect(course('SADD s abcdef')).toBe('hashtable')
  })

  it('never go back when members go', () => {
    expect(course('SADD s 1 a', 'SREM s a', 'SADD s 2')).toBe('listpack listpack listpack')
    expect(course(`SADD s ${numbers(0, 9)}`, `SREM s ${numbers(1, 8)}`)).toBe('hashtable hashtable')
  })

  it('of what SPOP leaves are fresh when little is left', () => {
    const many = `SADD s ${texts(0, 24)}`
    expect(course(many, 'SPOP s 19')).toBe('hashtable hashtable')
    expect(course(many, 'SPOP s 20')).toBe('hashtable listpack')
    expect(course(`SADD s ${numbers(0, 24)}`, 'SPOP s 20')).toBe('hashtable listpack')
    expect(course(`SADD s ${numbers(0, 8)}`, 'SPOP s 7')).toBe('intset intset')
  })

  it('of stored results', () => {
    const room = new ServerRoom(options)
    room.say(`SADD i ${numbers(0, 8)}`)
    room.say('SADD p 1 2 a')
    room.say(`SADD t ${numbers(0, 20)}`)
    room.say(`SADD x ${texts(0, 20)}`)
    const stored = (line: string): string => {
      room.say(line)
      return encodingOf(room, 'd')
    }
    expect(stored('SINTERSTORE d i t')).toBe('intset')
    expect(stored('SINTERSTORE d p t')).toBe('intset')
    expect(stored('SINTERSTORE d p p')).toBe('listpack')
    expect(stored('SINTERSTORE d t t')).toBe('hashtable')
    expect(stored('SUNIONSTORE d i')).toBe('intset')
    expect(stored('SUNIONSTORE d p')).toBe('listpack')
    expect(stored('SUNIONSTORE d p i')).toBe('hashtable')
    expect(stored('SDIFFSTORE d i p')).toBe('intset')
    expect(stored('SDIFFSTORE d p i')).toBe('listpack')
    // Many small sets taken from a large one: a copy of it, a table, shrinks to the result.
    room.say(`SADD y ${numbers(1, 19)}`)
    expect(stored('SDIFFSTORE d t y')).toBe('intset')
    expect(stored(`SDIFFSTORE d t ${'i p i p i p i p'}`)).toBe('hashtable')
  })

  it('are those of the default limits', () => {
    const room = new ServerRoom()
    room.say(`SADD i ${numbers(0, 512)}`)
    room.say(`SADD p ${texts(0, 128)}`)
    expect([encodingOf(room, 'i'), encodingOf(room, 'p')]).toEqual(['intset', 'listpack'])
    room.say('SADD i 512')
    room.say('SADD p m128')
    expect([encodingOf(room, 'i'), encodingOf(room, 'p')]).toEqual(['hashtable', 'hashtable'])
    room.say(`SADD v ${'x'.repeat(64)}`)
    room.say(`SADD w ${'x'.repeat(65)}`)
    expect([encodingOf(room, 'v'), encodingOf(room, 'w')]).toEqual(['listpack', 'hashtable'])
  })
})

// Clients that wait for lists: who is served, with what, and what is logged for it.
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../../shared/client/client.ts'
import { ServerRoom } from '../server-room.ts'

/** Lets a new connection wait in a command. */
function waiting(room: ServerRoom, line: string): Client {
  const client = room.connect()
  expect(room.say(line, client)).toBe('')
  return client
}

function heard(room: ServerRoom, client: Client): string {
  return room.heard(client).replaceAll('\r\n', ' ').trim()
}

/** Says a line and gives what was logged and told of it. */
function after(room: ServerRoom, line: string): string[] {
  const events = room.listen()
  room.logged()
  room.say(line)
  return [...room.logged(), ...events().map(event => `event ${event}`)]
}

describe('waiting for a list', () => {
  it('BLPOP and BRPOP take one element when it comes', () => {
    const room = new ServerRoom()
    const left = waiting(room, 'BLPOP none l 0')
    const right = waiting(room, 'BRPOP l 0')
    expect(after(room, 'RPUSH l a b c')).toEqual([
      'RPUSH l a b c',
      'LPOP l',
      'RPOP l',
      'event 0 rpush l',
      'event 0 lpop l',
      'event 0 rpop l',
    ])
    expect(heard(room, left)).toBe('*2 $1 l $1 a')
    expect(heard(room, right)).toBe('*2 $1 l $1 c')
    expect(room.say('LRANGE l 0 -1')).toBe('["b"]')
  })

  it('those who wait are served in the order they came, and the key goes with the last element', () => {
    const room = new ServerRoom()
    const first = waiting(room, 'BLPOP l 0')
    const second = waiting(room, 'BLPOP l 0')
    expect(after(room, 'RPUSH l a')).toEqual([
      'RPUSH l a',
      'LPOP l',
      'event 0 rpush l',
      'event 0 lpop l',
      'event 0 del l',
    ])
    expect([heard(room, first), heard(room, second)]).toEqual(['*2 $1 l $1 a', ''])
    room.say('LPUSH l b')
    expect(heard(room, second)).toBe('*2 $1 l $1 b')
  })

  it('BLMOVE moves on, and whom that serves is served too', () => {
    const room = new ServerRoom()
    const mover = waiting(room, 'BLMOVE l m LEFT RIGHT 0')
    const taker = waiting(room, 'BRPOPLPUSH m n 0')
    expect(after(room, 'RPUSH l x')).toEqual([
      'RPUSH l x',
      'LMOVE l m LEFT RIGHT',
      'RPOPLPUSH m n',
      'event 0 rpush l',
      'event 0 rpush m',
      'event 0 lpop l',
      'event 0 del l',
      'event 0 lpush n',
      'event 0 rpop m',
      'event 0 del m',
    ])
    expect([heard(room, mover), heard(room, taker)]).toEqual(['$1 x', '$1 x'])
    expect(room.say('LRANGE n 0 -1')).toBe('["x"]')
  })

  it('BLMPOP takes as many as there are', () => {
    const room = new ServerRoom()
    const client = waiting(room, 'BLMPOP 0 2 a b RIGHT COUNT 3')
    expect(after(room, 'RPUSH b 1 2')).toEqual([
      'RPUSH b 1 2',
      'RPOP b 2',
      'event 0 rpush b',
      'event 0 rpop b',
      'event 0 del b',
    ])
    expect(heard(room, client)).toBe('*2 $1 b *2 $1 2 $1 1')
  })

  it('whose target is no list gets an error, and the element stays', () => {
    const room = new ServerRoom()
    room.say('SET s v')
    const client = waiting(room, 'BRPOPLPUSH l s 0')
    expect(after(room, 'RPUSH l x')).toEqual(['RPUSH l x', 'event 0 rpush l'])
    expect(heard(room, client)).toMatch(/^-WRONGTYPE /)
    expect(room.say('LRANGE l 0 -1')).toBe('["x"]')
  })

  it('goes on while the key is of another type, or is gone again at the end of a transaction', () => {
    const room = new ServerRoom()
    const client = waiting(room, 'BLPOP l 0')
    room.say('SET l v')
    room.say('DEL l')
    for (const line of ['MULTI', 'RPUSH l a', 'DEL l', 'EXEC']) room.say(line)
    expect(heard(room, client)).toBe('')
    for (const line of ['MULTI', 'RPUSH l a', 'LPUSH l b', 'EXEC']) room.say(line)
    expect(heard(room, client)).toBe('*2 $1 l $1 b')
  })

  it.each([
    ['BLPOP l 0.1', '*-1'],
    ['BRPOP l 0.1', '*-1'],
    ['BLMOVE l m LEFT LEFT 0.1', '*-1'],
    ['BRPOPLPUSH l m 0.1', '*-1'],
    ['BLMPOP 0.1 1 l LEFT', '*-1'],
  ])('%s ends when its time is up', (line, reply) => {
    const room = new ServerRoom()
    const client = waiting(room, line)
    room.pass(99)
    room.engine.endTurn()
    expect(heard(room, client)).toBe('')
    room.pass(2)
    room.engine.endTurn()
    expect(heard(room, client)).toBe(reply)
  })
})

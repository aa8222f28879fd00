// When a list is a listpack and when a quicklist, by Redis 7.2's rules.
import { describe, expect, it } from 'vitest'
import { config } from '../../../../server/commands/server/config/config.ts'
import { debug } from '../../../../server/commands/server/debug/debug.ts'
import { ServerRoom } from '../server-room.ts'

function roomWith(size: string): ServerRoom {
  return new ServerRoom({ 'list-max-listpack-size': size })
}

function encoding(room: ServerRoom, key = 'l'): string {
  return room.say(`OBJECT ENCODING ${key}`)
}

const LISTPACK = '"listpack"'
const QUICKLIST = '"quicklist"'
const x = (count: number): string => 'x'.repeat(count)

describe('the encoding of lists', () => {
  it.each([
    ['-1', 4096],
    ['-2', 8192],
    ['-3', 16384],
    ['-4', 32768],
    ['-5', 65536],
    ['-9', 65536],
    ['5', 8192],
  ])('with list-max-listpack-size %s is a listpack up to %i bytes', (size, bytes) => {
    const room = roomWith(size)
    room.say(`RPUSH l ${x(bytes - 7)}`)
    expect(encoding(room)).toBe(LISTPACK)
    room.say(`RPUSH m ${x(bytes - 6)}`)
    expect(encoding(room, 'm')).toBe(QUICKLIST)
  })

  it.each([
    ['0', 1],
    ['1', 1],
    ['3', 3],
    ['128', 128],
  ])('with list-max-listpack-size %s is a listpack up to %i elements', (size, count) => {
    const room = roomWith(size)
    for (let i = 0; i < count; i++) room.say(`LPUSH l ${i}`)
    expect(encoding(room)).toBe(LISTPACK)
    room.say('LPUSH l more')
    expect(encoding(room)).toBe(QUICKLIST)
    room.say(`RPUSH m${' 1'.repeat(count + 1)}`)
    expect(encoding(room, 'm')).toBe(QUICKLIST)
  })

  it('counts the text of all that is pushed, not what it will take', () => {
    const room = roomWith('-1')
    // 4 bytes each as text, 3 in the listpack.
    room.say(`RPUSH l${' 1000'.repeat(1022)}`)
    expect(encoding(room)).toBe(LISTPACK)
    room.say(`RPUSH m${' 1000'.repeat(1023)}`)
    expect(encoding(room, 'm')).toBe(QUICKLIST)
  })

  it('is a listpack again at half the limit', () => {
    const room = roomWith('8')
    room.say('RPUSH l 1 2 3 4 5 6 7 8 9 10')
    room.say('RPOP l 5')
    expect(encoding(room)).toBe(QUICKLIST)
    room.say('RPOP l')
    expect(encoding(room)).toBe(LISTPACK)
    expect(room.say('LRANGE l 0 -1')).toBe('["1" "2" "3" "4"]')
  })

  it('is a listpack again at half the bytes, once there is one node', () => {
    const room = roomWith('-1')
    room.say(`RPUSH l ${x(1000)} ${x(1000)} ${x(1000)} ${x(1000)} ${x(1000)}`)
    // Four elements are in the first node.
    room.say('LPOP l 3')
    expect(encoding(room)).toBe(QUICKLIST)
    room.say('RPOP l')
    expect(encoding(room)).toBe(LISTPACK)
    room.say(`RPUSH m ${x(1000)} ${x(1000)} ${x(1000)} ${x(1000)} ${x(1000)}`)
    room.say('RPOP m 2')
    expect(encoding(room, 'm')).toBe(QUICKLIST)
    room.say('LPOP m')
    expect(encoding(room, 'm')).toBe(LISTPACK)
  })

  it.each([
    ['LREM', 'LREM l 0 a'],
    ['LTRIM', 'LTRIM l 5 -1'],
    ['LPOP', 'LPOP l 5'],
    ['LMPOP', 'LMPOP 1 l LEFT COUNT 5'],
    ['BLMPOP', 'BLMPOP 0 1 l LEFT COUNT 5'],
  ])('shrinks after %s', (_, command) => {
    const room = roomWith('4')
    room.say('RPUSH l a a a a a 1')
    expect(encoding(room)).toBe(QUICKLIST)
    room.say(command)
    expect(encoding(room)).toBe(LISTPACK)
    expect(room.say('LRANGE l 0 -1')).toBe('["1"]')
  })

  it('shrinks after LMOVE and grows by it, numbers counting as nothing', () => {
    const room = roomWith('-1')
    room.say(`RPUSH l ${x(4000)} 123456 tail`)
    room.say(`RPUSH m ${x(4075)}`)
    room.say('LMOVE l m RIGHT LEFT')
    expect(encoding(room, 'm')).toBe(LISTPACK)
    room.say('LMOVE l m RIGHT LEFT')
    expect(encoding(room, 'm')).toBe(LISTPACK)
    room.say('LMOVE l m RIGHT LEFT')
    expect(encoding(room, 'm')).toBe(QUICKLIST)
    expect(room.say('EXISTS l')).toBe(':0')
  })

  it('grows before LSET and LINSERT know that there is nothing to do', () => {
    const room = roomWith('2')
    room.say('RPUSH l a b')
    room.say('LINSERT l BEFORE none c')
    expect(encoding(room)).toBe(QUICKLIST)
    room.say('RPUSH m a b')
    expect(room.say('LSET m 5 c')).toBe('-ERR index out of range')
    expect(encoding(room, 'm')).toBe(QUICKLIST)
    room.say('RPUSH n a')
    room.say('LSET n 0 c')
    expect(encoding(room, 'n')).toBe(LISTPACK)
  })

  it('shrinks when LSET made an element small', () => {
    const room = roomWith('-1')
    room.say(`RPUSH l ${x(4090)}`)
    expect(encoding(room)).toBe(QUICKLIST)
    room.say('LSET l 0 small')
    expect(encoding(room)).toBe(LISTPACK)
  })
})

describe('a quicklist', () => {
  /** Nodes and listpack size, as DEBUG OBJECT has them. */
  function nodes(room: ServerRoom, key: string): string {
    return /ql_nodes:(\d+)/.exec(room.say(`DEBUG OBJECT ${key}`))![1]!
  }

  function fill(room: ServerRoom, key: string): string {
    return /ql_listpack_max:(-?\d+)/.exec(room.say(`DEBUG OBJECT ${key}`))![1]!
  }

  function roomThatChanges(): ServerRoom {
    const room = new ServerRoom({ 'list-max-listpack-size': '2' }, [config, debug])
    room.server.store.put('enable-debug-command', ['yes'])
    room.say('RPUSH l a b c d e f')
    expect(room.say('CONFIG SET list-max-listpack-size 4')).toBe('+OK')
    return room
  }

  it('keeps the listpack size that it was made with', () => {
    const room = roomThatChanges()
    room.say('RPUSH l g h i j k l')
    expect([nodes(room, 'l'), fill(room, 'l')]).toEqual(['6', '2'])
    room.say('LINSERT l BEFORE c x')
    expect([nodes(room, 'l'), fill(room, 'l')]).toEqual(['7', '2'])
  })

  it('passes it on to its copies, but not through DUMP', () => {
    const room = roomThatChanges()
    room.say('COPY l m')
    room.say('RPUSH m 1 2 3 4')
    expect([nodes(room, 'm'), fill(room, 'm')]).toEqual(['5', '2'])
    const payload = room
      .raw(['DUMP', 'l'])
      .replace(/^.*\r\n/, '')
      .slice(0, -2)
    room.raw(['RESTORE', 'n', '0', payload])
    room.say('RPUSH n 1 2 3 4')
    expect([nodes(room, 'n'), fill(room, 'n')]).toEqual(['4', '4'])
  })

  it('becomes a listpack by the size as it is now', () => {
    const room = roomThatChanges()
    room.say('RPOP l 4')
    expect(encoding(room)).toBe(LISTPACK)
    room.say('RPUSH l c d')
    expect(encoding(room)).toBe(LISTPACK)
    room.say('RPUSH l e')
    expect([nodes(room, 'l'), fill(room, 'l')]).toEqual(['2', '4'])
  })

  it.each([
    ['-100', '-5'],
    ['100000', '32767'],
  ])('takes a size of %s as %s', (size, kept) => {
    const room = roomThatChanges()
    room.say(`CONFIG SET list-max-listpack-size ${size}`)
    room.say(`RPUSH m ${x(70_000)}`)
    expect(fill(room, 'm')).toBe(kept)
  })
})

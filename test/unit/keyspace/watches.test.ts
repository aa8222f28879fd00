// WATCH: every command that changes a key, by whatever way, ends the transaction of those who watch it.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../commands/server-room.ts'

/** Whether EXEC still runs after `line` ran elsewhere while `key` was watched. */
function survives(key: string, line: string, before: string[] = []): boolean {
  const room = new ServerRoom()
  for (const other of ['SET a 1', 'SET b 2', 'SET t 1 EX 100', ...before]) room.say(other)
  const watcher = room.connect()
  room.say(`WATCH ${key}`, watcher)
  room.say(line)
  room.say('MULTI', watcher)
  return room.say('EXEC', watcher) === '[]'
}

describe('WATCH', () => {
  it.each([
    ['a', 'SET a 2'],
    ['a', 'GETSET a 2'],
    ['a', 'GETDEL a'],
    ['a', 'GETEX a EX 10'],
    ['a', 'APPEND a x'],
    ['a', 'SETRANGE a 1 x'],
    ['a', 'INCR a'],
    ['a', 'INCRBYFLOAT a 1'],
    ['n', 'MSETNX m 1 n 2'],
    ['a', 'DEL a'],
    ['a', 'UNLINK b a'],
    ['a', 'EXPIRE a 10'],
    ['a', 'EXPIRE a -1'],
    ['t', 'PERSIST t'],
    ['a', 'RENAME a c'],
    ['b', 'RENAME a b'],
    ['n', 'RENAMENX a n'],
    ['a', 'MOVE a 1'],
    ['n', 'COPY a n'],
    ['b', 'COPY a b REPLACE'],
    ['a', 'FLUSHDB'],
    ['a', 'FLUSHALL'],
    ['a', 'SWAPDB 0 1'],
    ['a', 'SWAPDB 1 0'],
  ])('%s, then %s', (key, line) => {
    expect(survives(key, line)).toBe(false)
  })

  it.each([
    ['a', 'SET b 1'],
    ['a', 'GET a'],
    ['a', 'SET a 1 NX'],
    ['a', 'COPY a c'],
    ['a', 'TOUCH a'],
    ['a', 'EXPIRE a 10 XX'],
    ['a', 'GETEX a'],
    ['nokey', 'FLUSHALL'],
    ['nokey', 'SWAPDB 0 1'],
    ['a', 'SWAPDB 1 2'],
    ['a', 'DEL nokey'],
  ])('%s is not touched by %s', (key, line) => {
    expect(survives(key, line)).toBe(true)
  })

  it('sees a key arrive from another database', () => {
    const room = new ServerRoom()
    room.say('SET a 1')
    const watcher = room.connect()
    room.say('SELECT 1', watcher)
    room.say('WATCH a', watcher)
    room.say('MOVE a 1')
    room.say('MULTI', watcher)
    expect(room.say('EXEC', watcher)).toBe('(nil)')
  })
})

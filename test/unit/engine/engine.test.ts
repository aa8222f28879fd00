/** What connections do to each other and to themselves beyond single commands. */
import { expect, test } from 'vitest'
import { Cron } from '../../../server/engine/cron.ts'
import { clientState } from '../../../shared/client/client.ts'
import { ServerRoom } from '../commands/server-room.ts'

test('a transaction is logged as one, and only what changed', () => {
  const room = new ServerRoom()
  room.say('MULTI')
  room.say('SET a 1')
  room.say('GET a')
  room.say('INCR a')
  expect(room.say('EXEC')).toBe('[+OK "1" :2]')
  expect(room.logged()).toEqual(['MULTI', 'SET a 1', 'INCR a', 'EXEC'])
  room.say('MULTI')
  room.say('GET a')
  room.say('EXEC')
  expect(room.logged()).toEqual([])
})

test('a failing command in a transaction counts once, and EXEC not at all', () => {
  const room = new ServerRoom()
  room.say('SET a x')
  room.say('MULTI')
  room.say('INCR a')
  room.say('EXEC')
  expect(room.engine.commands.get('incr')?.failed).toBe(1)
  expect(room.engine.commands.get('exec')?.failed).toBe(0)
  expect(room.server.stats.errorReplies).toBe(1)
})

test('a watched key that another changes, or that runs out, spoils the transaction', () => {
  const room = new ServerRoom()
  const other = room.connect()
  room.say('SET k 1')
  room.say('WATCH k')
  room.say('SET k 2', other)
  room.say('MULTI')
  room.say('GET k')
  expect(room.say('EXEC')).toBe('(nil)')
  room.say('SET k 1 PX 100')
  room.say('WATCH k')
  room.pass(101)
  room.say('MULTI')
  expect(room.say('EXEC')).toBe('(nil)')
})

test('EXEC that is refused says EXECABORT and forgets the queue', () => {
  const room = new ServerRoom()
  room.say('MULTI')
  expect(room.say('EXEC x')).toBe(
    "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command",
  )
  expect(room.say('EXEC')).toBe('-ERR EXEC without MULTI')
})

test('an HTTP request ends its connection without a word', () => {
  const room = new ServerRoom()
  const browser = room.connect()
  expect(room.raw(['POST', '/', 'HTTP/1.1'], browser)).toBe('')
  expect(browser.has(clientState.closed)).toBe(true)
})

test('a pause holds requests back until it ends, then they run in order', () => {
  const room = new ServerRoom()
  const other = room.connect()
  const cron = new Cron(room.server, room.engine)
  room.say('CLIENT PAUSE 100 WRITE')
  expect(room.raw(['SET', 'k', '1'], other)).toBe('')
  expect(room.raw(['INCR', 'k'], other)).toBe('')
  expect(room.say('GET k')).toBe('(nil)')
  room.pass(100)
  cron.tick(room.now)
  room.engine.endTurn()
  expect(room.heard(other)).toBe('+OK\r\n:2\r\n')
})

test('idle connections end after timeout, subscribers and blocked ones do not', () => {
  const room = new ServerRoom({ timeout: '10' })
  const [idle, subscriber] = [room.connect(), room.connect()]
  const cron = new Cron(room.server, room.engine)
  room.say('PING', idle)
  room.say('SUBSCRIBE c', subscriber)
  room.pass(10_000)
  cron.tick(room.now)
  expect(idle.has(clientState.closed)).toBe(false)
  room.pass(1001)
  cron.tick(room.now)
  expect(idle.has(clientState.closed)).toBe(true)
  expect(subscriber.has(clientState.closed)).toBe(false)
})

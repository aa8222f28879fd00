/* Gates that a conversation with a running server cannot close at will: the disk, and loading. */
import { expect, test } from 'vitest'
import { ServerRoom } from '../commands/server-room.ts'

const PREVIOUS = '-EXECABORT Transaction discarded because of previous errors.'

test('the disk fails at queueing, or between queueing and EXEC', () => {
  const room = new ServerRoom()
  let error: string | null = 'MISCONF cannot save'
  room.diskError = () => error
  const fail = (text: string | null) => {
    error = text
    room.gates.refresh()
  }
  fail('MISCONF cannot save')
  expect(['MULTI', 'GET x', 'SET x 1', 'EXEC'].map(line => room.say(line))).toEqual([
    '+OK',
    '+QUEUED',
    '-MISCONF cannot save',
    PREVIOUS,
  ])
  fail(null)
  expect(['MULTI', 'GET x', 'SET x 1'].map(line => room.say(line)).at(-1)).toBe('+QUEUED')
  fail('MISCONF cannot save')
  expect(room.say('EXEC')).toBe('-EXECABORT Transaction discarded because of: MISCONF cannot save')
  expect(room.say('EXEC')).toBe('-ERR EXEC without MULTI')
  expect(['MULTI', 'GET x', 'EXEC'].map(line => room.say(line)).at(-1)).toBe('[(nil)]')
  // A sentinel is to count this server as down.
  expect(['MULTI', 'PING', 'EXEC'].map(line => room.say(line))).toEqual([
    '+OK',
    '-MISCONF cannot save',
    PREVIOUS,
  ])
})

test('the data set is loaded at queueing, or between queueing and EXEC', () => {
  const room = new ServerRoom()
  const load = (loading: boolean) => {
    room.server.setLoading(loading)
    room.gates.refresh()
  }
  const LOADING = 'LOADING Redis is loading the dataset in memory'
  expect(['MULTI', 'GET x'].map(line => room.say(line)).at(-1)).toBe('+QUEUED')
  load(true)
  expect(room.say('EXEC')).toBe(`-EXECABORT Transaction discarded because of: ${LOADING}`)
  expect(['MULTI', 'GET x', 'EXEC'].map(line => room.say(line))).toEqual(['+OK', `-${LOADING}`, PREVIOUS])
  expect(['MULTI', 'CLIENT ID', 'EXEC'].map(line => room.say(line))).toEqual(['+OK', '+QUEUED', '[:1]'])
})

test('a pause that was asked for a while ends with the while', () => {
  const room = new ServerRoom()
  const wanted: number[] = []
  room.engine.blocking.wakeIn = ms => wanted.push(ms)
  expect(room.say('CLIENT PAUSE 250')).toBe('+OK')
  const other = room.connect()
  expect(room.say('SET x 1', other)).toBe('')
  expect(wanted.at(-1)).toBe(250)
  room.pass(250)
  room.engine.endTurn()
  expect(room.heard(other)).toBe('+OK\r\n')
})

/*
 * WATCH and keys whose time passes, before WATCH or after it. What is expected is what redis-server 7.0.15
 * answered to the same requests with the same pauses.
 */
import { expect, test } from 'vitest'
import { ServerRoom } from '../commands/server-room.ts'

/** Requests, `pass` (the keys' time passes), and what becomes a replica; whether EXEC then runs. */
const CASES: [what: string, steps: string[], runs: boolean][] = [
  ['expires while it is watched', ['SET x 1 PX 50', 'WATCH x', 'pass'], false],
  ['... and is flushed', ['SET x 1 PX 50', 'WATCH x', 'pass', 'FLUSHDB'], false],
  ['... and is swapped away', ['SET x 1 PX 50', 'WATCH x', 'pass', 'SWAPDB 0 1'], false],
  ['... and is read', ['SET x 1 PX 50', 'WATCH x', 'pass', 'GET x'], false],
  ['... and is watched again', ['SET x 1 PX 50', 'WATCH x', 'pass', 'WATCH x'], false],
  ['... and is forgotten and watched', ['SET x 1 PX 50', 'WATCH x', 'pass', 'UNWATCH', 'WATCH x'], true],
  ['had expired', ['SET x 1 PX 50', 'pass', 'WATCH x'], true],
  ['... and is flushed', ['SET x 1 PX 50', 'pass', 'WATCH x', 'FLUSHALL'], true],
  ['... and is swapped for nothing', ['SET x 1 PX 50', 'pass', 'WATCH x', 'SWAPDB 0 1'], true],
  ['... and is read', ['SET x 1 PX 50', 'pass', 'WATCH x', 'GET x', 'SCAN 0', 'EXPIRE x 9'], true],
  ['... and is made', ['SET x 1 PX 50', 'pass', 'WATCH x', 'SET x 2'], false],
  ['... and is made and deleted', ['SET x 1 PX 50', 'pass', 'WATCH x', 'SET x 2', 'DEL x'], false],
  [
    '... and is swapped for a live one',
    ['SELECT 1', 'SET x 1', 'SELECT 0', 'SET x 1 PX 50', 'pass', 'WATCH x', 'SWAPDB 0 1'],
    false,
  ],
  [
    '... and is swapped for one that had expired',
    ['SELECT 1', 'SET x 1 PX 50', 'SELECT 0', 'SET x 1 PX 50', 'pass', 'WATCH x', 'SWAPDB 0 1'],
    true,
  ],
  ['never was', ['WATCH x', 'SWAPDB 0 1', 'FLUSHALL'], true],
  [
    '... and one that had expired comes',
    ['SELECT 1', 'SET x 1 PX 50', 'SELECT 0', 'pass', 'WATCH x', 'SWAPDB 0 1'],
    true,
  ],
  [
    '... and then it is made',
    ['SELECT 1', 'SET x 1 PX 50', 'SELECT 0', 'pass', 'WATCH x', 'SWAPDB 0 1', 'SET x 2'],
    false,
  ],
  [
    '... and one comes, and expires',
    ['SELECT 1', 'SET x 1 PX 50', 'SELECT 0', 'WATCH x', 'SWAPDB 0 1', 'pass'],
    false,
  ],
  ['expires during a pause', ['SET x 1 PX 50', 'WATCH x', 'CLIENT PAUSE 1000 WRITE', 'pass'], false],
  [
    'had expired during a pause, and is deleted after it',
    ['SET x 1 PX 50', 'CLIENT PAUSE 1000 WRITE', 'pass', 'WATCH x', 'CLIENT UNPAUSE', 'GET x'],
    true,
  ],
  ['expires on a replica', ['SET x 1 PX 50', 'replica', 'WATCH x', 'pass'], false],
  ['had expired on a replica', ['SET x 1 PX 50', 'replica', 'pass', 'WATCH x', 'GET x'], true],
  ['... and is deleted', ['SET x 1 PX 50', 'replica', 'pass', 'WATCH x', 'applied DEL x'], true],
  ['... and is made', ['SET x 1 PX 50', 'replica', 'pass', 'WATCH x', 'applied SET x 2'], false],
]

test.each(CASES)('%s: %j', (_, steps, runs) => {
  const room = new ServerRoom({ 'replica-read-only': 'no' })
  const { state } = room.server.keyspace
  const client = room.connect()
  for (const step of steps) {
    if (step === 'pass') room.pass(100)
    else if (step === 'replica') room.setReplica(true)
    else if (step.startsWith('applied ')) {
      state.applying = true
      room.say(step.slice(8))
      state.applying = false
    } else room.say(step, client)
  }
  room.say('MULTI', client)
  expect(room.say('EXEC', client)).toBe(runs ? '[]' : '(nil)')
})

import { expect, test } from 'vitest'
import { ServerRoom } from '../commands/server-room.ts'

test('a line of MONITOR has microseconds, those of its own moment', () => {
  const room = new ServerRoom()
  const monitor = room.connect()
  room.say('RESET', monitor)
  room.engine.startMonitor(monitor)
  room.server.parts.clock.wallUs = () => 1_700_000_000_000_042
  room.heard(monitor)
  room.say('PING')
  expect(room.heard(monitor)).toBe('+1700000000.000042 [0 127.0.0.1:5000] "PING"\r\n')
})

// The longest integers are texts of twenty characters: packed values must know them again.
import { expect, test } from 'vitest'
import { ServerRoom } from '../commands/server-room.ts'

test.each(['-9223372036854775808', '9223372036854775807', '-1234567890123456789'])('%s is one member', n => {
  const room = new ServerRoom()
  for (const again of [0, 1]) {
    expect(room.say(`HSET h ${n} ${again} other x`)).toBe(again === 0 ? ':2' : ':0')
    expect(room.say(`SADD s ${n} text`)).toBe(again === 0 ? ':2' : ':0')
    expect(room.say(`ZADD z ${again} ${n} 5 other`)).toBe(again === 0 ? ':2' : ':0')
  }
  expect(room.say(`HGET h ${n}`)).toBe('"1"')
  expect(room.say(`SISMEMBER s ${n}`)).toBe(':1')
  expect(room.say(`ZSCORE z ${n}`)).toBe('"1"')
  expect(room.say(`RPUSH l ${n} ${n}`)).toBe(':2')
  expect(room.say(`LREM l 1 ${n}`)).toBe(':1')
  expect(room.say(`LPOS l ${n}`)).toBe(':0')
})

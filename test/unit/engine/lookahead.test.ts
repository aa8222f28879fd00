// Pipelines long enough, over data large enough, that the engine looks ahead: the replies are those of the same
// requests sent one by one.
import { expect, test } from 'vitest'
import { Dice } from '../../property/keyspace/world.ts'
import { ServerRoom } from '../commands/server-room.ts'

/** More than the tables from which on it is worth it, and more memory. */
const many = 40_000
const value = 'v'.repeat(200)

function bulk(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`
}

function send(room: ServerRoom, requests: readonly string[][]): string {
  const client = room.connect()
  const bytes = Buffer.from(requests.map(bulk).join(''), 'latin1')
  room.engine.receive(client, bytes, bytes.length)
  room.engine.endTurn()
  return room.heard(client)
}

function filled(): ServerRoom {
  const room = new ServerRoom()
  const requests: string[][] = []
  for (let i = 0; i < many; i++) {
    requests.push(['SET', `key:${i}`, value], ['HSET', 'hash', `f${i}`, String(i)])
    requests.push(['SADD', 'set', `m${i}`], ['ZADD', 'zset', String(i), `m${i}`])
  }
  send(room, requests)
  return room
}

/** Requests on many keys, on members of the large values, and some that have no key at all. */
function request(dice: Dice): string[] {
  const n = String(dice.below(many * 2))
  const forms = [
    ['GET', `key:${n}`],
    ['SET', `key:${n}`, n],
    ['DEL', `key:${n}`],
    ['HGET', 'hash', `f${n}`],
    ['HSET', 'hash', `f${n}`, n],
    ['HDEL', 'hash', `f${n}`],
    ['SADD', 'set', `m${n}`],
    ['SREM', 'set', `m${n}`],
    ['ZADD', 'zset', n, `m${dice.below(many * 2)}`],
    ['ZRANK', 'zset', `m${n}`],
    ['ZREM', 'zset', `m${n}`],
    ['ZPOPMIN', 'zset'],
    ['zpopmax', 'zset'],
    ['ZCARD', 'zset'],
    ['GET', 'hash'],
    ['PING'],
    ['ECHO', n],
    ['MGET', `key:${n}`, 'hash', `key:${dice.below(many)}`],
    ['NOSUCH', n],
    ['HSET', 'hash'],
  ]
  return forms[dice.below(forms.length)]!
}

test('a pipeline is answered as its requests are one by one', () => {
  const together = filled()
  const apart = filled()
  expect(together.server.keyspace.arena.used).toBeGreaterThan(8 << 20)
  const dice = new Dice(11)
  for (let round = 0; round < 60; round++) {
    const requests = Array.from({ length: 1 + dice.below(70) }, () => request(dice))
    expect(send(together, requests)).toBe(requests.map(one => send(apart, [one])).join(''))
  }
  expect(together.server.keyspace.arena.used).toBe(apart.server.keyspace.arena.used)
})

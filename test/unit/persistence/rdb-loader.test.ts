/** What a load takes in, leaves out and counts, and what it knows of the data's place in history. */
import { describe, expect, test } from 'vitest'
import type { RdbWriter } from '../../../server/persistence/rdb/rdb-writer.ts'
import type { RdbLoader } from '../../../server/persistence/rdb-loader.ts'
import { ServerRoom } from '../commands/server-room.ts'
import { put, stream } from './rdb/recorder.ts'
import { load, rdbOf, SavingScene } from './saving-scene.ts'

const ID = '0123456789abcdef0123456789abcdef01234567'
const PLACE = { db: 2, id: ID, offset: 777 }

/** A room whose keys `old*` have just expired, and nobody has noticed. */
function expiring(): ServerRoom {
  const room = new ServerRoom()
  for (const command of [
    'SET old:string v PX 500',
    'RPUSH old:list a b',
    'PEXPIRE old:list 999',
    'HSET old:hash f v',
    'PEXPIRE old:hash 999',
    'SET later v PX 1000',
    'SADD never a b',
  ])
    room.say(command)
  return room
}

/** A load of such keys, 1000 ms later. */
function loadLater(
  dropExpired: boolean,
  place: typeof PLACE | null,
): { room: ServerRoom; loader: RdbLoader } {
  const file = rdbOf(expiring(), place)
  const room = new ServerRoom()
  room.setReplica(!dropExpired)
  room.pass(1000)
  return { room, loader: load(room, file, { dropExpired }) }
}

describe('keys whose time has passed', () => {
  test('are left out and counted by a primary', () => {
    const { room, loader } = loadLater(true, null)
    expect([loader.keys, loader.expired]).toEqual([2, 3])
    expect(room.say('DBSIZE')).toBe(':2')
    expect(room.say('MGET later')).toBe('["v"]')
    expect(room.say('PTTL later')).toBe(':0')
    expect(room.logged()).toEqual([])
  })

  test('are kept by a replica, which sees none of them', () => {
    const { room, loader } = loadLater(false, null)
    expect([loader.keys, loader.expired]).toEqual([5, 0])
    expect(room.say('DBSIZE')).toBe(':5')
    expect(room.say('GET old:string')).toBe('(nil)')
    expect(room.say('EXISTS old:list old:hash never')).toBe(':1')
  })

  test('are kept by a primary whose replicas may continue, and are to be told', () => {
    const { room, loader } = loadLater(true, PLACE)
    expect([loader.keys, loader.expired]).toEqual([5, 0])
    expect(room.say('GET old:string')).toBe('(nil)')
    expect(room.logged()).toEqual(['DEL old:string'])
    expect(room.say('DBSIZE')).toBe(':4')
  })

  test('are told of by INFO and the log', () => {
    const scene = new SavingScene()
    scene.disk.files.set('dump.rdb', rdbOf(expiring()))
    scene.room.pass(1000)
    expect(scene.room.say('DEBUG RELOAD NOSAVE')).toBe('+OK')
    expect(scene.info('rdb_last_load_keys_expired')).toBe('3')
    expect(scene.info('rdb_last_load_keys_loaded')).toBe('2')
    expect(scene.said).toContain('Done loading RDB, keys loaded: 2, keys expired: 3.')
    scene.room.setReplica(true)
    expect(scene.room.say('DEBUG RELOAD NOSAVE')).toBe('+OK')
    expect(scene.info('rdb_last_load_keys_expired')).toBe('0')
    expect(scene.info('rdb_last_load_keys_loaded')).toBe('5')
  })
})

describe('the place in history', () => {
  const placeOf = (fields: Record<string, string>): unknown => {
    const file = stream(writer => {
      for (const [name, value] of Object.entries(fields)) writer.aux(name, value)
      writer.selectDb(0)
      put(writer, 'key', 'value')
    })
    const room = new ServerRoom()
    const loader = load(room, file, { dropExpired: true })
    expect(room.say('GET key')).toBe('"value"')
    return loader.place()
  }
  const good = { 'repl-stream-db': '2', 'repl-id': ID, 'repl-offset': '777' }

  test('is what the auxiliary fields say', () => {
    expect(placeOf(good)).toEqual(PLACE)
    expect(placeOf({ ...good, 'repl-offset': '0' })).toEqual({ ...PLACE, offset: 0 })
    expect(placeOf({ ...good, 'repl-stream-db': '0', other: 'field' })).toEqual({ ...PLACE, db: 0 })
  })

  test.each([
    ['repl-id', ID.slice(1)],
    ['repl-id', `${ID}0`],
    ['repl-id', ID.replace('0', 'g')],
    ['repl-id', ''],
    ['repl-offset', '-1'],
    ['repl-offset', '1.5'],
    ['repl-offset', '9007199254740993'],
    ['repl-offset', 'many'],
    ['repl-offset', ''],
    ['repl-stream-db', ''],
    ['repl-stream-db', '-1'],
    ['repl-stream-db', '16'],
    ['repl-stream-db', 'x'],
  ])('is unknown when %s is "%s"', (name, value) => {
    expect(placeOf({ ...good, [name]: value })).toBeNull()
  })

  test.each(Object.keys(good))('is unknown without %s', name => {
    const { [name as keyof typeof good]: _, ...rest } = good
    expect(placeOf(rest)).toBeNull()
  })
})

test('a database beyond those there are is an error that names the directive', () => {
  const file = stream((writer: RdbWriter) => {
    writer.selectDb(16)
    put(writer, 'key', 'value')
  })
  expect(() => load(new ServerRoom(), file, { dropExpired: true })).toThrow(
    /^database 16 is beyond the 16 that directive 'databases' allows at byte offset \d+$/,
  )
})

test('a file without an end is an error, and a value half built goes', () => {
  const room = new ServerRoom()
  for (let n = 0; n < 2000; n++) room.say(`RPUSH list ${'x'.repeat(n % 100)}`)
  const file = rdbOf(room)
  for (const length of [file.length - 1, file.length - 20, 500, 5]) {
    const into = new SavingScene()
    const { arena } = into.room.server.keyspace
    const before = arena.used
    into.disk.files.set('dump.rdb', file.subarray(0, length))
    expect(into.room.say('DEBUG RELOAD NOSAVE')).toMatch(
      /^-ERR Error trying to load the RDB dump, check server logs$/,
    )
    into.room.server.keyspace.flushAll()
    while (into.room.server.keyspace.reclaim());
    expect(arena.used, `${length} bytes`).toBe(before)
    expect(into.info('loading')).toBe('0')
  }
})

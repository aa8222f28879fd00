/* A writable replica: what its own clients gave a time expires, what the primary sent waits for its DEL. */
import { beforeEach, expect, test } from 'vitest'
import { Upkeep } from '../../../server/engine/upkeep.ts'
import { ServerRoom } from '../commands/server-room.ts'

let room: ServerRoom
let upkeep: Upkeep

beforeEach(() => {
  room = new ServerRoom({ 'replica-read-only': 'no' })
  upkeep = new Upkeep(room.server, room.engine.propagation)
  room.setReplica(true)
})

/** A tenth of a second of the server's life. */
function tick(): void {
  room.pass(100)
  upkeep.tick()
  while (upkeep.slice());
}

/** As the primary's stream has it. */
function applied(...lines: string[]): void {
  room.server.keyspace.state.applying = true
  for (const line of lines) expect(room.say(line)).not.toMatch(/^-/)
  room.server.keyspace.state.applying = false
}

/** Keys that there are, seen or not. */
function keys(): number {
  return room.server.keyspace.keys()
}

const WAYS: Record<string, string[]> = {
  'SET PX': ['SET k v PX 50'],
  'SET PXAT': ['SET k v PXAT 1700000000050'],
  'SET EX over a key': ['SET k v', 'SET k w PX 50'],
  'SET EX over a key with a time': ['SET k v PX 100000', 'SET k w PX 50'],
  PSETEX: ['PSETEX k 50 v'],
  PEXPIRE: ['SET k v', 'PEXPIRE k 50'],
  'PEXPIRE, again': ['SET k v PX 100000', 'PEXPIRE k 50'],
  'PEXPIRE of a list': ['RPUSH k v', 'PEXPIRE k 50'],
  PEXPIREAT: ['SET k v', 'PEXPIREAT k 1700000000050'],
  'EXPIRE with a time that has passed': ['SET k v', 'PEXPIRE k -1'],
  GETEX: ['SET k v', 'GETEX k PX 50'],
  'COPY and RENAME': ['SET j v PX 50', 'COPY j k', 'RENAME j i'],
  MOVE: ['SET k v PX 50', 'MOVE k 1'],
  SWAPDB: ['SET k v PX 50', 'SWAPDB 0 3'],
  'a value that outgrows its record': ['SET k v PX 50', `APPEND k ${'x'.repeat(5000)}`],
  HPEXPIRE: ['HSET k f v', 'HPEXPIRE k 50 FIELDS 1 f'],
  HSETEX: ['HSETEX k PX 50 FIELDS 1 f v'],
  'a copied hash': ['HSETEX j PX 50 FIELDS 1 f v', 'COPY j k'],
}

test.each(Object.entries(WAYS))('%s', (_, lines) => {
  for (const line of lines) expect(room.say(line)).not.toMatch(/^-/)
  expect(keys()).toBeGreaterThan(0)
  tick()
  tick()
  expect(keys()).toBe(0)
  tick()
  expect(room.server.keyspace.ownDated()).toBe(0)
})

test('keys of the stream are hidden, and stay until the primary deletes them', () => {
  applied('SET theirs v PX 50', 'HSETEX hash PX 50 FIELDS 1 f v', 'SET used v PX 50')
  room.say('SET mine v PX 50')
  room.say(`APPEND used ${'x'.repeat(3000)}`)
  const events = room.listen('KEx')
  tick()
  tick()
  expect([room.say('GET theirs'), room.say('HGET hash f'), keys()]).toEqual(['(nil)', '(nil)', 3])
  expect(events()).toEqual(['0 expired mine'])
  // A client gave it another time: now it is ours too.
  applied('SET theirs v PX 1000')
  room.say('PEXPIRE theirs 50')
  tick()
  tick()
  expect(keys()).toBe(2)
  applied('DEL used', 'DEL hash')
  expect(keys()).toBe(0)
})

test('an own key is kept as long as its time says, or for good when that is taken back', () => {
  room.say('SET later v PX 100000')
  room.say('SET persisted v PX 50')
  room.say('PERSIST persisted')
  tick()
  tick()
  expect([keys(), room.server.keyspace.ownDated()]).toEqual([2, 1])
})

test('of very many keys those that are due go within a second', () => {
  for (let i = 0; i < 20_000; i++) room.say(`SET k${i} v PX ${i % 100 === 0 ? 50 : 1_000_000}`)
  for (let i = 0; i < 10; i++) tick()
  expect(keys()).toBe(19_800)
})

test('promoted, everything expires alike, and nothing is kept of it', () => {
  applied('SET theirs v PX 50')
  room.say('SET mine v PX 50')
  room.setReplica(false)
  room.server.keyspace.forgetOwnDated()
  tick()
  tick()
  expect(keys()).toBe(0)
})

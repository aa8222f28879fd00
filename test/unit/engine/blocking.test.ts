/**
 * Waiting for keys, with commands of the test's own over strings: `TAKE key [key ...] timeout` deletes a
 * key and replies its name and value, `PASS from to timeout` renames a key. What BLPOP and its like add is
 * in their own tests.
 */

import { expect, test } from 'vitest'
import { readBlockTimeout } from '../../../server/engine/block-timeout.ts'
import type { ServerContext } from '../../../server/engine/context.ts'
import { Deadlines } from '../../../server/engine/deadlines.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { type Client, clientState } from '../../../shared/client/client.ts'
import { command, manyKeys, oneKey } from '../../../shared/command/command.ts'
import { Args } from '../../../shared/resp/args.ts'
import { ServerRoom } from '../commands/server-room.ts'

const take = command<ServerContext>({
  name: 'TAKE',
  group: 'list',
  since: '1.0.0',
  arity: -3,
  summary: 'Takes the first key there is.',
  complexity: 'O(N)',
  syntax: 'key... timeout:double',
  flags: ['write', 'blocking'],
  keys: manyKeys(1, 1, 'RW'),
  run(ctx, args) {
    const last = args.argc - 1
    const timeout = readBlockTimeout(ctx, args, last)
    if (timeout < 0) return
    for (let i = 1; i < last; i++) {
      const ref = ctx.writeString(args, i)
      if (ref === -1) return
      if (ref === 0) continue
      const { valueBytes, valueAt, valueLength } = ctx.db.records
      ctx.reply.array(2)
      ctx.reply.bulkBytes(args.view(i))
      ctx.reply.bulk(valueBytes, valueAt, valueLength)
      ctx.db.remove()
      ctx.changed(args, i, 'g', 'del')
      ctx.logWords('DEL', args.view(i))
      return
    }
    if (ctx.mayBlock()) ctx.block(args, 1, last - 1, timeout, type.string, 'nullArray')
    else ctx.reply.nullArray()
  },
})

const pass = command<ServerContext>({
  name: 'PASS',
  group: 'list',
  since: '1.0.0',
  arity: 4,
  summary: 'Renames a key once it is there.',
  complexity: 'O(1)',
  syntax: 'from to timeout:double',
  flags: ['write', 'blocking', 'denyoom'],
  keys: oneKey('RW'),
  run(ctx, args) {
    const timeout = readBlockTimeout(ctx, args, 3)
    if (timeout < 0) return
    if (ctx.db.write(args, 1) === 0) {
      ctx.block(args, 1, 1, timeout, type.string, 'null')
      return
    }
    const taken = ctx.db.take()
    ctx.db.write(args, 2)
    ctx.db.put(taken)
    ctx.changed(args, 1, 'g', 'rename_from')
    ctx.logWords('RENAME', args.view(1), args.view(2))
    ctx.reply.ok()
  },
})

function newRoom(): ServerRoom {
  return new ServerRoom({}, [take, pass])
}

/** What each has heard, in the short form. */
function heard(room: ServerRoom, ...clients: Client[]): string[] {
  return clients.map(client => room.heard(client).replaceAll('\r\n', ' ').trim())
}

test('waiting clients are served in the order they came', () => {
  const room = newRoom()
  const [a, b, c] = [room.connect(), room.connect(), room.connect()]
  for (const client of [b, a, c]) expect(room.say('TAKE k 0', client)).toBe('')
  expect(room.say('SET k 1')).toBe('+OK')
  expect(heard(room, a, b, c)).toEqual(['', '*2 $1 k $1 1', ''])
  room.say('SET k 2')
  room.say('SET k 3')
  expect(heard(room, a, b, c)).toEqual(['*2 $1 k $1 2', '', '*2 $1 k $1 3'])
  expect(room.say('EXISTS k')).toBe(':0')
  expect(room.logged()).toEqual(['SET k 1', 'DEL k', 'SET k 2', 'DEL k', 'SET k 3', 'DEL k'])
})

test('of several keys the first in the order of the client is taken', () => {
  const room = newRoom()
  const a = room.connect()
  room.say('TAKE x y z y 0', a)
  expect(room.engine.blocking.keys).toBe(3)
  room.say('MSET z 1 y 2')
  expect(heard(room, a)).toEqual(['*2 $1 y $1 2'])
  expect(room.say('EXISTS z')).toBe(':1')
  expect(room.engine.blocking.keys).toBe(0)
})

test('whatever makes a key wakes: RENAME, COPY, MOVE, SWAPDB, GETSET, RESTORE', () => {
  const room = newRoom()
  const a = room.connect()
  const wakes = (line: string): void => {
    room.say('TAKE k 0', a)
    room.say(line)
    expect(heard(room, a), line).toEqual(['*2 $1 k $1 v'])
  }
  room.say('MSET from v copied v')
  wakes('RENAME from k')
  wakes('COPY copied k')
  wakes('GETSET k v')
  room.say('SELECT 1')
  room.say('SET k v')
  wakes('MOVE k 0')
  room.say('SET k v')
  wakes('SWAPDB 0 1')
  const payload = room
    .raw(['DUMP', 'copied'])
    .replace(/^\$\d+\r\n/, '')
    .slice(0, -2)
  room.say('TAKE k 0', a)
  room.say('SELECT 0')
  room.raw(['RESTORE', 'k', '0', payload])
  expect(heard(room, a)).toEqual([payload === '$-1' ? '' : '*2 $1 k $1 v'])
})

test('the same name in another database wakes nobody', () => {
  const room = newRoom()
  const a = room.connect()
  room.say('TAKE k 0', a)
  room.say('SELECT 3')
  room.say('SET k v')
  expect(heard(room, a)).toEqual([''])
  room.say('MOVE k 0')
  expect(heard(room, a)).toEqual(['*2 $1 k $1 v'])
})

test('inside EXEC nobody waits, and serving comes after it', () => {
  const room = newRoom()
  const a = room.connect()
  for (const line of ['MULTI', 'TAKE k 0', 'TAKE k 0.1']) room.say(line)
  expect(room.say('EXEC')).toBe('[(nil) (nil)]')
  room.say('TAKE k 0', a)
  for (const line of ['MULTI', 'SET k 1', 'DEL k', 'SET k 2', 'APPEND k 3']) room.say(line)
  expect(room.say('EXEC')).toBe('[+OK :1 +OK :2]')
  expect(heard(room, a)).toEqual(['*2 $1 k $2 23'])
  for (const line of ['MULTI', 'SET k 1', 'DEL k']) room.say(line)
  room.say('TAKE k 0', a)
  room.say('EXEC')
  expect(heard(room, a)).toEqual([''])
})

test('serving that makes a key serves on', () => {
  const room = newRoom()
  const [a, b, c] = [room.connect(), room.connect(), room.connect()]
  room.say('TAKE third 0', a)
  room.say('PASS second third 0', b)
  room.say('PASS first second 0', c)
  expect(room.say('SET first v')).toBe('+OK')
  expect(heard(room, a, b, c)).toEqual(['*2 $5 third $1 v', '+OK', '+OK'])
  expect(room.logged()).toEqual(['SET first v', 'RENAME first second', 'RENAME second third', 'DEL third'])
})

test('a client that made the key gets its own replies whole and in order', () => {
  const room = newRoom()
  const a = room.connect()
  room.say('TAKE k 0', a)
  const request = ['PING', 'SET k 1', 'PING x', 'SET k 2', 'PING'].map(line => `${line}\r\n`).join('')
  const client = room.connect()
  const bytes = Buffer.from(request)
  room.engine.receive(client, bytes, bytes.length)
  room.engine.endTurn()
  expect(heard(room, a, client)).toEqual(['*2 $1 k $1 1', '+PONG +OK $1 x +OK +PONG'])
})

test('the requests behind a waiting one are answered when it is over, and may wait again', () => {
  const room = newRoom()
  const a = room.connect()
  const bytes = Buffer.from('TAKE k 0\r\nPING\r\nTAKE k 0\r\nTAKE l 1\r\nPING end\r\n')
  room.engine.receive(a, bytes, bytes.length)
  room.engine.endTurn()
  expect(heard(room, a)).toEqual([''])
  room.say('SET k 1')
  expect(heard(room, a)).toEqual(['*2 $1 k $1 1 +PONG'])
  room.say('SET k 2')
  expect(heard(room, a)).toEqual(['*2 $1 k $1 2'])
  room.pass(1000)
  room.engine.endTurn()
  expect(heard(room, a)).toEqual(['*-1 $3 end'])
})

test('time runs out in the order of the deadlines, with the null of the protocol', () => {
  const room = newRoom()
  const [a, b, c] = [room.connect(), room.connect(), room.connect()]
  const wanted: number[] = []
  room.engine.blocking.wakeIn = ms => wanted.push(ms)
  room.say('HELLO 3', c)
  room.say('TAKE k 0.3', a)
  room.say('PASS k l 0.1', b)
  room.say('TAKE k 0.1005', c)
  expect(wanted.slice(0, 3)).toEqual([300, 300, 100])
  expect(room.engine.blocking.timed).toBe(3)
  const tick = (ms: number): string[] => {
    room.pass(ms)
    room.engine.endTurn()
    return heard(room, a, b, c)
  }
  expect(tick(99)).toEqual(['', '', ''])
  expect(tick(1)).toEqual(['', '$-1', ''])
  expect(tick(1)).toEqual(['', '', '_'])
  expect(wanted.at(-1)).toBe(199)
  expect(tick(199)).toEqual(['*-1', '', ''])
  expect(room.engine.blocking.timed).toBe(0)
  expect(room.say('SET k 1')).toBe('+OK')
  expect(heard(room, a, b, c)).toEqual(['', '', ''])
})

test('a command that waits counts once, when it ends', () => {
  const room = newRoom()
  const a = room.connect()
  const entry = room.engine.commands.get('take')!
  const counts = (): number[] => [entry.calls, entry.failed, a.commandsRun]
  room.say('TAKE k 0', a)
  expect(counts()).toEqual([0, 0, 0])
  room.say('SET k 1')
  expect(counts()).toEqual([1, 0, 1])
  room.say('TAKE k 0.001', a)
  room.pass(1)
  room.engine.endTurn()
  expect(counts()).toEqual([2, 0, 2])
  room.say('TAKE k 0', a)
  room.say(`CLIENT UNBLOCK ${a.id} ERROR`)
  expect(counts()).toEqual([3, 1, 3])
  expect(room.server.stats.errors.get('UNBLOCKED')).toBe(1)
})

test('CLIENT UNBLOCK', () => {
  const room = newRoom()
  const a = room.connect()
  room.say('TAKE k 0', a)
  expect(room.say(`CLIENT UNBLOCK ${a.id}`)).toBe(':1')
  expect(heard(room, a)).toEqual(['*-1'])
  expect(room.say(`CLIENT UNBLOCK ${a.id}`)).toBe(':0')
  room.say('TAKE k 0', a)
  for (const line of ['MULTI', `CLIENT UNBLOCK ${a.id} ERROR`, 'SET k 1']) room.say(line)
  expect(room.say('EXEC')).toBe('[:1 +OK]')
  expect(heard(room, a)).toEqual(['-UNBLOCKED client unblocked via CLIENT UNBLOCK'])
  expect(room.say('GET k')).toBe('"1"')
})

test('a client that is gone, or about to go, gets nothing', () => {
  const room = newRoom()
  const [a, b] = [room.connect(), room.connect()]
  room.say('TAKE k 0', a)
  room.say('TAKE l 10', b)
  room.engine.disconnected(a)
  room.say('SET k 1')
  expect(room.say('EXISTS k')).toBe(':1')
  room.say(`CLIENT KILL ID ${b.id}`)
  room.say('SET l 1')
  expect(room.say('EXISTS l')).toBe(':1')
  expect(heard(room, a, b)).toEqual(['', ''])
  expect(room.engine.blocking.keys).toBe(0)
  expect(room.engine.blocking.timed).toBe(0)
})

test('a key of another type, or one that is gone again, wakes nobody', () => {
  const room = newRoom()
  const [a, b] = [room.connect(), room.connect()]
  room.say('TAKE k 0', a)
  room.say('TAKE k 0', b)
  for (const line of ['MULTI', 'SET k 1 PX 10']) room.say(line)
  room.say('EXEC')
  expect(heard(room, a, b)).toEqual(['*2 $1 k $1 1', ''])
  room.say('FLUSHALL')
  room.say('DEL k')
  expect(heard(room, b)).toEqual([''])
  expect(b.has(clientState.blocked)).toBe(true)
})

test('watched keys that serving changes spoil a transaction', () => {
  const room = newRoom()
  const [a, b] = [room.connect(), room.connect()]
  room.say('TAKE k 0', a)
  room.say('PASS k dest 0', b)
  room.say('WATCH k')
  room.say('SET k 1', room.connect())
  room.say('MULTI')
  expect(room.say('EXEC')).toBe('(nil)')
})

test('a reply that is to be skipped is skipped when it comes', () => {
  const room = newRoom()
  const a = room.connect()
  for (const end of ['SET k 1', `CLIENT UNBLOCK ${a.id}`]) {
    room.say('CLIENT REPLY SKIP', a)
    room.say('TAKE k 0', a)
    room.say(end)
    expect(heard(room, a)).toEqual([''])
    expect(room.say('PING', a)).toBe('+PONG')
  }
  room.say('CLIENT REPLY OFF', a)
  room.say('TAKE k 0', a)
  room.say('SET k 1')
  expect(heard(room, a)).toEqual([''])
  expect(room.say('CLIENT REPLY ON', a)).toBe('+OK')
})

test('monitors see a waiting command once', () => {
  const room = newRoom()
  const [a, monitor] = [room.connect(), room.connect()]
  room.engine.startMonitor(monitor)
  monitor.set(clientState.monitor)
  room.say('TAKE k 0', a)
  room.say('SET k 1')
  expect(room.heard(monitor).match(/"TAKE"/g)).toHaveLength(1)
})

test('the gates stand before a command that runs again', () => {
  const room = newRoom()
  const [a, b] = [room.connect(), room.connect()]
  room.server.store.set([['maxmemory', '1gb']])
  room.gates.refresh()
  room.say('PASS k l 0', a)
  room.makeRoom = () => false
  // As our primary's stream does it, without gates.
  const push = (): void => {
    room.server.reply.mute()
    room.engine.call(room.connect(), room.engine.commands.get('set')!, Args.of('SET', 'k', '1'))
    room.server.reply.unmute()
    room.engine.endTurn()
  }
  push()
  expect(heard(room, a)[0]).toMatch(/^-OOM /)
  room.makeRoom = () => true
  room.say('DEL k')
  room.say('TAKE k 0', b)
  room.server.host.pause(room.now + 1000, false)
  push()
  expect(heard(room, b)).toEqual([''])
  room.server.host.unpause()
  room.engine.endTurn()
  expect(heard(room, b)).toEqual(['*2 $1 k $1 1'])
})

test('when the role changes those who wait are told and their connections end', () => {
  const room = newRoom()
  const a = room.connect()
  room.say('TAKE k 0', a)
  room.engine.blocking.refuseAll()
  room.engine.endTurn()
  expect(heard(room, a)[0]).toMatch(/^-UNBLOCKED force unblock from blocking operation, instance state/)
  expect(a.has(clientState.closeAfterReply)).toBe(true)
})

test('timeouts are long doubles of seconds', () => {
  const room = newRoom()
  for (const [text, reply] of [
    ['x', '-ERR timeout is not a float or out of range'],
    ['-1', '-ERR timeout is negative'],
    ['-0.0011', '-ERR timeout is negative'],
    ['-0.0010000000000000001', '-ERR timeout is negative'],
    ['-1e4930', '-ERR timeout is negative'],
    ['-1e4932', '-ERR timeout is negative'],
    ['-inf', '-ERR timeout is negative'],
    ['inf', '-ERR timeout is out of range'],
    ['1e18', '-ERR timeout is out of range'],
    ['1e4932', '-ERR timeout is out of range'],
    ['1e5000', '-ERR timeout is not a float or out of range'],
    ['1e-5000', '-ERR timeout is not a float or out of range'],
    ['nan', '-ERR timeout is not a float or out of range'],
    // The longest is 2^63 - 1 ms less the time that it is.
    ['9223370336854776', '-ERR timeout is out of range'],
  ]) {
    expect(room.say(`TAKE k ${text}`)).toBe(reply)
  }
  for (const text of ['9223370336854775', '-0', '-0.001', '-0.0009999999999999999', '-1e-4940', '0x1p-10']) {
    const client = room.connect()
    room.say(`TAKE k ${text}`, client)
    expect(client.has(clientState.blocked)).toBe(true)
  }
  // A millisecond, and for ever.
  expect(room.engine.blocking.timed).toBe(2)
  room.pass(1)
  room.engine.endTurn()
  expect(room.engine.blocking.timed).toBe(1)
})

test('deadlines come in order, and any of them can be taken out', () => {
  const deadlines = new Deadlines<{ deadline: number; rank: number; place: number }>()
  const items = Array.from({ length: 200 }, (_, i) => ({ deadline: (i * 7919) % 50, rank: i, place: -1 }))
  for (const item of items) deadlines.add(item)
  const kept = items.filter(item => item.rank % 3 !== 0)
  for (const item of items) if (item.rank % 3 === 0) deadlines.remove(item)
  kept.sort((a, b) => a.deadline - b.deadline || a.rank - b.rank)
  for (const item of kept) {
    expect(deadlines.first()).toBe(item)
    deadlines.remove(item)
    deadlines.remove(item)
  }
  expect(deadlines.size).toBe(0)
})

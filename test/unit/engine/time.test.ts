/* Time within a turn: it goes on after slow calls, and stands still inside EXEC. */
import { expect, test } from 'vitest'
import type { ServerContext } from '../../../server/engine/context.ts'
import { command } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { ServerRoom } from '../commands/server-room.ts'

/** A room with commands that take as many ms as their first argument says: SLEEP, and FAST, which is flagged so. */
function slowRoom(): { room: ServerRoom; pipeline(...lines: string[]): string } {
  const room: ServerRoom = new ServerRoom({}, [sleeper('SLEEP', []), sleeper('FAST', ['fast'])])
  function sleeper(name: string, flags: 'fast'[]) {
    return command<ServerContext>({
      name,
      group: 'server',
      since: '1.0.0',
      arity: -2,
      summary: '',
      flags,
      run({ reply }, args: Args) {
        room.now += args.integer(1)
        if (args.argc > 2) reply.bulkText('x'.repeat(args.integer(2)))
        else reply.ok()
      },
    })
  }
  const pipeline = (...lines: string[]): string => room.pipeline(...lines)
  return { room, pipeline }
}

test('a key expires, and another is given its time, after a slow call of the same turn', () => {
  const { pipeline } = slowRoom()
  expect(pipeline('SET k v PX 100', 'SLEEP 150', 'GET k', 'SET j v PX 100', 'PTTL j')).toBe(
    '+OK +OK (nil) +OK :100',
  )
})

test('inside EXEC time stands still; what comes after it sees what it took', () => {
  const { pipeline } = slowRoom()
  expect(
    pipeline(
      'MULTI',
      'SET k v PX 100',
      'SLEEP 150',
      'GET k',
      'PTTL k',
      'SET j v PX 200',
      'PTTL j',
      'EXEC',
      'GET k',
      'PTTL j',
    ),
  ).toMatch(/\[\+OK \+OK "v" :100 \+OK :200\] \(nil\) :50$/)
})

test('who waits is served by the time after EXEC', () => {
  const { room, pipeline } = slowRoom()
  const waiting = room.connect()
  room.say('BZPOPMIN k 0', waiting)
  expect(pipeline('MULTI', 'ZADD k 1 a', 'PEXPIRE k 100', 'SLEEP 200', 'EXEC', 'EXISTS k')).toMatch(/:0$/)
  expect(room.heard(waiting)).toBe('')
  // Its own time is up when it is.
  room.say('BZPOPMIN l 0.1', room.connect())
  expect(room.engine.blocking.timed).toBe(1)
  pipeline('SLEEP 99')
  expect(room.engine.blocking.timed).toBe(1)
  pipeline('SLEEP 1')
  expect(room.engine.blocking.timed).toBe(0)
})

test('fast commands that are not fast: many arguments, a large reply, a large request, many messages', () => {
  const { room, pipeline } = slowRoom()
  const many = Array.from({ length: 300 }, () => '1').join(' ')
  expect(pipeline('SET k v PX 10', `FAST 20 1 ${many}`, 'EXISTS k')).toMatch(/:0$/)
  expect(pipeline('SET k v PX 10', 'FAST 20 100000', 'EXISTS k')).toMatch(/:0$/)
  expect(pipeline('SET k v PX 10', 'FAST 20 400000', 'EXISTS k')).toMatch(/:0$/)
  expect(pipeline('SET k v PX 10', `FAST 20 1 ${'y'.repeat(300_000)}`, 'EXISTS k')).toMatch(/:0$/)
  // A call of 20 ms that shows no sign of it is noticed within some tens of calls.
  expect(pipeline('SET k v PX 10', ...Array(130).fill('FAST 1'), 'EXISTS k')).toMatch(/:0$/)
  expect(room.engine.ctx.now).toBe(room.now)
})

test('EXEC takes as long as what it runs, once, and is last of what the client said', () => {
  const { room, pipeline } = slowRoom()
  pipeline('MULTI', 'SLEEP 20', 'FAST 30', 'EXEC')
  const find = (name: string) => [...room.engine.commands.entries()].find(entry => entry.name === name)!
  expect(['exec', 'sleep', 'fast'].map(name => find(name).usec)).toEqual([50_000, 20_000, 30_000])
  expect(find('exec').latency?.total).toBe(1)
})

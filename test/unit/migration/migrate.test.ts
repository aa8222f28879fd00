/**
 * MIGRATE in a whole server without sockets: the target is one that says what the test wants, and when. What
 * a real one answers, and what MIGRATE replies to odd arguments, is in test/differential/migrate.test.ts.
 */
import { expect, test } from 'vitest'
import { Migrations, type MigrationWorld } from '../../../server/migration/migrations.ts'
import type { Client } from '../../../shared/client/client.ts'
import type { DialEvents } from '../../../shared/ports/dial.ts'
import { ServerRoom } from '../commands/server-room.ts'

/** One connection to a target. */
class Line {
  readonly events: DialEvents
  sent = ''
  destroyed = false

  constructor(events: DialEvents) {
    this.events = events
  }

  /** The target takes the connection. */
  open(): void {
    const send = (bytes: Uint8Array, start: number, end: number): boolean => {
      this.sent += Buffer.from(bytes.subarray(start, end)).latin1Slice()
      return true
    }
    const transport = { send, pending: () => 0, drained() {}, end() {}, destroy() {}, pause() {} }
    this.events.opened(transport, '127.0.0.1:1', '127.0.0.1:2')
  }

  answer(text: string): void {
    const bytes = Buffer.from(text)
    this.events.data(bytes, bytes.length)
  }

  /** Names of the commands that arrived since last asked. */
  heard(): string[] {
    const names = [...this.sent.matchAll(/^(AUTH|SELECT|RESTORE)\r$/gm)].map(([, name]) => name as string)
    this.sent = ''
    return names
  }
}

class Scene implements MigrationWorld {
  readonly room = new ServerRoom()
  readonly lines: Line[] = []
  readonly migrations: Migrations
  private timers: { at: number; act: () => void }[] = []

  constructor() {
    this.migrations = new Migrations(this.room.server, this.room.engine, this.room.gates, this)
  }

  connect(_host: string, _port: number, events: DialEvents): { destroy(): void } {
    const line = new Line(events)
    this.lines.push(line)
    return { destroy: () => (line.destroyed = true) }
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.room.now + ms, act }
    this.timers.push(timer)
    return () => (this.timers = this.timers.filter(other => other !== timer))
  }

  pass(ms: number): void {
    this.room.pass(ms)
    for (const { at, act } of [...this.timers]) if (at <= this.room.now) act()
    this.room.engine.endTurn()
  }

  say(line: string, client?: Client): string {
    return this.room.say(line, client)
  }

  /** The target's newest connection. */
  get line(): Line {
    return this.lines.at(-1) as Line
  }

  answer(text: string): void {
    this.line.answer(text)
    this.room.engine.endTurn()
  }

  /** What a client that waited was told meanwhile. */
  told(client: Client): string {
    return this.room.heard(client).trim()
  }

  /** A client that has sent MIGRATE and waits. */
  migrating(words: string): Client {
    const client = this.room.connect()
    expect(this.say(`MIGRATE ${words}`, client)).toBe('')
    return client
  }
}

test('the key leaves when it has arrived; meanwhile all but its writers are served', () => {
  const scene = new Scene()
  scene.say('SET k v')
  scene.room.logged()
  const mover = scene.migrating('host 1 k 5 1000 AUTH2 me pw')
  const writer = scene.room.connect()
  const flusher = scene.room.connect()
  const inside = scene.room.connect()
  expect(scene.say('GET k')).toBe('"v"')
  expect(scene.say('SET other x')).toBe('+OK')
  expect(scene.say('SET k new', writer)).toBe('')
  expect(scene.say('SET more x', writer)).toBe('')
  expect(scene.say('FLUSHALL', flusher)).toBe('')
  scene.say('MULTI', inside)
  scene.say('APPEND k more', inside)
  expect(scene.say('EXEC', inside)).toBe('')
  scene.line.open()
  expect(scene.line.heard()).toEqual(['AUTH', 'SELECT', 'RESTORE'])
  scene.answer('+OK\r\n+OK\r\n+O')
  expect(scene.told(mover)).toBe('')
  scene.answer('K\r\n')
  expect(scene.told(mover)).toBe('+OK')
  expect(scene.told(writer)).toBe('+OK\r\n+OK')
  expect(scene.told(flusher)).toBe('+OK')
  expect(scene.told(inside)).toBe('*1\r\n:4')
  expect(scene.room.logged()).toEqual([
    'SET other x',
    'DEL k',
    'SET k new',
    'SET more x',
    'FLUSHALL',
    'APPEND k more',
  ])
})

test('keys that are refused stay, those that arrived go', () => {
  const scene = new Scene()
  scene.say('MSET a 1 b 2 c 3')
  const mover = scene.migrating("host 1 '' 0 1000 KEYS a b gone c")
  scene.line.open()
  expect(scene.line.heard()).toEqual(['SELECT', 'RESTORE', 'RESTORE', 'RESTORE'])
  scene.answer('+OK\r\n+OK\r\n-BUSYKEY there\r\n+OK\r\n')
  expect(scene.told(mover)).toBe('-ERR Target instance replied with error: BUSYKEY there')
  expect(scene.say('KEYS *')).toBe('["b"]')
})

test('a target that does not take the password is told nothing else that counts', () => {
  const scene = new Scene()
  scene.say('SET k v')
  const mover = scene.migrating('host 1 k 0 1000 AUTH pw')
  scene.line.open()
  scene.answer('-WRONGPASS no\r\n-NOAUTH no\r\n-NOAUTH no\r\n')
  expect(scene.told(mover)).toBe('-ERR Target instance replied with error: WRONGPASS no')
  expect(scene.say('GET k')).toBe('"v"')
})

test('time is up before it is connected, and before it has answered', () => {
  const scene = new Scene()
  scene.say('SET k v')
  const mover = scene.migrating('host 1 k 0 300')
  const writer = scene.room.connect()
  scene.say('APPEND k w', writer)
  scene.pass(299)
  expect(scene.told(mover)).toBe('')
  scene.pass(1)
  expect(scene.told(mover)).toBe('-IOERR error or timeout connecting to the client')
  expect(scene.told(writer)).toBe(':2')
  expect(scene.line.destroyed).toBe(true)
  const next = scene.migrating('host 1 k 0 300')
  scene.line.open()
  scene.pass(200)
  scene.answer('+OK\r\n')
  scene.pass(299)
  expect(scene.told(next)).toBe('')
  scene.pass(1)
  expect(scene.told(next)).toBe('-IOERR error or timeout reading to target instance')
  expect(scene.say('GET k')).toBe('"vw"')
  expect(scene.migrations.sockets).toBe(0)
})

test('what arrived before the connection broke is gone here', () => {
  const scene = new Scene()
  scene.say('MSET a 1 b 2')
  const mover = scene.migrating("host 1 '' 0 1000 KEYS a b")
  scene.line.open()
  scene.answer('+OK\r\n+OK\r\n')
  scene.line.events.closed(null)
  expect(scene.told(mover)).toBe('-IOERR error or timeout reading to target instance')
  scene.room.engine.endTurn()
  expect(scene.say('KEYS *')).toBe('["b"]')
})

test('a connection is kept for ten seconds; one that died meanwhile is replaced', () => {
  const scene = new Scene()
  const move = (): Client => {
    scene.say('SET k v')
    return scene.migrating('host 1 k 3 1000')
  }
  move()
  scene.line.open()
  scene.answer('+OK\r\n+OK\r\n')
  move()
  expect(scene.lines.length).toBe(1)
  expect(scene.line.heard()).toEqual(['SELECT', 'RESTORE', 'RESTORE'])
  scene.answer('+OK\r\n')
  const third = move()
  scene.line.events.closed('Connection reset by peer')
  expect(scene.lines.length).toBe(2)
  scene.line.open()
  expect(scene.line.heard()).toEqual(['SELECT', 'RESTORE'])
  scene.answer('+OK\r\n+OK\r\n')
  expect(scene.told(third)).toBe('+OK')
  expect(scene.migrations.sockets).toBe(1)
  scene.pass(10_000)
  scene.migrations.cron(scene.room.now)
  expect(scene.migrations.sockets).toBe(1)
  scene.pass(1)
  scene.migrations.cron(scene.room.now)
  expect(scene.migrations.sockets).toBe(0)
  expect(scene.line.destroyed).toBe(true)
})

test('a copy stays, and may be written to meanwhile', () => {
  const scene = new Scene()
  scene.say('SET k v')
  const mover = scene.migrating('host 1 k 0 1000 COPY REPLACE')
  expect(scene.say('APPEND k w')).toBe(':2')
  scene.line.open()
  expect(scene.line.sent).toContain('REPLACE')
  scene.answer('+OK\r\n+OK\r\n')
  expect(scene.told(mover)).toBe('+OK')
  expect(scene.say('GET k')).toBe('"vw"')
})

test('nothing is deleted by who has become a replica meanwhile', () => {
  const scene = new Scene()
  scene.say('SET k v')
  const mover = scene.migrating('host 1 k 0 1000')
  scene.line.open()
  scene.room.setReplica(true)
  scene.answer('+OK\r\n+OK\r\n')
  expect(scene.told(mover)).toContain('-READONLY')
  expect(scene.say('GET k')).toBe('"v"')
})

test('a client that left does not keep its key here', () => {
  const scene = new Scene()
  scene.say('SET k v')
  const mover = scene.migrating('host 1 k 0 1000')
  scene.line.open()
  scene.room.engine.disconnected(mover)
  scene.answer('+OK\r\n+OK\r\n')
  expect(scene.say('EXISTS k')).toBe(':0')
})

test('inside MULTI, where nobody can wait, only keys that are not there are moved', () => {
  const scene = new Scene()
  scene.say('SET k v')
  scene.say('MULTI')
  scene.say('MIGRATE host 1 gone 0 1000')
  scene.say('MIGRATE host 1 k 0 1000')
  expect(scene.say('EXEC')).toMatch(/^\[\+NOKEY -ERR MIGRATE .*\]$/)
})

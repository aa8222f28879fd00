/**
 * Saving, over a disk that is a model: what gets into the file, what happens when it cannot be written, and
 * when a save begins by itself.
 */

import { describe, expect, test } from 'vitest'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import type { StreamPlace } from '../../../server/persistence/rdb-start.ts'
import { errors } from '../../../shared/resp/errors.ts'
import { ServerRoom } from '../commands/server-room.ts'
import { contents, Subject, Written } from '../keyspace/snapshot-scene.ts'
import { FULL, load, roomWith, SavingScene } from './saving-scene.ts'

const MIB = 1024 * 1024
const digest = (room: ServerRoom): string => contents(room.server.keyspace)

describe('a background save', () => {
  test.each([1, 2, 3, 4])(
    'holds the data as it was at its start, whatever changes meanwhile, seed %i',
    seed => {
      const subject = new Subject(seed)
      const { random, room } = subject
      room.usPerLook = 300
      subject.fill(0)
      subject.fill(1)
      const scene = new SavingScene(room)
      // A FLUSHALL among the changes would end the save.
      room.server.onReplaced = () => {}
      const then = digest(room)
      scene.persistence.saver.begin()
      let slices = 0
      while (!scene.file.committing) {
        for (let n = random.below(4); n > 0; n--) subject.change()
        const waits = !scene.persistence.slice()
        if (!scene.file.committing && (waits || random.below(3) === 0)) scene.file.drain()
        slices++
      }
      for (let n = 0; n < 20; n++) subject.change()
      expect(scene.saved).toBeUndefined()
      scene.file.drain()
      expect(slices).toBeGreaterThan(10)
      expect(digest(room)).not.toBe(then)
      expect(digest(roomWith(scene.saved!))).toBe(then)
    },
  )

  test('pauses while the disk is behind, and goes on when there is room', () => {
    const scene = new SavingScene()
    for (let n = 0; n < 40; n++) scene.room.raw(['SET', `key${n}`, `${n}`.repeat(200_000)])
    scene.room.server.store.set([['rdbcompression', 'no']])
    scene.room.say('BGSAVE')
    const { file, persistence } = scene
    expect(scene.wakes).toBe(1)
    let most = 0
    for (let rounds = 0; !file.committing; rounds++) {
      expect(rounds).toBeLessThan(20)
      expect(persistence.slice()).toBe(false)
      most = Math.max(most, file.waiting)
      const { waiting } = file
      expect(persistence.slice()).toBe(false)
      expect(file.waiting).toBe(waiting)
      if (!file.committing) file.drain()
    }
    expect(most).toBeGreaterThanOrEqual(4 * MIB)
    expect(most).toBeLessThan(5 * MIB)
    expect(scene.wakes).toBeGreaterThan(2)
    file.drain()
    expect(digest(roomWith(scene.saved!))).toBe(digest(scene.room))
  })

  test('ends a slice when its time is over', () => {
    const scene = new SavingScene()
    scene.room.usPerLook = 300
    for (let n = 0; n < 5000; n++) scene.room.say(`SET key${n} ${n}`)
    scene.room.say('BGSAVE')
    expect(scene.persistence.slice()).toBe(true)
    expect(scene.info('rdb_bgsave_in_progress')).toBe('1')
    const processed = Number(scene.info('current_save_keys_processed'))
    expect(processed).toBeGreaterThan(0)
    expect(processed).toBeLessThan(5000)
    expect(scene.info('current_save_keys_total')).toBe('5000')
    expect(scene.info('current_fork_perc')).toBe(((processed * 100) / 5000).toFixed(2))
    scene.finish()
    expect(scene.info('current_save_keys_processed')).toBe('0')
  })

  test('tells how long it took, when it ended, and what has changed since it began', () => {
    const scene = new SavingScene()
    const { room } = scene
    const startedAt = Math.floor(room.now / 1000)
    for (let n = 0; n < 10; n++) room.say(`SET key${n} ${n}`)
    expect(room.say('LASTSAVE')).toBe(`:${startedAt}`)
    expect(room.say('BGSAVE')).toBe('+Background saving started')
    expect(room.say('BGSAVE')).toBe('-ERR Background save already in progress')
    expect(room.say('BGSAVE SCHEDULE')).toBe('-ERR Background save already in progress')
    room.say('MSET a 1 b 2')
    room.pass(3500)
    expect(scene.info('rdb_current_bgsave_time_sec')).toBe('3')
    expect(scene.info('rdb_changes_since_last_save')).toBe('12')
    scene.walk()
    room.say('INCR a')
    expect(scene.info('rdb_bgsave_in_progress')).toBe('1')
    scene.file.drain()
    expect(scene.info('rdb_bgsave_in_progress')).toBe('0')
    expect(scene.info('rdb_changes_since_last_save')).toBe('3')
    expect(scene.info('rdb_last_bgsave_time_sec')).toBe('3')
    expect(scene.info('rdb_current_bgsave_time_sec')).toBe('-1')
    expect(scene.info('rdb_saves')).toBe('1')
    expect(room.say('LASTSAVE')).toBe(`:${startedAt + 3}`)
    expect(scene.info('rdb_last_save_time')).toBe(String(startedAt + 3))
  })

  test('cancelled leaves the old file and the status, and another may begin', () => {
    const scene = new SavingScene()
    scene.room.say('SET a 1')
    scene.room.say('SAVE')
    const old = scene.saved
    scene.room.say('SET b 2')
    for (const walked of [false, true]) {
      scene.room.say('BGSAVE')
      if (walked) scene.walk()
      const { file } = scene
      scene.persistence.saver.cancel('the test wants it')
      expect(file.abandoned).toBe(true)
      expect(scene.said.at(-1)).toBe('Background saving cancelled: the test wants it')
      if (walked) file.drain()
      expect(scene.saved).toBe(old)
      expect(scene.info('rdb_bgsave_in_progress')).toBe('0')
      expect(scene.info('rdb_last_bgsave_status')).toBe('ok')
      expect(scene.info('rdb_changes_since_last_save')).toBe('1')
    }
    expect(scene.room.say('BGSAVE')).toBe('+Background saving started')
    scene.finish()
    expect(digest(roomWith(scene.saved!))).toBe(digest(scene.room))
  })
})

describe('a save that fails', () => {
  /** A scene with an old file, whose next save has failed. */
  function failed(options: Record<string, string>, atCommit: boolean): SavingScene {
    const scene = new SavingScene(options)
    scene.room.say('SET old 1')
    scene.room.say('SAVE')
    for (let n = 0; n < 5; n++) scene.room.say(`SET new${n} 1`)
    scene.room.say('BGSAVE')
    if (atCommit) scene.walk()
    scene.file.fail()
    expect(scene.persistence.slice()).toBe(false)
    return scene
  }

  test.each([
    ['while it is written', false],
    ['at its end', true],
  ])('%s leaves the old file, and says so', (_, atCommit) => {
    const scene = failed({}, atCommit)
    expect(scene.file.abandoned).toBe(true)
    expect(roomWith(scene.saved!).say('KEYS *')).toBe('["old"]')
    expect(scene.info('rdb_last_bgsave_status')).toBe('err')
    expect(scene.info('rdb_bgsave_in_progress')).toBe('0')
    expect(scene.info('rdb_changes_since_last_save')).toBe('5')
    // As Redis counts, when they begin.
    expect(scene.info('rdb_saves')).toBe('2')
    expect(scene.said.slice(-2)).toEqual([
      `Write error saving DB on disk: ${FULL}`,
      'Background saving error',
    ])
    expect(scene.room.server.keyspace.snapshotRunning).toBe(false)
    expect(scene.room.say('SET more 1')).toBe('+OK')
  })

  test('is tried again by itself after five seconds, and asked for at once', () => {
    const scene = failed({ save: '1 1' }, false)
    scene.tick(4900)
    expect(scene.disk.made.length).toBe(1)
    scene.tick(200)
    expect(scene.disk.made.length).toBe(2)
    scene.file.fail()
    scene.persistence.slice()
    expect(scene.room.say('BGSAVE')).toBe('+Background saving started')
    scene.finish()
    expect(scene.info('rdb_last_bgsave_status')).toBe('ok')
  })

  test.each([false, true])('stops writes and PING while there are save points, at its end: %s', atCommit => {
    const scene = failed({ save: '3600 1' }, atCommit)
    const { room } = scene
    const refusal = `-${errors.misconf}`
    expect(room.say('SET a 1')).toBe(refusal)
    expect(room.say('DEL nothing')).toBe(refusal)
    expect(room.say('PING')).toBe(refusal)
    expect(room.say('GET old')).toBe('"1"')
    expect(room.say('EXISTS old new')).toBe(':1')
    expect(room.say('MULTI')).toBe('+OK')
    expect(room.say('INCR old')).toBe(refusal)
    expect(room.say('EXEC')).toMatch(/^-EXECABORT/)
    expect(room.say('GET old')).toBe('"1"')
    room.setReplica(true)
    expect(room.say('PING')).toBe(refusal)
    expect(room.say('SET a 1')).toBe(refusal)
    room.setReplica(false)
    expect(room.say('BGSAVE')).toBe('+Background saving started')
    expect(room.say('PING')).toBe(refusal)
    scene.finish()
    expect(room.say('PING')).toBe('+PONG')
    expect(room.say('SET a 1')).toBe('+OK')
  })

  test.each([
    ['stop-writes-on-bgsave-error', 'no'],
    ['save', ''],
  ])('stops nothing once %s is "%s"', (name, value) => {
    const { room } = failed({ save: '3600 1' }, false)
    expect(room.say('SET a 1')).toBe(`-${errors.misconf}`)
    room.server.store.set([[name, value]])
    room.gates.refresh()
    expect(room.say('SET a 1')).toBe('+OK')
    expect(room.say('PING')).toBe('+PONG')
  })

  test('SAVE fails with -ERR, changes nothing about the status, and mends it when it ends well', () => {
    const scene = failed({ save: '3600 1' }, false)
    scene.disk.full = true
    expect(scene.room.say('SAVE')).toBe('-ERR')
    expect(scene.info('rdb_last_bgsave_status')).toBe('err')
    expect(scene.info('rdb_changes_since_last_save')).toBe('5')
    expect(roomWith(scene.saved!).say('KEYS *')).toBe('["old"]')
    scene.disk.full = false
    expect(scene.room.say('SAVE')).toBe('+OK')
    expect(scene.info('rdb_last_bgsave_status')).toBe('ok')
    expect(scene.room.say('SET a 1')).toBe('+OK')
    expect(scene.info('rdb_changes_since_last_save')).toBe('1')
  })
})

describe('save points', () => {
  test.each([
    { save: '10 3', changes: 3, after: 10_100, begins: true },
    { save: '10 3', changes: 2, after: 60_000, begins: false },
    { save: '10 3', changes: 3, after: 10_000, begins: false },
    { save: '10 3', changes: 4, after: 10_100, begins: true },
    { save: '100 1 10 3', changes: 3, after: 10_100, begins: true },
    { save: '100 1 10 3', changes: 2, after: 100_000, begins: false },
    { save: '100 1 10 3', changes: 2, after: 100_100, begins: true },
    { save: '', changes: 1000, after: 100_000, begins: false },
  ])('save "$save": $changes changes, $after ms', ({ save, changes, after, begins }) => {
    const scene = new SavingScene({ save })
    for (let n = 0; n < changes; n++) scene.room.say(`SET key${n} 1`)
    scene.tick(after)
    expect(scene.disk.made.length).toBe(begins ? 1 : 0)
    if (!begins) return
    expect(scene.said.join('\n')).toMatch(
      /^\d+ changes in \d+ seconds. Saving...\nBackground saving started$/m,
    )
    scene.finish()
    scene.tick(200_000)
    expect(scene.disk.made.length).toBe(1)
  })

  test('count changes made during a save towards the next one', () => {
    const scene = new SavingScene({ save: '10 3' })
    scene.room.say('MSET a 1 b 2 c 3')
    scene.tick(10_100)
    scene.room.say('MSET d 1 e 2 f 3')
    scene.finish()
    scene.tick(10_000)
    expect(scene.disk.made.length).toBe(1)
    scene.tick(100)
    expect(scene.disk.made.length).toBe(2)
  })

  test('wait while a snapshot for something else runs, and while the server loads or ends', () => {
    const scene = new SavingScene({ save: '1 1' })
    const { server } = scene.room
    scene.room.say('SET a 1')
    const other = new Snapshot(server.keyspace, rdbForm(new Written().writer), 'noeviction')
    scene.tick(2000)
    other.stop()
    server.setLoading(true)
    scene.tick(2000)
    server.setLoading(false)
    server.shuttingDown = true
    scene.tick(2000)
    expect(scene.disk.made.length).toBe(0)
    server.shuttingDown = false
    scene.tick(100)
    expect(scene.disk.made.length).toBe(1)
  })
})

describe('BGSAVE and SAVE', () => {
  test('a snapshot for something else is waited for with SCHEDULE', () => {
    const scene = new SavingScene()
    const { keyspace } = scene.room.server
    scene.room.say('SET a 1')
    const other = new Snapshot(keyspace, rdbForm(new Written().writer), 'noeviction')
    expect(scene.room.say('BGSAVE')).toBe(`-${errors.otherSnapshot}`)
    expect(scene.room.say('SAVE')).toBe('-ERR Background save already in progress')
    expect(scene.room.say('BGSAVE SCHEDULE')).toBe('+Background saving scheduled')
    scene.tick(1000)
    expect(scene.disk.made.length).toBe(0)
    other.stop()
    scene.tick(100)
    expect(scene.disk.made.length).toBe(1)
    scene.finish()
    scene.tick(1000)
    expect(scene.disk.made.length).toBe(1)
  })

  test('inside a transaction BGSAVE is scheduled, and SAVE refused', () => {
    const scene = new SavingScene()
    scene.room.say('MULTI')
    expect(scene.room.say('BGSAVE')).toBe('+QUEUED')
    expect(scene.room.say('SET a 1')).toBe('+QUEUED')
    expect(scene.room.say('EXEC')).toBe('[+Background saving scheduled +OK]')
    scene.tick(100)
    scene.finish()
    expect(roomWith(scene.saved!).say('KEYS *')).toBe('["a"]')
    scene.room.say('MULTI')
    expect(scene.room.say('SAVE')).toBe('-ERR Command not allowed inside a transaction')
  })

  test('a scheduled one waits out the five seconds after a failure', () => {
    const scene = new SavingScene()
    scene.room.say('BGSAVE')
    scene.file.fail()
    scene.persistence.slice()
    scene.persistence.saver.scheduled = true
    scene.tick(4900)
    expect(scene.disk.made.length).toBe(1)
    scene.tick(100)
    expect(scene.disk.made.length).toBe(2)
  })

  test('nothing else is saved before a background save has its name', () => {
    const scene = new SavingScene()
    scene.room.say('SET a 1')
    scene.room.say('BGSAVE')
    scene.walk()
    const busy = '-ERR Background save already in progress'
    for (const command of ['SAVE', 'BGSAVE', 'DEBUG RELOAD']) expect(scene.room.say(command)).toBe(busy)
    scene.file.drain()
    scene.room.say('SET b 1')
    expect(scene.room.say('SAVE')).toBe('+OK')
    expect(digest(roomWith(scene.saved!))).toBe(digest(scene.room))
  })

  test.each(['BGSAVE x', 'BGSAVE SCHEDULE x', 'BGSAVE x SCHEDULE'])('%s is a syntax error', command => {
    expect(new SavingScene().room.say(command)).toBe(`-${errors.syntax}`)
  })

  test('the file says where the data stands in history, if it does', () => {
    const scene = new SavingScene()
    const saved = (): StreamPlace | null => {
      expect(scene.room.say('SAVE')).toBe('+OK')
      return load(new ServerRoom(), scene.saved!, { dropExpired: true }).place()
    }
    expect(saved()).toBeNull()
    scene.place = { db: 3, id: 'ab'.repeat(20), offset: 12_345 }
    expect(saved()).toEqual(scene.place)
    scene.place = { ...scene.place, origin: '10.0.0.1 6379' }
    expect(saved()).toEqual(scene.place)
  })

  test('DEBUG RELOAD gives back what there was, by options without saving or emptying', () => {
    const scene = new SavingScene()
    const { room } = scene
    for (const command of ['SET a 1 PX 90000', 'RPUSH l 1 2 3', 'SADD s x y', 'ZADD z 1 m', 'HSET h f v'])
      room.say(command)
    const then = digest(room)
    expect(room.say('DEBUG RELOAD')).toBe('+OK')
    expect(digest(room)).toBe(then)
    expect(scene.info('rdb_last_load_keys_loaded')).toBe('5')
    room.say('SET b 2')
    expect(room.say('DEBUG RELOAD NOSAVE')).toBe('+OK')
    expect(digest(room)).toBe(then)
    room.say('SET b 2')
    room.say('SET a 3')
    expect(room.say('DEBUG RELOAD NOSAVE NOFLUSH')).toBe('+OK')
    expect(room.say('MGET a b')).toBe('["1" "2"]')
    expect(room.say('DEBUG RELOAD NEVER')).toMatch(/^-ERR DEBUG RELOAD only supports/)
  })
})

describe('FLUSHALL', () => {
  test.each(['', '3600 1'])('ends a save of what there was, save "%s"', save => {
    const scene = new SavingScene({ save })
    scene.room.say('SET a 1')
    scene.room.say('BGSAVE')
    scene.walk()
    const { file } = scene
    expect(scene.room.say('FLUSHALL')).toBe('+OK')
    expect(file.abandoned).toBe(true)
    file.drain()
    expect(scene.saved).toBeUndefined()
    expect(scene.info('rdb_last_bgsave_status')).toBe('ok')
  })

  test('with save points is saved at once after the turn, not in the middle of a transaction', () => {
    const scene = new SavingScene({ save: '3600 1' })
    scene.room.say('SET a 1')
    scene.room.say('SAVE')
    scene.room.say('MULTI')
    for (const command of ['SET b 1', 'FLUSHALL', 'SET c 1']) scene.room.say(command)
    expect(scene.room.say('EXEC')).toBe('[+OK +OK +OK]')
    expect(scene.wakes).toBe(1)
    expect(scene.disk.made.length).toBe(0)
    expect(scene.persistence.owesSave).toBe(true)
    scene.persistence.slice()
    scene.finish()
    expect(scene.persistence.owesSave).toBe(false)
    expect(roomWith(scene.saved!).say('KEYS *')).toBe('["c"]')
  })

  test('without save points saves nothing', () => {
    const scene = new SavingScene()
    scene.room.say('FLUSHALL')
    scene.tick(1000)
    expect(scene.disk.made.length).toBe(0)
    expect(scene.persistence.owesSave).toBe(false)
  })

  test('waits for a snapshot for something else', () => {
    const scene = new SavingScene({ save: '3600 1' })
    const other = new Snapshot(scene.room.server.keyspace, rdbForm(new Written().writer), 'noeviction')
    scene.room.say('FLUSHALL')
    expect(scene.persistence.slice()).toBe(false)
    expect(scene.disk.made.length).toBe(0)
    other.stop()
    scene.tick(100)
    expect(scene.disk.made.length).toBe(1)
  })
})

/**
 * The append only file on a model disk: what is there after a crash at any moment, what is acknowledged when,
 * rewrites, a disk that is full or fails, on and off.
 */
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../../../../server/persistence/aof/manifest.ts'
import { SeededRandom } from '../../replication/network.ts'
import { AofRoom, loaded } from './aof-room.ts'
import { ModelDisk } from './model-disk.ts'

const FOLDER = 'appendonlydir'
const OK = '+OK\r\n'

function parts({ disk }: AofRoom): string[] {
  return [...disk.files.keys()].map(name => name.replace(`${FOLDER}/`, '')).sort()
}

function manifest({ disk }: AofRoom) {
  return parseManifest(disk.bytes(`${FOLDER}/appendonly.aof.manifest`).latin1Slice())
}

describe('crashes', () => {
  /**
   * Random commands, disk answers and ticks, and troubles if there are to be; then the power goes, or only
   * the process is killed.
   */
  function course(
    seed: number,
    fsync: string,
    troubles = false,
    killed = false,
    more: Record<string, string> = {},
  ): void {
    const random = new SeededRandom(seed)
    const disk = new ModelDisk(random)
    const it = AofRoom.started(disk, { appendfsync: fsync, ...more })
    const { log } = it.room.server
    /** The data at each offset of the log; how far it was acknowledged; what one acknowledgement costs. */
    const states = new Map([[log.end, it.digest]])
    const sent: number[] = []
    let acknowledged = 0
    const look = (): void => {
      acknowledged += it.heard().split('\r\n').length - 1
    }
    const write = (...words: (string | number)[]): void => {
      it.say(...words)
      states.set(log.end, it.digest)
      sent.push(log.end)
    }
    const acts: (() => void)[] = [
      () => write('SET', `k${random.below(5)}`, 'v'.repeat(random.below(40))),
      () => write('RPUSH', `l${random.below(3)}`, random.below(100)),
      () => write('SELECT', random.below(3)),
      () => write('PEXPIRE', `k${random.below(5)}`, 1_000_000_000),
      () => it.step(),
      () => it.step(),
      () => it.pass(100 * random.below(13)),
      () => random.below(4) === 0 && it.aof.ask(false),
    ]
    if (troubles) {
      acts.push(() => {
        disk.room = random.below(3) === 0 ? random.below(200) : Number.POSITIVE_INFINITY
      })
      acts.push(() => {
        disk.syncError = random.below(3) === 0 ? 'Input/output error' : null
      })
    }
    for (let i = 20 + random.below(150); i > 0; i--) {
      acts[random.below(acts.length)]!()
      look()
    }
    const safe = fsync === 'always' || killed
    const owed = safe && acknowledged > 0 ? sent[acknowledged - 1]! : 0
    if (killed) disk.kill()
    else disk.crash()
    disk.room = Number.POSITIVE_INFINITY
    disk.syncError = null
    const digest = loaded(disk)
    const found = [...states].filter(([, state]) => state === digest).map(([offset]) => offset)
    expect([seed, found.some(offset => offset >= owed)]).toEqual([seed, true])
    // Who starts with that disk goes on where it ends.
    const next = AofRoom.started(disk, { appendfsync: fsync, ...more })
    expect(next.digest).toBe(digest)
    next.say('SET', 'after', 1)
    next.aof.flush(() => {})
    next.settle()
    disk.crash()
    expect(loaded(disk)).toBe(next.digest)
  }

  test('always: every acknowledged write is there, and all before it', () => {
    for (let seed = 1; seed <= 60; seed++) course(seed, 'always')
  })

  test('always: so it is when the disk is full now and then, and fails to sync', () => {
    for (let seed = 101; seed <= 160; seed++) course(seed, 'always', true)
  })

  test('so it is where times are told and bases are commands', () => {
    const more = { 'aof-timestamp-enabled': 'yes', 'aof-use-rdb-preamble': 'no' }
    for (let seed = 301; seed <= 340; seed++) {
      course(seed, seed % 3 === 0 ? 'everysec' : 'always', seed % 3 !== 0, seed % 3 === 0, more)
    }
  })

  test('switched on and off at any moment, it is always the data as it was at one moment', () => {
    for (let seed = 201; seed <= 240; seed++) {
      const random = new SeededRandom(seed)
      const disk = new ModelDisk(random)
      const it = new AofRoom(disk)
      const states = new Set([it.digest])
      const acts: (() => void)[] = [
        () => it.say('SET', `k${random.below(5)}`, random.below(100)),
        () => it.say('SELECT', random.below(3)),
        () => it.step(),
        () => it.step(),
        () => it.step(),
        () => it.pass(100 * random.below(8)),
        () => it.room.server.store.set([['appendonly', random.below(3) === 0 ? 'no' : 'yes']]),
        () => {
          if (random.below(10) > 0) return
          it.room.server.keyspace.flushAll()
          it.room.server.log.reset(random.below(5000))
        },
      ]
      for (let i = 30 + random.below(150); i > 0; i--) {
        acts[random.below(acts.length)]!()
        states.add(it.digest)
      }
      disk.crash()
      expect([seed, states.has(loaded(disk))]).toEqual([seed, true])
    }
  })

  test('everysec and no: when only the process is killed every acknowledged write is there', () => {
    for (let seed = 301; seed <= 340; seed++) course(seed, seed % 2 === 0 ? 'everysec' : 'no', false, true)
  })

  test('everysec and no: what is there is the data as it was at one moment', () => {
    for (let seed = 1; seed <= 30; seed++) course(seed, seed % 2 === 0 ? 'everysec' : 'no')
  })
})

describe('when it is safe', () => {
  test('everysec: a sync a second, and only when there is something; one that takes too long is counted', () => {
    const it = AofRoom.started()
    it.say('SET', 'a', 1)
    expect(it.heard()).toBe(OK)
    it.step()
    expect(it.aof.waiting).toBe(0)
    it.pass(1100)
    expect(it.aof.syncsPending).toBe(1)
    it.say('SET', 'b', 1)
    it.pass(1000)
    expect([it.aof.syncsPending, it.aof.delayedFsync]).toEqual([1, 1])
    it.settle()
    it.pass(1000)
    it.settle()
    expect(it.aof.durable).toBe(it.room.server.log.end)
    it.pass(1000)
    expect(it.disk.idle).toBe(true)
  })

  test('always: one sync covers what came while the disk was busy, and replies keep their order', () => {
    const it = AofRoom.started(undefined, { appendfsync: 'always' })
    it.say('SET', 'a', 1)
    it.say('GET', 'a')
    expect(it.heard()).toBe('')
    it.step()
    it.say('SET', 'b', 1)
    it.say('SET', 'c', 1)
    expect(it.heard()).toBe('')
    it.step()
    expect(it.heard()).toBe(`${OK}$1\r\n1\r\n`)
    it.step()
    it.step()
    expect(it.heard()).toBe(OK + OK)
    it.say('GET', 'a')
    expect(it.heard()).toBe('$1\r\n1\r\n')
  })

  test.each(['everysec', 'no'])('%s: it is written before the reply leaves, once a turn', fsync => {
    const it = AofRoom.started(undefined, { appendfsync: fsync })
    const blocked = it.another()
    blocked[0]('BLPOP', 'list', 0)
    const words: (string | number)[][] = [
      ['SET', 'a', 1],
      ['MULTI'],
      ['INCR', 'a'],
      ['GET', 'a'],
      ['EXEC'],
      ['RPUSH', 'list', 1],
    ]
    for (const command of words) {
      it.say(...command)
      expect([it.heard() !== '', it.aof.waiting]).toEqual([true, 0])
    }
    expect(blocked[1]()).toBe('*2\r\n$4\r\nlist\r\n$1\r\n1\r\n')
    it.disk.kill()
    expect(loaded(it.disk)).toBe(it.digest)
  })

  test('everysec: while a sync is under way the replies to who wrote wait for another thread', () => {
    const it = AofRoom.started()
    const [readerSays, readerHears] = it.another()
    const [blockedSays, blockedHears] = it.another()
    blockedSays('BLPOP', 'list', 0)
    it.say('SET', 'a', 1)
    it.pass(1100)
    expect([it.heard(), it.aof.syncsPending]).toEqual([OK, 1])
    it.say('SET', 'b', 1)
    it.say('GET', 'b')
    it.say('MULTI')
    it.say('RPUSH', 'list', 1)
    it.say('EXEC')
    readerSays('GET', 'b')
    expect([it.heard(), readerHears(), blockedHears()]).toEqual(['', '$1\r\n1\r\n', ''])
    // The sync ends; the write that began meanwhile; what came after that.
    it.step()
    expect([it.heard(), it.aof.syncsPending]).toEqual(['', 0])
    it.step()
    expect(it.heard()).toBe(`${OK}$1\r\n1\r\n${OK}+QUEUED\r\n*1\r\n:1\r\n`)
    expect(blockedHears()).toBe('*2\r\n$4\r\nlist\r\n$1\r\n1\r\n')
    expect([it.aof.waiting, it.disk.idle]).toEqual([0, true])
    it.disk.kill()
    expect(loaded(it.disk)).toBe(it.digest)
  })

  test('everysec: more than is written at once goes on beside the loop, and the reply waits for it', () => {
    const it = AofRoom.started()
    it.say('SET', 'big', 'x'.repeat(3 * 1024 * 1024))
    expect(it.heard()).toBe('')
    expect(it.aof.waiting).toBeGreaterThan(1024 * 1024)
    it.settle()
    expect([it.heard(), it.aof.waiting]).toEqual([OK, 0])
  })

  test('no-appendfsync-on-rewrite: while a snapshot is running, what is written counts', () => {
    const it = AofRoom.started(undefined, { appendfsync: 'always', 'no-appendfsync-on-rewrite': 'yes' })
    it.room.server.keyspace.snapshotRunning = true
    it.say('SET', 'a', 1)
    expect(it.heard()).toBe('')
    it.step()
    expect([it.heard(), it.aof.syncsPending]).toEqual([OK, 0])
    it.room.server.keyspace.snapshotRunning = false
    it.pass(100)
    it.settle()
    expect(it.aof.durable).toBe(it.room.server.log.end)
  })

  test('another policy lets go of what waits', () => {
    const it = AofRoom.started(undefined, { appendfsync: 'always' })
    it.say('SET', 'a', 1)
    it.room.server.store.set([['appendfsync', 'everysec']])
    it.step()
    expect(it.heard()).toBe(OK)
  })
})

describe('a disk that fails', () => {
  const MISCONF = '-MISCONF Errors writing to the AOF file: No space left on device\r\n'

  test('full: writes are refused, a short one is cut off, and it goes on when there is room', () => {
    for (const fsync of ['everysec', 'always']) {
      for (let room = 0; room < 40; room++) {
        const it = AofRoom.started(undefined, { appendfsync: fsync })
        it.say('SET', 'before', 1)
        it.settle()
        it.heard()
        it.disk.room = room
        it.say('SET', 'a', 1)
        it.settle()
        const short = it.aof.writeError !== null
        expect(short).toBe(room < 27)
        if (!short) continue
        expect(it.heard()).toBe(fsync === 'always' ? '' : OK)
        it.say('SET', 'b', 1)
        // Who waits for the disk goes on waiting.
        expect(it.heard()).toBe(fsync === 'always' ? '' : MISCONF)
        it.disk.room = 1_000_000
        it.pass(1100)
        it.settle()
        expect([it.aof.writeError, it.heard()]).toEqual([null, fsync === 'always' ? OK + MISCONF : ''])
        it.say('SET', 'c', 1)
        it.settle()
        expect(it.heard()).toBe(OK)
        it.pass(1100)
        it.settle()
        it.disk.crash()
        expect(loaded(it.disk)).toBe(it.digest)
      }
    }
  })

  test('always: others are answered while it is full', () => {
    const it = AofRoom.started(undefined, { appendfsync: 'always' })
    it.disk.room = 0
    it.say('SET', 'a', 1)
    it.settle()
    const other = it.room.connect()
    expect(it.room.say('GET b', other)).toBe('(nil)')
    expect(it.room.say('SET b 1', other)).toBe(
      '-MISCONF Errors writing to the AOF file: No space left on device',
    )
    expect(it.heard()).toBe('')
  })

  test('a sync that failed proves nothing: the bytes are written again, or a new base is made', () => {
    for (const fsync of ['everysec', 'always']) {
      const it = AofRoom.started(undefined, { appendfsync: fsync })
      it.disk.syncError = 'Input/output error'
      it.say('SET', 'a', 1)
      it.settle()
      it.pass(1100)
      it.settle()
      expect(it.aof.writeError).toBe('Input/output error')
      expect(it.heard()).toBe(fsync === 'always' ? '' : OK)
      it.disk.syncError = null
      it.pass(2500)
      it.settle()
      it.pass(200)
      it.settle()
      expect([it.aof.writeError, it.heard()]).toEqual([null, fsync === 'always' ? OK : ''])
      expect(it.aof.history.begun).toBe(fsync === 'always' ? 0 : 1)
      it.disk.crash()
      expect(loaded(it.disk)).toBe(it.digest)
    }
  })

  test('a rewrite that fails leaves what there is, and is tried less and less often', () => {
    const it = AofRoom.started()
    it.say('SET', 'a', 'x'.repeat(100))
    it.settle()
    for (let i = 1; i <= 3; i++) {
      it.disk.room = 10
      expect(it.aof.ask(false)).toBe('started')
      it.settle()
      expect([it.aof.history.lastOk, it.aof.history.consecutiveFailures]).toEqual([false, 1])
      it.disk.room = 1_000_000
      it.say('SET', 'b', i)
      it.pass(1100)
      it.settle()
      expect(loaded(it.disk)).toBe(it.digest)
    }
    expect(manifest(it).incremental.length).toBe(4)
    expect(it.aof.ask(false)).toBe('started')
    it.settle()
    expect(parts(it)).toEqual([
      'appendonly.aof.2.base.rdb',
      'appendonly.aof.5.incr.aof',
      'appendonly.aof.manifest',
    ])
  })
})

describe('times', () => {
  /** Every SET's value is its second: checks that the last line before it says so; how many there were. */
  function check(it: AofRoom): number {
    const { disk } = it
    const { base, incremental } = manifest(it)
    let told = ''
    let lines = 0
    for (const { name } of [base!, ...incremental]) {
      const text = disk.bytes(`${FOLDER}/${name}`).latin1Slice()
      for (const [, stamp, value] of text.matchAll(/#TS:(\d+)\r\n|SET\r\n\$1\r\nk\r\n\$10\r\n(\d+)/g)) {
        if (stamp === undefined) {
          // The line of a rewrite's own second may stand in a file that is gone.
          if (name !== base!.name && told !== '') expect([name, told]).toEqual([name, value])
          continue
        }
        expect(Number(stamp)).toBeGreaterThanOrEqual(Number(told))
        told = stamp
        lines++
      }
      expect(text.replaceAll(/#TS:\d{10}\r\n/g, '')).not.toContain('#')
    }
    return lines
  }

  test('every command follows the line of its second, whatever the disk does and when it is rewritten', () => {
    let lines = 0
    for (let seed = 1; seed <= 60; seed++) {
      const random = new SeededRandom(seed)
      const disk = new ModelDisk(random)
      const appendfsync = ['always', 'everysec', 'no'][seed % 3]!
      const it = AofRoom.started(disk, {
        appendfsync,
        'aof-timestamp-enabled': 'yes',
        'aof-use-rdb-preamble': seed % 2 === 0 ? 'yes' : 'no',
      })
      const acts: (() => void)[] = [
        () => it.say('SET', 'k', Math.floor(it.room.now / 1000)),
        () => it.say('SELECT', random.below(3)),
        () => it.step(),
        () => it.pass(100 * random.below(13)),
        () => random.below(4) === 0 && it.aof.ask(false),
        () => {
          disk.room = random.below(3) === 0 ? random.below(80) : Number.POSITIVE_INFINITY
          disk.syncError = random.below(4) === 0 ? 'Input/output error' : null
        },
      ]
      for (let i = 100; i > 0; i--) acts[random.below(acts.length)]!()
      disk.room = Number.POSITIVE_INFINITY
      disk.syncError = null
      it.pass(3000)
      it.say('SET', 'k', Math.floor(it.room.now / 1000))
      it.settle()
      it.pass(3000)
      it.settle()
      lines += check(it)
      expect(loaded(disk)).toBe(it.digest)
      const { base, incremental } = manifest(it)
      const named = [base!, ...incremental].map(({ name }) => disk.bytes(`${FOLDER}/${name}`).length)
      expect([seed, it.aof.size]).toEqual([seed, named.reduce((sum, size) => sum + size, 0)])
    }
    expect(lines).toBeGreaterThan(100)
  })

  test('there is one line a second, before the SELECT of a new file, and none when that is switched off', () => {
    const it = AofRoom.started(undefined, { 'aof-timestamp-enabled': 'yes', 'aof-use-rdb-preamble': 'no' })
    const text = (name: string): string => it.disk.bytes(`${FOLDER}/appendonly.aof.${name}`).latin1Slice()
    it.say('SET', 'a', 1)
    it.say('SET', 'b', 1)
    it.settle()
    expect(text('1.base.aof')).toBe('#TS:1700000000\r\n')
    expect(text('1.incr.aof')).toMatch(/^#TS:1700000000\r\n\*2\r\n\$6\r\nSELECT[^#]*a[^#]*b[^#]*$/s)
    it.pass(1000)
    it.aof.ask(false)
    it.settle()
    it.say('SET', 'c', 1)
    it.settle()
    expect(text('2.base.aof')).toMatch(/^#TS:1700000001\r\n\*2\r\n\$6\r\nSELECT[^#]*$/)
    expect(text('2.incr.aof')).toMatch(/^#TS:1700000001\r\n\*2\r\n\$6\r\nSELECT[^#]*c[^#]*$/s)
    it.room.server.store.set([
      ['aof-timestamp-enabled', 'no'],
      ['aof-use-rdb-preamble', 'yes'],
    ])
    it.pass(5000)
    it.say('SET', 'd', 1)
    it.aof.ask(false)
    it.settle()
    expect(parts(it)).toEqual([
      'appendonly.aof.3.base.rdb',
      'appendonly.aof.3.incr.aof',
      'appendonly.aof.manifest',
    ])
    it.say('SET', 'e', 1)
    it.settle()
    expect(text('3.incr.aof')).not.toContain('#')
  })
})

describe('rewriting', () => {
  test('what is written meanwhile is in the new incremental file, in its database', () => {
    const it = AofRoom.started()
    it.say('SELECT', 3)
    it.say('SET', 'a', 1)
    it.settle()
    expect(it.aof.ask(false)).toBe('started')
    expect(it.aof.ask(false)).toBe('running')
    while (it.aof.rewriting !== null) {
      it.say('INCR', 'n')
      it.step()
    }
    it.settle()
    it.pass(1100)
    it.settle()
    expect(parts(it)).toEqual([
      'appendonly.aof.2.base.rdb',
      'appendonly.aof.2.incr.aof',
      'appendonly.aof.manifest',
    ])
    expect(it.disk.bytes(`${FOLDER}/appendonly.aof.2.incr.aof`).latin1Slice()).toMatch(
      /^\*2\r\n\$6\r\nSELECT\r\n\$1\r\n3\r\n/,
    )
    expect(loaded(it.disk)).toBe(it.digest)
    const files = ['2.base.rdb', '2.incr.aof'].map(
      name => it.disk.bytes(`${FOLDER}/appendonly.aof.${name}`).length,
    )
    expect(it.aof.size).toBe(files[0]! + files[1]!)
  })

  test('it begins by itself when the file has grown enough', () => {
    const it = AofRoom.started(undefined, { 'auto-aof-rewrite-min-size': '2000' })
    for (let i = 0; i < 30; i++) it.say('SET', 'a', 'x'.repeat(100))
    it.settle()
    expect(it.aof.size).toBeGreaterThan(2000)
    it.pass(100)
    it.settle()
    expect([it.aof.history.begun, it.aof.size < 500]).toEqual([1, true])
  })

  test('it waits while another snapshot is running', () => {
    const it = AofRoom.started()
    const { keyspace } = it.room.server
    keyspace.snapshotRunning = true
    expect(it.aof.ask(false)).toBe('scheduled')
    it.pass(500)
    expect([it.aof.scheduled, it.aof.rewriting]).toEqual([true, null])
    keyspace.snapshotRunning = false
    it.pass(100)
    it.settle()
    expect([it.aof.scheduled, it.aof.history.lastOk, it.aof.history.begun]).toEqual([false, true, 1])
  })

  test('aof-disable-auto-gc keeps the old files, as history', () => {
    const it = AofRoom.started(undefined, { 'aof-disable-auto-gc': 'yes' })
    it.aof.ask(false)
    it.settle()
    expect(manifest(it).history.map(({ name }) => name)).toEqual([
      'appendonly.aof.1.incr.aof',
      'appendonly.aof.1.base.rdb',
    ])
    expect(parts(it).length).toBe(5)
  })
})

describe('on and off', () => {
  test('switched on it holds all there is; switched off it stays as it is', () => {
    const it = new AofRoom()
    const { store, log } = it.room.server
    it.say('SET', 'a', 1)
    expect(log.active).toBe(false)
    store.set([['appendonly', 'yes']])
    expect(it.aof.state).toBe('starting')
    while (it.aof.state === 'starting') {
      it.say('INCR', 'n')
      it.pass(100)
      it.step()
    }
    it.settle()
    it.say('INCR', 'n')
    const { digest } = it
    store.set([['appendonly', 'no']])
    expect([it.aof.state, log.active]).toEqual(['off', false])
    it.say('INCR', 'n')
    it.settle()
    expect(loaded(it.disk)).toBe(digest)
    store.set([['appendonly', 'yes']])
    it.pass(100)
    it.settle()
    it.pass(1100)
    it.settle()
    expect(loaded(it.disk)).toBe(it.digest)
    expect(it.aof.size).toBe(it.disk.bytes(`${FOLDER}/appendonly.aof.2.base.rdb`).length)
  })

  test('while it is off a rewrite makes a base alone', () => {
    const it = new AofRoom()
    it.say('SET', 'a', 1)
    expect(it.aof.ask(false)).toBe('started')
    it.settle()
    expect(parts(it)).toEqual(['appendonly.aof.1.base.rdb', 'appendonly.aof.manifest'])
    expect(loaded(it.disk)).toBe(it.digest)
  })

  test('where no file can be made it cannot be switched on', () => {
    const REFUSED =
      "ERR CONFIG SET failed (possibly related to argument 'appendonly') - Unable to turn on AOF. Check server logs."
    const it = new AofRoom()
    const { store } = it.room.server
    it.disk.refusal = 'Read-only file system'
    expect(
      store.set([
        ['maxmemory', '5mb'],
        ['appendonly', 'yes'],
      ]),
    ).toBe(REFUSED)
    expect([it.aof.state, store.text('appendonly'), store.number('maxmemory')]).toEqual(['off', 'no', 0])
    it.disk.refusal = null
    expect(store.set([['appendonly', 'yes']])).toBe(null)
    it.pass(100)
    it.settle()
    expect([it.aof.state, loaded(it.disk)]).toEqual(['on', it.digest])
  })

  test('files of earlier are not touched, whatever is switched on, until a whole base takes their place', () => {
    const before = AofRoom.started()
    before.say('SET', 'old', 1)
    before.pass(1100)
    before.settle()
    const { disk } = before
    const old = before.digest
    for (const asked of ['appendonly', 'bgrewriteaof', 'appendonly without a manifest']) {
      const files = new Map([...disk.files].map(([name, { content }]) => [name, Buffer.from(content)]))
      const copy = new ModelDisk(new SeededRandom(1))
      for (const [name, content] of files)
        if (!asked.includes('without') || !name.includes('manifest')) copy.put(name, content)
      const it = new AofRoom(copy)
      it.say('SET', 'new', 1)
      if (asked === 'bgrewriteaof') it.aof.ask(false)
      else expect(it.room.server.store.set([['appendonly', 'yes']])).toBe(null)
      it.say('SET', 'new', 2)
      for (let i = 0; !copy.idle && i < 100; i++) {
        const manifestIsOld = copy
          .bytes(`${FOLDER}/appendonly.aof.manifest`)
          .equals(files.get(`${FOLDER}/appendonly.aof.manifest`)!)
        if (manifestIsOld) expect(loaded(copy)).toBe(old)
        for (const name of [...files.keys()].filter(name => !name.includes('manifest'))) {
          if (copy.files.has(name)) expect(copy.bytes(name)).toEqual(files.get(name))
        }
        it.step()
      }
      it.settle()
      expect([asked, loaded(copy)]).toEqual([asked, it.digest])
      expect(copy.files.has(`${FOLDER}/appendonly.aof.2.base.rdb`)).toBe(true)
      expect(copy.files.has(`${FOLDER}/appendonly.aof.1.base.rdb`)).toBe(asked.includes('without'))
    }
  })

  test('switched on again where somebody else put an append only file meanwhile, it is not written over', () => {
    const it = AofRoom.started()
    const { store } = it.room.server
    store.set([['appendonly', 'no']])
    it.settle()
    const theirs = 'file appendonly.aof.7.base.rdb seq 7 type b\n'
    it.disk.put(`${FOLDER}/appendonly.aof.manifest`, Buffer.from(theirs))
    it.disk.put(`${FOLDER}/appendonly.aof.7.base.rdb`, Buffer.from('theirs'))
    it.disk.put(`${FOLDER}/appendonly.aof.9.base.rdb`, Buffer.from('of nobody'))
    store.set([['appendonly', 'yes']])
    expect(it.disk.bytes(`${FOLDER}/appendonly.aof.7.base.rdb`).latin1Slice()).toBe('theirs')
    it.pass(100)
    it.settle()
    expect(manifest(it).base?.seq).toBe(10)
    expect(it.disk.bytes(`${FOLDER}/appendonly.aof.9.base.rdb`).latin1Slice()).toBe('of nobody')
    expect(loaded(it.disk)).toBe(it.digest)
  })

  test('when the data was replaced a new base is made at once, and the old files count until then', () => {
    const it = AofRoom.started()
    it.say('SET', 'old', 1)
    it.pass(1100)
    it.settle()
    const { digest } = it
    const { server } = it.room
    server.keyspace.flushAll()
    server.log.reset(5000)
    it.say('SET', 'new', 1)
    expect([it.aof.state, loaded(it.disk)]).toEqual(['starting', digest])
    it.pass(100)
    it.settle()
    it.say('SET', 'newer', 1)
    it.pass(1100)
    it.settle()
    expect([it.aof.state, loaded(it.disk)]).toEqual(['on', it.digest])
  })

  test('at the end everything is written and safe', () => {
    const it = AofRoom.started(undefined, { appendfsync: 'no' })
    it.aof.ask(false)
    it.say('SET', 'a', 1)
    let ended: string | null = 'not yet'
    it.aof.flush(error => {
      ended = error
    })
    it.settle()
    it.disk.crash()
    expect([ended, loaded(it.disk)]).toEqual([null, it.digest])
  })
})

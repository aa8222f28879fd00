/**
 * A server whose big values of every type change in every way while a snapshot of them is taken, and a second
 * one that loads what the snapshot gave.
 */

import { createHash } from 'node:crypto'
import { dataDigest } from '../../../server/keyspace/digest.ts'
import { FieldExpireCycle } from '../../../server/keyspace/field-expire-cycle.ts'
import type { Keyspace } from '../../../server/keyspace/keyspace.ts'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { AofLoader } from '../../../server/persistence/aof/aof-loader.ts'
import { commandForm } from '../../../server/persistence/commands/command-image.ts'
import { CommandWriter } from '../../../server/persistence/commands/command-writer.ts'
import type { ImageForm } from '../../../server/persistence/image.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import { RdbWriter } from '../../../server/persistence/rdb/rdb-writer.ts'
import { SyncLoader } from '../../../server/replication/sync-loader.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { ServerRoom } from '../commands/server-room.ts'
import { SeededRandom } from '../replication/network.ts'

export const PIECE = 64 * 1024
const TYPES = ['list', 'set', 'hash', 'zset', 'string']

type Words = (string | number)[]

export class Subject {
  readonly random: SeededRandom
  readonly room: ServerRoom
  private readonly fields: FieldExpireCycle

  constructor(seed: number) {
    this.random = new SeededRandom(seed)
    this.room = new ServerRoom({
      'set-max-listpack-entries': '16',
      'hash-max-listpack-entries': '16',
      'zset-max-listpack-entries': '16',
      'list-max-listpack-size': this.pick('-2', '-1', '4', '40'),
      'list-compress-depth': this.pick('0', '0', '1', '2'),
    })
    this.fields = new FieldExpireCycle(this.keyspace)
  }

  get keyspace(): Keyspace {
    return this.room.server.keyspace
  }

  private pick<T>(...of: T[]): T {
    return of[this.random.below(of.length)]!
  }

  /** Runs a command; its reply's bytes. */
  say(...words: Words): string {
    return this.room.raw(words.map(String))
  }

  /** Makes big values of each type, some small ones, and many strings. */
  fill(db: number, size = 1000 + this.random.below(2500)): void {
    this.say('SELECT', db)
    for (let i = 0; i < 2; i++) {
      const all = (of: (n: number) => Words) => Array.from({ length: size }, (_, n) => of(n)).flat()
      this.say('RPUSH', `list${i}`, ...all(n => [`element ${n} ${'x'.repeat(n % 60)}`]))
      this.say('SADD', `set${i}`, ...all(n => [`member ${n} ${'y'.repeat(n % 60)}`]))
      this.say('HSET', `hash${i}`, ...all(n => [`field ${n}`, `value ${n} ${'z'.repeat(n % 50)}`]))
      this.say('ZADD', `zset${i}`, ...all(n => [(n * 7919) % 1009, `scored ${n}`]))
      this.say('SET', `string${i}`, 's'.repeat(300_000 + this.random.below(300_000)))
      this.say('RPUSH', `small${i}`, 1, 2, 3)
    }
    const timed = Array.from({ length: 200 }, (_, n) => `field ${n * 3}`)
    this.say('HPEXPIRE', 'hash1', 9_000_000, 'FIELDS', timed.length, ...timed)
    for (let i = 0; i < 300; i++) this.say('SET', `key${i}`, i)
  }

  /** Deletes all but one of the keys that `fill` made. */
  keepOnly(key: string): void {
    for (const other of this.say('KEYS', '*').match(/\w+\d/g)!) if (other !== key) this.say('DEL', other)
  }

  /** A change of any kind to a key that may be big. */
  change(): void {
    const { random } = this
    const i = random.below(2)
    const n = random.below(3500)
    this.say('SELECT', random.below(2))
    const kind = random.below(100)
    if (kind < 20) this.changeList(`list${i}`, n)
    else if (kind < 38) this.changeSet(`set${i}`, n)
    else if (kind < 58) this.changeHash(`hash${i}`, n)
    else if (kind < 78) this.changeSortedSet(`zset${i}`, n)
    else if (kind < 92) this.say('SET', `key${n % 400}`, n)
    else if (kind < 98) this.changeKey(i, n)
    else if (random.below(20) === 0) this.say(this.pick('FLUSHDB', 'FLUSHALL'))
    else this.say('SWAPDB', 0, 1)
  }

  /** So many words of a kind, with numbers that follow each other. */
  private run(word: string, from: number): string[] {
    const count = 1 + this.random.below(this.random.below(10) === 0 ? 800 : 6)
    return Array.from({ length: count }, (_, k) => `${word} ${from + k}`)
  }

  private changeList(key: string, n: number): void {
    const length = Number(this.say('LLEN', key).slice(1)) || 1
    const at = this.random.below(length)
    this.say(
      ...this.pick<Words>(
        [this.pick('RPUSH', 'LPUSH'), key, ...this.run('pushed', n)],
        [this.pick('LPOP', 'RPOP'), key, 1 + this.random.below(200)],
        ['LSET', key, at, `changed ${n}`],
        ['LSET', key, at, 'longer '.repeat(1 + this.random.below(300))],
        ['LREM', key, this.pick(1, -1), `element ${n} ${'x'.repeat(n % 60)}`],
        ['LINSERT', key, this.pick('BEFORE', 'AFTER'), `element ${n} ${'x'.repeat(n % 60)}`, 'inserted'],
        ['LTRIM', key, this.random.below(100), -1 - this.random.below(100)],
        ['LTRIM', key, at, at + this.random.below(this.random.below(4) === 0 ? 4 : length)],
        ['LMOVE', key, this.pick('list0', 'list1'), this.pick('LEFT', 'RIGHT'), this.pick('LEFT', 'RIGHT')],
        ['SORT', key, 'ALPHA', 'LIMIT', 0, 50, 'STORE', this.pick('sorted', 'list0')],
      ),
    )
  }

  private changeSet(key: string, n: number): void {
    const size = Number(this.say('SCARD', key).slice(1))
    this.say(
      ...this.pick<Words>(
        ['SADD', key, ...this.run('member', n)],
        ['SADD', key, ...this.run('added', n)],
        ['SREM', key, ...this.run('added', n)],
        ['SREM', key, ...this.members(n)],
        ['SPOP', key],
        ['SPOP', key, 1 + this.random.below(100)],
        ['SPOP', key, this.random.below(6) === 0 ? size - this.random.below(20) : 1],
        ['SMOVE', key, this.pick('set0', 'set1'), `member ${n} ${'y'.repeat(n % 60)}`],
        [this.pick('SUNIONSTORE', 'SDIFFSTORE', 'SINTERSTORE'), this.pick('stored', key), key, 'set1'],
      ),
    )
  }

  /** Names of members as `fill` made them. */
  private members(from: number): string[] {
    return this.run('member', from).map(word => {
      const n = Number(word.split(' ')[1])
      return `${word} ${'y'.repeat(n % 60)}`
    })
  }

  private changeHash(key: string, n: number): void {
    const { random } = this
    const names = this.run('field', n)
    this.say(
      ...this.pick<Words>(
        ['HSET', key, ...names.flatMap(name => [name, `changed ${n}`])],
        ['HSET', key, `field ${n}`, 'longer '.repeat(1 + random.below(100))],
        ['HSET', key, ...this.run('new', n).flatMap(name => [name, n])],
        ['HINCRBY', key, `new ${n}`, 7],
        ['HDEL', key, ...names],
        ['HDEL', key, ...this.run('new', n)],
        ['HPEXPIRE', key, 1 + random.below(100_000), 'FIELDS', names.length, ...names],
        ['HPEXPIRE', key, 1 + random.below(100_000), 'FIELDS', 1, `field ${3 * random.below(200)}`],
        ['HPERSIST', key, 'FIELDS', 1, `field ${3 * random.below(200)}`],
        ['HGET', key, `field ${3 * random.below(200)}`],
        ['HSETEX', key, 'PX', 50_000, 'FIELDS', 1, `field ${n}`, 'timed'],
      ),
    )
    if (random.below(3) === 0) this.room.pass(random.below(20_000))
    if (random.below(3) === 0) this.fields.step()
  }

  private changeSortedSet(key: string, n: number): void {
    const { random } = this
    const size = Number(this.say('ZCARD', key).slice(1))
    const rank = random.below(size + 1)
    const score = random.below(1009)
    this.say(
      ...this.pick<Words>(
        ['ZADD', key, ...this.run('scored', n).flatMap(name => [random.below(1009), name])],
        ['ZADD', key, ...this.run('new', n).flatMap(name => [random.below(1009), name])],
        ['ZINCRBY', key, this.pick(1, -1, 500, -500, 0), `scored ${n}`],
        ['ZREM', key, ...this.run('scored', n)],
        ['ZREM', key, ...this.run('new', n)],
        [this.pick('ZPOPMIN', 'ZPOPMAX'), key, 1 + random.below(20)],
        ['ZREMRANGEBYRANK', key, rank, rank + random.below(100)],
        ['ZREMRANGEBYRANK', key, random.below(8) === 0 ? 10 : size, -1],
        ['ZREMRANGEBYSCORE', key, score, score + random.below(20)],
        ['ZREMRANGEBYLEX', key, '[scored 1', `[scored 1${random.below(100)}`],
        [this.pick('ZUNIONSTORE', 'ZDIFFSTORE'), this.pick('ranked', key), 2, key, 'zset1'],
        ['ZRANGESTORE', this.pick('ranged', key), key, random.below(100), -1],
      ),
    )
  }

  /** Something that concerns a key as a whole. */
  private changeKey(i: number, n: number): void {
    const key = `${this.pick(...TYPES)}${i}`
    this.say(
      ...this.pick<Words>(
        ['DEL', key],
        ['UNLINK', key],
        ['SET', key, n],
        ['RENAME', key, this.pick(`renamed${i}`, `${this.pick(...TYPES)}0`)],
        ['COPY', key, `copied${i}`, 'REPLACE'],
        ['MOVE', key, this.random.below(2)],
        ['PEXPIRE', key, this.pick(1, 1_000_000)],
        ['PERSIST', key],
        ['APPEND', `string${i}`, 'more'],
        ['SETRANGE', `string${i}`, n, 'here'],
      ),
    )
    if (this.random.below(4) === 0) this.fill(this.random.below(2), 700)
  }
}

/** A writer, and what it was told. */
export class Written {
  readonly writer: RdbWriter
  readonly form: ImageForm
  private readonly chunks: Buffer[] = []

  constructor() {
    const sink = (chunk: Uint8Array, length: number) => {
      this.chunks.push(Buffer.from(chunk.subarray(0, length)))
    }
    this.writer = new RdbWriter(sink, { lzfMaxLength: PIECE })
    this.writer.header(12)
    this.form = rdbForm(this.writer)
  }

  /** A server with what the stream holds, which is complete now. */
  loaded(): ServerRoom {
    this.writer.eof()
    const rdb = Buffer.concat(this.chunks)
    const room = new ServerRoom()
    const loader = new SyncLoader(room.server, () => {})
    let at = 0
    while (!loader.done) at += loader.push(rdb, at, Math.min(50_000, rdb.length - at))
    loader.commit()
    return room
  }
}

/** The same for a snapshot as commands. */
export class WrittenCommands {
  readonly writer: CommandWriter
  readonly form: ImageForm
  private readonly chunks: Buffer[] = []

  constructor() {
    this.writer = new CommandWriter((chunk, length) => {
      this.chunks.push(Buffer.from(chunk.subarray(0, length)))
    })
    this.form = commandForm(this.writer)
  }

  get text(): string {
    this.writer.flush()
    return Buffer.concat(this.chunks).latin1Slice()
  }

  loaded(): ServerRoom {
    const bytes = Buffer.from(this.text, 'latin1')
    const room = new ServerRoom()
    const loader = new AofLoader(room.engine)
    room.server.setLoading(true)
    for (let at = 0; at < bytes.length; at += 50_000)
      loader.push(bytes, at, Math.min(50_000, bytes.length - at))
    if (loader.finish().torn) throw new Error('the commands are cut short')
    room.server.setLoading(false)
    return room
  }
}

/** All data in short: the digest, and the times of keys and of fields. */
export function contents(keyspace: Keyspace): string {
  const times: string[] = []
  const { records, others } = keyspace
  for (const db of keyspace.databases) {
    db.table.each(ref => {
      records.load(ref)
      const key = `${db.index} ${records.bytes.subarray(records.keyAt, records.keyAt + records.keyLength)}`
      if (records.expireAt >= 0) times.push(`${key} ${records.expireAt}`)
      if (records.type(ref) !== type.hash) return
      const { hashes } = others
      hashes.open(db)
      for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) {
        const { bytes, off, len } = hashes.element
        if (hashes.expiry !== 0) times.push(`${key} ${bytes.subarray(off, off + len)} ${hashes.expiry}`)
      }
    })
  }
  const told = createHash('sha1').update(times.toSorted().join('\n')).digest('hex')
  return `${dataDigest(keyspace)} ${told}`
}

/** Takes a snapshot, with up to `most` changes between two steps; what was there and what was loaded. */
export function takeSnapshot(
  subject: Subject,
  most: number,
  written: Written | WrittenCommands = new Written(),
): { then: string; loaded: string } {
  const { keyspace, random } = subject
  const then = contents(keyspace)
  const snapshot = new Snapshot(keyspace, written.form, 'noeviction')
  for (;;) {
    for (let n = random.below(most + 1); n > 0; n--) subject.change()
    keyspace.reclaim()
    if (!snapshot.step()) break
  }
  return { then, loaded: contents(written.loaded().server.keyspace) }
}

/** Empties a keyspace; how many bytes of its arena are in use then. */
export function leaked(keyspace: Keyspace): number {
  keyspace.flushAll()
  while (keyspace.reclaim());
  return keyspace.arena.used
}

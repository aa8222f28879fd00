/**
 * The forkless snapshot: the whole keyspace as it is at one moment, written as RDB or as commands while
 * other commands go on.
 * Beginning it costs a few assignments per database: every table takes a new version, and from then on a
 * bucket about to change that is still of an older version is written first. `step` walks the buckets
 * nobody touched. So each record is written once, as it was at the start, and nothing is copied but what
 * changes before the walk comes by.
 *
 * A big value is not written with its bucket. It waits, and is written in pieces, one per step, before the
 * walk goes on. A collection is written from its root (`ValueWalk`), which is pinned and outlives its record:
 * commands may change it or remove it meanwhile, and only what they change is written before its turn, or
 * put aside. So when the record of one that waits is about to change, the head of its entry is kept, and the
 * value goes on waiting by its root. Of a string or a packed value, which have no root, what is left is
 * written at once when a command is about to change them.
 *
 * While one stands half written in the stream, whatever else must be written goes to a stream of its own,
 * which follows when the value is whole. So a record waits only between its bucket's visit and its own
 * change, and it cannot move meanwhile without `changing` being told.
 *
 * Records therefore come out of order of databases: SELECTDB is repeated wherever it changes, which the
 * format allows; the RESIZEDB hints stand at the beginning. Tables that FLUSHALL or SWAPDB take out of
 * their database stay part of the walk (`snapshotRunning` keeps them whole).
 *
 * Backpressure: the owner calls `step` only while its consumer has room. What commands change meanwhile is
 * written all the same; that is at most what they touch, once each, however long the consumer takes.
 */
import { assert } from '../../shared/bytes/assert.ts'
import { copyOf } from '../../shared/bytes/text.ts'
import type { EntryHead, Image, ImageForm } from '../persistence/image.ts'
import type { KeyDelay } from '../persistence/key-delay.ts'
import { ChunkList } from '../persistence/rdb/chunk-list.ts'
import { ValueWalk, WalkTools } from '../persistence/rdb/value-walk.ts'
import type { Home } from '../values/home.ts'
import { Values } from '../values/values.ts'
import type { BucketVisitor } from './bucket-visitor.ts'
import type { Keyspace } from './keyspace.ts'
import { CLOCK_MASK, Records } from './records.ts'
import type { Table } from './table.ts'

/** A step ends after this many buckets, or once it has written this many bytes. */
const STEP_BUCKETS = 4
const STEP_BYTES = 8 * 1024
/** A value that takes more memory than this is written in pieces. */
const BIG_BYTES = 64 * 1024

/** One table of the walk, and the number of the database it was in. */
class Part implements BucketVisitor {
  readonly db: number
  readonly table: Table
  private readonly snapshot: Snapshot

  constructor(snapshot: Snapshot, db: number, table: Table) {
    this.snapshot = snapshot
    this.db = db
    this.table = table
  }

  visit(ref: number): void {
    this.snapshot.visit(this.db, ref)
  }

  changing(ref: number): void {
    this.snapshot.changing(ref)
  }
}

/** The records' values, to be read only. */
class Reading implements Home {
  readonly records: Records

  constructor(records: Records) {
    this.records = records
  }

  resizeValue(): void {
    assert(false, 'a snapshot changes nothing')
  }

  setEncoding(): void {
    assert(false, 'a snapshot changes nothing')
  }
}

/** A big collection on its way into the stream, whatever becomes of its record. */
interface Rooted {
  readonly db: number
  readonly head: EntryHead
  readonly value: ValueWalk
}

/** A stream of entries, and the database it is in. */
class Stream {
  readonly image: Image
  selected: number

  constructor(image: Image) {
    this.image = image
    this.selected = -1
  }

  select(db: number): void {
    if (db === this.selected) return
    this.selected = db
    this.image.select(db)
  }
}

export class Snapshot {
  /** Keys there were at the start, and those written or begun so far. */
  readonly keys: number
  written: number
  /** What writing a key costs besides; null for nothing. The owner pays. */
  delay: KeyDelay | null
  private readonly keyspace: Keyspace
  private readonly main: Stream
  /** What is written while `main` has something unfinished; its bytes so far. */
  private readonly aside: Stream
  private readonly asideBytes: ChunkList
  private readonly home: Reading
  /** Its own flyweights: commands in the middle of a change hold on to the keyspace's. */
  private readonly values: Values
  private readonly tools: WalkTools
  private readonly parts: Part[]
  private readonly idle: boolean
  private readonly freq: boolean
  private part: number
  private cursor: number
  /** Big values that were visited but not begun: database by record. */
  private readonly waiting: Map<number, number>
  /** Those of them whose records have changed or gone since. */
  private readonly rooted: Rooted[]
  /** What is partly written in `main`: a collection, or the record of a string (0 for none). */
  private walked: Rooted | null
  private unfinished: number
  private running: boolean

  /**
   * Begins: the image that `form` makes gets the keyspace as it is at this moment. What stands before and
   * after the entries is the caller's to write. `policy` is the maxmemory-policy, which says whether
   * records carry their idle time or frequency.
   */
  constructor(keyspace: Keyspace, form: ImageForm, policy: string) {
    assert(!keyspace.snapshotRunning, 'one snapshot at a time')
    keyspace.snapshotRunning = true
    this.written = 0
    this.delay = null
    this.keyspace = keyspace
    this.values = new Values(keyspace.arena, keyspace.limits)
    const image = form(this.values)
    this.main = new Stream(image)
    this.asideBytes = new ChunkList()
    const keep = (chunk: Uint8Array, length: number): void => this.asideBytes.append(chunk, length)
    this.aside = new Stream(image.sibling(keep))
    this.home = new Reading(new Records(keyspace.arena))
    this.tools = new WalkTools(this.values, image)
    this.parts = []
    this.idle = policy.includes('lru')
    this.freq = policy.includes('lfu')
    this.part = 0
    this.cursor = 0
    this.waiting = new Map()
    this.rooted = []
    this.walked = null
    this.unfinished = 0
    this.running = true
    let keys = 0
    for (const { index, table, expires } of keyspace.databases) {
      if (table.count === 0) continue
      keys += table.count
      const part = new Part(this, index, table)
      table.beginSnapshot(part)
      this.parts.push(part)
      this.main.select(index)
      image.resizeDb(table.count, expires.count)
    }
    this.keys = keys
  }

  /** Writes a little more; true while there is more to write. At the end the keyspace is free again. */
  step(): boolean {
    if (!this.running) return false
    if (!this.free) {
      this.goOn()
      return true
    }
    const { image } = this.main
    const until = image.bytesWritten + STEP_BYTES
    for (let n = 0; n < STEP_BUCKETS && image.bytesWritten < until; n++) {
      if (this.rooted.length + this.waiting.size > 0) {
        this.beginNext()
        return true
      }
      const part = this.parts[this.part]
      if (part === undefined) {
        this.stop()
        return false
      }
      this.cursor = part.table.visitNext(this.cursor)
      if (this.cursor === 0) this.part++
    }
    return true
  }

  /** Ends the walk where it is. */
  stop(): void {
    if (!this.running) return
    this.running = false
    this.waiting.clear()
    for (const { table } of this.parts) table.endSnapshot()
    this.keyspace.snapshotRunning = false
    if (this.walked !== null) this.close(this.walked)
    for (const rooted of this.rooted) this.close(rooted)
  }

  /** A record as it was at the start: written now or, when it is big, soon. The tables call it. */
  visit(db: number, ref: number): void {
    const { home } = this
    home.records.load(ref)
    if (this.isBig(ref)) {
      this.waiting.set(ref, db)
      return
    }
    this.write(db)
  }

  /** A record is about to change, or to go: what it was must be safe before. The tables call it. */
  changing(ref: number): void {
    if (ref === this.unfinished) {
      while (this.unfinished !== 0) this.goOn()
      return
    }
    const db = this.waiting.get(ref)
    if (db === undefined) return
    this.waiting.delete(ref)
    const { home } = this
    home.records.load(ref)
    if (home.records.isLarge(ref)) {
      this.rooted.push(this.root(db))
      return
    }
    this.write(db)
  }

  private isBig(ref: number): boolean {
    const { records } = this.home
    if (records.valueLength > BIG_BYTES) return true
    return records.isLarge(ref) && records.footprint(ref, this.values) > BIG_BYTES
  }

  /** Makes the loaded record's collection, as it is now, independent of the record. */
  private root(db: number): Rooted {
    const { home, keyspace } = this
    const { meta, expireAt, bytes, keyAt, keyLength } = home.records
    const key = copyOf(bytes, keyAt, keyLength)
    const head = { meta, expireAt, bytes: key, keyAt: 0, keyLength }
    const value = new ValueWalk(this.tools, home, head)
    keyspace.pin(value.root)
    keyspace.arena.walks.open(value.root, value.parts)
    return { db, head, value }
  }

  /** A rooted value is needed no more. */
  private close({ value }: Rooted): void {
    const { keyspace } = this
    value.parts.drop()
    keyspace.arena.walks.close(value.root, value.parts)
    keyspace.unpin(value.root)
  }

  /** Whether `main` has nothing unfinished, and nothing waits to follow in it. */
  private get free(): boolean {
    return this.walked === null && this.unfinished === 0 && this.aside.selected < 0
  }

  /** Writes the loaded record, which cannot wait. */
  private write(db: number): void {
    const { home } = this
    const stream = this.free ? this.main : this.aside
    this.writeHead(stream, db, home.records)
    stream.image.write(home)
  }

  /** Begins the big value that has waited longest. */
  private beginNext(): void {
    const { home, main, waiting } = this
    const rooted = this.rooted.shift()
    if (rooted !== undefined) {
      this.beginRooted(rooted)
      return
    }
    const [ref, db] = waiting.entries().next().value!
    waiting.delete(ref)
    home.records.load(ref)
    if (home.records.isLarge(ref)) {
      this.beginRooted(this.root(db))
      return
    }
    this.writeHead(main, db, home.records)
    if (main.image.begin(home)) this.unfinished = ref
  }

  private beginRooted(rooted: Rooted): void {
    this.writeHead(this.main, rooted.db, rooted.head)
    rooted.value.begin(this.main.image)
    this.walked = rooted
  }

  /** Writes the next piece of what is unfinished in `main`, or of what was written aside meanwhile. */
  private goOn(): void {
    const { home, main, walked } = this
    if (walked !== null) {
      if (walked.value.step()) return
      this.walked = null
      this.close(walked)
    } else if (this.unfinished !== 0) {
      home.records.load(this.unfinished)
      if (!main.image.step(home)) this.unfinished = 0
    } else this.goOnAside()
  }

  private goOnAside(): void {
    const { main, aside, asideBytes } = this
    aside.image.flush()
    asideBytes.shift(main.image)
    if (!asideBytes.isEmpty) return
    main.selected = aside.selected
    aside.selected = -1
  }

  /** All of an entry but the value. */
  private writeHead(stream: Stream, db: number, head: EntryHead): void {
    const { state } = this.keyspace
    this.written++
    stream.select(db)
    const clock = head.meta & CLOCK_MASK
    const idle = this.idle ? state.idleSeconds(clock) : -1
    const freq = this.freq ? state.lfuDecayed(clock) : -1
    stream.image.head(head, idle, freq)
  }
}

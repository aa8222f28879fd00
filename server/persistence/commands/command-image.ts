/**
 * The image as the commands that make the data: what the base of an append only file is without
 * `aof-use-rdb-preamble`. An entry is one command, or one for each 64 of its elements, then PEXPIREAT when
 * the key expires. Fields that expire have commands of their own, as in Redis 7.4. How idle a key is and
 * how often it was used have no command, and are left out.
 */

import type { Hashes } from '../../values/hash.ts'
import { type Home, VARIANT } from '../../values/home.ts'
import type { QuicklistNode } from '../../values/quicklist-node.ts'
import type { Slice } from '../../values/slice.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { type, typeOf } from '../../values/type-numbers.ts'
import type { Values } from '../../values/values.ts'
import { type EntryHead, type Image, type ImageForm, type ImageSink, type Shape, UNTIMED } from '../image.ts'
import type { CommandWriter } from './command-writer.ts'
import { ElementCommands } from './element-commands.ts'

/** Bytes of a piece of a string. */
const PIECE_BYTES = 64 * 1024
/** A string of at least this size is written in pieces. */
const LONG_STRING = 256 * 1024

/** The form of what `writer` writes. */
export function commandForm(writer: CommandWriter): ImageForm {
  return values => new CommandImage(writer, values)
}

class CommandImage implements Image {
  private readonly writer: CommandWriter
  private readonly values: Values
  private readonly elements: ElementCommands
  /** Of the entry whose value comes next. */
  private current: EntryHead | null
  /** The database whose SELECT is written before the next entry; -1 for none. */
  private selecting: number
  /** Bytes written of the string that is written in pieces. */
  private position: number

  constructor(writer: CommandWriter, values: Values) {
    this.writer = writer
    this.values = values
    this.elements = new ElementCommands(writer)
    this.current = null
    this.selecting = -1
    this.position = 0
  }

  get bytesWritten(): number {
    return this.writer.bytesWritten
  }

  flush(): void {
    this.writer.flush()
  }

  raw(bytes: Uint8Array, off: number, len: number): void {
    this.selecting = -1
    this.writer.raw(bytes, off, len)
  }

  sibling(sink: ImageSink): Image {
    return new CommandImage(this.writer.sibling(sink), this.values)
  }

  resizeDb(): void {}

  select(db: number): void {
    this.selecting = db
  }

  head(head: EntryHead): void {
    if (this.selecting >= 0) {
      this.writer.request(2, 'SELECT')
      this.writer.integer(this.selecting)
      this.selecting = -1
    }
    this.current = head
  }

  write(home: Home): void {
    let more = this.begin(home)
    while (more) more = this.step(home)
  }

  begin(home: Home): boolean {
    const head = this.current!
    if (this.beginValue(home, head)) return true
    this.expiry(head)
    return false
  }

  /** The value's commands, or what comes before the bytes of a long string: true then. */
  private beginValue(home: Home, head: EntryHead): boolean {
    switch (typeOf(head.meta)) {
      case type.list:
        return this.list(home, head)
      case type.set:
        return this.set(home, head)
      case type.zset:
        return this.sortedSet(home, head)
      case type.hash:
        return this.hash(home, head)
      case type.string:
        return this.string(home, head)
    }
  }

  private string({ records }: Home, head: EntryHead): boolean {
    const { writer } = this
    const { valueBytes, valueAt, valueLength } = records
    writer.request(3, 'SET')
    writer.bytes(head.bytes, head.keyAt, head.keyLength)
    writer.begin(valueLength)
    this.position = 0
    if (valueLength >= LONG_STRING) return true
    writer.raw(valueBytes, valueAt, valueLength)
    writer.end()
    return false
  }

  step({ records }: Home): boolean {
    const { current, position, writer } = this
    const size = Math.min(records.valueLength - position, PIECE_BYTES)
    writer.raw(records.valueBytes, records.valueAt + position, size)
    this.position = position + size
    if (this.position < records.valueLength) return true
    writer.end()
    this.expiry(current!)
    return false
  }

  private list(home: Home, head: EntryHead): boolean {
    const { lists } = this.values
    lists.open(home)
    this.elements.begin(head, lists.length())
    lists.seekEnd(true)
    do {
      lists.read()
      this.elements.listElement(lists.element)
    } while (lists.next())
    return false
  }

  private set(home: Home, head: EntryHead): boolean {
    const { sets } = this.values
    sets.open(home)
    this.elements.begin(head, sets.length())
    for (let p = sets.walk(0); p >= 0; p = sets.walk(p)) this.elements.member(sets.element)
    return false
  }

  private sortedSet(home: Home, head: EntryHead): boolean {
    const { zsets } = this.values
    zsets.open(home)
    this.elements.begin(head, zsets.length())
    for (let p = zsets.walk(0); p >= 0; p = zsets.walk(p)) this.elements.item(zsets)
    return false
  }

  private hash(home: Home, head: EntryHead): boolean {
    const { hashes } = this.values
    hashes.open(home)
    if ((head.meta & VARIANT) === 0) this.elements.begin(head, hashes.length())
    else this.elements.alone(head)
    for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) this.elements.field(hashes)
    return false
  }

  private expiry({ expireAt, bytes, keyAt, keyLength }: EntryHead): void {
    if (expireAt < 0) return
    this.writer.request(3, 'PEXPIREAT')
    this.writer.bytes(bytes, keyAt, keyLength)
    this.writer.integer(expireAt)
  }

  open(): void {}

  rest(shape: Shape, left: number): void {
    if (shape.earliest === UNTIMED) this.elements.begin(shape.head, left)
    else this.elements.alone(shape.head)
  }

  close({ head }: Shape): void {
    this.expiry(head)
  }

  alone({ head }: Shape): void {
    this.elements.alone(head)
  }

  member(member: Slice): void {
    this.elements.member(member)
  }

  item(item: SortedSets): void {
    this.elements.item(item)
  }

  field(field: Hashes): void {
    this.elements.field(field)
  }

  node(node: QuicklistNode): void {
    this.elements.node(node)
  }
}

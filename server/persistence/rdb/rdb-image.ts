/** The image as RDB, in a writer whose header stands already and whose end is its owner's to write. */
import type { Hashes } from '../../values/hash.ts'
import type { Home } from '../../values/home.ts'
import type { QuicklistNode } from '../../values/quicklist-node.ts'
import type { Slice } from '../../values/slice.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import type { Values } from '../../values/values.ts'
import { type EntryHead, type Image, type ImageForm, type ImageSink, type Shape, UNTIMED } from '../image.ts'
import type { RdbWriter } from './rdb-writer.ts'
import { rdbType, ValueWriter } from './write-value.ts'

/** The form of what `writer` writes. */
export function rdbForm(writer: RdbWriter): ImageForm {
  return values => new RdbImage(writer, values)
}

class RdbImage implements Image {
  private readonly writer: RdbWriter
  private readonly values: Values
  private readonly value: ValueWriter
  /** Of the collection that is open. */
  private earliest: number

  constructor(writer: RdbWriter, values: Values) {
    this.writer = writer
    this.values = values
    this.value = new ValueWriter(values, writer)
    this.earliest = UNTIMED
  }

  get bytesWritten(): number {
    return this.writer.bytesWritten
  }

  flush(): void {
    this.writer.flush()
  }

  raw(bytes: Uint8Array, off: number, len: number): void {
    this.writer.raw(bytes, off, len)
  }

  sibling(sink: ImageSink): Image {
    return new RdbImage(this.writer.sibling(sink), this.values)
  }

  resizeDb(keys: number, expires: number): void {
    this.writer.resizeDb(keys, expires)
  }

  select(db: number): void {
    this.writer.selectDb(db)
  }

  head(head: EntryHead, idleSeconds: number, freq: number): void {
    const { writer } = this
    if (head.expireAt >= 0) writer.expireMs(head.expireAt)
    if (idleSeconds >= 0) writer.idle(idleSeconds)
    if (freq >= 0) writer.freq(freq)
    writer.key(rdbType(head.meta), head.bytes, head.keyAt, head.keyLength)
  }

  write(home: Home): void {
    this.value.write(home)
  }

  begin(home: Home): boolean {
    return this.value.begin(home)
  }

  step(home: Home): boolean {
    return this.value.step(home)
  }

  open({ earliest, parts }: Shape): void {
    const { writer } = this
    this.earliest = earliest
    if (earliest !== UNTIMED) writer.int64LE(earliest)
    writer.length(parts)
  }

  rest(): void {}

  close(): void {}

  alone({ earliest }: Shape): void {
    this.earliest = earliest
  }

  member(member: Slice): void {
    this.value.elements.member(member)
  }

  item(item: SortedSets): void {
    this.value.elements.item(item)
  }

  field(field: Hashes): void {
    this.value.elements.field(field, this.earliest)
  }

  node(node: QuicklistNode): void {
    this.value.elements.node(node)
  }
}

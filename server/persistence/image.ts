/**
 * The form in which a snapshot writes the data: RDB (`rdb/rdb-image.ts`), or the commands that make it
 * (`commands/command-image.ts`). A snapshot says what there is to write and when; a form turns entries,
 * values and elements into bytes.
 *
 * An entry is its head, then its value: the whole of it by `write`; a long string also piece by piece, by
 * `begin` and `step`; a large collection element by element, between `open` and `close`.
 */
import type { Hashes } from '../values/hash.ts'
import type { Home } from '../values/home.ts'
import type { QuicklistNode } from '../values/quicklist-node.ts'
import type { Slice } from '../values/slice.ts'
import type { SortedSets } from '../values/sorted-set.ts'
import type { Values } from '../values/values.ts'

/** Takes `chunk[0, length)`, which stands only during the call. */
export type ImageSink = (chunk: Uint8Array, length: number) => void

/** All of an entry but the value, as a record has it loaded. */
export interface EntryHead {
  readonly meta: number
  /** Milliseconds since 1970, -1 for never. */
  readonly expireAt: number
  /** The key is `bytes[keyAt, keyAt + keyLength)`. */
  readonly bytes: Uint8Array
  readonly keyAt: number
  readonly keyLength: number
}

/** A large collection as it was when its walk was made. */
export interface Shape {
  readonly head: EntryHead
  /** Parts the walk meets: elements, of a list its nodes. */
  readonly parts: number
  readonly elements: number
  /** When the first field of a hash is due, or `UNTIMED` where none expires. */
  readonly earliest: number
}

/** Instead of the time when the first field is due: fields of this hash do not expire. */
export const UNTIMED = -1

/** Bytes in one form. What stands half written is continued by the next call. */
export interface Image {
  /** Bytes so far, those that wait for `flush` included. */
  readonly bytesWritten: number
  /** Hands what waits to the sink. */
  flush(): void
  /** Bytes that are in the form already. */
  raw(bytes: Uint8Array, off: number, len: number): void
  /** A stream of the same form for a part that is kept elsewhere first. */
  sibling(sink: ImageSink): Image

  /** How many keys a database is about to get, and how many of them expire: a hint. */
  resizeDb(keys: number, expires: number): void
  select(db: number): void
  /** Begins an entry; its seconds idle and its LFU counter are -1 where they are not kept. */
  head(head: EntryHead, idleSeconds: number, freq: number): void

  /** Writes the value of the record that `home` has loaded. */
  write(home: Home): void
  /** `write`, or what comes before the bytes of a long string: true then. */
  begin(home: Home): boolean
  /** The next piece of a long string; true when there is more. It must be as it was. */
  step(home: Home): boolean

  /** Begins a large collection; those of its elements that changed before follow, as `raw` bytes. */
  open(shape: Shape): void
  /** From here on the elements come themselves: `left` of them. */
  rest(shape: Shape, left: number): void
  /** All of its elements have come. */
  close(shape: Shape): void
  /** What comes next are elements of this collection that changed before its turn: they stand alone. */
  alone(shape: Shape): void
  /** The element or node that was come to. */
  member(member: Slice): void
  item(item: SortedSets): void
  field(field: Hashes): void
  node(node: QuicklistNode): void
}

/** Makes the image of a snapshot, which reads values through flyweights of its own. */
export type ImageForm = (values: Values) => Image

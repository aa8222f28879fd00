/**
 * The commands that add elements to a collection, in batches of at most 64 elements as Redis writes them. The
 * batch says its size first, so it must be known how many elements are still to come.
 */
import type { Hashes } from '../../values/hash.ts'
import { lpNext, lpRead } from '../../values/listpack.ts'
import type { QuicklistNode } from '../../values/quicklist-node.ts'
import { Slice } from '../../values/slice.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import type { EntryHead } from '../image.ts'
import type { CommandWriter } from './command-writer.ts'

/** AOF_REWRITE_ITEMS_PER_CMD. */
const BATCH = 64

/** Elements come in any number, each alone: how many there are is not known, or they are not alike. */
const ALONE = -1

export class ElementCommands {
  private readonly writer: CommandWriter
  private readonly element: Slice
  private head: EntryHead | null
  /** Elements that are still to come, and that belong into the command begun last. */
  private left: number
  private open: number

  constructor(writer: CommandWriter) {
    this.writer = writer
    this.element = new Slice()
    this.head = null
    this.left = ALONE
    this.open = 0
  }

  /** What follows are `left` elements of this entry. */
  begin(head: EntryHead, left: number): void {
    this.head = head
    this.left = left
    this.open = 0
  }

  /** What follows are elements of this entry, a command for each. */
  alone(head: EntryHead): void {
    this.begin(head, ALONE)
  }

  listElement({ bytes, off, len }: Slice): void {
    this.next('RPUSH', 1)
    this.writer.bytes(bytes, off, len)
  }

  /** All elements of a node. */
  node(node: QuicklistNode): void {
    const { element } = this
    node.load(node.ref)
    const { bytes, high } = node
    for (let p = node.low; p < high; p = lpNext(bytes, p)) {
      lpRead(bytes, p, element)
      this.listElement(element)
    }
  }

  member({ bytes, off, len }: Slice): void {
    this.next('SADD', 1)
    this.writer.bytes(bytes, off, len)
  }

  item({ element, score }: SortedSets): void {
    this.next('ZADD', 2)
    this.writer.double(score)
    this.writer.bytes(element.bytes, element.off, element.len)
  }

  field({ element, value, expiry }: Hashes): void {
    const { writer } = this
    this.next('HMSET', 2)
    writer.bytes(element.bytes, element.off, element.len)
    writer.bytes(value.bytes, value.off, value.len)
    if (expiry === 0) return
    writer.request(6, 'HPEXPIREAT')
    this.key()
    writer.integer(expiry)
    writer.text('FIELDS')
    writer.text('1')
    writer.bytes(element.bytes, element.off, element.len)
  }

  /** An element of `size` arguments follows: begins a command unless one has room for it. */
  private next(name: string, size: number): void {
    if (this.open > 0) {
      this.open--
      return
    }
    const items = this.left === ALONE ? 1 : Math.min(this.left, BATCH)
    this.writer.request(2 + items * size, name)
    this.key()
    this.open = items - 1
    if (this.left !== ALONE) this.left -= items
  }

  private key(): void {
    const { bytes, keyAt, keyLength } = this.head!
    this.writer.bytes(bytes, keyAt, keyLength)
  }
}

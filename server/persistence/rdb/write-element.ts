/**
 * Writes single elements of collections as RDB has them: what DUMP, and walks over big values, make their
 * values of.
 */
import type { Hashes } from '../../values/hash.ts'
import type { QuicklistNode } from '../../values/quicklist-node.ts'
import type { Slice } from '../../values/slice.ts'
import type { SortedSets } from '../../values/sorted-set.ts'
import { UNTIMED } from '../image.ts'
import { NODE_PACKED } from './rdb-format.ts'
import type { RdbWriter } from './rdb-writer.ts'

/** A node's listpack is put together in memory of this size, which is kept. */
const NODE_KEPT = 64 * 1024 + 64

export class ElementWriter {
  readonly writer: RdbWriter
  private listpack: Uint8Array

  constructor(writer: RdbWriter) {
    this.writer = writer
    this.listpack = new Uint8Array(0)
  }

  member({ bytes, off, len }: Slice): void {
    this.writer.string(bytes, off, len)
  }

  /** The item that was come to. */
  item({ element, score }: SortedSets): void {
    this.writer.string(element.bytes, element.off, element.len)
    this.writer.binaryDouble(score)
  }

  /** The field that was come to. Times are told from the first on, `earliest`; 0 says that there is none. */
  field({ element, value, expiry }: Hashes, earliest: number): void {
    const { writer } = this
    if (earliest !== UNTIMED) writer.length(expiry === 0 ? 0 : expiry - earliest + 1)
    writer.string(element.bytes, element.off, element.len)
    writer.string(value.bytes, value.off, value.len)
  }

  /** The skimmed node, as the listpack it stands for; a compressed one as it lies. */
  node(node: QuicklistNode): void {
    const { writer } = this
    const { size, packedLength } = node
    writer.length(NODE_PACKED)
    if (packedLength > 0) {
      node.exposeBody()
      writer.packedString(node.bytes, node.base, packedLength, size)
      return
    }
    node.load(node.ref)
    if (this.listpack.length < size || this.listpack.length > NODE_KEPT)
      this.listpack = new Uint8Array(Math.max(size, NODE_KEPT))
    node.writeListpack(this.listpack, 0)
    writer.string(this.listpack, 0, size)
  }
}

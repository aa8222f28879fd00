/**
 * Bytes of a stream that are kept until their turn comes: what a writer's sink is given is gathered in blocks
 * that double from 256 bytes to 64 KiB, so that few bytes cost little memory and many few objects.
 */
import { copyBytes } from '../../../shared/bytes/copy.ts'

const BLOCK_MIN = 256
const BLOCK_MAX = 64 * 1024

export class ChunkList {
  private readonly blocks: Uint8Array[]
  /** Bytes in the last block. */
  private used: number

  constructor() {
    this.blocks = []
    this.used = 0
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0
  }

  /** Adds `chunk[0, length)`, which need not stay. */
  append(chunk: Uint8Array, length: number): void {
    for (let at = 0; at < length; ) {
      const block = this.lastBlock()
      const size = Math.min(length - at, block.length - this.used)
      copyBytes(chunk, at, block, this.used, size)
      this.used += size
      at += size
    }
  }

  /** The last block, with room. */
  private lastBlock(): Uint8Array {
    const { blocks } = this
    const last = blocks.at(-1)
    if (last !== undefined && this.used < last.length) return last
    const block = Buffer.allocUnsafeSlow(
      Math.min(BLOCK_MAX, last === undefined ? BLOCK_MIN : 2 * last.length),
    )
    blocks.push(block)
    this.used = 0
    return block
  }

  /** Hands the first block on; false when there is none. */
  shift(to: { raw(bytes: Uint8Array, off: number, len: number): void }): boolean {
    const block = this.blocks.shift()
    if (block === undefined) return false
    to.raw(block, 0, this.isEmpty ? this.used : block.length)
    return true
  }
}

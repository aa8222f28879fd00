/**
 * Where the arena's memory comes from: slices of 33 MiB chunks, in pages of 64 KiB. The C library maps memory
 * apart, and so gives it back to the system as soon as it is freed, only where more than 32 MiB is asked for
 * at once; what was asked for in smaller pieces would stay with the process for good. A chunk takes real
 * memory only as far as it was used.
 *
 * A chunk whose last piece was given back is empty, and goes when `release` is called; but two stay for a
 * while (`rest`), since what was freed is often needed again at once, and a chunk that comes new costs page
 * faults, and in Node, which takes it for a sign of much garbage, now and then a collection. To unmap memory
 * takes the system about 0.1 ms per MiB: `letGo` may leave that to another thread.
 */
import { assert } from '../../shared/bytes/assert.ts'
import { PAGE_BYTES } from './size-classes.ts'

const CHUNK_PAGES = 33 * 16
/** Empty chunks that are kept until the pool has rested. */
const SPARE = 2
/** Calls of `rest` between which nothing happened, when it has. */
const RESTED = 2
/** From this size on the C library needs no help. */
const ALONE = 32 << 20

class Chunk {
  readonly memory: ArrayBuffer
  free: number
  /** Of each page, whether it is taken. */
  private readonly taken: Uint8Array

  constructor() {
    this.memory = new ArrayBuffer(CHUNK_PAGES * PAGE_BYTES)
    this.free = CHUNK_PAGES
    this.taken = new Uint8Array(CHUNK_PAGES)
  }

  /** The first of `count` pages side by side, the lowest there are; -1 when there are none. */
  find(count: number): number {
    let run = 0
    for (let page = 0; page < CHUNK_PAGES; page++) {
      run = this.taken[page] === 0 ? run + 1 : 0
      if (run === count) return page - count + 1
    }
    return -1
  }

  mark(page: number, count: number, taken: boolean): void {
    this.taken.fill(taken ? 1 : 0, page, page + count)
    this.free += taken ? -count : count
  }
}

export class ChunkPool {
  /** Gives memory that nothing refers to any more back to the system. */
  letGo: (memory: ArrayBuffer) => void
  private readonly chunks: Map<ArrayBufferLike, Chunk>
  private readonly empty: Chunk[]
  /** Calls of `rest` since a chunk came or became empty. */
  private rests: number

  constructor() {
    // Now instead of whenever the collector finds the buffer.
    this.letGo = memory => memory.transfer(0)
    this.chunks = new Map()
    this.empty = []
    this.rests = RESTED
  }

  /** Chunks held from the system. */
  size(): number {
    return this.chunks.size + this.empty.length
  }

  /** Whether `release` has anything to do. */
  get releasable(): boolean {
    return this.empty.length > (this.rests < RESTED ? SPARE : 0)
  }

  /** To be called now and then: after two calls between which nothing happened no empty chunk is kept. */
  rest(): void {
    this.rests++
  }

  /** Gives all empty chunks back to the system. */
  purge(): void {
    for (const chunk of this.empty.splice(0)) this.letGo(chunk.memory)
  }

  /** Gives an empty chunk back to the system; false when there was none. */
  release(): boolean {
    if (!this.releasable) return false
    const chunk = this.empty.pop()!
    this.letGo(chunk.memory)
    return true
  }

  /**
   * `bytes` of memory, a multiple of PAGE_BYTES, contents undefined: of the oldest chunk that has them, so
   * that younger ones can empty.
   */
  take(bytes: number): Buffer {
    if (bytes > ALONE) return Buffer.from(new ArrayBuffer(bytes))
    const count = bytes / PAGE_BYTES
    for (const chunk of this.chunks.values()) {
      const page = chunk.free < count ? -1 : chunk.find(count)
      if (page >= 0) return slice(chunk, page, count)
    }
    const chunk = this.empty.pop() ?? new Chunk()
    this.rests = 0
    this.chunks.set(chunk.memory, chunk)
    return slice(chunk, 0, count)
  }

  /** Takes back what `take` gave; nothing may read it from here on. */
  give(bytes: Uint8Array): void {
    const memory = bytes.buffer as ArrayBuffer
    if (bytes.length <= ALONE) {
      const chunk = this.chunks.get(memory)
      assert(chunk !== undefined, 'memory is given back to its pool')
      chunk.mark(bytes.byteOffset / PAGE_BYTES, bytes.length / PAGE_BYTES, false)
      if (chunk.free < CHUNK_PAGES) return
      this.rests = 0
      this.chunks.delete(memory)
      this.empty.push(chunk)
    } else this.letGo(memory)
  }
}

function slice(chunk: Chunk, page: number, count: number): Buffer {
  chunk.mark(page, count, true)
  return Buffer.from(chunk.memory, page * PAGE_BYTES, count * PAGE_BYTES)
}

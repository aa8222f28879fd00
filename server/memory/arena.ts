/**
 * The arena: where keys and values live, outside the JavaScript heap, so that garbage collection never grows
 * with the data. Memory comes in 1 MiB segments cut into 64 KiB pages; a page serves one size class from its
 * own free list, and a page whose last block is freed returns to the pool, so no class can hoard what another
 * needs. A reference is an int32: the number of an 8-byte granule (32 GiB in all), segment = ref >>>
 * SEGMENT_SHIFT.
 *
 * Blocks above 512 KiB get a segment number with memory of their own, so access code is the same for
 * all. Departs from jemalloc, which Redis uses: no threads, exact accounting, pages returned at once.
 */
import { assert } from '../../shared/bytes/assert.ts'
import { type Viewed, withView } from '../../shared/bytes/view.ts'
import { ChunkPool } from './chunk-pool.ts'
import { blockSize, CLASS_COUNT, classOf, classSize, PAGE_BYTES, SMALL_MAX } from './size-classes.ts'
import { Walks } from './walks.ts'

export const SEGMENT_SHIFT = 17
export const SEGMENT_MASK = (1 << SEGMENT_SHIFT) - 1
const SEGMENT_BYTES = 1 << 20
const PAGES_PER_SEGMENT = SEGMENT_BYTES / PAGE_BYTES
const PAGE_SHIFT = 13
/** One short of all: the reference -1 stays free to mean an error. */
const SEGMENTS_MAX = (1 << (32 - SEGMENT_SHIFT)) - 1
/** What all references together can name, bytes. */
export const ARENA_BYTES_MAX = SEGMENTS_MAX * SEGMENT_BYTES
const SPAN_MAX = SEGMENT_BYTES / 2
const ALL_FREE = (1 << PAGES_PER_SEGMENT) - 1
/** Whole empty segments kept for the next need before the rest goes back to the system. */
const SPARE_SEGMENTS = 2

const NO_BYTES = withView(Buffer.alloc(0))
const NO_WORDS = new Int32Array(0)
const NO_DOUBLES = new Float64Array(0)

/** Page classes beyond the size classes. */
const FREE_PAGE = 0xff
const SPAN_HEAD = 0xfe
const SPAN_TAIL = 0xfd

export class Arena {
  /** Bytes of each segment; index with `ref >>> SEGMENT_SHIFT`. */
  readonly bytes: Viewed[]
  /** The views that these bytes carry. */
  readonly views: DataView[]
  /** The same memory as int32 words. */
  readonly words: Int32Array[]
  /** The same memory as doubles, one per granule. */
  readonly doubles: Float64Array[]
  /** Bytes handed out, in whole blocks: what maxmemory is measured against. */
  used: number
  /** Bytes of the segments in use. */
  reserved: number
  /** What walks over structures while they change. */
  readonly walks: Walks
  private readonly segmentFree: Uint16Array
  readonly pool: ChunkPool
  private readonly hugeBytes: Map<number, number>
  private readonly emptyNumbers: number[]
  /** Segments that may have free pages; an entry may be out of date and is checked when taken. */
  private readonly open: number[]
  private readonly isOpen: Uint8Array
  private spares: number
  private pageClass: Uint8Array
  private pageUsed: Uint16Array
  private pageFree: Int32Array
  private pageBump: Int32Array
  private pageNext: Int32Array
  private pagePrevious: Int32Array
  /** First page with room, per class; -1 for none. */
  private readonly heads: Int32Array

  constructor() {
    // Segment 0 holds the null reference: a page is never served from its start.
    this.bytes = []
    this.views = []
    this.words = []
    this.doubles = []
    this.used = 0
    this.reserved = 0
    this.walks = new Walks()
    this.segmentFree = new Uint16Array(SEGMENTS_MAX)
    this.pool = new ChunkPool()
    this.hugeBytes = new Map()
    this.emptyNumbers = []
    this.open = []
    this.isOpen = new Uint8Array(SEGMENTS_MAX)
    this.spares = 0
    const pages = 1024
    this.pageClass = new Uint8Array(pages).fill(FREE_PAGE)
    this.pageUsed = new Uint16Array(pages)
    this.pageFree = new Int32Array(pages)
    this.pageBump = new Int32Array(pages)
    this.pageNext = new Int32Array(pages)
    this.pagePrevious = new Int32Array(pages)
    this.heads = new Int32Array(CLASS_COUNT).fill(-1)
    this.bytes.push(NO_BYTES)
    this.views.push(NO_BYTES.view)
    this.words.push(NO_WORDS)
    this.doubles.push(NO_DOUBLES)
  }

  /** A block of at least `size` bytes, contents undefined; its reference is never 0. */
  alloc(size: number): number {
    if (size > SMALL_MAX) return this.allocLarge(size)
    const c = classOf(size)
    const page = this.heads[c]!
    if (page < 0) return this.allocFromNewPage(c)
    this.used += classSize[c]!
    const ref = this.pageFree[page]!
    if (ref !== 0) {
      const next = this.words[ref >>> SEGMENT_SHIFT]![(ref & SEGMENT_MASK) << 1]!
      this.pageFree[page] = next
      this.pageUsed[page]!++
      if (next === 0 && !this.canBump(page, c)) this.unlink(page, c)
      return ref
    }
    return this.bump(page, c)
  }

  /** Gives a block back. `size` is any size that has the block's class: the size last asked for. */
  free(ref: number, size: number): void {
    if (size > SMALL_MAX) {
      this.freeLarge(ref)
      return
    }
    const page = ref >>> PAGE_SHIFT
    const c = classOf(size)
    assert(this.pageClass[page] === c, 'a block is freed with its own size')
    this.used -= classSize[c]!
    const wasFull = this.pageFree[page] === 0 && !this.canBump(page, c)
    this.words[ref >>> SEGMENT_SHIFT]![(ref & SEGMENT_MASK) << 1] = this.pageFree[page]!
    this.pageFree[page] = ref
    const used = --this.pageUsed[page]!
    if (wasFull) this.link(page, c)
    if (used === 0 && !(this.heads[c] === page && this.pageNext[page] === -1)) {
      this.unlink(page, c)
      this.releasePages(page, 1)
    }
  }

  /** Bytes that a block of `size` really has: how far its content may grow in place. */
  capacity(ref: number, size: number): number {
    if (size <= SMALL_MAX) return blockSize(size)
    const huge = this.hugeBytes.get(ref >>> SEGMENT_SHIFT)
    return huge ?? Math.ceil(size / PAGE_BYTES) * PAGE_BYTES
  }

  /** What `capacity` will say of a new block of `size` bytes. */
  goodSize(size: number): number {
    if (size <= SMALL_MAX) return blockSize(size)
    return Math.ceil(size / PAGE_BYTES) * PAGE_BYTES
  }

  /** Gives back the pages and segments that are kept at hand though they are empty: after much was freed. */
  trim(): void {
    for (let c = 0; c < CLASS_COUNT; c++) {
      for (let page = this.heads[c]!; page >= 0; ) {
        const next = this.pageNext[page]!
        if (this.pageUsed[page] === 0) {
          this.unlink(page, c)
          this.releasePages(page, 1)
        }
        page = next
      }
    }
    for (const segment of this.open) {
      if (this.segmentFree[segment] !== ALL_FREE) continue
      this.spares--
      this.giveBack(segment)
    }
  }

  /** Whether `release` has anything to do. */
  get releasable(): boolean {
    return this.pool.releasable
  }

  /** Gives a chunk that has become empty back to the system; false when there was none. */
  release(): boolean {
    return this.pool.release()
  }

  /** Gives all that is empty back to the system, at once. */
  purge(): void {
    this.trim()
    this.pool.purge()
  }

  private canBump(page: number, c: number): boolean {
    return this.pageBump[page]! + (classSize[c]! >>> 3) <= PAGE_BYTES >>> 3
  }

  private bump(page: number, c: number): number {
    const ref = (page << PAGE_SHIFT) + this.pageBump[page]!
    this.pageBump[page]! += classSize[c]! >>> 3
    this.pageUsed[page]!++
    if (!this.canBump(page, c)) this.unlink(page, c)
    return ref
  }

  private allocFromNewPage(c: number): number {
    const page = this.takePages(1)
    this.pageClass[page] = c
    this.pageUsed[page] = 0
    this.pageFree[page] = 0
    this.pageBump[page] = 0
    this.link(page, c)
    this.used += classSize[c]!
    return this.bump(page, c)
  }

  private link(page: number, c: number): void {
    const head = this.heads[c]!
    this.pageNext[page] = head
    this.pagePrevious[page] = -1
    if (head >= 0) this.pagePrevious[head] = page
    this.heads[c] = page
  }

  private unlink(page: number, c: number): void {
    const next = this.pageNext[page]!
    const previous = this.pagePrevious[page]!
    if (previous >= 0) this.pageNext[previous] = next
    else this.heads[c] = next
    if (next >= 0) this.pagePrevious[next] = previous
  }

  private allocLarge(size: number): number {
    if (size > SPAN_MAX) return this.allocHuge(size)
    const pages = Math.ceil(size / PAGE_BYTES)
    const first = this.takePages(pages)
    this.pageClass[first] = SPAN_HEAD
    this.pageUsed[first] = pages
    for (let i = 1; i < pages; i++) this.pageClass[first + i] = SPAN_TAIL
    this.used += pages * PAGE_BYTES
    return first << PAGE_SHIFT
  }

  private allocHuge(size: number): number {
    const bytes = Math.ceil(size / PAGE_BYTES) * PAGE_BYTES
    const segment = this.emptyNumbers.pop() ?? this.newNumber()
    this.install(segment, bytes)
    this.hugeBytes.set(segment, bytes)
    this.used += bytes
    return segment << SEGMENT_SHIFT
  }

  private freeLarge(ref: number): void {
    const segment = ref >>> SEGMENT_SHIFT
    const huge = this.hugeBytes.get(segment)
    if (huge !== undefined) {
      this.used -= huge
      this.hugeBytes.delete(segment)
      this.uninstall(segment)
      return
    }
    const page = ref >>> PAGE_SHIFT
    assert(this.pageClass[page] === SPAN_HEAD, 'a span is freed at its start')
    const pages = this.pageUsed[page]!
    this.used -= pages * PAGE_BYTES
    this.releasePages(page, pages)
  }

  /** Bytes of the pages, and of the blocks with memory of their own, that hold anything. */
  active(): number {
    let free = 0
    for (let segment = 0; segment < this.bytes.length; segment++) {
      for (let pages = this.segmentFree[segment]!; pages !== 0; pages &= pages - 1) free++
    }
    return this.reserved - free * PAGE_BYTES
  }

  /** A run of `count` free pages inside one segment; marks them taken. Gives the number of the first. */
  private takePages(count: number): number {
    for (let i = this.open.length - 1, tries = 0; i >= 0 && tries < 8; i--, tries++) {
      const segment = this.open[i]!
      const free = this.segmentFree[segment]!
      if (free === 0) {
        this.isOpen[segment] = 0
        this.open.splice(i, 1)
        continue
      }
      const at = findRun(free, count)
      if (at >= 0) return this.mark(segment, at, count)
    }
    const segment = this.emptyNumbers.pop() ?? this.newNumber()
    this.install(segment, SEGMENT_BYTES)
    this.growPages((segment + 1) * PAGES_PER_SEGMENT)
    this.segmentFree[segment] = ALL_FREE
    this.spares++
    if (this.isOpen[segment] === 0) this.open.push(segment)
    this.isOpen[segment] = 1
    return this.mark(segment, 0, count)
  }

  private mark(segment: number, at: number, count: number): number {
    if (this.segmentFree[segment] === ALL_FREE) this.spares--
    this.segmentFree[segment]! &= ~(((1 << count) - 1) << at)
    return segment * PAGES_PER_SEGMENT + at
  }

  private releasePages(page: number, count: number): void {
    this.pageClass.fill(FREE_PAGE, page, page + count)
    const segment = Math.floor(page / PAGES_PER_SEGMENT)
    const at = page % PAGES_PER_SEGMENT
    const free = this.segmentFree[segment]! | (((1 << count) - 1) << at)
    this.segmentFree[segment] = free
    if (free === ALL_FREE && this.spares >= SPARE_SEGMENTS) {
      this.giveBack(segment)
      return
    }
    if (free === ALL_FREE) this.spares++
    if (this.isOpen[segment] === 0) {
      this.isOpen[segment] = 1
      this.open.push(segment)
    }
  }

  private giveBack(segment: number): void {
    this.segmentFree[segment] = 0
    this.uninstall(segment)
  }

  private newNumber(): number {
    const segment = this.bytes.length
    if (segment >= SEGMENTS_MAX) throw new RangeError('the arena is full: 32 GiB of references are in use')
    this.bytes.push(NO_BYTES)
    this.views.push(NO_BYTES.view)
    this.words.push(NO_WORDS)
    this.doubles.push(NO_DOUBLES)
    return segment
  }

  private install(segment: number, size: number): void {
    // Buffers rather than plain Uint8Arrays: one hidden class for every byte source, and their fast copies.
    const bytes = withView(this.pool.take(size))
    this.bytes[segment] = bytes
    this.views[segment] = bytes.view
    this.words[segment] = new Int32Array(bytes.buffer, bytes.byteOffset, size >>> 2)
    this.doubles[segment] = new Float64Array(bytes.buffer, bytes.byteOffset, size >>> 3)
    this.reserved += size
  }

  private uninstall(segment: number): void {
    const bytes = this.bytes[segment]!
    this.reserved -= bytes.length
    this.bytes[segment] = NO_BYTES
    this.views[segment] = NO_BYTES.view
    this.words[segment] = NO_WORDS
    this.doubles[segment] = NO_DOUBLES
    this.emptyNumbers.push(segment)
    this.pool.give(bytes)
  }

  private growPages(pages: number): void {
    if (pages <= this.pageClass.length) return
    const length = Math.max(pages, this.pageClass.length * 2)
    const grow = (old: Int32Array): Int32Array => {
      const next = new Int32Array(length)
      next.set(old)
      return next
    }
    const classes = new Uint8Array(length).fill(FREE_PAGE)
    classes.set(this.pageClass)
    const used = new Uint16Array(length)
    used.set(this.pageUsed)
    this.pageClass = classes
    this.pageUsed = used
    this.pageFree = grow(this.pageFree)
    this.pageBump = grow(this.pageBump)
    this.pageNext = grow(this.pageNext)
    this.pagePrevious = grow(this.pagePrevious)
  }
}

/** Lowest position of `count` consecutive one bits in `free`, or -1. */
function findRun(free: number, count: number): number {
  const mask = (1 << count) - 1
  for (let at = 0; at + count <= PAGES_PER_SEGMENT; at++) {
    if (((free >>> at) & mask) === mask) return at
  }
  return -1
}

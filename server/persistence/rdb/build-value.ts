/**
 * Builds one value at a time from what an RDB stream or a DUMP holds, or from another value: in a loose
 * record, through the code that commands use, so this server's conversion limits apply. Nothing is seen of
 * it until it is whole; `discard` leaves no trace.
 *
 * Between two elements commands may run that use the same flyweights: call `resume` before going on.
 */
import { assert } from '../../../shared/bytes/assert.ts'
import type { Home } from '../../values/home.ts'
import type { Limits } from '../../values/limits.ts'
import { LP_EMPTY, lpInit } from '../../values/listpack.ts'
import { SET_INTSET, SET_TABLE } from '../../values/set.ts'
import { HASH, LIST, SET, type Values, ZSET } from '../../values/values.ts'

/** Tables are not made larger for an announced number of elements than this. */
const HINT_MAX = 4096

/** What a value is built in: a LooseRecord. */
export interface Workbench extends Home {
  begin(
    typeNumber: number,
    buf: Uint8Array,
    off: number,
    len: number,
    expireAt: number,
    valueLength: number,
  ): void
  discard(): void
}

export class ValueBuilder {
  readonly bench: Workbench
  readonly values: Values
  readonly limits: Limits
  /** Type number of the value under construction; 0 for none. */
  type: number

  constructor(bench: Workbench, values: Values, limits: Limits) {
    this.bench = bench
    this.values = values
    this.limits = limits
    this.type = 0
  }

  /**
   * Begins an empty collection for key `buf[off, off + len)`; `expireAt` in ms since 1970, -1 for none. It
   * is said to get `count` elements: when those are too many for a packed encoding it is not begun as one.
   */
  begin(type: number, buf: Uint8Array, off: number, len: number, expireAt: number, count: number): void {
    assert(this.type === 0, 'one value at a time is built')
    this.type = type
    const { bench, values, limits } = this
    bench.begin(type, buf, off, len, expireAt, LP_EMPTY)
    lpInit(bench.records.valueBytes, bench.records.valueAt)
    if (type === SET) {
      // An intset becomes a listpack at the first text.
      const table = count > limits.setMaxIntsetEntries
      values.sets.begin(bench, table ? SET_TABLE : SET_INTSET, Math.min(count, HINT_MAX))
      return
    }
    if (type === ZSET) {
      values.zsets.create(bench, Math.min(count, HINT_MAX), 0)
      return
    }
    this.resume()
    const most = Math.max(HINT_MAX, limits.hashMaxListpackEntries + 1)
    if (type === HASH) values.hashes.prepare(Math.min(count, most), 0, 0)
  }

  /** Opens the value again. */
  resume(): void {
    const { bench, values, type } = this
    if (type === LIST) values.lists.open(bench)
    else if (type === SET) values.sets.open(bench)
    else if (type === ZSET) values.zsets.open(bench)
    else if (type === HASH) values.hashes.open(bench)
  }

  /** Elements so far. */
  length(): number {
    const { values, type } = this
    if (type === LIST) return values.lists.length()
    if (type === SET) return values.sets.length()
    return type === ZSET ? values.zsets.length() : values.hashes.length()
  }

  /** Makes `bytes[off, off + len)` the whole value, packed, in place of what there is. */
  adopt(bytes: Uint8Array, off: number, len: number, encoding: number): void {
    const { bench } = this
    bench.resizeValue(len)
    bench.records.valueBytes.set(bytes.subarray(off, off + len), bench.records.valueAt)
    bench.setEncoding(encoding)
    this.resume()
  }

  /** The value is whole, in the workbench: whoever began it puts it where it belongs. */
  finish(): void {
    this.type = 0
  }

  /** Gives up, if there is anything to give up. */
  discard(): void {
    if (this.type === 0) return
    this.type = 0
    this.bench.discard()
  }
}

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
import type { TypeNumber } from '../../values/type-numbers.ts'
import { collectionType } from '../../values/types.ts'
import type { Values } from '../../values/values.ts'

/** What a value is built in: a LooseRecord. */
export interface Workbench extends Home {
  begin(
    typeNumber: TypeNumber,
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
  /** Type of the value under construction; null for none. */
  type: TypeNumber | null

  constructor(bench: Workbench, values: Values, limits: Limits) {
    this.bench = bench
    this.values = values
    this.limits = limits
    this.type = null
  }

  /**
   * Begins an empty collection for key `buf[off, off + len)`; `expireAt` in ms since 1970, -1 for none. It
   * is said to get `count` elements: when those are too many for a packed encoding it is not begun as one.
   */
  begin(type: TypeNumber, buf: Uint8Array, off: number, len: number, expireAt: number, count: number): void {
    assert(this.type === null, 'one value at a time is built')
    this.type = type
    const { bench, values, limits } = this
    bench.begin(type, buf, off, len, expireAt, LP_EMPTY)
    lpInit(bench.records.valueBytes, bench.records.valueAt)
    collectionType(type).begin(values, bench, limits, count)
  }

  /** Opens the value again. */
  resume(): void {
    if (this.type !== null) collectionType(this.type).open(this.values, this.bench)
  }

  /** Elements so far. */
  length(): number {
    return collectionType(this.type!).length(this.values)
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
    this.type = null
  }

  /** Gives up, if there is anything to give up. */
  discard(): void {
    if (this.type === null) return
    this.type = null
    this.bench.discard()
  }
}

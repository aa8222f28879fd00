/**
 * A pattern of SORT's BY or GET: `#` is the element itself, `weight_*` the string under the key that has the
 * element in place of the star, `object_*->name` a field of the hash under that key. Patterns end, as far as
 * stars and arrows go, at a zero byte, as C's texts do.
 */

import { Args } from '../../../shared/resp/args.ts'
import type { ServerContext } from '../../engine/context.ts'
import { isPast } from '../../keyspace/field-expiry.ts'
import { TYPE_BITS, TYPE_SHIFT, type } from '../../values/type-numbers.ts'

const STAR = 0x2a
const HASH = 0x23
const DASH = 0x2d
const GREATER = 0x3e

export class SortPattern {
  /** What `find` found. */
  bytes: Uint8Array
  off: number
  len: number
  readonly hasStar: boolean
  private readonly isElement: boolean
  private readonly before: Uint8Array
  private readonly after: Uint8Array
  /** Empty for none. */
  private readonly field: Uint8Array
  private readonly key: Args

  constructor(pattern: Uint8Array) {
    const zero = pattern.indexOf(0)
    const end = zero < 0 ? pattern.length : zero
    const star = pattern.subarray(0, end).indexOf(STAR)
    const arrow = findArrow(pattern, star + 1, end)
    this.hasStar = star >= 0
    this.isElement = pattern.length > 0 && pattern[0] === HASH && end === 1
    this.before = pattern.subarray(0, star)
    this.after = pattern.subarray(star + 1, arrow < 0 ? pattern.length : arrow)
    this.field = arrow < 0 ? NOTHING : pattern.subarray(arrow + 2)
    this.key = new Args(1)
    this.key.argc = 1
    this.bytes = NOTHING
    this.off = 0
    this.len = 0
  }

  /** Looks up what an element stands for; false when there is nothing. */
  find(ctx: ServerContext, bytes: Uint8Array, off: number, len: number): boolean {
    if (this.isElement) {
      this.set(bytes, off, len)
      return true
    }
    if (!this.hasStar) return false
    const { db } = ctx
    const { records } = db
    this.makeKey(bytes, off, len)
    if (db.read(this.key, 0) === 0) return false
    const typeNumber = (records.meta & TYPE_BITS) >>> TYPE_SHIFT
    if (this.field.length > 0) return typeNumber === type.hash && this.findField(ctx)
    if (typeNumber !== type.string) return false
    this.set(records.valueBytes, records.valueAt, records.valueLength)
    return true
  }

  private findField(ctx: ServerContext): boolean {
    const { hashes } = ctx.values
    const { field } = this
    hashes.open(ctx.db)
    if (!hashes.find(field, 0, field.length)) return false
    if (hashes.expiry !== 0 && isPast(ctx.server.keyspace.state, hashes.expiry)) return false
    const { value } = hashes
    this.set(value.bytes, value.off, value.len)
    return true
  }

  private set(bytes: Uint8Array, off: number, len: number): void {
    this.bytes = bytes
    this.off = off
    this.len = len
  }

  private makeKey(bytes: Uint8Array, off: number, len: number): void {
    const { key, before, after } = this
    const length = before.length + len + after.length
    if (key.buf.length < length) key.buf = Buffer.allocUnsafe(length * 2)
    key.buf.set(before)
    key.buf.set(bytes.subarray(off, off + len), before.length)
    key.buf.set(after, before.length + len)
    key.len[0] = length
  }
}

const NOTHING: Uint8Array = Buffer.alloc(0)

/** Where `->` with a field behind it stands in `pattern[from, end)`, or -1. */
function findArrow(pattern: Uint8Array, from: number, end: number): number {
  for (let i = from; i + 2 < end; i++) if (pattern[i] === DASH && pattern[i + 1] === GREATER) return i
  return -1
}

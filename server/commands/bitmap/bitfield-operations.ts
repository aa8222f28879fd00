/**
 * BITFIELD's little language: GET, SET and INCRBY of integers of any width at any bit, OVERFLOW for those
 * that follow. All of it is read before anything is done.
 */
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import {
  type FieldType,
  fitField,
  type Overflow,
  readField,
  writeField,
} from '../../values/string/bit-field.ts'
import { readBitOffset } from './bit-offset.ts'
import { growString } from './bit-string.ts'

interface FieldOperation {
  readonly kind: 'GET' | 'SET' | 'INCRBY'
  readonly type: FieldType
  /** Of the field's first bit. */
  readonly offset: number
  /** To set or to add; 0 for GET. */
  readonly operand: bigint
  readonly overflow: Overflow
}

const INVALID_TYPE =
  'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.'

/** The operations from argument 2 on; null when the error was given. */
export function readOperations(ctx: ServerContext, args: Args, readOnly: boolean): FieldOperation[] | null {
  const operations: FieldOperation[] = []
  let overflow: Overflow = 'WRAP'
  for (let i = 2; i < args.argc; ) {
    const left = args.argc - i - 1
    if (args.is(i, 'OVERFLOW') && left >= 1) {
      const named = readOverflow(args, i + 1)
      if (named === null) return refuse(ctx, 'ERR Invalid OVERFLOW type specified')
      overflow = named
      i += 2
      continue
    }
    const kind = args.is(i, 'GET')
      ? 'GET'
      : args.is(i, 'SET')
        ? 'SET'
        : args.is(i, 'INCRBY')
          ? 'INCRBY'
          : null
    if (kind === null || left < (kind === 'GET' ? 2 : 3)) return refuse(ctx, errors.syntax)
    const type = readFieldType(args, i + 1)
    if (type === null) return refuse(ctx, INVALID_TYPE)
    const offset = readBitOffset(ctx, args, i + 2, type.bits)
    if (offset < 0) return null
    const operand = kind === 'GET' ? 0n : args.int64(i + 3)
    if (operand === null) return refuse(ctx, errors.notInteger)
    operations.push({ kind, type, offset, operand, overflow })
    i += kind === 'GET' ? 3 : 4
  }
  const writes = operations.some(({ kind }) => kind !== 'GET')
  return readOnly && writes ? refuse(ctx, 'ERR BITFIELD_RO only supports the GET subcommand') : operations
}

function refuse(ctx: ServerContext, error: string): null {
  ctx.reply.error(error)
  return null
}

function readOverflow(args: Args, i: number): Overflow | null {
  if (args.is(i, 'WRAP')) return 'WRAP'
  if (args.is(i, 'SAT')) return 'SAT'
  return args.is(i, 'FAIL') ? 'FAIL' : null
}

/** `i` or `u` and a number of bits; null for anything else. */
function readFieldType(args: Args, i: number): FieldType | null {
  const match = /^([iu])([1-9]\d?)$/.exec(args.text(i, 4))
  if (match === null) return null
  const signed = match[1] === 'i'
  const bits = Number(match[2])
  return bits <= (signed ? 64 : 63) ? { signed, bits } : null
}

/** Does what was asked, one after the other, on the string at argument 1, and replies. */
export function runOperations(ctx: ServerContext, args: Args, operations: readonly FieldOperation[]): void {
  const { reply, db } = ctx
  const { records } = db
  let end = 0
  for (const { kind, type, offset } of operations) if (kind !== 'GET') end = Math.max(end, offset + type.bits)
  const writes = end > 0
  const found = writes ? growString(ctx, args, Math.ceil(end / 8)) : ctx.readString(args, 1)
  if (found === -1) return
  const length = !writes && found === 0 ? 0 : records.valueLength
  // A failing SET leaves the string longer all the same, as in Redis; here that counts as a change, so that
  // replicas do as we do.
  let changed = writes && found > 0
  reply.array(operations.length)
  for (const { kind, type, offset, operand, overflow } of operations) {
    const { valueBytes, valueAt } = records
    const old = readField(valueBytes, valueAt, length, type, offset)
    if (kind === 'GET') {
      reply.bigInteger(old)
      continue
    }
    const wanted = kind === 'INCRBY' ? old + operand : valueToSet(type, operand)
    const fitted = fitField(type, wanted, overflow)
    if (fitted === null) {
      reply.null()
      continue
    }
    if (fitted !== old) {
      writeField(valueBytes, valueAt, type, offset, fitted)
      changed = true
    }
    reply.bigInteger(kind === 'SET' ? old : fitted)
  }
  if (changed) ctx.changed(args, 1, '$', 'setbit')
}

/**
 * The value of SET as Redis takes it, whose arithmetic has 64 bits: a negative value is a large one for an
 * unsigned field, and so is one for a signed field that is further than that from the field's maximum. It
 * matters to SAT only.
 */
function valueToSet({ signed, bits }: FieldType, operand: bigint): bigint {
  if (!signed) return BigInt.asUintN(64, operand)
  const distance = 2n ** BigInt(bits - 1) - 1n - operand
  return bits < 64 && distance >= 2n ** 63n ? operand + 2n ** 64n : operand
}

/**
 * Integers of 1 to 64 bits at any bit position of a string, as BITFIELD has them: the highest bit first. Up
 * to 32 bits they are plain numbers, beyond that bigints.
 */

export interface FieldType {
  readonly signed: boolean
  /** 1 to 63, and 64 when it is signed. */
  readonly bits: number
}

export type Overflow = 'WRAP' | 'SAT' | 'FAIL'

/** Reads the field at bit `offset` of a string, `bytes[at, at + length)`, whose end zeros follow. */
export function readField(
  bytes: Uint8Array,
  at: number,
  length: number,
  { signed, bits }: FieldType,
  offset: number,
): bigint {
  const first = Math.floor(offset / 8)
  const last = Math.floor((offset + bits - 1) / 8)
  const spare = 7 - ((offset + bits - 1) % 8)
  let value: bigint
  if (bits <= 32) {
    let number = 0
    for (let i = first; i <= last; i++) number = number * 256 + (i < length ? bytes[at + i]! : 0)
    value = BigInt(Math.floor(number / 2 ** spare) % 2 ** bits)
  } else {
    value = 0n
    for (let i = first; i <= last; i++) value = (value << 8n) | BigInt(i < length ? bytes[at + i]! : 0)
    value = BigInt.asUintN(bits, value >> BigInt(spare))
  }
  return signed ? BigInt.asIntN(bits, value) : value
}

/** Writes a field that lies within the string. */
export function writeField(
  bytes: Uint8Array,
  at: number,
  { bits }: FieldType,
  offset: number,
  value: bigint,
): void {
  let rest = BigInt.asUintN(bits, value)
  let left = bits
  let end = offset + bits
  while (left > 0) {
    // The part that lies in the byte of the field's last bit.
    const unused = (8 - (end % 8)) % 8
    const here = Math.min(left, 8 - unused)
    const i = at + Math.floor((end - 1) / 8)
    const mask = (0xff >>> (8 - here)) << unused
    bytes[i] = (bytes[i]! & ~mask) | ((Number(rest & 0xffn) << unused) & mask)
    rest >>= BigInt(here)
    left -= here
    end -= here
  }
}

/** What a field holds after it was given `value`: null when that does not fit and overflow is to fail. */
export function fitField({ signed, bits }: FieldType, value: bigint, overflow: Overflow): bigint | null {
  const max = 2n ** BigInt(signed ? bits - 1 : bits) - 1n
  const min = signed ? -max - 1n : 0n
  if (value >= min && value <= max) return value
  if (overflow === 'FAIL') return null
  if (overflow === 'SAT') return value > max ? max : min
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)
}

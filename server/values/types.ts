/**
 * All types of values, one row each. A type that is missing here does not compile, and no code that asks for
 * the type of a value has a default branch.
 */
import { hashType } from './hash-type.ts'
import { listType } from './list-type.ts'
import { setType } from './set-type.ts'
import { sortedType } from './sorted-type.ts'
import { stringType } from './string-type.ts'
import { type TypeNumber, type, typeOf } from './type-numbers.ts'
import type { Collection, ValueType } from './value-type.ts'

const ROWS: { readonly [n in TypeNumber]: ValueType } = {
  [type.string]: stringType,
  [type.list]: listType,
  [type.set]: setType,
  [type.zset]: sortedType,
  [type.hash]: hashType,
}

/** By number. */
export const valueTypes: readonly ValueType[] = Object.values(ROWS)

/** Of the record with this word 0. */
export function valueType(meta: number): ValueType {
  return ROWS[typeOf(meta)]
}

/** Of a type whose values have elements. */
export function collectionType(number: TypeNumber): Collection {
  return ROWS[number].collection!
}

/** One bit per type number: those whose large values are tables of members. */
export const MEMBER_TABLES: number = valueTypes.reduce(
  (bits, { number, collection }) => (collection?.hasMembers ? bits | (1 << number) : bits),
  0,
)

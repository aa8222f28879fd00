/**
 * The number under which a record names the type of its value, and where word 0 of the record has it. What a
 * type can do stands in `types.ts`.
 */
export const type = { string: 0, list: 1, set: 2, zset: 3, hash: 4 } as const

export type TypeNumber = (typeof type)[keyof typeof type]

export const TYPE_SHIFT = 24
/** The type bits of word 0, in place. */
export const TYPE_BITS: number = 7 << TYPE_SHIFT

/** The type number in a record's word 0. */
export function typeOf(meta: number): TypeNumber {
  return ((meta & TYPE_BITS) >>> TYPE_SHIFT) as TypeNumber
}

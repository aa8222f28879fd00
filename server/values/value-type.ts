/** What every type of value can do, whoever asks: the form of a row in `types.ts`. */
import type { Home, View } from './home.ts'
import type { Limits } from './limits.ts'
import type { TypeNumber } from './type-numbers.ts'
import type { Values } from './values.ts'

export interface ValueType {
  readonly number: TypeNumber
  /** As TYPE says it. */
  readonly name: string
  /** OBJECT ENCODING of the loaded record. */
  encoding(view: View): string
  /** Adds the value that `home` has loaded to its digest. */
  digest(digest: Uint8Array, values: Values, home: Home): void
  /** What only values with elements have; null for strings. */
  readonly collection: Collection | null
}

/** A type whose values are packed bytes while they are small, and a structure in the arena (LARGE) later. */
export interface Collection {
  /** Whether a LARGE value begins with the root of a table of members, `table/member-table.ts`. */
  readonly hasMembers: boolean
  /** Turns the type's flyweight to the value of the home's record. */
  open(values: Values, home: Home): void
  /** Elements of the value that is open. */
  length(values: Values): number
  /**
   * Makes the value of a new record, which is an empty listpack, an empty collection and opens it. `count`
   * elements are announced: when those are too many for a packed encoding it does not begin as one.
   */
  begin(values: Values, home: Home, limits: Limits, count: number): void
  /** Copies the LARGE value of `home`, which `others` read, into a new loose record. */
  copyLarge(values: Values, loose: Home, others: Values, home: Home): void
  /** Frees about `budget` elements of a LARGE value that no record holds; true when nothing is left. */
  dismantle(values: Values, root: number, budget: number): boolean
  /** Bytes that a LARGE value has in the arena. */
  footprint(values: Values, root: number): number
}

/** Tables are not made larger for an announced number of elements than this. */
export const HINT_MAX = 4096

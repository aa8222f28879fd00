/** Sets as a type of value. */
import { LARGE, VARIANT } from './home.ts'
import { SET_INTSET, SET_TABLE } from './set.ts'
import { type } from './type-numbers.ts'
import { xor } from './value-digest.ts'
import { HINT_MAX, type ValueType } from './value-type.ts'

export const setType: ValueType = {
  number: type.set,
  name: 'set',
  encoding({ meta }) {
    if ((meta & VARIANT) !== 0) return 'intset'
    return (meta & LARGE) !== 0 ? 'hashtable' : 'listpack'
  },
  digest(digest, { sets }, home) {
    const { element } = sets
    sets.open(home)
    for (let p = sets.walk(0); p >= 0; p = sets.walk(p)) {
      xor(digest, element.bytes, element.off, element.off + element.len)
    }
  },
  collection: {
    hasMembers: true,
    open: ({ sets }, home) => sets.open(home),
    length: ({ sets }) => sets.length(),
    begin({ sets }, home, limits, count) {
      // An intset becomes a listpack at the first text.
      const table = count > limits.setMaxIntsetEntries
      sets.begin(home, table ? SET_TABLE : SET_INTSET, Math.min(count, HINT_MAX))
    },
    copyLarge({ sets }, loose, others, home) {
      const from = others.sets
      from.open(home)
      sets.begin(loose, SET_TABLE, from.length())
      const { element } = from
      for (let p = from.walk(0); p >= 0; p = from.walk(p)) sets.add(element.bytes, element.off, element.len)
    },
    dismantle: ({ sets }, root, budget) => sets.dismantle(root, budget),
    footprint: ({ sets }, root) => sets.footprint(root),
  },
}

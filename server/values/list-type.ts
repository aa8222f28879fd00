/** Lists as a type of value. */
import { LARGE } from './home.ts'
import { type } from './type-numbers.ts'
import { mixSlice } from './value-digest.ts'
import type { ValueType } from './value-type.ts'

export const listType: ValueType = {
  number: type.list,
  name: 'list',
  encoding: ({ meta }) => ((meta & LARGE) !== 0 ? 'quicklist' : 'listpack'),
  digest(digest, { lists }, home) {
    lists.open(home)
    lists.seekEnd(true)
    do {
      lists.read()
      mixSlice(digest, lists.element)
    } while (lists.next())
  },
  collection: {
    hasMembers: false,
    open: ({ lists }, home) => lists.open(home),
    length: ({ lists }) => lists.length(),
    begin: ({ lists }, home) => lists.open(home),
    /** Node by node, with the fill and the compress depth that the list was made with. */
    copyLarge({ lists }, loose, others, home) {
      const { quicklist } = others.lists
      const { node } = quicklist
      others.lists.open(home)
      lists.begin(loose)
      lists.toQuicklist(quicklist.fill, quicklist.depth)
      let packed = new Uint8Array(0)
      let ref = quicklist.head
      while (ref !== 0) {
        node.load(ref)
        const { size } = node
        if (packed.length < size) packed = new Uint8Array(size)
        node.writeListpack(packed, 0)
        lists.appendListpack(packed, 0, size)
        ref = node.next
      }
    },
    dismantle: ({ lists }, root, budget) => lists.dismantle(root, budget),
    footprint: ({ lists }, root) => lists.footprint(root),
  },
}

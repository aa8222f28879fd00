/**
 * Writes a large value as it was when the walk was made, in pieces, while commands change it: the head of its
 * object at `begin`, then a piece per `step`. `values/member-walk.ts` and its like know what is still to be
 * written; an element about to change is written at once, into the stream or, while it is not this value's
 * turn there or the order matters (lists), put aside.
 */

import type { Home } from '../../values/home.ts'
import { readRoot, VARIANT } from '../../values/home.ts'
import { HASH_KIND, MemberTable, SET_KIND, ZSET_KIND } from '../../values/member-table.ts'
import { MemberWalk } from '../../values/member-walk.ts'
import { NodeWalk } from '../../values/node-walk.ts'
import { SortedTree } from '../../values/sorted-tree.ts'
import { SortedWalk } from '../../values/sorted-walk.ts'
import { type TypeNumber, type, typeOf } from '../../values/type-numbers.ts'
import type { Values } from '../../values/values.ts'
import { ChunkList } from './chunk-list.ts'
import type { RdbWriter } from './rdb-writer.ts'
import { ElementWriter, UNTIMED } from './write-element.ts'

/** A piece ends after so many elements, or once it has written so many bytes. */
const PIECE_ELEMENTS = 1000
const PIECE_BYTES = 64 * 1024
/** To look for more elements counts as so many, for it may find none. */
const LOOK_COST = 50

/** What all walks of a snapshot share. */
export class WalkTools {
  readonly values: Values
  readonly sets: MemberTable
  readonly hashes: MemberTable
  readonly items: MemberTable
  readonly tree: SortedTree
  private readonly elements: ElementWriter
  /** Where it writes to. */
  private target: ChunkList

  /** `writer` is one whose options are to be used. */
  constructor(values: Values, writer: RdbWriter) {
    const { arena } = values.sets
    this.values = values
    this.sets = new MemberTable(arena, SET_KIND)
    this.hashes = new MemberTable(arena, HASH_KIND)
    this.items = new MemberTable(arena, ZSET_KIND)
    this.tree = new SortedTree(arena)
    this.target = new ChunkList()
    const sink = (chunk: Uint8Array, length: number): void => this.target.append(chunk, length)
    this.elements = new ElementWriter(writer.sibling(sink))
  }

  /** Has something written to a list. */
  aside(target: ChunkList, write: (elements: ElementWriter) => void): void {
    this.target = target
    write(this.elements)
    this.elements.writer.flush()
  }
}

export class ValueWalk {
  readonly root: number
  /** What is told of changes. */
  readonly parts: MemberWalk | SortedWalk | NodeWalk
  private readonly tools: WalkTools
  private readonly type: TypeNumber
  /** Elements, of a list nodes. */
  private readonly length: number
  /** When the first field is due. */
  private readonly earliest: number
  /** Elements that changed before their turn. */
  private readonly saved: ChunkList
  /** Where the value is written, once its turn has come. */
  private out: ElementWriter | null

  /** Of the LARGE value that `home` has loaded, which is now as it is to be written. */
  constructor(tools: WalkTools, home: Home) {
    const { meta, valueBytes, valueAt } = home.records
    this.root = readRoot(valueBytes, valueAt)
    this.tools = tools
    this.type = typeOf(meta)
    this.earliest = UNTIMED
    this.saved = new ChunkList()
    this.out = null
    const { sets, hashes, zsets, lists } = tools.values
    switch (this.type) {
      case type.set:
        sets.open(home)
        this.length = sets.length()
        this.parts = new MemberWalk(tools.sets, this.root, this.save)
        break
      case type.hash:
        hashes.open(home)
        this.length = hashes.length()
        if ((meta & VARIANT) !== 0) this.earliest = hashes.nextExpiry()
        this.parts = new MemberWalk(tools.hashes, this.root, this.save)
        break
      case type.zset:
        zsets.open(home)
        this.length = zsets.length()
        this.parts = new SortedWalk(tools.items, tools.tree, this.root, this.save)
        break
      case type.list:
        lists.open(home)
        this.length = lists.quicklist.nodes
        this.parts = new NodeWalk(lists.quicklist)
        break
      case type.string:
        throw new Error('a string has no elements to walk')
    }
  }

  /** Its turn has come: writes what stands before the elements. */
  begin(out: ElementWriter): void {
    this.out = out
    if (this.earliest !== UNTIMED) out.writer.int64LE(this.earliest)
    out.writer.length(this.length)
  }

  /** Writes the next piece; true when there may be more. */
  step(): boolean {
    const { parts } = this
    const out = this.out!
    const { writer } = out
    if (this.saved.shift(writer)) return true
    const until = writer.bytesWritten + PIECE_BYTES
    for (let n = 0; n < PIECE_ELEMENTS && writer.bytesWritten < until; n++) {
      const ref = parts.pull()
      if (ref !== 0) this.write(out, ref)
      else if (parts.fill()) n += LOOK_COST
      else return false
    }
    return true
  }

  private readonly save = (ref: number): void => {
    const { out, saved } = this
    if (out !== null && saved.isEmpty) this.write(out, ref)
    else this.tools.aside(saved, elements => this.write(elements, ref))
  }

  private write(elements: ElementWriter, ref: number): void {
    const { sets, hashes, zsets, lists } = this.tools.values
    switch (this.type) {
      case type.set:
        sets.show(ref)
        return elements.member(sets.element)
      case type.hash:
        hashes.visit(ref)
        return elements.field(hashes, this.earliest)
      case type.zset:
        zsets.loadEntry(ref)
        return elements.item(zsets)
      case type.list:
        lists.quicklist.node.skim(ref)
        return elements.node(lists.quicklist.node)
      case type.string:
    }
  }
}

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
import { type EntryHead, type Image, type Shape, UNTIMED } from '../image.ts'
import { ChunkList } from './chunk-list.ts'

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
  private readonly image: Image
  /** Where it writes to. */
  private target: ChunkList

  /** `image` is of the form that is to be used. */
  constructor(values: Values, image: Image) {
    const { arena } = values.sets
    this.values = values
    this.sets = new MemberTable(arena, SET_KIND)
    this.hashes = new MemberTable(arena, HASH_KIND)
    this.items = new MemberTable(arena, ZSET_KIND)
    this.tree = new SortedTree(arena)
    this.target = new ChunkList()
    this.image = image.sibling((chunk, length) => this.target.append(chunk, length))
  }

  /** Has something written to a list. */
  aside(target: ChunkList, write: (image: Image) => void): void {
    this.target = target
    write(this.image)
    this.image.flush()
  }
}

export class ValueWalk {
  readonly root: number
  /** What is told of changes. */
  readonly parts: MemberWalk | SortedWalk | NodeWalk
  private readonly tools: WalkTools
  private readonly type: TypeNumber
  private readonly shape: Shape
  /** Elements that changed before their turn, and how many those are. */
  private readonly saved: ChunkList
  private savedElements: number
  /** Where the value is written, once its turn has come. */
  private out: Image | null

  /** Of the LARGE value that `home` has loaded, now as it is to be written; `head` stays as it is. */
  constructor(tools: WalkTools, home: Home, head: EntryHead) {
    const { meta, valueBytes, valueAt } = home.records
    this.root = readRoot(valueBytes, valueAt)
    this.tools = tools
    this.type = typeOf(meta)
    this.saved = new ChunkList()
    this.savedElements = 0
    this.out = null
    let earliest = UNTIMED
    let elements = 0
    const { sets, hashes, zsets, lists } = tools.values
    switch (this.type) {
      case type.set:
        sets.open(home)
        elements = sets.length()
        this.parts = new MemberWalk(tools.sets, this.root, this.save)
        break
      case type.hash:
        hashes.open(home)
        elements = hashes.length()
        if ((meta & VARIANT) !== 0) earliest = hashes.nextExpiry()
        this.parts = new MemberWalk(tools.hashes, this.root, this.save)
        break
      case type.zset:
        zsets.open(home)
        elements = zsets.length()
        this.parts = new SortedWalk(tools.items, tools.tree, this.root, this.save)
        break
      case type.list:
        lists.open(home)
        elements = lists.length()
        this.parts = new NodeWalk(lists.quicklist)
        break
      case type.string:
        throw new Error('a string has no elements to walk')
    }
    const parts = this.parts instanceof NodeWalk ? lists.quicklist.nodes : elements
    this.shape = { head, parts, elements, earliest }
  }

  /** Its turn has come: writes what stands before the elements. */
  begin(out: Image): void {
    this.out = out
    out.open(this.shape)
    this.goDirect()
  }

  /** Once what was saved before is written, every other element goes where the value is written. */
  private goDirect(): void {
    if (this.saved.isEmpty) this.out!.rest(this.shape, this.shape.elements - this.savedElements)
  }

  /** Writes the next piece; true when there may be more. */
  step(): boolean {
    const { parts } = this
    const out = this.out!
    if (this.saved.shift(out)) {
      this.goDirect()
      return true
    }
    const until = out.bytesWritten + PIECE_BYTES
    for (let n = 0; n < PIECE_ELEMENTS && out.bytesWritten < until; n++) {
      const ref = parts.pull()
      if (ref !== 0) this.write(out, ref)
      else if (parts.fill()) n += LOOK_COST
      else {
        out.close(this.shape)
        return false
      }
    }
    return true
  }

  private readonly save = (ref: number): void => {
    const { out, saved } = this
    if (out !== null && saved.isEmpty) this.write(out, ref)
    else {
      this.tools.aside(saved, image => {
        image.alone(this.shape)
        this.write(image, ref)
      })
      this.savedElements++
    }
  }

  private write(image: Image, ref: number): void {
    const { sets, hashes, zsets, lists } = this.tools.values
    switch (this.type) {
      case type.set:
        sets.show(ref)
        return image.member(sets.element)
      case type.hash:
        hashes.visit(ref)
        return image.field(hashes)
      case type.zset:
        zsets.loadEntry(ref)
        return image.item(zsets)
      case type.list:
        lists.quicklist.node.skim(ref)
        return image.node(lists.quicklist.node)
      case type.string:
    }
  }
}

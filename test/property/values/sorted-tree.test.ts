// The sorted set's tree against a sorted array: the same items in the same order, ranks, ends of ranges,
// steps both
// ways; after every step its shape is checked from the root down, and at the end the arena is empty again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, SEGMENT_MASK, SEGMENT_SHIFT } from '../../../server/memory/arena.ts'
import { MemberTable, ZSET_KIND } from '../../../server/values/member-table.ts'
import {
  CHILDREN,
  COUNTS,
  INNER_MAX,
  LEAF_MAX,
  NEXT,
  PREVIOUS,
  SEPARATORS,
} from '../../../server/values/sorted-nodes.ts'
import { SortedTree } from '../../../server/values/sorted-tree.ts'

type Item = { score: number; member: string; ref: number }

const order = (a: Item, b: Item): number =>
  a.score - b.score || (a.member < b.member ? -1 : a.member > b.member ? 1 : 0)

/** Looks at the nodes themselves. */
class Probe extends SortedTree {
  private leaves: number[] = []

  /** Every claim the tree makes about its shape; gives the share of the leaves' room that is used. */
  check(): number {
    this.leaves = []
    if (this.node === 0) {
      expect(this.count).toBe(0)
      return 1
    }
    expect(this.checkNode(this.node, this.height, true).count).toBe(this.count)
    this.leaves.forEach((leaf, i) => {
      expect(this.word(leaf, PREVIOUS)).toBe(this.leaves[i - 1] ?? 0)
      expect(this.word(leaf, NEXT)).toBe(this.leaves[i + 1] ?? 0)
    })
    const inner = this.leaves.slice(1, -1)
    expect(inner.every(leaf => this.word(leaf, 0) >= 24)).toBe(true)
    return this.count / (this.leaves.length * LEAF_MAX)
  }

  private checkNode(node: number, height: number, isRoot: boolean): { first: number; count: number } {
    const count = this.word(node, 0)
    expect(count).toBeGreaterThan(0)
    if (height === 0) {
      expect(count).toBeLessThanOrEqual(LEAF_MAX)
      this.leaves.push(node)
      this.openLeaf(node)
      expect(this.leafStart() + count).toBeLessThanOrEqual(this.leafCapacity())
      this.index = 0
      return { first: this.ref(), count }
    }
    expect(count).toBeLessThanOrEqual(INNER_MAX)
    expect(count).toBeGreaterThanOrEqual(isRoot ? 2 : 1)
    let first = 0
    let sum = 0
    for (let i = 0; i < count; i++) {
      const child = this.checkNode(this.word(node, CHILDREN + i), height - 1, false)
      expect(this.word(node, COUNTS + i)).toBe(child.count)
      if (i === 0) first = child.first
      else {
        expect(this.word(node, SEPARATORS + i)).toBe(child.first)
        expect(this.separatorScore(node, i)).toBe(scoreOf(this.arena, child.first))
      }
      sum += child.count
    }
    return { first, count: sum }
  }
}

function scoreOf(arena: Arena, ref: number): number {
  return arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK]!
}

/** The tree and its model, side by side. */
class World {
  readonly arena = new Arena()
  readonly table = new MemberTable(this.arena, ZSET_KIND)
  readonly tree = new Probe(this.arena)
  readonly root = new Int32Array(3)
  items: Item[] = []
  private readonly start = this.arena.used

  constructor() {
    this.tree.open(this.root, 0)
  }

  insert(score: number, member: string): void {
    if (this.items.some(item => item.member === member)) return
    const bytes = Buffer.from(member, 'latin1')
    const ref = this.table.newEntry(bytes, 0, bytes.length, 0)
    this.setScore(ref, score)
    this.tree.insert(score, ref)
    this.items.push({ score, member, ref })
    this.items.sort(order)
  }

  remove(at: number): void {
    const [item] = this.items.splice(at, 1)
    this.tree.remove(item!.score, item!.ref)
    this.table.freeEntry(item!.ref)
  }

  move(at: number, score: number): void {
    const item = this.items[at]!
    this.tree.move(item.score, score, item.ref)
    this.setScore(item.ref, score)
    item.score = score
    this.items.sort(order)
  }

  cut(at: number, n: number): void {
    const taken = this.tree.cut(at, n)
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThanOrEqual(n)
    const gone = this.items.splice(at, taken)
    expect([...this.tree.cutRefs.subarray(0, taken)]).toEqual(gone.map(item => item.ref))
    for (const item of gone) this.table.freeEntry(item.ref)
  }

  private setScore(ref: number, score: number): void {
    this.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK] = score
  }

  compare(): void {
    const { tree, items } = this
    expect(tree.count).toBe(items.length)
    tree.open(this.root, 0)
    tree.check()
    if (items.length === 0) return
    tree.seekRank(0)
    const found: number[] = [tree.ref()]
    while (tree.next()) found.push(tree.ref())
    expect(found).toEqual(items.map(item => item.ref))
    tree.seekRank(items.length - 1)
    const mark = tree.mark()
    const back: number[] = [tree.ref()]
    while (tree.previous()) back.push(tree.ref())
    expect(back.reverse()).toEqual(found)
    tree.goTo(mark)
    expect(tree.score()).toBe(items.at(-1)!.score)
  }

  /** Ranks, and the ends of ranges from a score on. */
  compareRanks(at: number, score: number): void {
    const { tree, items } = this
    const item = items[at]!
    expect(tree.rankOf(item.score, item.ref)).toBe(at)
    tree.seekRank(at)
    expect(tree.ref()).toBe(item.ref)
    expect(tree.seekScore(score, false)).toBe(items.filter(other => other.score < score).length)
    expect(tree.seekScore(score, true)).toBe(items.filter(other => other.score <= score).length)
  }

  /** Takes all apart and looks for what was left behind. */
  end(): void {
    for (const item of this.items) this.table.freeEntry(item.ref)
    while (!this.tree.dismantle(3)) expect(this.root[0]).not.toBe(0)
    expect(this.arena.used).toBe(this.start)
    expect(this.tree.grown).toBe(0)
  }
}

const score = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }), fc.constant(-0))
const member = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('', 'x'.repeat(300)))
const at = fc.nat()
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('insert' as const), score, member }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), at, score }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), at, n: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      n: fc.integer({ min: 1, max: 400 }),
      by: fc.constantFrom(-1, 0, 1, 7),
    }),
  },
)

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').latin1Slice()
}

function run(world: World, s: typeof step extends fc.Arbitrary<infer T> ? T : never, turn: number): void {
  const size = world.items.length
  if (s.do === 'insert') world.insert(s.score, latin1(s.member))
  else if (s.do === 'fill') {
    for (let i = 0; i < s.n; i++) world.insert(((s.by * i) % 1009) / 3, `f${turn}-${i}`)
  } else if (size === 0) return
  else if (s.do === 'remove') world.remove(s.at % size)
  else if (s.do === 'move') {
    world.compareRanks(s.at % size, s.score)
    world.move(s.at % size, s.score)
  } else world.cut(s.at % size, s.n)
}

describe('sorted tree', () => {
  it('is a sorted array', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const world = new World()
        steps.forEach((s, turn) => {
          run(world, s, turn)
          world.tree.check()
        })
        world.compare()
        world.end()
      }),
      { numRuns: 30 },
    )
  })

  it('finds the ends of ranges by member where scores are the same', () => {
    fc.assert(
      fc.property(fc.uniqueArray(member, { maxLength: 100 }), member, (members, bound) => {
        const world = new World()
        for (let i = 0; i < 150; i++) world.insert(1, `m${i}`)
        for (const text of members) world.insert(1, latin1(text))
        const text = latin1(bound)
        const bytes = Buffer.from(text, 'latin1')
        const below = world.items.filter(item => item.member < text).length
        const upTo = world.items.filter(item => item.member <= text).length
        expect(world.tree.seekMember(bytes, 0, bytes.length, false)).toBe(below)
        expect(world.tree.seekMember(bytes, 0, bytes.length, true)).toBe(upTo)
        world.end()
      }),
      { numRuns: 30 },
    )
  })

  /** A tree of `n` items, scores from `score`; members are numbered in the order they come. */
  function grown(n: number, score: (i: number) => number): World {
    const world = new World()
    for (let i = 0; i < n; i++) {
      const bytes = Buffer.from(String(i).padStart(6, '0'))
      const ref = world.table.newEntry(bytes, 0, bytes.length, 0)
      world.arena.doubles[ref >>> SEGMENT_SHIFT]![ref & SEGMENT_MASK] = score(i)
      world.tree.insert(score(i), ref)
      world.items.push({ score: score(i), member: bytes.latin1Slice(), ref })
    }
    world.items.sort(order)
    return world
  }

  it.each([
    ['ascending', (i: number) => i, 0.99],
    ['descending', (i: number) => -i, 0.99],
    ['scattered', (i: number) => (i * 7919) % 20011, 0.6],
  ])('leaves are full enough: %s', (_, score, share) => {
    const world = grown(20000, score)
    expect(world.tree.check()).toBeGreaterThan(share)
    world.compare()
    world.end()
  })

  it('shrinks in the middle and from both ends', () => {
    const world = grown(20000, i => (i * 7919) % 20011)
    for (let turn = 0; world.items.length > 0; turn++) {
      const at = [world.items.length >>> 1, 0, world.items.length - 1][turn % 3]!
      world.cut(at, Math.min(1 + ((turn * 31) % 60), world.items.length - at))
      if (turn % 100 === 0) world.tree.check()
    }
    expect(world.root[0]).toBe(0)
    world.end()
  })

  it('is thinned out item by item', () => {
    const world = grown(6000, i => i % 10)
    let at = 17
    while (world.items.length > 50) {
      at = (at * 48271) % 0x7fffffff
      world.remove(at % world.items.length)
      if (world.items.length % 500 === 0) world.compare()
    }
    world.compare()
    world.end()
  })
})

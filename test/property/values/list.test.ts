// Lists against arrays, with limits so small that they are a listpack and a quicklist by turns, and with inner
// nodes compressed.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import type { LooseRecord } from '../../../server/keyspace/loose-record.ts'
import { defaultLimits, type Limits } from '../../../server/values/limits.ts'
import { EMPTY_LIST, type Lists } from '../../../server/values/list.ts'
import { NODE_MAX, type QuicklistNode } from '../../../server/values/quicklist-node.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { lzfCompress } from '../../../shared/bytes/lzf.ts'
import { Args } from '../../../shared/resp/args.ts'
import { ReplyWriter } from '../../../shared/resp/reply-writer.ts'
import { Dice } from '../keyspace/world.ts'

const key = Buffer.from('a key')

class World {
  readonly keyspace: Keyspace
  readonly lists: Lists
  readonly home: LooseRecord
  readonly model: string[] = []
  /** Encodings met on the way. */
  readonly met = new Set<boolean>()
  /** Whether inner nodes were met that are compressed, and such that are not. */
  readonly packed = new Set<boolean>()
  private readonly depth: number
  private readonly reply: ReplyWriter
  private replied = ''

  constructor(fill: number, depth = 0) {
    const limits: Limits = { ...defaultLimits, listMaxListpackSize: fill, listCompressDepth: depth }
    this.depth = depth
    this.keyspace = new Keyspace(1, new Dice(1), limits)
    this.lists = this.keyspace.values.lists
    this.home = this.keyspace.newLoose()
    this.home.begin(type.list, key, 0, key.length, -1, EMPTY_LIST)
    this.lists.begin(this.home)
    this.reply = new ReplyWriter({
      piece: () => {},
      flush: (buf, start, end) => {
        this.replied += Buffer.from(buf.subarray(start, end)).toString('latin1')
        return buf
      },
    })
  }

  open(): Lists {
    this.lists.open(this.home)
    this.met.add(this.lists.isLarge)
    return this.lists
  }

  pushAll(texts: string[], first: boolean): void {
    this.open().pushAll(Args.of('PUSH', ...texts), 1, first)
    if (first) this.model.unshift(...[...texts].reverse())
    else this.model.push(...texts)
  }

  append(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    this.open().append(bytes, 0, bytes.length)
    this.model.push(text)
  }

  drop(first: boolean): void {
    if (this.model.length === 0) return
    this.open().drop(first)
    if (first) this.model.shift()
    else this.model.pop()
    this.lists.compact(true)
  }

  replace(at: number, text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    const lists = this.open()
    lists.prepare(bytes.length, 1)
    const index = at % (this.model.length + 1)
    expect(lists.seek(index)).toBe(index < this.model.length)
    if (index === this.model.length) return
    lists.replace(bytes, 0, bytes.length)
    lists.compact(true)
    this.model[index] = text
  }

  insert(at: number, after: boolean, text: string): void {
    if (this.model.length === 0) return
    const index = at % this.model.length
    const bytes = Buffer.from(text, 'latin1')
    const lists = this.open()
    lists.prepare(bytes.length, 1)
    lists.seek(index)
    lists.insert(after, bytes, 0, bytes.length)
    this.model.splice(after ? index + 1 : index, 0, text)
  }

  /** As LREM. */
  removeEqual(text: string, count: number, backward: boolean): void {
    const bytes = Buffer.from(text, 'latin1')
    const lists = this.open()
    lists.aim(bytes, 0, bytes.length)
    let left = count
    let more = lists.seek(backward ? lists.length() - 1 : 0)
    while (more && left > 0) {
      if (lists.matches()) {
        more = lists.remove(backward)
        left--
      } else more = backward ? lists.previous() : lists.next()
    }
    for (let n = count; n > 0; n--) {
      const index = backward ? this.model.lastIndexOf(text) : this.model.indexOf(text)
      if (index < 0) break
      this.model.splice(index, 1)
    }
    lists.compact(true)
  }

  removeRange(at: number, most: number): void {
    const index = at % (this.model.length + 1)
    const count = Math.min(most, this.model.length - index)
    this.open().removeRange(index, count)
    this.model.splice(index, count)
    this.lists.compact(true)
  }

  /** What a range is replied as. */
  range(index: number, count: number): string {
    this.replied = ''
    this.lists.replyRange(this.reply, index, count)
    this.reply.spill()
    return this.replied
  }

  last(count: number): string {
    this.replied = ''
    this.lists.replyLast(this.reply, count)
    this.reply.spill()
    return this.replied
  }

  shown(): string {
    const { bytes, off, len } = this.lists.element
    return Buffer.from(bytes.subarray(off, off + len)).toString('latin1')
  }

  verify(at: number): void {
    const { model } = this
    const lists = this.open()
    expect(lists.length()).toBe(model.length)
    const walked: string[] = []
    for (let p = lists.walk(0); p >= 0; p = lists.walk(p)) walked.push(this.shown())
    expect(walked).toEqual(model)
    const index = at % (model.length + 1)
    expect(this.range(index, model.length - index)).toBe(model.slice(index).map(bulk).join(''))
    const count = model.length - index
    if (count > 0) expect(this.last(count)).toBe(model.slice(-count).reverse().map(bulk).join(''))
    this.stepAround(index)
    this.verifyNodes()
  }

  /** Exactly the inner nodes are compressed, those that are worth it; the account of bytes is right. */
  verifyNodes(): void {
    const { arena } = this.keyspace
    const { ref } = this.home.records
    const { isLarge, quicklist } = this.open()
    if (isLarge) {
      const { node, nodes } = quicklist
      expect(quicklist.depth).toBe(this.depth)
      let at = quicklist.head
      for (let i = 0; i < nodes; i++) {
        node.load(at)
        const inner = this.depth > 0 && Math.min(i, nodes - 1 - i) >= this.depth
        const worth = inner ? compressed(node) : NOTHING
        expect(node.packedLength).toBe(worth.length)
        if (inner) this.packed.add(worth.length > 0)
        node.exposeBody()
        expect(Buffer.compare(node.bytes.subarray(node.base, node.base + worth.length), worth)).toBe(0)
        at = node.next
      }
      expect(at).toBe(0)
    }
    expect(this.home.records.footprint(ref, this.keyspace.values)).toBe(arena.used)
  }

  /** The cursor, forwards and backwards from one element. */
  private stepAround(index: number): void {
    const { model, lists } = this
    for (const step of [1, -1]) {
      let i = index
      let more = lists.seek(i)
      while (more) {
        lists.read()
        expect(this.shown()).toBe(model[i])
        i += step
        more = step > 0 ? lists.next() : lists.previous()
      }
      if (index < model.length) expect(i).toBe(step > 0 ? model.length : -1)
    }
  }

  /** Nothing is left, and all along the account of bytes was right. */
  end(): void {
    const { keyspace, home, lists } = this
    const { arena } = keyspace
    if (this.open().isLarge) {
      const { ref } = home.records
      const { root } = lists.quicklist
      const rest = home.records.footprint(ref, keyspace.values) - lists.footprint(root)
      expect(arena.used).toBe(rest + lists.footprint(root))
    }
    home.discard()
    while (keyspace.reclaim());
    expect(arena.used).toBe(0)
  }
}

const NOTHING = Buffer.alloc(0)

/** The loaded node as Redis would compress it; empty when it would not, or when it is a very long element. */
function compressed(node: QuicklistNode): Buffer {
  const { size } = node
  const listpack = Buffer.alloc(size)
  const target = Buffer.alloc(size)
  node.writeListpack(listpack, 0)
  const length = size < 48 || size > NODE_MAX ? 0 : lzfCompress(listpack, 0, size, target)
  return length === 0 || length + 8 >= size ? NOTHING : target.subarray(0, length)
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`
}

type Step = (world: World) => void

function steps(text: fc.Arbitrary<string>): fc.Arbitrary<Step> {
  const at = fc.nat(1000)
  return fc.oneof(
    fc.tuple(fc.array(text, { minLength: 1, maxLength: 6 }), fc.boolean()).map(
      ([texts, first]): Step =>
        world =>
          world.pushAll(texts, first),
    ),
    text.map(
      (one): Step =>
        world =>
          world.append(one),
    ),
    fc.boolean().map(
      (first): Step =>
        world =>
          world.drop(first),
    ),
    fc.tuple(at, text).map(
      ([index, one]): Step =>
        world =>
          world.replace(index, one),
    ),
    fc.tuple(at, fc.boolean(), text).map(
      ([index, after, one]): Step =>
        world =>
          world.insert(index, after, one),
    ),
    fc.tuple(text, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(
      ([one, count, backward]): Step =>
        world =>
          world.removeEqual(one, count, backward),
    ),
    fc.tuple(at, fc.nat(6)).map(
      ([index, count]): Step =>
        world =>
          world.removeRange(index, count),
    ),
  )
}

const word = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '', '1', '-70000', '9223372036854775807'),
  fc.integer({ min: -5000, max: 5000 }).map(String),
  fc.string({ maxLength: 70, unit: 'binary-ascii' }),
)
const long = fc.oneof(
  fc.constantFrom('x', '12'),
  fc.constantFrom(63, 64, 700, 1500, 4000, 4090, 5000).map(n => 'y'.repeat(n)),
)

/** Repeats itself or does not, about as often. */
const mixed = fc.oneof(
  fc.tuple(fc.constantFrom('ab', 'x', '123'), fc.integer({ min: 10, max: 40 })).map(([a, n]) => a.repeat(n)),
  fc.string({ minLength: 30, maxLength: 70, unit: 'binary-ascii' }),
)

/** Which encodings were met, and whether inner nodes were compressed. */
function check(fill: number, text: fc.Arbitrary<string>, numRuns: number, depth = 0): Set<boolean>[] {
  const met = new Set<boolean>()
  const packed = new Set<boolean>()
  fc.assert(
    fc.property(fc.array(steps(text), { minLength: 10, maxLength: 60 }), fc.nat(1000), (course, at) => {
      const world = new World(fill, depth)
      for (const step of course) {
        step(world)
        if (depth > 0) world.verifyNodes()
      }
      world.verify(at)
      for (const encoding of world.met) met.add(encoding)
      for (const one of world.packed) packed.add(one)
      world.end()
    }),
    { numRuns },
  )
  return [met, packed]
}

const both = new Set([true, false])

describe('list', () => {
  it.each([1, 2, 4, 10])('is an array with nodes of %i entries', fill => {
    expect(check(fill, word, 30)).toEqual([both, new Set()])
  })

  it.each([-1, -2])('is an array with nodes of byte class %i', fill => {
    expect(check(fill, long, 30)).toEqual([both, new Set()])
  })

  it.each([
    [1, 1],
    [2, 1],
    [5, 1],
    [2, 2],
    [1, 3],
  ])('is an array with nodes of %i entries, all but %i at each end compressed', (fill, depth) => {
    expect(check(fill, mixed, 20, depth)).toEqual([both, both])
  })

  it.each([1, 2])('is an array with nodes of a byte class, all but %i at each end compressed', depth => {
    const [met, packed] = check(-1, long, 20, depth)
    expect(met).toEqual(both)
    expect(packed).toContain(true)
  })

  it.each([0, 1])('keeps elements over a mebibyte apart, at compress depth %i', depth => {
    const world = new World(-2, depth)
    world.pushAll(['a', 'b', 'c', 'd', 'e'.repeat(9000)], false)
    for (const index of [1, 0, 3, 4]) world.replace(index, String(index).repeat(2 ** 20))
    world.insert(2, true, 'f')
    world.verify(1)
    world.replace(3, 'small')
    world.removeEqual('c', 1, false)
    world.verify(0)
    world.end()
  })
})

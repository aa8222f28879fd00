// Listpacks against arrays of texts: whatever is put in or taken out, entries, counts and bytes agree.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import type { LooseRecord } from '../../../server/keyspace/loose-record.ts'
import {
  LP_EMPTY,
  LP_END,
  lpCount,
  lpEncode,
  lpEncodedSize,
  lpEncodeInteger,
  lpEntrySize,
  lpFind,
  lpFirst,
  lpInit,
  lpInteger,
  lpNext,
  lpPrev,
  lpRead,
  lpSeek,
  lpSplice,
  lpValidate,
} from '../../../server/values/listpack.ts'
import { Slice } from '../../../server/values/slice.ts'
import { type } from '../../../server/values/type-numbers.ts'
import { Dice } from '../keyspace/world.ts'

const slice = new Slice()
const key = Buffer.from('key')

/** Texts and numbers of every encoding and of the sizes around their limits. */
const text = fc.oneof(
  fc.string({ maxLength: 8, unit: 'binary-ascii' }),
  fc.integer({ min: -130, max: 130 }).map(String),
  fc.integer({ min: -70000, max: 70000 }).map(String),
  fc.bigInt({ min: -(2n ** 63n) - 10n, max: 2n ** 63n + 10n }).map(String),
  fc.constantFrom(0, 1, 62, 63, 64, 65, 125, 126, 127, 300, 4095, 4096).map(n => 'x'.repeat(n)),
)

function encoded(value: string): Buffer {
  const from = Buffer.from(value, 'latin1')
  const target = Buffer.alloc(from.length + 16)
  const size = lpEncode(target, 3, from, 0, from.length)
  expect(size).toBe(lpEncodedSize(from, 0, from.length))
  return target.subarray(3, 3 + size)
}

function read(bytes: Uint8Array, p: number): string {
  lpRead(bytes, p, slice)
  return Buffer.from(slice.bytes.subarray(slice.off, slice.off + slice.len)).toString('latin1')
}

/** The entries of a record's listpack, read forwards; backwards they must be the same. */
function entries({ records }: LooseRecord): string[] {
  const { valueBytes: bytes, valueAt: at, valueLength: length } = records
  expect(lpValidate(bytes.subarray(at, at + length), 0, length, true)).toBe(true)
  const texts: string[] = []
  let p = lpFirst(at)
  for (; bytes[p] !== LP_END; p = lpNext(bytes, p)) texts.push(read(bytes, p))
  for (let i = texts.length - 1; i >= 0; i--) {
    p = lpPrev(bytes, p)
    expect(read(bytes, p)).toBe(texts[i])
  }
  expect(p).toBe(lpFirst(at))
  expect(lpCount(bytes, at)).toBe(texts.length)
  return texts
}

describe('listpack', () => {
  const keyspace = new Keyspace(1, new Dice(1))

  it('is what an array is under splices', () => {
    const splice = fc.record({
      at: fc.nat(1000),
      remove: fc.nat(3),
      add: fc.array(text, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(splice, { maxLength: 30 }), splices => {
        const loose = keyspace.newLoose()
        loose.begin(type.list, key, 0, key.length, -1, LP_EMPTY)
        lpInit(loose.records.valueBytes, loose.records.valueAt)
        const model: string[] = []
        for (const { at, remove, add } of splices) apply(loose, model, at % (model.length + 1), remove, add)
        expect(entries(loose)).toEqual(model)
        const { valueBytes, valueAt } = loose.records
        for (const wanted of [...model.slice(0, 5), 'not there']) {
          const entry = encoded(wanted)
          const p = lpFind(valueBytes, valueAt, entry, 0, entry.length, 0)
          const index = model.indexOf(wanted)
          expect(p).toBe(index < 0 ? -1 : lpSeek(valueBytes, valueAt, index))
        }
        loose.discard()
        expect(keyspace.arena.used).toBe(0)
      }),
      { numRuns: 150 },
    )
  })

  it('writes a number as it writes its digits', () => {
    const number = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -5000, max: 5000 }))
    fc.assert(
      fc.property(number, n => {
        const target = Buffer.alloc(16)
        const size = lpEncodeInteger(target, 0, n)
        expect(target.subarray(0, size).equals(encoded(String(n)))).toBe(true)
        expect(lpInteger(target, 0)).toBe(n)
      }),
    )
  })
})

function apply(loose: LooseRecord, model: string[], index: number, remove: number, add: string[]): void {
  const { records } = loose
  const from = index === model.length ? -1 : lpSeek(records.valueBytes, records.valueAt, index)
  const pos = from < 0 ? records.valueLength - 1 : from - records.valueAt
  const gone = Math.min(remove, model.length - index)
  let bytes = 0
  for (let i = 0; i < gone; i++) bytes += lpEntrySize(records.valueBytes, records.valueAt + pos + bytes)
  const entry = Buffer.concat(add.map(encoded))
  const at = lpSplice(loose, pos, bytes, gone, entry.length, add.length)
  records.valueBytes.set(entry, at)
  model.splice(index, gone, ...add)
}

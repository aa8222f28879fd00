// Random values of every type: dumped, restored, streamed in pieces, they stay what they are; damaged, they do no harm.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RdbReader } from '../../../server/persistence/rdb/rdb-reader.ts'
import { valueCodecs } from '../../../server/persistence/rdb/value-codecs.ts'
import type { Limits } from '../../../server/values/limits.ts'
import { double, int64, string, value } from '../../unit/persistence/rdb/old-forms.ts'
import { Recorder } from '../../unit/persistence/rdb/recorder.ts'
import { payload, ValueRoom } from '../../unit/persistence/rdb/value-room.ts'

const element = fc.oneof(
  { arbitrary: fc.integer({ min: -5, max: 130 }).map(String), weight: 3 },
  { arbitrary: fc.string({ maxLength: 12 }), weight: 3 },
  { arbitrary: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(String), weight: 1 },
  { arbitrary: fc.integer({ min: 60, max: 70 }).map(n => 'x'.repeat(n)), weight: 1 },
  { arbitrary: fc.integer({ min: 4090, max: 9000 }).map(n => 'yz'.repeat(n / 2)), weight: 1 },
  {
    arbitrary: fc.uint8Array({ maxLength: 20 }).map(bytes => Buffer.from(bytes).toString('latin1')),
    weight: 1,
  },
)
const distinct = { minLength: 1, maxLength: 40 }
/** Without -0: a packed zero has no sign. */
const score = fc
  .oneof(fc.double({ noNaN: true }), fc.integer({ min: -9, max: 9 }), fc.constant(Infinity))
  .map(n => n + 0)

function counted(type: number, parts: Buffer[], count: number): Buffer {
  return value(type, Buffer.from([0x80, 0, 0, 0, count]), ...parts)
}

/** A value of each type in its plainest form. */
const anyValue = fc.oneof(
  fc.array(element, distinct).map(list => counted(1, list.map(string), list.length)),
  fc.uniqueArray(element, distinct).map(set => counted(2, set.map(string), set.length)),
  fc.uniqueArray(fc.integer().map(String), distinct).map(set => counted(2, set.map(string), set.length)),
  fc.uniqueArray(fc.tuple(element, score), { ...distinct, selector: ([member]) => member }).map(items =>
    counted(
      5,
      items.map(([m, s]) => Buffer.concat([string(m), double(s)])),
      items.length,
    ),
  ),
  fc.uniqueArray(fc.tuple(element, element), { ...distinct, selector: ([field]) => field }).map(items =>
    counted(
      4,
      items.map(([f, v]) => Buffer.concat([string(f), string(v)])),
      items.length,
    ),
  ),
  fc
    .uniqueArray(fc.tuple(fc.nat(60), element, element), { ...distinct, selector: ([, field]) => field })
    .map(items => {
      const parts = items.map(([ttl, f, v]) => Buffer.concat([Buffer.from([ttl]), string(f), string(v)]))
      return value(24, int64(2_000_000_000_000), Buffer.from([0x80, 0, 0, 0, items.length]), ...parts)
    }),
)

const limits: fc.Arbitrary<Limits> = fc.record({
  listMaxListpackSize: fc.constantFrom(-2, -1, 1, 3, 128),
  listCompressDepth: fc.nat(2),
  hashMaxListpackEntries: fc.constantFrom(0, 3, 512),
  hashMaxListpackValue: fc.constantFrom(0, 8, 64),
  setMaxIntsetEntries: fc.constantFrom(0, 3, 512),
  setMaxListpackEntries: fc.constantFrom(0, 3, 128),
  setMaxListpackValue: fc.constantFrom(0, 8, 64),
  zsetMaxListpackEntries: fc.constantFrom(0, 3, 128),
  zsetMaxListpackValue: fc.constantFrom(0, 8, 64),
})

describe('values as RDB', () => {
  const room = new ValueRoom()

  it('are the same after DUMP and RESTORE, whatever the limits are on either side', () => {
    const property = fc.property(anyValue, limits, limits, (bytes, here, there) => {
      Object.assign(room.limits, here)
      expect(room.restore(payload(bytes))).toBe(true)
      const content = room.content()
      const digest = room.digest()
      const encoding = room.encoding()
      const dumped = room.dump()
      expect(room.restore(dumped)).toBe(true)
      expect([room.content(), room.digest(), room.encoding()]).toEqual([content, digest, encoding])
      // In a table, and among fields due at the same time, the order tells of how they came.
      if (encoding !== 'hashtable' && encoding !== 'listpackex') expect(room.dump()).toEqual(dumped)
      Object.assign(room.limits, there)
      expect(room.restore(dumped)).toBe(true)
      expect([room.content(), room.digest()]).toEqual([content, digest])
      expect(room.restore(room.dump(false))).toBe(true)
      expect([room.content(), room.digest()]).toEqual([content, digest])
      expect(room.leaked()).toBe(0)
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('may come in pieces of any size', () => {
    const property = fc.property(
      anyValue,
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }),
      (bytes, sizes) => {
        room.limit()
        expect(room.restore(payload(bytes))).toBe(true)
        const content = room.content()
        room.remove()
        const { db, keyspace } = room
        const codecs = valueCodecs(keyspace.payloads.builder, ({ key }) => {
          db.writeKey(key, 0, key.length)
          db.adoptLoose(keyspace.loose)
        })
        const reader = new RdbReader(new Recorder(), { codecs })
        const stream = Buffer.concat([
          Buffer.from('REDIS0012'),
          bytes.subarray(0, 1),
          string('k'),
          bytes.subarray(1),
          Buffer.from([255]),
          Buffer.alloc(8),
        ])
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = Math.min(sizes[turn % sizes.length]!, stream.length - at)
          // Commands in between use the same flyweights.
          keyspace.values.hashes.openNone()
          at += reader.push(stream, at, size)
        }
        expect(reader.done).toBe(true)
        expect(room.content()).toEqual(content)
        expect(room.leaked()).toBe(0)
      },
    )
    fc.assert(property, { numRuns: 150 })
  })

  it('do no harm when they are damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const property = fc.property(anyValue, damage, fc.boolean(), limits, (bytes, changes, cut, here) => {
      room.limit()
      expect(room.restore(payload(bytes))).toBe(true)
      const packed = room.dump(false)
      const broken = Buffer.from(packed.subarray(0, cut ? packed.length >> 1 : packed.length))
      for (const [at, byte] of changes) if (broken.length > 11) broken[1 + (at % (broken.length - 11))] = byte
      Object.assign(room.limits, here)
      if (room.restore(broken)) {
        // Something else then, but sound: it can be walked, digested, dumped and read again.
        const content = room.content()
        const digest = room.digest()
        expect(content.length).toBeGreaterThan(0)
        expect(room.restore(room.dump())).toBe(true)
        expect([room.content(), room.digest()]).toEqual([content, digest])
      }
      expect(room.leaked()).toBe(0)
    })
    fc.assert(property, { numRuns: 500 })
  })
})

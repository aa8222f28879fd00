// RDB streams over random contents, boundaries and damage: what was written is read; damage never crashes.
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { RdbError } from '../../../server/persistence/rdb/rdb-error.ts'
import { put, read, stream } from '../../unit/persistence/rdb/recorder.ts'

const content = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.integer().map(n => Buffer.from(String(n))),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 3000 }))
    .map(([part, times]) => Buffer.concat(Array<Uint8Array>(times).fill(part))),
)
const entry = fc.record({
  key: content,
  value: content,
  expire: fc.option(fc.maxSafeInteger()),
  idle: fc.option(fc.nat()),
  freq: fc.option(fc.nat(255)),
})
const options = fc.record({ compression: fc.boolean(), checksum: fc.boolean() })
const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 })

type Entry = typeof entry extends fc.Arbitrary<infer E> ? E : never

function fileOf(entries: Entry[], how: { compression: boolean; checksum: boolean }): Buffer {
  return stream(writer => {
    for (const { key, value, expire, idle, freq } of entries) {
      if (expire !== null) writer.expireMs(expire)
      if (idle !== null) writer.idle(idle)
      if (freq !== null) writer.freq(freq)
      put(writer, Buffer.from(key).toString('latin1'), value)
    }
  }, how)
}

describe('rdb streams', () => {
  it('what was written is read, over any boundaries', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), options, sizes, (entries, how, pieces) => {
        const { events, values } = read(fileOf(entries, how), pieces)
        if (events.length !== entries.length + 2) return false
        const last = new Map(entries.map(e => [Buffer.from(e.key).toString('latin1'), e.value]))
        for (const [key, value] of last) if (!values.get(key)!.equals(value)) return false
        return entries.every(({ expire, idle, freq }, i) =>
          events[i + 1]!.endsWith(` ${expire ?? -1} ${idle ?? -1} ${freq ?? -1}`),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('damaged streams are refused with an offset, or read; never anything else', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), damage, sizes, (entries, flips, pieces) => {
        const file = fileOf(entries, { compression: true, checksum: false })
        for (const [at, byte] of flips) file[9 + (at % (file.length - 9))] = byte
        try {
          read(file, pieces)
        } catch (error) {
          return error instanceof RdbError && error.offset <= file.length
        }
        return true
      }),
      { numRuns: 2000 },
    )
  })
})

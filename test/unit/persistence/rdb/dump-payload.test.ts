// DUMP payloads: made, verified, read, and refused.
import { describe, expect, it } from 'vitest'
import {
  dumpString,
  dumpType,
  readDumpString,
  verifyDumpPayload,
} from '../../../../server/persistence/rdb/dump-payload.ts'

/** Stands inside something larger, as an argument does. */
function inside(payload: Uint8Array): [Uint8Array, number, number] {
  return [Buffer.concat([Buffer.from('xx'), payload, Buffer.from('yy')]), 2, payload.length]
}

describe('dump payload', () => {
  it.each(['', 'hello', '12345', '-9000000000', 'A'.repeat(500), 'z'.repeat(100_000)])(
    'round trip',
    value => {
      const bytes = Buffer.from(value)
      const payload = inside(dumpString(bytes, 0, bytes.length))
      expect(verifyDumpPayload(...payload)).toBe(true)
      expect(dumpType(...payload)).toBe(0)
      expect(readDumpString(...payload)!.text()).toBe(value)
    },
  )

  it('is what Redis 7.0 dumps', () => {
    expect(Buffer.from(dumpString(Buffer.from('10'), 0, 2)).toString('latin1')).toBe(
      '\x00\xc0\n\n\x00n\x9fWE\x0e\xaec\xbb',
    )
  })

  it('refuses damage, strangers and versions to come', () => {
    const payload = dumpString(Buffer.from('hello world'), 0, 11)
    for (let i = 0; i < payload.length; i++) {
      const broken = payload.slice()
      broken[i]! ^= 0x10
      expect(verifyDumpPayload(broken, 0, broken.length)).toBe(false)
    }
    expect(verifyDumpPayload(payload, 0, 9)).toBe(false)
    expect(verifyDumpPayload(payload, 0, payload.length - 1)).toBe(false)
  })

  it('answers null for a value that is cut short or corrupt', () => {
    const footer = Buffer.alloc(10)
    const cut = Buffer.concat([Buffer.from('\x00\x05abc', 'latin1'), footer])
    expect(readDumpString(cut, 0, cut.length)).toBeNull()
    const unknown = Buffer.concat([Buffer.from('\x00\xc7', 'latin1'), footer])
    expect(readDumpString(unknown, 0, unknown.length)).toBeNull()
    expect(readDumpString(footer, 0, footer.length)).toBeNull()
    expect(dumpType(footer, 0, footer.length)).toBe(-1)
  })
})

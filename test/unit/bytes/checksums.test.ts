// CRC16 with the hash slots, and CRC64, by their published check values.
import { describe, expect, it } from 'vitest'
import { crc16, keySlot } from '../../../shared/bytes/crc16.ts'
import { Crc64 } from '../../../shared/bytes/crc64.ts'

const slotOf = (key: string) => keySlot(Buffer.from(`{${key}}`, 'latin1'), 1, key.length)

describe('crc16', () => {
  it('gives the check value', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x31c3)
  })

  it.each([
    ['foo', 12182],
    ['', 0],
    ['123456789', 0x31c3],
    ['foo{}{bar}', 8363],
  ])('slot of %j', (key, slot) => {
    expect(slotOf(key)).toBe(slot)
  })

  it('hashes what is in the first non-empty braces', () => {
    expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'))
    expect(slotOf('foo{{bar}}zap')).toBe(slotOf('{bar'))
    expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'))
    expect(slotOf('foo{bar')).not.toBe(slotOf('bar'))
  })
})

describe('crc64', () => {
  it('gives the check value', () => {
    const crc = new Crc64()
    crc.update(Buffer.from('x123456789x'), 1, 9)
    expect(crc.value()).toBe(0xe9c6d914c4b8d9can)
  })

  it('is the same in any pieces, and can be written and compared', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 73) & 255)
    const whole = new Crc64()
    whole.update(bytes)
    const pieces = new Crc64()
    for (let at = 0, step = 1; at < 1000; at += step, step = (step * 7 + 3) % 61) {
      pieces.update(bytes, at, Math.min(step, 1000 - at))
    }
    expect(pieces.value()).toBe(whole.value())
    const target = new Uint8Array(10)
    whole.writeTo(target, 1)
    expect(new DataView(target.buffer).getBigUint64(1, true)).toBe(whole.value())
    expect(whole.matches(target, 1)).toBe(true)
    target[8]! ^= 1
    expect(whole.matches(target, 1)).toBe(false)
    whole.reset()
    expect(whole.value()).toBe(0n)
  })
})

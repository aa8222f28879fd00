import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha1Into } from '../../../shared/bytes/sha1.ts'

test('the digest of every length around the block’s, wherever it lies', () => {
  const bytes = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 131 + 7) & 255))
  for (let length = 0; length < 300; length++) {
    const out = Buffer.alloc(24, 1)
    sha1Into(out, 3, bytes, 9, 9 + length)
    const wanted = createHash('sha1')
      .update(bytes.subarray(9, 9 + length))
      .digest('hex')
    expect(out.toString('hex')).toBe(`010101${wanted}01`)
  }
})

test('of its own former value', () => {
  const bytes = Buffer.alloc(20, 7)
  const wanted = createHash('sha1').update(bytes).digest('hex')
  sha1Into(bytes, 0, bytes)
  expect(bytes.toString('hex')).toBe(wanted)
})

// Doubles printed through Grisu2, against what Redis 7.2's own code (deps/fpconv) printed for the same.
import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { writeGrisu } from '../../../shared/bytes/grisu.ts'

const target = Buffer.alloc(40)

function print(n: number): string {
  return target.latin1Slice(5, writeGrisu(target, 5, n))
}

describe('doubles as fpconv prints them', () => {
  it.each([
    // Not the shortest.
    [819.714855, '819.7148549999999'],
    [934.367998, '934.3679979999999'],
    [573.726306588, '573.7263065880001'],
    [-819.714855, '-819.7148549999999'],
    [-89393456452440.38, '-89393456452440.37'],
    [-58421356834997760000, '-58421356834997764000'],
    [-5.2239045985235095e106, '-5.2239045985235094e+106'],
    [1e23, '99999999999999990000000'],
    // Up to six places.
    [1.5, '1.5'],
    [-2.5, '-2.5'],
    [0.1, '0.1'],
    [0.3, '0.3'],
    [12.71828, '12.71828'],
    [0.015625, '0.015625'],
    [0.000001, '0.000001'],
    [0.0001, '0.0001'],
    [999999999.999999, '999999999.999999'],
    // More of them, or more digits.
    [0.1 + 0.2, '0.30000000000000004'],
    [0.09999999999999999, '0.09999999999999999'],
    [1.0000000000000002, '1.0000000000000002'],
    [1700000000.123, '1700000000.123'],
    [1234.1234567, '1234.1234567'],
    [12345.1234567, '1.23451234567e+4'],
    [0.001234567, '0.001234567'],
    [0.00012345, '1.2345e-4'],
    [0.00001234, '1.234e-5'],
    [0.0000015, '1.5e-6'],
    [1e-7, '1e-7'],
    [2 ** -20, '9.5367431640625e-7'],
    [2 ** -126, '1.1754943508222875e-38'],
    [4503599627370495.5, '4503599627370495.5'],
    // Whole numbers.
    [3, '3'],
    [9007199254740992, '9007199254740992'],
    [6123456789012346000, '6123456789012346000'],
    [2 ** 63, '9223372036854776000'],
    [5e18, '5e+18'],
    [1e22, '1e+22'],
    [1.2345678e15, '1.2345678e+15'],
    [123456789012345680000, '123456789012345680000'],
    // The ends of what there is.
    [5e-324, '5e-324'],
    [-1e-323, '-1e-323'],
    [1.23456789e-310, '1.23456789e-310'],
    [2.225073858507201e-308, '2.225073858507201e-308'],
    [2.2250738585072014e-308, '2.2250738585072014e-308'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
  ])('prints %d as %s', (n, text) => {
    expect(print(n)).toBe(text)
  })

  /** Doubles that are the same in every run, `count` of each kind. */
  function* doubles(count: number): Generator<number> {
    const double = new Float64Array(1)
    const words = new Uint32Array(double.buffer)
    let state = 1
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
    for (let i = 0; i < count; i++) {
      words[0] = next()
      words[1] = next()
      if (Number.isFinite(double[0])) yield double[0]!
      yield (next() + 0.5) / 2 ** 32
      yield (next() + 1) / 1000
      yield Number(`${next()}e-${next() >>> 28}`) + 1e-20
      yield 2 ** ((next() >>> 21) - 1074)
      words[0] = next()
      words[1] = next() >>> (12 + (next() >>> 28))
      yield double[0]!
    }
  }

  it('prints doubles of every size alike, whichever came first', async () => {
    const sizes = Array.from({ length: 2098 }, (_, i) => 2 ** (i - 1074) * (1 + 2 ** -52))
    const upwards = sizes.map(print)
    expect(upwards.map(Number)).toEqual(sizes)
    vi.resetModules()
    const fresh = await import('../../../shared/bytes/grisu.ts')
    expect(fresh.writeGrisu).not.toBe(writeGrisu)
    const downwards = sizes.toReversed().map(n => target.latin1Slice(0, fresh.writeGrisu(target, 0, n)))
    expect(downwards.toReversed()).toEqual(upwards)
  })

  it('prints a long list of doubles as fpconv does, and every one reads back', () => {
    const hash = createHash('sha1')
    for (const n of doubles(10_000)) {
      const text = print(n)
      if (Number(text) !== n) expect.fail(`${n} is printed as ${text}`)
      hash.update(`${text}\n`)
    }
    expect(hash.digest('hex')).toBe('8eb9d73f991993515c624349e114d660886cfdf6')
  })
})

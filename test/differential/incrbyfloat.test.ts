// INCRBYFLOAT's arithmetic, number reading and printing against a real redis-server, over thousands of random texts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDouble17g, parseDouble } from '../../shared/bytes/double.ts'
import { addLongDouble, formatLongDouble, parseLongDouble } from '../../shared/bytes/long-double.ts'
import { type RealRedis, startRedis } from './real-redis.ts'

const SEED = 20261121
let state = SEED
/** A small generator (xorshift), so that a failure can be seen again. */
function below(n: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % n
}
const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
const digits = (most: number) => Array.from({ length: 1 + below(most) }, () => below(10)).join('')

const ODD = [
  ...['inf', '-inf', 'nan', 'infinity', '+INF', 'infin', '', ' 1', '1 ', '1e', '0x', '.', '-', '--1', '1_0'],
  ...['1e400', '1e-400', '1e-320', '4.9e-324', '2e-324', '0x1p-1075', '0x1.8p-1075', '0x1p', '0x.8', '0x1.'],
  ...['1e5000', '-1e5000', '1e-5000', '1e4932', '1.2e4932', '1e4000', '-1e4000', '3.0e3', '5e300', '1e17'],
]

/** A number's text, of any form and magnitude; now and then none. */
function numberText(): string {
  const sign = pick(['', '-', '+'])
  const power = pick(['', '-', '+'])
  switch (below(11)) {
    case 0:
      return sign + digits(20)
    case 1:
      return `${sign}${digits(20)}.${digits(20)}`
    case 2:
      return `${sign}${digits(5)}e${power}${digits(3)}`
    case 3:
      return `${sign}.${digits(8)}`
    case 4:
      return `${sign}${digits(8)}.`
    case 5:
      return `${sign}0x${digits(5)}.a${digits(10)}p${power}${digits(3)}`
    case 6:
      return pick(ODD)
    case 7:
      return `${sign}${digits(17)}e-${digits(2)}`
    case 8:
      return `${sign}${digits(3)}.${digits(3)}`
    case 9:
      return `${sign}${digits(1)}e${power}${digits(4)}`
    default:
      return `${sign}${digits(30)}.${digits(30)}e${power}${digits(2)}`
  }
}

function expected(value: string, increment: string): string {
  const parse = (text: string) => parseLongDouble(Buffer.from(text, 'latin1'), 0, text.length)
  const left = parse(value)
  const right = parse(increment)
  if (left === null || right === null) return 'ERR value is not a valid float'
  const sum = addLongDouble(left, right)
  return sum === null ? 'ERR increment would produce NaN or Infinity' : formatLongDouble(sum)
}

describe('against a real Redis', () => {
  let redis: RealRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  it('INCRBYFLOAT answers the same, digit by digit', async () => {
    for (let round = 0; round < 10; round++) {
      const pairs = Array.from({ length: 1000 }, () => [numberText(), numberText()] as const)
      const pipeline = redis.client.pipeline()
      for (const [value, increment] of pairs) pipeline.set('f', value).call('incrbyfloat', 'f', increment)
      const replies = (await pipeline.exec())!
      pairs.forEach(([value, increment], i) => {
        const [error, reply] = replies[2 * i + 1]!
        expect(expected(value, increment), `${value} + ${increment}`).toBe(error?.message ?? reply)
      })
    }
  })

  it('chains of small steps stay the same', async () => {
    await redis.client.set('chain', '0')
    let value = '0'
    for (let round = 0; round < 4; round++) {
      const steps = Array.from({ length: 500 }, () => `${pick(['', '-'])}${digits(2)}.${digits(9)}`)
      const pipeline = redis.client.pipeline()
      for (const step of steps) pipeline.incrbyfloat('chain', Number(step))
      for (const [i, [error, reply]] of (await pipeline.exec())!.entries()) {
        expect(error).toBeNull()
        value = expected(value, String(Number(steps[i]!)))
        expect(value).toBe(reply)
      }
    }
  })

  it('doubles are read alike, and printed as 7.0 printed them', async () => {
    const texts = Array.from({ length: 5000 }, numberText)
    const pipeline = redis.client.pipeline()
    for (const text of texts) pipeline.del('z').call('zadd', 'z', text, 'm').zscore('z', 'm')
    const replies = (await pipeline.exec())!
    texts.forEach((text, i) => {
      const value = parseDouble(Buffer.from(text, 'latin1'), 0, text.length)
      // A sorted set does not keep the sign of zero.
      const mine = Number.isNaN(value) ? 'ERR value is not a valid float' : formatDouble17g(value + 0)
      expect(mine, text).toBe(replies[3 * i + 1]![0]?.message ?? replies[3 * i + 2]![1])
    })
  })
})

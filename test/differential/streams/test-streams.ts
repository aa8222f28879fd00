/*
 * The tests of one family of commands: several seeds, each in RESP2 and RESP3. DIFFERENTIAL_SEED=n runs one
 * seed only, DIFFERENTIAL_LENGTH=n makes the streams longer.
 */
import { beforeAll, describe, test } from 'vitest'
import { makeStream } from './generate.ts'
import type { Syntax } from './grammar.ts'
import { Pair } from './pair.ts'

const { DIFFERENTIAL_SEED: seed, DIFFERENTIAL_LENGTH: length } = process.env
const seeds = seed === undefined ? [1, 2, 3] : [Number(seed)]

export function testStreams(name: string, syntaxes: readonly Syntax[]): void {
  describe(name, () => {
    let pair: Pair
    beforeAll(async () => {
      pair = await Pair.start()
    })

    for (const protocol of [2, 3]) {
      test.each(seeds)(`RESP${protocol}, seed %i`, async seed => {
        const stream = makeStream({ seed: seed * 10 + protocol, length: Number(length ?? 2000), syntaxes })
        await pair.expectSame(stream, seed, protocol === 3)
      })
    }
  })
}

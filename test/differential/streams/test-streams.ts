/*
 * The tests of one family of commands: several seeds, each in RESP2 and RESP3. DIFFERENTIAL_SEED=n runs one
 * seed only, DIFFERENTIAL_LENGTH=n makes the streams longer.
 */
import { beforeAll, describe, test } from 'vitest'
import { makeStream } from './generate.ts'
import type { Syntax } from './grammar.ts'
import { Pair } from './pair.ts'
import { small, type Thresholds, usual } from './thresholds.ts'

const { DIFFERENTIAL_SEED: seed, DIFFERENTIAL_LENGTH: length } = process.env
const seeds = seed === undefined ? [1, 2, 3] : [Number(seed)]

interface Setting {
  thresholds: Thresholds
  /** Whether the runs in RESP3 compare keyspace events too. */
  events: boolean
  large?: boolean
}

function streams(
  title: string,
  syntaxes: readonly Syntax[],
  { thresholds, events, large = false }: Setting,
): void {
  describe(title, () => {
    let pair: Pair
    beforeAll(async () => {
      pair = await Pair.start()
      pair.thresholds = thresholds
    })

    for (const protocol of [2, 3]) {
      test.each(seeds)(`RESP${protocol}, seed %i`, async seed => {
        pair.events = events && protocol === 3
        const wanted = Number(length ?? (large ? 600 : 2000))
        const stream = makeStream({ seed: seed * 10 + protocol, length: wanted, syntaxes, large })
        await pair.expectSame(stream, seed, protocol === 3)
      })
    }
  })
}

export function testStreams(name: string, syntaxes: readonly Syntax[]): void {
  streams(name, syntaxes, { thresholds: usual, events: false })
}

/** The same for collections, and again with thresholds so small that encodings change all the time, and large. */
export function testCollectionStreams(name: string, syntaxes: readonly Syntax[]): void {
  streams(name, syntaxes, { thresholds: usual, events: true })
  streams(`${name}, small thresholds`, syntaxes, { thresholds: small, events: true })
  streams(`${name}, large collections`, syntaxes, { thresholds: usual, events: true, large: true })
}

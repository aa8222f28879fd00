/*
 * Random runs of the whole appliance. HOLDFAST_SEED=n replays one; HOLDFAST_SEEDS=a-b runs a range.
 */
import { describe, expect, test } from 'vitest'
import { runSeed } from './chaos.ts'

const DEFAULT_RUNS = 800
const BATCH = 100

function seeds(): number[] {
  const one = process.env.HOLDFAST_SEED
  if (one !== undefined) return [Number(one)]
  const [from, to] = (process.env.HOLDFAST_SEEDS ?? `1-${DEFAULT_RUNS}`).split('-').map(Number) as [
    number,
    number,
  ]
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

describe('the appliance stays safe in chaos and heals in peace', () => {
  const all = seeds()
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH)
    test(`seeds ${batch[0]} to ${batch.at(-1)}`, { timeout: 600_000 }, () => {
      for (const seed of batch) expect(runSeed(seed).checks).toBeGreaterThan(0)
    })
  }
})

/** Fewer, because the chaos above breaks single disks, too. */
const DISK_RUNS = 100

describe('disks that refuse', () => {
  const one = process.env.HOLDFAST_SEED
  const some = one === undefined ? Array.from({ length: DISK_RUNS }, (_, i) => i + 1) : [Number(one)]
  test.each(['for ever', 'for a while', 'after some writes'] as const)('%s', { timeout: 600_000 }, disks => {
    for (const seed of some) expect(runSeed(seed, { disks }).checks).toBeGreaterThan(0)
  })
})

test('a seed is the whole run', () => {
  expect(runSeed(7)).toEqual(runSeed(7))
})

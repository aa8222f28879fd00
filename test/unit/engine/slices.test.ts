/*
 * The pacing of background work as numbers: what it gets under a load that is simulated here, turn by turn.
 */
import { expect, test } from 'vitest'
import { backgroundShare, nextLoad, SLICE_US, sliceUs } from '../../../server/engine/slices.ts'

interface Course {
  /** Of the time, what background work had; what requests had. */
  background: number
  requests: number
  longestUs: number
}

/** A thousand turns: requests take `busyUs` of each, then the thread waits `idleUs`; a slice follows. */
function course(busyUs: number, idleUs: number, urgency = 0): Course {
  let [load, background, longestUs] = [0, 0, 0]
  const outside = { elapsedUs: busyUs + idleUs, idleUs }
  for (let turn = 0; turn < 1000; turn++) {
    load = nextLoad(load, outside)
    const slice = sliceUs(load, urgency, outside)
    background += slice
    longestUs = Math.max(longestUs, slice)
  }
  const all = background + 1000 * outside.elapsedUs
  return { background: background / all, requests: (1000 * busyUs) / all, longestUs }
}

test('its share falls with the load, and never below a fifth', () => {
  const shares = [0, 0.25, 0.5, 0.75, 1].map(load => course(1000 * load, 1000 * (1 - load)).background)
  expect(shares).toEqual(shares.toSorted((a, b) => b - a))
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.199)
})

test('a slice is no longer than half a millisecond where requests come often', () => {
  for (const [busyUs, idleUs] of [
    [100, 900],
    [1000, 200],
    [1500, 0],
  ])
    expect(course(busyUs!, idleUs!).longestUs).toBeLessThanOrEqual(SLICE_US)
})

test('where requests take ten milliseconds at a time, slices are longer, so that the work still ends', () => {
  expect(course(10_000, 0).background).toBeGreaterThanOrEqual(0.199)
  expect(course(200_000, 0).longestUs).toBeLessThanOrEqual(2500)
})

test('a thread that waited long, with the processor elsewhere, makes up for nothing', () => {
  expect(course(100, 200_000).longestUs).toBeLessThanOrEqual(SLICE_US)
})

test('what must end soon has more, however busy the thread is', () => {
  expect(backgroundShare(1, 0)).toBe(0.2)
  expect(backgroundShare(1, 1)).toBe(0.7)
  expect(course(1500, 0, 1).background).toBeGreaterThan(course(1500, 0).background)
})

test('the load is of the last moments, and between none and all', () => {
  let load = 0
  for (let i = 0; i < 100; i++) load = nextLoad(load, { elapsedUs: 1000, idleUs: 0 })
  expect(load).toBeGreaterThan(0.95)
  for (let i = 0; i < 100; i++) load = nextLoad(load, { elapsedUs: 1000, idleUs: 1000 })
  expect(load).toBeLessThan(0.05)
  expect(nextLoad(0.5, { elapsedUs: 0, idleUs: 0 })).toBe(0.5)
  expect(nextLoad(0, { elapsedUs: 1000, idleUs: 1200 })).toBe(0)
})

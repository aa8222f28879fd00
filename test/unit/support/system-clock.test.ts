// The real clock's microseconds, and what it does when the wall clock is set.
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../../shared/io/system.ts'

afterEach(() => vi.restoreAllMocks())

test('microseconds lie in the millisecond that the wall clock shows, never go back, and are not all round', () => {
  let last = 0
  let odd = 0
  for (let i = 0; i < 10_000; i++) {
    const before = Date.now()
    const us = systemClock.wallUs()
    const after = Date.now()
    expect(Number.isInteger(us)).toBe(true)
    expect(us >= before * 1000 && us < (after + 1) * 1000).toBe(true)
    expect(us).toBeGreaterThanOrEqual(last)
    if (us % 1000 !== 0) odd++
    last = us
  }
  expect(odd).toBeGreaterThan(5000)
})

test('when the wall clock is set, the microseconds follow at once, both ways', () => {
  const real = Date.now.bind(Date)
  for (const step of [3_600_000, -3_600_000, 0]) {
    vi.spyOn(Date, 'now').mockImplementation(() => real() + step)
    const ms = Date.now()
    expect(Math.abs(Math.floor(systemClock.wallUs() / 1000) - ms)).toBeLessThan(1000)
  }
})

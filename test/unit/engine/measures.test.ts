import { expect, test } from 'vitest'
import { LatencyMonitor } from '../../../server/engine/latency.ts'
import { Rate, Rates } from '../../../server/engine/rates.ts'
import { Stats } from '../../../server/engine/stats.ts'
import { LatencyHistogram } from '../../../shared/command/latency-histogram.ts'

test('a rate is the mean of its latest samples, and survives a reset of its total', () => {
  const rate = new Rate()
  for (let i = 0; i <= 16; i++) rate.sample(i * 50, 1000 + i * 100)
  expect(rate.perSecond()).toBe(500)
  rate.sample(0, 2700)
  expect(rate.perSecond()).toBe(500 - 500 / 16)
})

test('a rate can be that of one total to another, and begins anew', () => {
  const rates = new Rates()
  for (let i = 1; i <= 17; i++) rates.loopUsec.sample(i * 300, i * 2)
  expect(rates.loopUsec.perSecond()).toBe(150)
  rates.reset()
  expect(rates.loopUsec.perSecond()).toBe(0)
  rates.loopUsec.sample(1e9, 100)
  expect(rates.loopUsec.perSecond()).toBe(0)
})

test('errors are counted by their first word, as long as there are not too many', () => {
  const stats = new Stats()
  const floods: string[][] = []
  stats.onFlood = words => floods.push(words)
  stats.error('WRONGTYPE Operation')
  stats.error('oneword')
  stats.error(`${'A'.repeat(31)} long`)
  expect(Object.fromEntries(stats.errors)).toEqual({ WRONGTYPE: 1, ERR: 2 })
  for (let i = stats.errors.size; i < 128; i++) stats.error(`E${i} x`)
  stats.error('ERR x')
  expect([stats.errors.size, stats.errors.get('ERR'), floods.length]).toEqual([128, 3, 0])
  stats.error('ONEMORE x')
  stats.error('ANOTHER x')
  stats.error('ERR x')
  expect(Object.fromEntries(stats.errors)).toEqual({ ERRORSTATS_DISABLED: 1 })
  expect(floods.map(words => words.length)).toEqual([128])
  expect(stats.errorReplies).toBe(3 + 126 + 1 + 3)
  stats.reset()
  stats.error('ERR x')
  expect(Object.fromEntries(stats.errors)).toEqual({ ERR: 1 })
})

test('the latency monitor keeps the worst of each second over the threshold', () => {
  const monitor = new LatencyMonitor()
  monitor.add('command', 1000, 0)
  monitor.threshold = 10
  monitor.add('command', 9, 1000)
  monitor.add('command', 10, 2000)
  monitor.add('command', 30, 2500)
  monitor.add('command', 20, 2900)
  monitor.add('command', 15, 3000)
  expect(monitor.events.get('command')).toMatchObject({
    max: 30,
    samples: [
      { at: 2, ms: 30 },
      { at: 3, ms: 15 },
    ],
  })
})

test('a histogram tells percentiles to a sixteenth and counts up to powers of two', () => {
  const histogram = new LatencyHistogram()
  histogram.add(1, 50)
  histogram.add(3, 40)
  histogram.add(1000, 10)
  expect(histogram.total).toBe(100)
  for (const [percent, usec] of [
    [50, 1],
    [90, 3],
    [99, 1000],
    [100, 1000],
  ] as const) {
    const found = histogram.percentile(percent)
    expect(found).toBeGreaterThanOrEqual(usec)
    expect(found).toBeLessThanOrEqual(usec * 1.07)
  }
  expect(histogram.cumulative()).toEqual([
    [1, 50],
    [4, 90],
    [1024, 100],
  ])
})

test('a histogram takes nothing at all and more than a second', () => {
  const histogram = new LatencyHistogram()
  expect(histogram.percentile(50)).toBe(0)
  expect(histogram.cumulative()).toEqual([])
  histogram.add(0, 1)
  histogram.add(5e9, 1)
  expect(histogram.percentile(50)).toBe(0)
  expect(histogram.percentile(100)).toBeGreaterThanOrEqual(1e6)
  expect(histogram.cumulative().at(-1)?.[1]).toBe(2)
})

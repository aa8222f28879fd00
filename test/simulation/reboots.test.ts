/*
 * A primary that is killed and restarted at once, without its data: what every server had acknowledged is never
 * lost while a replica guards it; and where nothing was lost, nothing happens. HOLDFAST_SEED=n replays one run.
 */
import { describe, expect, test } from 'vitest'
import { holds } from './data-model.ts'
import {
  acknowledgedByAll,
  DECIDED_MAX_MS,
  failovers,
  reboot,
  runHarmless,
  runLoss,
  settledCluster,
} from './reboots.ts'

const RUNS = process.env.HOLDFAST_SEED === undefined ? 60 : 1
const FIRST = Number(process.env.HOLDFAST_SEED ?? 1)
const SEEDS = Array.from({ length: RUNS }, (_, i) => FIRST + i)

/** Waits for the end of a reboot that lost data: somebody else is the primary, on which all agree. */
function decided({ cluster, old }: ReturnType<typeof reboot>): number | null {
  return cluster.runUntil(DECIDED_MAX_MS, () => cluster.disagreement() === null && old.masterHost !== null)
}

describe('a primary that is back at once without its data', () => {
  test('is replaced within seconds, though down-after is 30 s, and told in this order', () => {
    const cluster = settledCluster(1, { downAfter: 30_000 })
    const rebooted = reboot(cluster, 'empty')
    expect(decided(rebooted)).toBeLessThanOrEqual(5000)
    cluster.run(1000)
    for (const { data } of cluster.servers) expect(holds(data, rebooted.acknowledged)).toBe(true)
    const leader = cluster.sentinels.find(node =>
      node.published.some(({ text }) => text.startsWith('+elected')),
    )!
    const names = leader.published.map(({ text }) => text.split(' ')[0]!)
    const wanted = ['+reboot', '+reboot-behind', '+sdown', '+odown', '+try-failover', '+elected-leader']
    expect(names.filter(name => wanted.includes(name))).toEqual(wanted)
    expect(names).toContain('+switch-master')
  })

  test.each([1, 2, 3])('also when %i of three sentinels restart with it', count => {
    const rebooted = reboot(settledCluster(2, { downAfter: 30_000 }), 'empty', count)
    expect(decided(rebooted)).toBeLessThanOrEqual(8000)
    rebooted.cluster.run(1000)
    for (const { data } of rebooted.cluster.servers) expect(holds(data, rebooted.acknowledged)).toBe(true)
  })

  test('or with an old file', () => {
    const cluster = settledCluster(3, { downAfter: 30_000 })
    cluster.servers[0]!.save()
    cluster.run(2000)
    const rebooted = reboot(cluster, 'saved')
    expect(decided(rebooted)).not.toBeNull()
    cluster.run(1000)
    for (const { data } of cluster.servers) expect(holds(data, rebooted.acknowledged)).toBe(true)
  })

  test('stays the primary, and empties the others, where both guards are off, as with Redis', () => {
    const cluster = settledCluster(4, { downAfter: 30_000, directives: ['reboot-guard m no'] })
    for (const server of cluster.servers) server.guardSeconds = 0
    const { acknowledged, old } = reboot(cluster, 'empty')
    cluster.run(10_000)
    expect(failovers(cluster)).toBe(0)
    expect(cluster.primary()).toBe(old)
    expect(cluster.servers.some(({ data }) => holds(data, acknowledged))).toBe(false)
  })

  test('is followed in the end where the sentinels’ guard is off, or there are none', () => {
    const cluster = settledCluster(5, { downAfter: 30_000, directives: ['reboot-guard m no'] })
    const { acknowledged, old } = reboot(cluster, 'empty')
    cluster.run(18_000)
    expect(cluster.servers.filter(({ data }) => holds(data, acknowledged))).toHaveLength(2)
    cluster.run(6000)
    expect(cluster.primary()).toBe(old)
    expect(acknowledgedByAll(cluster.servers)).not.toBeNull()
  })

  test('is not replaced by a minority', () => {
    const cluster = settledCluster(6, { downAfter: 30_000 })
    cluster.isolate([cluster.sentinels[0]!.host, ...cluster.servers.map(({ host }) => host)])
    const { old } = reboot(cluster, 'empty')
    cluster.run(10_000)
    expect(cluster.servers.filter(({ masterHost }) => masterHost === null)).toEqual([old])
  })
})

describe('no failover', () => {
  test('where everything is new and empty', () => {
    const cluster = settledCluster(7, { downAfter: 30_000 })
    for (const server of cluster.servers) {
      server.kill()
      server.writing = false
      server.restart(0, 'empty')
    }
    cluster.run(20_000)
    expect(failovers(cluster)).toBe(0)
  })

  test('for a server with data of its own that is attached: it is emptied at once, as by Redis', () => {
    const cluster = settledCluster(8, { downAfter: 30_000 })
    const foreign = cluster.servers[2]!
    foreign.received(foreignLine, [['SLAVEOF', 'NO', 'ONE']], () => undefined)
    for (let i = 0; i < 40; i++) cluster.run(50)
    foreign.image = { ...foreign.image, id: 'f'.repeat(40), secondOffset: -1, offset: 1e9 }
    foreign.received(foreignLine, [['SLAVEOF', cluster.servers[0]!.host, '6379']], () => undefined)
    cluster.run(10_000)
    expect(failovers(cluster)).toBe(0)
    expect(acknowledgedByAll(cluster.servers)).not.toBeNull()
  })
})

/** A connection of an operator's. */
const foreignLine = { open: true } as Parameters<import('./server-model.ts').ServerModel['received']>[0]

describe('seeds', () => {
  test('what all had acknowledged is never lost, and the rebooted primary becomes a replica', () => {
    const times = SEEDS.map(seed => runLoss(seed)).toSorted((a, b) => a - b)
    if (RUNS > 1) expect(times[Math.floor(RUNS * 0.9)]).toBeLessThanOrEqual(5000)
  }, 60_000)

  test('replicas without a guard would not pass', () => {
    expect(() => SEEDS.slice(0, 3).map(seed => runLoss(seed, 0))).toThrow(/the primary is as before/)
  })

  test('a restart that loses nothing moves nothing', () => {
    for (const seed of SEEDS) runHarmless(seed)
  }, 60_000)
})

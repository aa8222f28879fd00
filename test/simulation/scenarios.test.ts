/*
 * Stories: what a sentinel says, in what order and how soon, when one particular thing goes wrong.
 */
import { describe, expect, test } from 'vitest'
import { step } from '../../sentinel/core/step.ts'
import type { ClusterOptions } from './cluster.ts'
import { Cluster, serverHost } from './cluster.ts'
import { queryField } from './cluster-queries.ts'
import type { SentinelNode, StepFunction } from './sentinel-node.ts'

const SETTLE_MS = 5000

function settled(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ seed: 1, ...options })
  cluster.run(SETTLE_MS)
  return cluster
}

/** The events since a moment, without their payload or with it. */
function names(node: SentinelNode, since: number): string[] {
  return node.published.filter(each => each.at >= since).map(each => each.text.split(' ')[0]!)
}

function said(node: SentinelNode, since: number, name: string): string[] {
  return node.published
    .filter(each => each.at >= since && each.text.startsWith(`${name} `))
    .map(each => each.text)
}

function promotionAfter(cluster: Cluster, old = cluster.servers[0]!): number | null {
  return cluster.runUntil(20_000, () =>
    cluster.servers.some(each => each !== old && each.masterHost === null),
  )
}

function leaderSince(cluster: Cluster, since: number): SentinelNode {
  return cluster.sentinels.find(node => names(node, since).includes('+elected-leader'))!
}

const OLD = `${serverHost(0)} 6379`

describe('kill -9 of the primary', () => {
  test('is told in Redis’s words and order', () => {
    const cluster = settled()
    const { now } = cluster.clock
    cluster.servers[0]!.kill()
    expect(promotionAfter(cluster)).toBeLessThanOrEqual(1500)
    cluster.run(3000)
    const leader = leaderSince(cluster, now)
    const neu = cluster.servers.find(each => each.alive && each.masterHost === null)!
    const other = cluster.servers.find(each => each.alive && each.masterHost !== null)!
    const replica = (host: string) => `slave ${host}:6379 ${host} 6379 @ m ${OLD}`
    const told = leader.published.filter(each => each.at >= now).map(each => each.text)
    expect(told.filter(text => !/^\+odown/.test(text))).toEqual([
      `+sdown master m ${OLD}`,
      '+new-epoch 1',
      `+try-failover master m ${OLD}`,
      `+vote-for-leader ${leader.myid} 1`,
      `+elected-leader master m ${OLD}`,
      `+failover-state-select-slave master m ${OLD}`,
      `+selected-slave ${replica(neu.host)}`,
      `+failover-state-send-slaveof-noone ${replica(neu.host)}`,
      `+failover-state-wait-promotion ${replica(neu.host)}`,
      `-role-change ${replica(neu.host)} new reported role is master`,
      `+promoted-slave ${replica(neu.host)}`,
      `+failover-state-reconf-slaves master m ${OLD}`,
      `+slave-reconf-sent ${replica(other.host)}`,
      `+slave-reconf-inprog ${replica(other.host)}`,
      `+slave-reconf-done ${replica(other.host)}`,
      `+failover-end master m ${OLD}`,
      `+switch-master m ${OLD} ${neu.host} 6379`,
      `+slave slave ${other.host}:6379 ${other.host} 6379 @ m ${neu.host} 6379`,
      `+slave slave ${serverHost(0)}:6379 ${OLD} @ m ${neu.host} 6379`,
      `+sdown slave ${serverHost(0)}:6379 ${OLD} @ m ${neu.host} 6379`,
    ])
    expect(said(leader, now, '+odown')).toEqual([expect.stringMatching(/ #quorum [23]\/2$/)])
  })

  test('is over within 1.5 s in nine of ten runs, and always within 3 s', () => {
    const times: number[] = []
    for (let seed = 1; seed <= 50; seed++) {
      const cluster = settled({ seed })
      cluster.servers[0]!.kill()
      times.push(promotionAfter(cluster)!)
    }
    times.sort((a, b) => a - b)
    expect(times[45]).toBeLessThanOrEqual(1500)
    expect(times.at(-1)).toBeLessThanOrEqual(3000)
  })

  test('takes a fraction of down-after where a refused connection is taken as proof', () => {
    const cluster = settled({ directives: ['refused-after-milliseconds m 200'] })
    cluster.servers[0]!.kill()
    expect(promotionAfter(cluster)).toBeLessThanOrEqual(600)
  })

  test('the old primary comes back as a replica, without waiting 8 s', () => {
    const cluster = settled()
    cluster.servers[0]!.kill()
    cluster.run(4000)
    const { now } = cluster.clock
    cluster.servers[0]!.restart(0)
    expect(cluster.runUntil(5000, () => cluster.disagreement() === null)).toBeLessThanOrEqual(4000)
    expect(cluster.sentinels.flatMap(node => said(node, now, '+convert-to-slave'))).not.toEqual([])
  })
})

test('a frozen primary is replaced, and demoted when it thaws', () => {
  const cluster = settled()
  cluster.servers[0]!.pause(5000)
  expect(promotionAfter(cluster)).toBeLessThanOrEqual(1500)
  expect(cluster.runUntil(10_000, () => cluster.disagreement() === null)).not.toBeNull()
  expect(cluster.servers[0]!.masterHost).not.toBeNull()
})

test('a split vote is retried in a new epoch within two seconds', () => {
  const cluster = settled()
  // Requests travel longer than the candidates' random wait is: everybody votes for itself.
  cluster.network.latencyMin = 100
  cluster.network.latencyMax = 100
  cluster.run(1000)
  const { now } = cluster.clock
  cluster.servers[0]!.kill()
  expect(promotionAfter(cluster)).not.toBeNull()
  const aborts = cluster.sentinels.flatMap(node => said(node, now, '-failover-abort-not-elected'))
  expect(aborts.length).toBeGreaterThanOrEqual(2)
  const tries = cluster.sentinels
    .flatMap(node => node.published.filter(each => each.at >= now && each.text.startsWith('+try-failover')))
    .map(each => each.at)
    .sort((a, b) => a - b)
  for (let i = 1; i < tries.length; i++) expect(tries[i]! - tries[i - 1]!).toBeLessThan(2000)
  cluster.run(5000)
  expect(cluster.checks.checks).toBeGreaterThan(0)
})

describe('a leader that cannot finish', () => {
  test('is replaced after a while when it crashes on its election', () => {
    const cluster = settled()
    for (const node of cluster.sentinels) node.command('simulate-failure', 'crash-after-election')
    const { now } = cluster.clock
    cluster.servers[0]!.kill()
    cluster.run(2000)
    const crashed = cluster.sentinels.filter(node => !node.alive)
    expect(crashed).toHaveLength(1)
    expect(names(crashed[0]!, now)).toContain('+elected-leader')
    for (const node of cluster.sentinels) node.state.crashAfterElection = false
    expect(promotionAfter(cluster)).toBeLessThanOrEqual(8000)
  })

  test('that crashed after the promotion has remembered it', () => {
    const cluster = settled()
    for (const node of cluster.sentinels) node.command('simulate-failure', 'crash-after-promotion')
    cluster.servers[0]!.kill()
    cluster.runUntil(5000, () => cluster.sentinels.some(node => !node.alive))
    const crashed = cluster.sentinels.find(node => !node.alive)!
    crashed.start()
    const promoted = cluster.servers.find(each => each.alive && each.masterHost === null)!
    expect(crashed.state.masters.get('m')!.primary.host).toBe(promoted.host)
    expect(crashed.state.masters.get('m')!.configEpoch).toBe(1)
  })

  test('is replaced when it is cut off, and follows the new configuration afterwards', () => {
    const cluster = settled()
    const { now } = cluster.clock
    cluster.servers[0]!.kill()
    cluster.runUntil(5000, () => leaderSince(cluster, now) !== undefined)
    const cutOff = leaderSince(cluster, now)
    cluster.isolate([cutOff.host])
    cluster.run(12_000)
    cluster.network.heal()
    cluster.servers[0]!.restart(0)
    expect(cluster.runUntil(15_000, () => cluster.disagreement() === null)).not.toBeNull()
  })
})

describe('choice of the replica', () => {
  test('the smallest priority wins, 0 never', () => {
    const cluster = settled({ servers: 4, priorities: [100, 0, 50, 100] })
    cluster.servers[0]!.kill()
    promotionAfter(cluster)
    expect(cluster.servers[2]!.masterHost).toBeNull()
  })

  test('without a fit one the failover is given up, and made when one appears', () => {
    const cluster = settled({ servers: 3, priorities: [100, 0, 100] })
    cluster.servers[2]!.kill()
    cluster.run(2000)
    const { now } = cluster.clock
    cluster.servers[0]!.kill()
    cluster.run(8000)
    expect(cluster.sentinels.flatMap(node => said(node, now, '-failover-abort-no-good-slave'))).not.toEqual(
      [],
    )
    expect(cluster.servers.every(each => each.masterHost !== null || !each.alive)).toBe(true)
    cluster.servers[2]!.restart(0)
    expect(cluster.runUntil(25_000, () => cluster.servers[2]!.masterHost === null)).not.toBeNull()
  })
})

describe('SENTINEL FAILOVER', () => {
  test('promotes without agreement and demotes the living old primary at once', () => {
    const cluster = settled()
    const [node] = cluster.sentinels as [SentinelNode]
    const first = node.command('failover', 'm')
    const second = node.command('failover', 'm')
    cluster.run(100)
    expect(node.answers.get(first)).toEqual({ status: 'OK' })
    expect(node.answers.get(second)).toEqual({ error: 'INPROG Failover already in progress' })
    expect(cluster.runUntil(3000, () => cluster.disagreement() === null)).not.toBeNull()
    expect(cluster.servers[0]!.masterHost).not.toBeNull()
  })

  test('tells the old primary before any replica has followed', () => {
    const cluster = settled()
    cluster.sentinels[0]!.command('failover', 'm')
    expect(promotionAfter(cluster)).not.toBeNull()
    const { now } = cluster.clock
    expect(cluster.runUntil(1000, () => cluster.servers[0]!.masterHost !== null)).not.toBeNull()
    expect(cluster.sentinels.flatMap(node => names(node, now))).not.toContain('+slave-reconf-done')
  })

  test('refuses where nobody could be promoted or the name is unknown', () => {
    const cluster = settled({ priorities: [100, 0, 0] })
    const [node] = cluster.sentinels as [SentinelNode]
    const none = node.command('failover', 'm')
    const unknown = node.command('failover', 'nosuch')
    cluster.run(100)
    expect(node.answers.get(none)).toEqual({ error: 'NOGOODSLAVE No suitable replica to promote' })
    expect(node.answers.get(unknown)).toEqual({ error: 'ERR No such master with that name' })
  })

  test('two at the same moment end in one configuration', () => {
    const cluster = settled({ seed: 3 })
    for (const node of cluster.sentinels) node.command('failover', 'm')
    expect(cluster.runUntil(20_000, () => cluster.disagreement() === null)).not.toBeNull()
    cluster.run(3000)
    expect(cluster.disagreement()).toBeNull()
  })
})

test('a sentinel that missed a failover is told by a hello of a higher epoch', () => {
  const cluster = settled()
  const missing = cluster.sentinels[2]!
  cluster.isolate([missing.host])
  cluster.servers[0]!.kill()
  cluster.run(4000)
  const { now } = cluster.clock
  cluster.network.heal()
  cluster.run(4000)
  const neu = cluster.servers.find(each => each.alive && each.masterHost === null)!
  const order = names(missing, now).filter(name => /config-update-from|switch-master|new-epoch/.test(name))
  expect(order).toEqual(['+new-epoch', '+config-update-from', '+switch-master'])
  expect(said(missing, now, '+switch-master')).toEqual([`+switch-master m ${OLD} ${neu.host} 6379`])
  expect(missing.state.masters.get('m')!.configEpoch).toBe(1)
})

describe('a minority', () => {
  test('of one sentinel never elects, however long it is alone with the replicas', () => {
    const cluster = settled()
    cluster.isolate([cluster.sentinels[0]!.host, cluster.servers[1]!.host, cluster.servers[2]!.host])
    cluster.run(20_000)
    expect(cluster.servers[1]!.masterHost).toBe(serverHost(0))
    expect(cluster.servers[2]!.masterHost).toBe(serverHost(0))
    expect(queryField(cluster.sentinels[0]!, 'flags')).toContain('s_down')
    expect(queryField(cluster.sentinels[0]!, 'flags')).not.toContain('o_down')
  })
})

describe('own lateness', () => {
  test('a stall shorter than the trigger accuses nobody', () => {
    const cluster = settled()
    const [node] = cluster.sentinels as [SentinelNode]
    const { now } = cluster.clock
    node.pause(1800)
    cluster.run(4000)
    expect(names(node, now).filter(name => name.includes('sdown') || name === '+tilt')).toEqual([])
  })

  test('a longer one means TILT: it starts nothing, answers down=0 and still votes', () => {
    const cluster = settled()
    const [node, peer] = cluster.sentinels as [SentinelNode, SentinelNode]
    node.pause(2500)
    cluster.run(2600)
    expect(said(node, 0, '+tilt')).toEqual(['+tilt #tilt mode entered'])
    const asked = node.command('is-master-down-by-addr', serverHost(0), '6379', '9', peer.myid)
    cluster.run(50)
    expect(node.answers.get(asked)).toEqual([0, peer.myid, 9])
    cluster.run(5000)
    expect(said(node, 0, '-tilt')).toEqual(['-tilt #tilt mode exited'])
  })
})

describe('disks that refuse', () => {
  test('of all sentinels, for ever: they fail over as if nothing was', () => {
    const cluster = settled()
    for (const node of cluster.sentinels) node.diskBroken = true
    cluster.servers[0]!.kill()
    expect(promotionAfter(cluster)).toBeLessThanOrEqual(1500)
    cluster.servers[0]!.restart(0)
    expect(cluster.runUntil(10_000, () => cluster.disagreement() === null)).not.toBeNull()
  })

  test('from the start: sentinels find each other, and fail over when they may vote', () => {
    const cluster = new Cluster({ seed: 1 })
    for (const node of cluster.sentinels) node.diskBroken = true
    cluster.run(SETTLE_MS)
    for (const node of cluster.sentinels) expect(node.state.masters.get('m')!.sentinels.size).toBe(2)
    cluster.servers[0]!.kill()
    const took = promotionAfter(cluster)
    expect(took).toBeGreaterThan(4000)
    expect(took).toBeLessThanOrEqual(8000)
  })

  /**
   * A leader is elected by itself and by one that votes from memory; that one forgets it, the leader is cut
   * off, and a third, which has heard of nothing, asks in the same epoch.
   */
  function forgottenVote(stepFunction?: StepFunction): Cluster {
    const cluster = settled(stepFunction === undefined ? {} : { step: stepFunction })
    const [first, second, third] = cluster.sentinels as [SentinelNode, SentinelNode, SentinelNode]
    for (const node of cluster.sentinels) node.diskBroken = true
    cluster.isolate([third.host])
    const { now } = cluster.clock
    cluster.servers[0]!.kill()
    cluster.runUntil(5000, () => leaderSince(cluster, now) !== undefined)
    const leader = leaderSince(cluster, now)
    const voter = leader === first ? second : first
    leader.kill()
    voter.kill()
    voter.start()
    cluster.network.heal()
    cluster.run(20_000)
    return cluster
  }

  test('two are never elected in one epoch, for who forgets its vote abstains', () => {
    const cluster = forgottenVote()
    expect(cluster.servers.some(each => each.alive && each.masterHost === null)).toBe(true)
    const votesAtOnce: StepFunction = (state, event, now) => {
      state.saving.known = true
      return step(state, event, now)
    }
    expect(() => forgottenVote(votesAtOnce)).toThrow(/two leaders for m 1/)
  })

  test('a vote is given from memory, and not given again by the process that forgot it', () => {
    const cluster = settled()
    const [node, peer, other] = cluster.sentinels as [SentinelNode, SentinelNode, SentinelNode]
    const ask = (candidate: SentinelNode, epoch: string) => {
      const asked = node.command('is-master-down-by-addr', serverHost(0), '6379', epoch, candidate.myid)
      cluster.run(400)
      return node.answers.get(asked)
    }
    node.diskBroken = true
    expect(ask(peer, '9')).toEqual([0, peer.myid, 9])
    expect(ask(other, '9')).toEqual([0, peer.myid, 9])
    node.kill()
    node.start()
    node.diskBroken = false
    expect(ask(other, '9')).toEqual([0, '*', 0])
    cluster.run(12_000)
    expect(ask(other, '9')).toEqual([0, '*', 0])
    expect(ask(other, '10')).toEqual([0, other.myid, 10])
  })
})

/*
 * Replication under every disturbance at once, over and over: whatever happened, once the links hold, everybody who
 * follows the same primary holds the same data at the same offset under the same name.
 */
import { expect, test } from 'vitest'
import { Network, type SeededRandom, type SimNode } from './network.ts'

const KEYS = 2000

const COMMANDS: ((r: SeededRandom) => string[])[] = [
  r => [`SET k${r.below(KEYS)} v${r.below(1000)}`],
  r => [`SET k${r.below(KEYS)} ${'long'.repeat(r.below(600))}x`],
  r => [`INCR n${r.below(5)}`],
  r => [`APPEND k${r.below(KEYS)} more`],
  r => [`DEL k${r.below(KEYS)} n${r.below(5)}`],
  r => [`SET k${r.below(KEYS)} v PX ${1 + r.below(400)}`],
  r => [`PEXPIRE k${r.below(KEYS)} ${1 + r.below(100_000)}`],
  r => ['MULTI', `INCR n${r.below(5)}`, `SELECT ${r.below(3)}`, `INCR n${r.below(5)}`, 'EXEC'],
  r => [`SELECT ${r.below(3)}`],
  r => [`RENAME k${r.below(KEYS)} k${r.below(KEYS)}`],
  r => [`GET k${r.below(KEYS)}`],
  r => (r.below(20) === 0 ? ['FLUSHDB'] : ['DBSIZE']),
  r => [`SWAPDB ${r.below(3)} ${r.below(3)}`],
  () => ['WAIT 1 20'],
]

/** Two go separate ways from a common past, then one follows the other. */
function part(network: Network, a: SimNode, b: SimNode): void {
  b.ask(`REPLICAOF node ${a.index}`)
  network.run(600)
  b.ask('REPLICAOF NO ONE')
  for (let n = network.random.below(4); n >= 0; n--) a.ask(`INCR a${n}`)
  for (let n = network.random.below(8); n >= 0; n--) b.ask(`INCR b${n}`)
  a.ask(`REPLICAOF node ${b.index}`)
  network.run(100)
}

/** A seed's course: disturbances, then peace; true when it saw partial and full syncs. */
function course(seed: number): { partial: number; full: number } {
  const backlog = seed % 3 === 0 ? '1mb' : `${500 + (seed % 7) * 1000}`
  const network = new Network(seed, 4, {
    'repl-backlog-size': backlog,
    'repl-diskless-load': seed % 4 === 0 ? 'flush-before-load' : 'disabled',
    'repl-ping-replica-period': '1',
  })
  const { nodes, random } = network
  nodes[0]!.ask(...Array.from({ length: KEYS }, (_, i) => `SET k${i} value-${i}`))
  nodes[1]!.ask('REPLICAOF node 0')
  nodes[2]!.ask('REPLICAOF node 0')
  nodes[3]!.ask('REPLICAOF node 1')
  for (let i = 0; i < 150; i++) {
    network.run(random.below(60))
    const node = nodes[random.below(4)]!
    for (let n = random.below(6); n > 0; n--) node.ask(...COMMANDS[random.below(COMMANDS.length)]!(random))
    const event = random.below(30)
    if (event < 3) network.cut(random.below(8))
    else if (event === 3) node.ask('REPLICAOF NO ONE')
    else if (event === 4) {
      const target = random.below(4)
      if (target !== node.index) node.ask(`REPLICAOF node ${target}`)
    } else if (event === 5) node.ask('FAILOVER TIMEOUT 300')
    else if (event === 6) node.ask('FAILOVER ABORT')
    else if (event === 7) part(network, node, nodes[(node.index + 1) % 4]!)
  }
  network.run(1000)
  nodes[0]!.ask('REPLICAOF NO ONE')
  for (const i of [1, 2, 3]) nodes[i]!.ask(`REPLICAOF node ${i === 3 ? 1 : 0}`)
  // A refused payload or a failed failover may be waiting for its next try.
  network.run(15_000)
  nodes[0]!.ask('SELECT 1', 'SET last word')
  network.run(3_000)
  const [primary, ...replicas] = nodes
  const offset = (node: SimNode) => node.server.log.end
  // A PING may be on its way.
  for (let i = 0; i < 200 && replicas.some(replica => offset(replica) !== offset(primary!)); i++)
    network.run(3)
  for (const replica of replicas) {
    const where = `seed ${seed}, node ${replica.index}`
    expect(replica.replication.linkUp(), `${where}: ${replica.log.slice(-8).join('\n')}`).toBe(true)
    expect(replica.dump(), where).toEqual(primary!.dump())
    expect(offset(replica), where).toBe(offset(primary!))
    expect(replica.replication.history.id, where).toBe(primary!.replication.history.id)
    expect(replica.server.keyspace.snapshotRunning, where).toBe(false)
  }
  const sum = (of: (stats: { syncPartialOk: number; syncFull: number }) => number) => {
    return nodes.reduce((total, node) => total + of(node.server.stats), 0)
  }
  return { partial: sum(stats => stats.syncPartialOk), full: sum(stats => stats.syncFull) }
}

test('many courses all end well', { timeout: 120_000 }, () => {
  let partial = 0
  let full = 0
  for (let seed = 1; seed <= 40; seed++) {
    const seen = course(seed)
    partial += seen.partial
    full += seen.full
  }
  expect(partial).toBeGreaterThan(100)
  expect(full).toBeGreaterThan(100)
})

test('a seed replays exactly', () => {
  expect(course(7)).toEqual(course(7))
})

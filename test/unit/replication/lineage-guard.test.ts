// A primary that comes back without its data, and what its replicas make of it: whole servers on the virtual network.
import { beforeEach, describe, expect, test } from 'vitest'
import { LineageGuard } from '../../../server/replication/lineage-guard.ts'
import { unknownLineage } from '../../../shared/replication/lineage.ts'
import { Network, type SimNode } from './network.ts'

const KEYS = 100
const VALUES = Array.from({ length: KEYS }, (_, i) => `SET k${i} v`)
const DIRECTIVES = { 'repl-ping-replica-period': '1', 'replica-lineage-guard-seconds': '20' }

let network: Network
const node = (index: number): SimNode => network.nodes[index]!
const keys = (index: number): number => node(index).dump().length
const info = (index: number, field: string): string | undefined =>
  new RegExp(`^${field}:(.*)\r$`, 'm').exec(node(index).ask('INFO replication'))?.[1]
const warnings = (index: number): string[] => node(index).log.filter(text => text.startsWith('Lineage guard'))

/** Node 0 is a primary with keys, node 1 its replica. */
function pair(count = 3, directives: Record<string, string> = {}): void {
  network = new Network(1, count, { ...DIRECTIVES, ...directives })
  node(0).ask(...VALUES)
  node(1).ask('REPLICAOF node 0')
  network.run(1000)
  node(0).ask('SET last one')
  network.run(500)
  expect(keys(1)).toBe(KEYS + 1)
}

/** The process ends and another one answers at its address, with nothing or with what it `has`. */
function restart(index: number, has: string[] = []): void {
  network.reboot(index, { ...DIRECTIVES })
  if (has.length > 0) node(index).ask(...has)
}

/** What a file would have told: the data up to `offset` of history `id`. */
function restored(index: number, id: string, offset: number, origin?: string): void {
  node(index).replication.start({ db: 0, id, offset, ...(origin === undefined ? {} : { origin }) })
}

beforeEach(() => pair())

describe('a primary that restarted without data', () => {
  test('does not get the replica’s data flushed; INFO says so; what was held is served', () => {
    const offset = info(1, 'slave_repl_offset')
    const id = info(1, 'master_replid')
    restart(0)
    network.run(5000)
    expect(keys(1)).toBe(KEYS + 1)
    expect(node(1).ask('GET last')).toBe('$3\r\none\r\n')
    expect(info(1, 'master_lineage_guard')).toBe('1')
    expect(Number(info(1, 'master_lineage_guard_seconds_left'))).toBeGreaterThan(10)
    expect(info(1, 'master_link_status')).toBe('down')
    expect(info(1, 'master_sync_in_progress')).toBe('0')
    expect(info(1, 'slave_repl_offset')).toBe(offset)
    expect(info(1, 'master_repl_offset')).toBe(offset)
    expect(info(1, 'master_replid')).toBe(id)
    expect(node(0).server.stats.syncFull).toBe(0)
    expect(warnings(1)).toEqual([
      expect.stringMatching(
        /^Lineage guard: MASTER node:0 came back .*, 0 keys, we are at [0-9a-f]{40}:\d+, 101 keys\. .*REPLICAOF node 0 takes/,
      ),
    ])
  })

  test('is followed when nobody decided in time', () => {
    restart(0, ['SET new data'])
    network.run(19_000)
    expect(keys(1)).toBe(KEYS + 1)
    network.run(4000)
    expect(node(1).dump()).toEqual(node(0).dump())
    expect(info(1, 'master_link_status')).toBe('up')
    expect(info(1, 'master_lineage_guard')).toBeUndefined()
    expect(warnings(1).at(-1)).toMatch(/nobody decided in 20 seconds .* Giving in/)
  })

  test('is followed at once when the directive is 0, before or meanwhile', () => {
    pair(2, { 'replica-lineage-guard-seconds': '0' })
    restart(0, ['SET new data'])
    network.run(3000)
    expect(keys(1)).toBe(1)
    pair()
    restart(0, ['SET new data'])
    network.run(3000)
    node(1).server.store.set([['replica-lineage-guard-seconds', '0']])
    network.run(3000)
    expect(keys(1)).toBe(1)
  })

  test('is followed at once when REPLICAOF names it again', () => {
    restart(0, ['SET new data'])
    network.run(3000)
    expect(keys(1)).toBe(KEYS + 1)
    expect(node(1).ask('REPLICAOF node 0')).toMatch(/^\+OK/)
    network.run(3000)
    expect(node(1).dump()).toEqual(node(0).dump())
    expect(warnings(1).at(-1)).toBe('Lineage guard: ended by REPLICAOF.')
  })

  test('follows the replica that was promoted, as do the others, by a partial sync', () => {
    node(2).ask('REPLICAOF node 0')
    network.run(1000)
    restart(0)
    network.run(3000)
    node(1).ask('REPLICAOF NO ONE')
    node(0).ask('REPLICAOF node 1')
    node(2).ask('REPLICAOF node 1')
    network.run(3000)
    expect([0, 1, 2].map(keys)).toEqual([KEYS + 1, KEYS + 1, KEYS + 1])
    expect(node(1).server.stats.syncPartialOk).toBe(1)
  })

  test('whatever clients write there meanwhile, and however long', () => {
    restart(
      0,
      Array.from({ length: 3 * KEYS }, (_, i) => `SET n${i} ${'long'.repeat(50)}`),
    )
    network.run(10_000)
    expect(keys(1)).toBe(KEYS + 1)
  })

  test('and once more: the time begins anew', () => {
    restart(0)
    network.run(15_000)
    restart(0)
    network.run(15_000)
    expect(keys(1)).toBe(KEYS + 1)
    network.run(8000)
    expect(keys(1)).toBe(0)
  })

  test('a replica of the replica keeps its data as long, and not longer', () => {
    node(2).ask('REPLICAOF node 1')
    network.run(1000)
    restart(0, ['SET new data'])
    network.run(15_000)
    expect([1, 2].map(keys)).toEqual([KEYS + 1, KEYS + 1])
    network.run(9000)
    expect([1, 2].map(keys)).toEqual([1, 1])
  })

  test('and a replica that restarted with it, from a file that names it', () => {
    const { id } = node(1).replication.history
    const { end } = node(1).server.log
    restart(0)
    restart(1, VALUES)
    node(1).server.store.put('replicaof', ['node', '0'])
    node(1).replication.takeRole()
    restored(1, id, end, 'node 0')
    network.run(5000)
    expect(keys(1)).toBe(KEYS)
    expect(info(1, 'master_lineage_guard')).toBe('1')
  })

  test('not a replica that restarted from a file of another primary', () => {
    restart(0)
    restart(1, VALUES)
    node(1).server.store.put('replicaof', ['node', '0'])
    node(1).replication.takeRole()
    restored(1, 'e'.repeat(40), 5000, 'node 2')
    network.run(5000)
    expect(keys(1)).toBe(0)
  })
})

describe('a primary that restarted from a file', () => {
  test('that has all: goes on, without a guard', () => {
    const { id } = node(0).replication.history
    const { end } = node(0).server.log
    restart(0, VALUES)
    restored(0, id, end)
    network.run(3000)
    expect(info(1, 'master_link_status')).toBe('up')
    expect(node(0).server.stats.syncPartialOk).toBe(1)
    expect(warnings(1)).toEqual([])
  })

  test('that lacks only keepalives is followed at once', () => {
    const { id } = node(0).replication.history
    const { end } = node(0).server.log
    network.run(10_000)
    expect(node(1).server.log.end).toBeGreaterThan(end)
    restart(0, ['SET k v'])
    restored(0, id, end)
    network.run(3000)
    expect(info(1, 'master_link_status')).toBe('up')
    expect(warnings(1)).toEqual([])
  })

  test('that lacks a write is not', () => {
    const { id } = node(0).replication.history
    const { end } = node(0).server.log
    node(0).ask('SET after save')
    network.run(10_000)
    restart(
      0,
      Array.from({ length: KEYS + 1 }, (_, i) => `SET k${i} v`),
    )
    restored(0, id, end)
    network.run(3000)
    expect(node(1).ask('GET after')).toBe('$4\r\nsave\r\n')
    expect(info(1, 'master_lineage_guard')).toBe('1')
  })
})

describe('no guard', () => {
  test('for a primary that was emptied and lives, nor one that lives under a new name', () => {
    node(0).ask('FLUSHALL')
    network.cut(0)
    network.run(1000)
    expect(keys(1)).toBe(0)
    node(0).ask('SET a b')
    network.run(5000)
    node(0).replication.history.renew()
    network.cut(0)
    network.run(2000)
    expect(info(1, 'master_replid')).toBe(node(0).replication.history.id)
    expect(warnings(1)).toEqual([])
  })

  test('for another primary that REPLICAOF names, whatever it holds', () => {
    node(1).ask('REPLICAOF node 2')
    network.run(3000)
    expect(keys(1)).toBe(0)
    expect(warnings(1)).toEqual([])
  })

  test('for a replica without keys', () => {
    node(0).ask('FLUSHALL')
    network.run(1000)
    restart(0, ['SET a b'])
    network.run(3000)
    expect(keys(1)).toBe(1)
    expect(warnings(1)).toEqual([])
  })

  test('for a primary that has served for longer than the guard lasts', () => {
    network.unplug(1)
    restart(0, ['SET worth more'])
    network.run(30_000)
    network.plug(1)
    network.run(5000)
    expect(node(1).dump()).toEqual(node(0).dump())
  })
})

describe('a primary that does not tell what it is, by its offer alone', () => {
  const silent = { debug() {}, verbose() {}, notice() {}, warning() {} }
  const HOME = '10.0.0.1 6379'
  const OURS = 'a'.repeat(40)
  const empty = { replid: 'b'.repeat(40), offset: 0 }
  let now: number

  function guard(seconds = 20, keys = 10): LineageGuard {
    now = 1_000_000
    const lineage = () => ({ ...unknownLineage(), id: OURS, offset: 500, keys })
    const made = new LineageGuard(
      { seconds: () => seconds, now: () => now, lineage, idleSince: () => false },
      silent,
    )
    made.continued(HOME)
    made.lost(now)
    return made
  }

  test('is refused while it is behind, for as long as the directive says, also when it has more by then', () => {
    const made = guard()
    expect(made.objectsToOffer(HOME, empty)).toBe(true)
    now += 19_000
    expect(made.objectsToOffer(HOME, { ...empty, offset: 9999 })).toBe(true)
    expect(made.secondsLeft).toBe(1)
    now += 1000
    expect(made.objectsToOffer(HOME, empty)).toBe(false)
    expect(made.active).toBe(false)
    // Given in is given in.
    expect(made.objectsToOffer(HOME, empty)).toBe(false)
  })

  test.each<[string, () => boolean]>([
    ['another primary', () => guard().objectsToOffer('10.0.0.2 6379', empty)],
    ['our own history', () => guard().objectsToOffer(HOME, { replid: OURS, offset: 0 })],
    ['one that is ahead', () => guard().objectsToOffer(HOME, { ...empty, offset: 500 })],
    ['a guard that is off', () => guard(0).objectsToOffer(HOME, empty)],
    ['a replica without keys', () => guard(20, 0).objectsToOffer(HOME, empty)],
    [
      'one that was away without a sign of a restart',
      () => {
        const made = guard()
        now += 60_000
        return made.objectsToOffer(HOME, empty)
      },
    ],
  ])('%s: not', (_what, asked) => {
    expect(asked()).toBe(false)
  })
})

/*
 * Replication between processes, each pairing of ours with ours and with a real redis-server: full sync under
 * writes, links that break, roles that change, chains.
 */
import { describe, expect, test } from 'vitest'
import {
  counter,
  fill,
  follow,
  info,
  type Kind,
  linked,
  same,
  serversOfEachTest,
  Writing,
} from './replication-fixture.ts'
import { host, until } from './sentinel-fixture.ts'

const servers = serversOfEachTest()
const start = (kind: Kind, port: number, ...options: string[]) => servers().start(kind, port, ...options)

const pairings: [Kind, Kind][] = [
  ['holdfast', 'redis'],
  ['redis', 'holdfast'],
  ['holdfast', 'holdfast'],
]

describe.each(pairings)('%s with %s as its replica', (first, second) => {
  test('a full sync of 80,000 keys under writes gives equal data', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await fill(primary, 80_000)
    await replica.ask('SET', 'of its own', 'goes')
    const writing = new Writing(primary, 80_000)
    await until(
      'writes run',
      () => writing.commands,
      n => n > 1000,
    )
    await follow(replica, primary)
    await until(
      'more writes',
      () => writing.commands,
      n => n > 20_000,
    )
    await writing.stop()
    await same(primary, replica)
    expect(await replica.ask('EXISTS', 'of its own')).toBe(0)
    expect(await counter(primary, 'sync_full')).toBe(1)
  })

  test('a broken link is mended by a partial resync, whoever broke it', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await fill(primary, 1000)
    await follow(replica, primary)
    const writing = new Writing(primary, 1000)
    for (const [breaker, type] of [
      [primary, 'replica'],
      [replica, 'master'],
    ] as const) {
      const before = await counter(primary, 'sync_partial_ok')
      await breaker.ask('CLIENT', 'KILL', 'TYPE', type)
      await until(
        'a partial resync',
        () => counter(primary, 'sync_partial_ok'),
        n => n > before,
      )
      await linked(replica)
    }
    await writing.stop()
    await same(primary, replica)
    expect(await counter(primary, 'sync_full')).toBe(1)
  })

  test('a promoted replica keeps the history: the old primary continues from there', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await fill(primary, 1000)
    await follow(replica, primary)
    await same(primary, replica)
    const oldId = await info(primary, 'master_replid')
    await replica.ask('REPLICAOF', 'NO', 'ONE')
    expect(await info(replica, 'role')).toBe('master')
    expect(await info(replica, 'master_replid2')).toBe(oldId)
    expect(await counter(replica, 'second_repl_offset')).toBe(
      (await counter(replica, 'master_repl_offset')) + 1,
    )
    await replica.ask('SET', 'after', 'promotion')
    await follow(primary, replica)
    await same(replica, primary)
    expect(await primary.ask('GET', 'after')).toBe('promotion')
    expect(await counter(replica, 'sync_partial_ok')).toBe(1)
    expect(await info(primary, 'master_replid')).toBe(await info(replica, 'master_replid'))
  })

  test('writes the old primary made alone are thrown away by a full sync', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await fill(primary, 100)
    await follow(replica, primary)
    await same(primary, replica)
    await replica.ask('REPLICAOF', 'NO', 'ONE')
    await primary.ask('SET', 'alone', '1')
    await replica.ask('SET', 'new', '1')
    await follow(primary, replica)
    await same(replica, primary)
    expect(await primary.ask('EXISTS', 'alone', 'new')).toBe(1)
    expect(await counter(replica, 'sync_full')).toBe(1)
  })

  test('transactions, databases, expiry and flushes arrive as they were meant', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await follow(replica, primary)
    const { client } = primary
    await client.multi().set('a', '1').incr('a').select(3).set('b', '2').exec()
    await client.select(0)
    await client.set('c', '3', 'EX', 1000)
    await client.set('gone', 'soon', 'PX', 100)
    await client.set('d', '4', 'GET')
    await client.getdel('d')
    await client.incrbyfloat('f', 1.25)
    await client.select(9)
    await client.set('in nine', 'x')
    await client.swapdb(3, 9)
    await client.select(4)
    await client.set('flushed', 'x')
    await client.flushdb()
    await client.select(0)
    await until(
      'it expires',
      () => client.exists('gone'),
      n => n === 0,
    )
    await same(primary, replica)
    expect(await replica.ask('INFO', 'keyspace')).toMatch(/db0:keys=3,expires=1,.*db3:keys=1,.*db9:keys=1/s)
  })

  test('WAIT counts who has it', async () => {
    const primary = await start(first, 7770)
    const replica = await start(second, 7771)
    await follow(replica, primary)
    await primary.ask('SET', 'k', 'v')
    expect(await primary.ask('WAIT', 1, 5000)).toBe(1)
    expect(await primary.ask('WAIT', 2, 50)).toBe(1)
    expect(await replica.ask('WAIT', 1, 50)).toMatch(/^ERR WAIT cannot be used with replica instances/)
    expect(await replica.ask('SET', 'k', 'v')).toBe("READONLY You can't write against a read only replica.")
  })
})

describe.each<[Kind, Kind, Kind]>([
  ['holdfast', 'holdfast', 'holdfast'],
  ['redis', 'holdfast', 'redis'],
  ['holdfast', 'redis', 'holdfast'],
  ['redis', 'holdfast', 'holdfast'],
])('a chain of %s, %s and %s', (first, second, third) => {
  test('hands the stream on unchanged, and survives losing a link in the middle', async () => {
    const top = await start(first, 7770)
    const middle = await start(second, 7771)
    const leaf = await start(third, 7772)
    // The writer is faster than a link comes back on a busy machine: 1 MiB of backlog may not last.
    for (const node of [top, middle]) await node.ask('CONFIG', 'SET', 'repl-backlog-size', '64mb')
    await fill(top, 5000)
    await follow(middle, top)
    const writing = new Writing(top, 5000)
    await follow(leaf, middle)
    await until(
      'more writes',
      () => writing.commands,
      n => n > 5000,
    )
    await middle.ask('CLIENT', 'KILL', 'TYPE', 'master')
    await leaf.ask('CLIENT', 'KILL', 'TYPE', 'master')
    const before = writing.commands
    await until(
      'more writes',
      () => writing.commands,
      n => n > before + 5000,
    )
    await writing.stop()
    await same(top, middle, leaf)
    expect(await info(leaf, 'master_replid')).toBe(await info(top, 'master_replid'))
    expect(await counter(middle, 'sync_full')).toBe(1)
    expect(await counter(middle, 'sync_partial_ok')).toBeGreaterThan(0)
    // The middle one is promoted: the leaf follows it into the new history.
    await middle.ask('REPLICAOF', 'NO', 'ONE')
    await middle.ask('SET', 'from', 'the middle')
    await linked(leaf)
    await same(middle, leaf)
    expect(await counter(middle, 'sync_full')).toBe(1)
  })
})

describe.each<[Kind, Kind]>([
  ['holdfast', 'holdfast'],
  ['holdfast', 'redis'],
])('FAILOVER from %s to %s', (first, second) => {
  test('changes the roles and loses nothing of what was acknowledged, there and back', async () => {
    let primary = await start(first, 7770)
    let replica = await start(second, 7771)
    await follow(replica, primary)
    for (let round = 0; round < 2; round++) {
      let acknowledged = 0
      let running = true
      const writer = (async () => {
        while (running) {
          const reply = await primary.ask('INCR', 'n')
          if (typeof reply === 'number') acknowledged = reply
        }
      })()
      await until(
        'writes run',
        () => acknowledged,
        n => n > 100,
      )
      expect(await primary.ask('FAILOVER', 'TO', host, replica.port, 'TIMEOUT', 10_000)).toBe('OK')
      await until(
        'the roles changed',
        () => info(replica, 'role'),
        role => role === 'master',
      )
      await linked(primary)
      running = false
      await writer
      expect(Number(await replica.ask('GET', 'n'))).toBeGreaterThanOrEqual(acknowledged)
      await same(replica, primary)
      expect(await info(primary, 'master_failover_state')).toBe('no-failover')
      ;[primary, replica] = [replica, primary]
    }
    expect((await counter(primary, 'sync_full')) + (await counter(replica, 'sync_full'))).toBe(1)
  })
})

/*
 * What others test a server with: delays of saves and loads, DEBUG LOADAOF, RELOAD and AOF-FLUSH-SLEEP.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ServerProcess, startHoldfast } from '../support/servers.ts'
import { ask, digest, info, saved } from './saving-fixture.ts'
import { until } from './sentinel-fixture.ts'

const KEYS = 1000
let server: ServerProcess

beforeAll(async () => {
  server = await startHoldfast({ args: ['--appendonly', 'yes', '--loglevel', 'verbose'] })
  const client = await server.connect()
  await client.pipeline(Array.from({ length: KEYS }, (_, n) => ['SET', `key ${n}`, 'v'.repeat(50)]))
  await client.pipeline([
    ['RPUSH', 'list', 1, 2, 3],
    ['EXPIRE', 'list', 1000],
    ['SELECT', 3],
    ['HSET', 'h', 'f', 'v'],
  ])
  client.close()
})

/** How long it takes, ms. */
async function timed(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await act()
  return performance.now() - before
}

describe('rdb-key-save-delay', () => {
  test('stretches a background save, and nobody waits', async () => {
    await ask(server, 'CONFIG', 'SET', 'rdb-key-save-delay', 400)
    const before = performance.now()
    await ask(server, 'BGSAVE')
    // As for a child, what is set later does not count.
    await ask(server, 'CONFIG', 'SET', 'rdb-key-save-delay', 0)
    await until(
      'the save is under way',
      () => info(server, 'current_save_keys_processed'),
      keys => Number(keys) > 0,
    )
    expect(await info(server, 'rdb_bgsave_in_progress')).toBe('1')
    expect(await ask(server, 'SET', 'meanwhile', 1)).toBe('+OK')
    await saved(server)
    expect(performance.now() - before).toBeGreaterThan(KEYS * 0.4)
    expect(await info(server, 'rdb_last_bgsave_status')).toBe('ok')
  })

  test('stops the server in SAVE, and costs nothing when it is a rare microsecond', async () => {
    await ask(server, 'CONFIG', 'SET', 'rdb-key-save-delay', 200)
    expect(await timed(() => ask(server, 'SAVE'))).toBeGreaterThan(KEYS * 0.2)
    await ask(server, 'CONFIG', 'SET', 'rdb-key-save-delay', -100)
    expect(await ask(server, 'SAVE')).toBe('+OK')
    await ask(server, 'CONFIG', 'SET', 'rdb-key-save-delay', 0)
  })
})

describe('DEBUG', () => {
  test('LOADAOF loads what is logged by now, and goes on', async () => {
    await ask(server, 'CONFIG', 'SET', 'aof-timestamp-enabled', 'yes')
    await ask(server, 'INCR', 'counter')
    const before = await digest(server)
    expect(await ask(server, 'DEBUG', 'LOADAOF')).toBe('+OK')
    expect(await digest(server)).toBe(before)
    const client = await server.connect()
    const replies = await client.pipeline([
      ['INCR', 'counter'],
      ['DEBUG', 'LOADAOF'],
      ['INCR', 'counter'],
    ])
    client.close()
    expect(replies.at(-1)).toMatchObject({ kind: 'integer', text: '3' })
    const after = await digest(server)
    expect(await ask(server, 'DEBUG', 'LOADAOF')).toBe('+OK')
    expect(await digest(server)).toBe(after)
    expect(server.output).toContain('Append Only File loaded by DEBUG LOADAOF')
    expect(await info(server, 'rdb_changes_since_last_save')).toBe('0')
    expect(await ask(server, 'MULTI')).toBe('+OK')
  })

  test('LOADAOF without an append only file is an error', async () => {
    await ask(server, 'CONFIG', 'SET', 'appendonly', 'no')
    expect(await ask(server, 'DEBUG', 'LOADAOF')).toMatch(/^-ERR The append only file is off/)
    const rewrites = await info(server, 'aof_rewrites')
    await ask(server, 'CONFIG', 'SET', 'appendonly', 'yes')
    await until(
      'the new base',
      async () => [await info(server, 'aof_rewrites'), await info(server, 'aof_rewrite_in_progress')],
      ([count, now]) => count !== rewrites && now === '0',
    )
  })

  test('RELOAD with each option, and of a damaged file, which changes nothing', async () => {
    await ask(server, 'SAVE')
    await ask(server, 'SET', 'unsaved', 1)
    const before = await digest(server)
    expect(await ask(server, 'DEBUG', 'RELOAD', 'NOSAVE', 'NOFLUSH', 'MERGE')).toBe('+OK')
    expect(await digest(server)).toBe(before)
    expect(await ask(server, 'DEBUG', 'RELOAD', 'NOSAVE')).toBe('+OK')
    expect(await ask(server, 'EXISTS', 'unsaved')).toBe(':0')
    expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('+OK')
    const saved = await digest(server)
    writeFileSync(join(server.folder, 'dump.rdb'), 'REDIS0010\xfe\0\0\x01k\x20ab', 'latin1')
    const refusal = '-ERR Error trying to load the RDB dump, check server logs'
    expect(await ask(server, 'DEBUG', 'RELOAD', 'NOSAVE')).toBe(refusal)
    expect(server.output).toContain('Short read or OOM loading DB. Unrecoverable error, aborting now.')
    expect(await digest(server)).toBe(saved)
    expect(await ask(server, 'DEBUG', 'RELOAD', 'NOTHING')).toMatch(/^-ERR DEBUG RELOAD only supports/)
  })

  test('AOF-FLUSH-SLEEP stops the server before it writes', async () => {
    expect(await ask(server, 'DEBUG', 'AOF-FLUSH-SLEEP', 100_000)).toBe('+OK')
    expect(await timed(() => ask(server, 'SET', 'key 1', 1))).toBeGreaterThan(95)
    await ask(server, 'DEBUG', 'AOF-FLUSH-SLEEP', 0)
  })
})

test('key-load-delay: the load takes its time, is seen, and ends when the delay is taken back', async () => {
  await ask(server, 'BGREWRITEAOF')
  await until(
    'the rewrite ends',
    () => info(server, 'aof_rewrite_in_progress'),
    now => now === '0',
  )
  const whole = await digest(server)
  await server.kill9()
  const args = ['--appendonly', 'yes', '--key-load-delay', '20000']
  const slow = new ServerProcess('holdfast', false, server.port, { folder: server.folder, args })
  const ready = slow.start()
  const load = async (): Promise<number> =>
    Number((await info(slow, 'loading_loaded_bytes').catch(() => '0')) ?? 0)
  await until('it loads', load, bytes => bytes > 0)
  const first = await load()
  await until('it loads more', load, bytes => bytes > first)
  expect(await ask(slow, 'GET', 'key 1')).toMatch(/^-LOADING/)
  expect(await ask(slow, 'CONFIG', 'SET', 'key-load-delay', 0)).toBe('+OK')
  await ready
  expect(await digest(slow)).toBe(whole)
  await slow.stop()
})

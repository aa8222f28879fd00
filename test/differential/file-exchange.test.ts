/*
 * Files that one server saves and the other starts from: ours in redis-server, and the other way round.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ask, contents, fillAll, foldersOfEachTest, info, saved } from '../integration/saving-fixture.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { small } from './streams/thresholds.ts'

const run = promisify(execFile)
const newFolder = foldersOfEachTest()

const settings: [string, string[]][] = [
  ['as usual', []],
  ['uncompressed, without a checksum', ['--rdbcompression', 'no', '--rdbchecksum', 'no']],
  ['with idle times', ['--maxmemory-policy', 'allkeys-lru']],
  ['with frequencies', ['--maxmemory-policy', 'allkeys-lfu']],
  ['with compressed lists', ['--list-compress-depth', '1']],
]

/** Starts one on what the other has saved, and compares. */
async function expectSame(server: ServerProcess, next: typeof startRedis, args: string[]): Promise<void> {
  await fillAll(server, false)
  const before = await contents(server, false)
  expect(before.length).toBeGreaterThan(60)
  expect(await ask(server, 'BGSAVE')).toMatch(/^\+Background saving started/)
  await saved(server)
  expect(await info(server, 'rdb_last_bgsave_status')).toBe('ok')
  const checked = await run('redis-check-rdb', [join(server.folder, 'dump.rdb')])
  expect(checked.stdout).toContain('RDB looks OK')
  const other = await next({ folder: server.folder, args })
  expect(await contents(other, false)).toEqual(before)
  expect(await info(other, 'rdb_last_load_keys_loaded')).toBe(await info(server, 'rdb_last_load_keys_loaded'))
}

test.each(settings)('redis-server loads what we save, %s', async (_, args) => {
  const server = await startHoldfast({ folder: newFolder(), args })
  // What it loads itself is counted as the other one will count it.
  await fillAll(server, false)
  expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('+OK')
  await expectSame(server, startRedis, args)
})

test.each(settings)('we load what redis-server saves, %s', async (_, args) => {
  const server = await startRedis({ folder: newFolder(), args })
  await fillAll(server, false)
  expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('+OK')
  await expectSame(server, startHoldfast, args)
})

test('values keep their encodings where the thresholds are the same and small', async () => {
  const args = Object.entries(small)
    .filter(([name]) => !name.startsWith('set-max-listpack'))
    .flatMap(([name, value]) => [`--${name}`, String(value)])
  const ours = await startHoldfast({ folder: newFolder(), args })
  await fillAll(ours, false)
  await ask(ours, 'SAVE')
  const theirs = await startRedis({ folder: ours.folder, args })
  // Of sets and lists 7.2 packs some that 7.0 does not.
  const others = (lines: string[]): string[] => lines.filter(line => !/^\d+ \$(set|list) /.test(line))
  expect(others(await contents(theirs))).toEqual(others(await contents(ours)))
  await ask(theirs, 'SAVE')
  const again = await startHoldfast({ folder: ours.folder, args })
  expect(others(await contents(again))).toEqual(others(await contents(ours)))
})

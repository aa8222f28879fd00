/*
 * The commands that save beside redis-server, and the fields of INFO persistence.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask, digest, fillAll, foldersOfEachTest, saved } from '../integration/saving-fixture.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

const newFolder = foldersOfEachTest()

const CONVERSATIONS: [string, string[]][] = [
  ['SAVE', ['SET a 1', 'SAVE', 'SAVE now', 'MULTI', 'SAVE', 'EXEC']],
  ['bad arguments of BGSAVE', ['BGSAVE x', 'BGSAVE SCHEDULE x', 'BGSAVE x SCHEDULE', 'BGSAVE schedule x']],
  ['BGSAVE', ['BGSAVE']],
  ['BGSAVE SCHEDULE', ['BGSAVE schedule']],
  ['BGSAVE twice', ['BGSAVE', 'BGSAVE', 'BGSAVE SCHEDULE', 'SAVE']],
  ['LASTSAVE', ['LASTSAVE x', 'MULTI', 'PING', 'EXEC']],
  ['DEBUG RELOAD', ['DEBUG RELOAD', 'DBSIZE', 'DEBUG RELOAD NOSAVE', 'DEBUG RELOAD MERGE NOFLUSH', 'GET a']],
  ['DEBUG RELOAD without the changes since', ['SAVE', 'SET c 1', 'DEBUG RELOAD NOSAVE', 'GET c', 'GET a']],
  [
    'bad arguments of DEBUG RELOAD',
    ['DEBUG RELOAD x', 'DEBUG RELOAD NOSAVE x', 'DEBUG RELOAD NOSAVE NOFLUSH x'],
  ],
]

describe('replies', () => {
  let servers: ServerProcess[]
  beforeAll(async () => {
    servers = await Promise.all([startRedis(), startHoldfast()])
    for (const server of servers) await fillAll(server, false)
  })

  async function expectSame(lines: string[]): Promise<void> {
    const [theirs, ours] = await Promise.all(
      servers.map(async server => {
        await saved(server)
        const client = await server.connect()
        const replies = await client.pipeline(lines.map(line => line.split(' ')))
        client.close()
        return lines.map((line, i) => `${line} -> ${show(replies[i]!)}`)
      }),
    )
    expect(ours).toEqual(theirs)
  }

  test.each(CONVERSATIONS)('%s', (_, lines) => expectSame(lines))

  test('LASTSAVE is the time of the last save that ended well', async () => {
    for (const server of servers) {
      await saved(server)
      const before = Math.floor(Date.now() / 1000)
      expect(await ask(server, 'SAVE')).toBe('+OK')
      const at = Number((await ask(server, 'LASTSAVE')).slice(1))
      expect(at).toBeGreaterThanOrEqual(before)
      expect(at).toBeLessThanOrEqual(Math.floor(Date.now() / 1000))
    }
  })

  test('DEBUG RELOAD keeps everything', async () => {
    for (const server of servers) {
      const before = await digest(server)
      expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('+OK')
      expect(await digest(server)).toBe(before)
    }
    const [theirs, ours] = await Promise.all(servers.map(digest))
    expect(ours).toBe(theirs)
  })

  // The last: what it schedules begins at some time after it.
  test('BGSAVE in a transaction', () =>
    expectSame(['MULTI', 'BGSAVE', 'BGSAVE SCHEDULE', 'SET b 1', 'BGSAVE x', 'EXEC']))
})

/** Fields that say how long something took, when it was, or how often: Redis counts failures, and not all. */
const MEASURED = /^(rdb_last_save_time|rdb_last_cow_size|rdb_last_bgsave_time_sec|rdb_saves):.*$/

/** The section's lines, without what two servers cannot have in common. */
async function section(server: ServerProcess): Promise<string[]> {
  const client = await server.connect()
  const reply = await client.send('INFO', 'persistence')
  client.close()
  const text = reply.kind === 'bulk' ? reply.text : ''
  return text.split('\r\n').map(line => line.replace(MEASURED, '$1'))
}

test('INFO persistence has the same fields with the same values, whatever happened last', async () => {
  const servers = await Promise.all([startRedis, startHoldfast].map(start => startWith(start, newFolder())))
  const same = async (): Promise<string[]> => {
    const [theirs, ours] = await Promise.all(servers.map(section))
    expect(ours).toEqual(theirs)
    return ours!
  }
  const all = async (...argv: string[]): Promise<void> => {
    for (const server of servers) await ask(server, ...argv)
    await Promise.all(servers.map(saved))
  }
  await same()
  await all('MSET', 'a', '1', 'b', '2')
  await all('RPUSH', 'l', '1', '2', '3')
  expect(await same()).toContain('rdb_changes_since_last_save:5')
  await all('BGSAVE')
  expect(await same()).toContain('rdb_changes_since_last_save:0')
  await all('DEL', 'a', 'b', 'nothing')
  await all('SAVE')
  expect(await same()).toContain('rdb_changes_since_last_save:0')
  await all('DEBUG', 'SET-ACTIVE-EXPIRE', '0')
  await all('SET', 'a', '1', 'PX', '1')
  await all('DEBUG', 'RELOAD')
  expect(await same()).toContain('rdb_last_load_keys_expired:1')
  await all('FLUSHALL')
  await all('SET', 'a', '1')
  await same()
  await all('CONFIG', 'SET', 'dbfilename', 'folder')
  await all('BGSAVE')
  expect(await same()).toContain('rdb_last_bgsave_status:err')
  await all('SET', 'b', '1')
  await same()
  await all('CONFIG', 'SET', 'dbfilename', 'dump.rdb')
  await all('SAVE')
  expect(await same()).toContain('rdb_last_bgsave_status:ok')
})

function startWith(start: typeof startRedis, folder: string): Promise<ServerProcess> {
  mkdirSync(join(folder, 'folder'))
  return start({ folder, args: ['--save', '3600 1000', '--enable-protected-configs', 'yes'] })
}

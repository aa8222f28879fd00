/*
 * The data set across the end of the process and its next start, however the end comes; real processes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { ask, contents, digest, fillAll, foldersOfEachTest, info, saved, shutDown } from './saving-fixture.ts'
import { until } from './sentinel-fixture.ts'

const newFolder = foldersOfEachTest()

/** A server of ours with save points, in a folder that outlives it. */
function start(...args: string[]): Promise<ServerProcess> {
  return startHoldfast({ folder: newFolder(), args: ['--save', '3600 1', ...args] })
}

const dump = (server: ServerProcess): string => join(server.folder, 'dump.rdb')

async function populate(server: ServerProcess, count: number, size = 100): Promise<void> {
  expect(await ask(server, 'DEBUG', 'POPULATE', count, 'key', size)).toBe('+OK')
}

describe('an orderly end', () => {
  test.each(['', 'SAVE'])('SHUTDOWN %s, and the next start has everything', async how => {
    const server = await start()
    await fillAll(server, true)
    const before = await contents(server)
    expect(before.length).toBeGreaterThan(60)
    expect(await shutDown(server, how)).toBe(0)
    expect(server.output).toMatch(
      /User requested shutdown...[\s\S]*Saving the final RDB[\s\S]*DB saved on disk/,
    )
    await server.start()
    expect(await contents(server)).toEqual(before)
    expect(server.output).toMatch(
      /Done loading RDB, keys loaded: \d+, keys expired: 0\.[\s\S]*DB loaded from disk/,
    )
    expect(await info(server, 'rdb_changes_since_last_save')).toBe('0')
  })

  test('SHUTDOWN NOSAVE, or without save points, leaves what was saved before', async () => {
    const server = await start()
    await ask(server, 'SET', 'saved', 'yes')
    expect(await ask(server, 'SAVE')).toBe('+OK')
    const before = readFileSync(dump(server))
    await ask(server, 'SET', 'unsaved', 'yes')
    expect(await shutDown(server, 'NOSAVE')).toBe(0)
    expect(readFileSync(dump(server))).toEqual(before)
    await server.start()
    expect(await ask(server, 'KEYS', '*')).toBe('["saved"]')
    await ask(server, 'CONFIG', 'SET', 'save', '')
    await ask(server, 'SET', 'unsaved', 'yes')
    expect(await shutDown(server)).toBe(0)
    expect(readFileSync(dump(server))).toEqual(before)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s saves when there are save points', async signal => {
    const server = await start()
    await ask(server, 'SET', 'a', '1')
    process.kill(server.pid, signal)
    await server.exited()
    expect(server.exitCode).toBe(0)
    await server.start()
    expect(await ask(server, 'GET', 'a')).toBe('"1"')
  })

  test('during a background save the last file has the last word, and nothing is left behind', async () => {
    const server = await start()
    await populate(server, 200_000)
    await ask(server, 'BGSAVE')
    await ask(server, 'SET', 'last', 'word')
    expect(await shutDown(server)).toBe(0)
    expect(readdirSync(server.folder)).toEqual(['dump.rdb'])
    await server.start()
    expect(await ask(server, 'GET', 'last')).toBe('"word"')
    await ask(server, 'BGSAVE')
    expect(await shutDown(server, 'NOSAVE')).toBe(0)
    expect(readdirSync(server.folder)).toEqual(['dump.rdb'])
  })

  test('that cannot save is called off, unless forced', async () => {
    const server = await start('--dbfilename', 'folder')
    mkdirSync(join(server.folder, 'folder'))
    const client = await server.connect()
    expect(await client.send('SHUTDOWN')).toEqual({
      kind: 'error',
      text: 'ERR Errors trying to SHUTDOWN. Check logs.',
    })
    expect(server.output).toMatch(
      /Write error saving DB on disk: [\s\S]*Error trying to save the DB, can't exit/,
    )
    expect(await ask(server, 'PING')).toBe('+PONG')
    expect(await shutDown(server, 'SAVE', 'FORCE')).toBe(0)
    expect(readdirSync(server.folder)).toEqual(['folder'])
    client.close()
  })
})

describe('a sudden end', () => {
  test('kill -9 during BGSAVE leaves the old file, from which the next start has the old data', async () => {
    const server = await start()
    await populate(server, 400_000)
    expect(await ask(server, 'SAVE')).toBe('+OK')
    const before = await digest(server)
    const file = readFileSync(dump(server))
    await ask(server, 'DEBUG', 'POPULATE', 600_000, 'other', 100)
    await ask(server, 'BGSAVE')
    const unfinished = () => readdirSync(server.folder).find(name => name.startsWith('temp-'))
    const size = () => {
      const name = unfinished()
      return name === undefined ? 0 : statSync(join(server.folder, name)).size
    }
    await until('the save has begun to write', size, bytes => bytes > 0)
    await server.kill9()
    expect(unfinished()).toBeDefined()
    expect(readFileSync(dump(server)).equals(file)).toBe(true)
    await server.start()
    expect(await digest(server)).toBe(before)
  })

  test('FLUSHALL does not come back, though a save of the old data was running', async () => {
    const server = await start()
    await populate(server, 200_000)
    expect(await ask(server, 'SAVE')).toBe('+OK')
    const client = await server.connect()
    await client.pipeline([['BGSAVE'], ['FLUSHALL']])
    client.close()
    await until(
      'the flush is saved',
      // SAVE, BGSAVE and the one after FLUSHALL, which has ended.
      async () => [await info(server, 'rdb_saves'), await info(server, 'rdb_bgsave_in_progress')].join(),
      saves => saves === '3,0',
    )
    await server.kill9()
    await server.start()
    expect(await ask(server, 'DBSIZE')).toBe(':0')
  })

  test('FLUSHALL does not come back either when SHUTDOWN NOSAVE follows at once', async () => {
    const server = await start()
    await populate(server, 1000)
    expect(await ask(server, 'SAVE')).toBe('+OK')
    const client = await server.connect()
    client.write('FLUSHALL\r\nSHUTDOWN NOSAVE\r\n')
    await server.exited()
    client.close()
    await server.start()
    expect(await ask(server, 'DBSIZE')).toBe(':0')
  })
})

describe('while a large file loads', () => {
  const KEYS = 400_000

  test('clients are told LOADING from the first moment on, and INFO how far it is', async () => {
    const server = await start()
    await populate(server, KEYS)
    const before = await digest(server)
    expect(await shutDown(server, 'SAVE')).toBe(0)
    const again = server.start()
    const heard: string[] = []
    let fields = ''
    while (heard.at(-1) !== '"value:0"') {
      try {
        const client = await server.connect()
        const reply = await client.send('GETRANGE', 'key:0', 0, 6)
        heard.push('text' in reply ? `"${reply.text}"` : reply.kind)
        const answer = await client.send('INFO', 'persistence')
        if (answer.kind === 'bulk' && answer.text.includes('loading:1')) fields = answer.text
        expect((await client.send('INFO', 'server')).kind).toBe('bulk')
        client.close()
      } catch {
        // It does not listen yet.
      }
    }
    await again
    const told = new Set(heard)
    expect([...told]).toEqual(['"LOADING Redis is loading the dataset in memory"', '"value:0"'])
    for (const name of [
      'start_time',
      'total_bytes',
      'rdb_used_mem',
      'loaded_bytes',
      'loaded_perc',
      'eta_seconds',
    ])
      expect(fields).toMatch(new RegExp(`^loading_${name}:[0-9.]+\r$`, 'm'))
    expect(fields).toContain(`loading_total_bytes:${statSync(dump(server)).size}`)
    expect(await info(server, 'loading_start_time')).toBeUndefined()
    expect(await info(server, 'rdb_last_load_keys_loaded')).toBe(String(KEYS))
    expect(await digest(server)).toBe(before)
  })

  test('an end does not save what is loaded by half', async () => {
    const server = await start()
    await populate(server, 2 * KEYS)
    expect(await shutDown(server, 'SAVE')).toBe(0)
    const file = readFileSync(dump(server))
    for (const ending of ['SIGTERM', 'SHUTDOWN SAVE']) {
      server.takeNews()
      const again = server.start().catch(() => {})
      const answer = () => ask(server, 'GET', 'key:0').catch(() => '')
      await until('it loads', answer, text => text.startsWith('-LOADING'))
      if (ending === 'SIGTERM') process.kill(server.pid, 'SIGTERM')
      else (await server.connect()).write(`${ending}\r\n`)
      await server.exited()
      expect(server.exitCode).toBe(0)
      const said = server.takeNews()
      expect(said).not.toContain('DB loaded from disk')
      expect(said).not.toContain('DB saved on disk')
      expect(readFileSync(dump(server)).equals(file)).toBe(true)
      await again
    }
  })

  test('a replica says that it is one', async () => {
    const server = await start('--replicaof', '127.0.0.1 1')
    await populate(server, KEYS)
    expect(await shutDown(server, 'SAVE')).toBe(0)
    const again = server.start()
    const state = async () => [await info(server, 'loading'), await info(server, 'role')]
    const answer = () => state().catch(() => [])
    const [, role] = await until('it loads', answer, ([loading]) => loading === '1')
    expect(role).toBe('slave')
    await again
    expect(await info(server, 'role')).toBe('slave')
  })
})

test('a save under load holds one moment, here and in redis-server', async () => {
  const server = await start()
  await populate(server, 200_000)
  let wanted = true
  const writing = Array.from({ length: 4 }, async (_, i) => {
    const client = await server.connect()
    for (let n = 0; wanted; n++) {
      await client.pipeline([
        ['MULTI'],
        ['INCR', `counter:${i}`],
        ['LPUSH', `list:${i}`, n],
        ['HSET', `hash:${i}`, `field:${n}`, n],
        ['EXEC'],
        ['SET', `key:${(n * 7919) % 200_000}`, n],
        ['DEL', `key:${(n * 104_729) % 200_000}`],
      ])
    }
    client.close()
  })
  const written = () => ask(server, 'GET', 'counter:0')
  await until('they write', written, text => Number(text.slice(1, -1)) > 100)
  await ask(server, 'BGSAVE')
  await saved(server)
  wanted = false
  await Promise.all(writing)
  expect(await info(server, 'rdb_last_bgsave_status')).toBe('ok')
  expect(Number(await info(server, 'rdb_changes_since_last_save'))).toBeGreaterThan(0)
  expect(await shutDown(server, 'NOSAVE')).toBe(0)
  const redis = await startRedis({ folder: server.folder })
  await server.start()
  for (let i = 0; i < 4; i++) {
    const count = Number((await ask(server, 'GET', `counter:${i}`)).slice(1, -1))
    expect(count).toBeGreaterThan(0)
    expect(await ask(server, 'LLEN', `list:${i}`)).toBe(`:${count}`)
    expect(await ask(server, 'HLEN', `hash:${i}`)).toBe(`:${count}`)
  }
  expect(await digest(server)).toBe(await digest(redis))
})

test('the folder may change while a save runs, which ends where it began', async () => {
  const server = await start('--enable-protected-configs', 'yes')
  const other = newFolder()
  await populate(server, 100_000)
  const client = await server.connect()
  await client.pipeline([['BGSAVE'], ['CONFIG', 'SET', 'dir', other]])
  await saved(server)
  expect(await info(server, 'rdb_last_bgsave_status')).toBe('ok')
  expect(readdirSync(server.folder)).toEqual(['dump.rdb'])
  expect(readdirSync(other)).toEqual([])
  expect(await ask(server, 'SAVE')).toBe('+OK')
  expect(readFileSync(join(other, 'dump.rdb')).length).toBe(statSync(dump(server)).size)
  client.close()
  rmSync(dump(server))
  await ask(server, 'BGSAVE')
  await saved(server)
  expect(existsSync(dump(server))).toBe(false)
})

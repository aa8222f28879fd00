/*
 * Files that cannot be loaded, and files that cannot be written; redis-server beside ours where both say the
 * same.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errors } from '../../shared/resp/errors.ts'
import { freePort } from '../support/free-port.ts'
import { ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { ask, digest, fillAll, foldersOfEachTest, info, saved } from './saving-fixture.ts'

const newFolder = foldersOfEachTest()
const makers = { Holdfast: startHoldfast, 'redis-server': startRedis }
const names = Object.keys(makers) as (keyof typeof makers)[]

describe('a file that cannot be loaded', () => {
  let whole: Buffer | null = null

  /** A good file, made once. */
  async function goodFile(): Promise<Buffer> {
    if (whole !== null) return whole
    const folder = newFolder()
    const server = await startHoldfast({ folder })
    await fillAll(server, false)
    await ask(server, 'SAVE')
    await server.stop()
    whole = readFileSync(join(folder, 'dump.rdb'))
    return whole
  }

  const damages: [string, (file: Buffer) => Buffer, RegExp][] = [
    ['cut off', file => file.subarray(0, file.length / 2), /ends? .*at byte offset \d+/],
    [
      'changed in one byte',
      file => {
        const copy = Buffer.from(file)
        copy[file.length - 4]! ^= 1
        return copy
      },
      /checksum.*at byte offset \d+/i,
    ],
    [
      'overwritten in the middle',
      file => {
        const copy = Buffer.from(file)
        copy.fill(0xff, file.length / 2, file.length / 2 + 1000)
        return copy
      },
      /at byte offset \d+/,
    ],
  ]

  test.each(damages)(
    '%s: the server does not start, says where, and leaves it alone',
    async (_, damage, why) => {
      const folder = newFolder()
      const file = damage(await goodFile())
      writeFileSync(join(folder, 'dump.rdb'), file)
      const args = ['--save', '3600 1']
      const server = new ServerProcess('holdfast', false, await freePort(), { folder, args })
      await expect(server.start()).rejects.toThrow('ended with 1')
      const line = /^.*The RDB file (\S+) cannot be loaded: (.*)$/m.exec(server.output)
      expect(line?.[1], server.output).toBe('dump.rdb')
      expect(line?.[2]).toMatch(why)
      expect(server.output).not.toContain('Ready to accept connections')
      expect(readdirSync(folder)).toEqual(['dump.rdb'])
      expect(readFileSync(join(folder, 'dump.rdb')).equals(file)).toBe(true)
    },
  )

  test('a folder in its place is named, too', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'dump.rdb'))
    const server = new ServerProcess('holdfast', false, await freePort(), { folder })
    await expect(server.start()).rejects.toThrow('ended with 1')
    expect(server.output).toMatch(/Fatal error loading the DB: .*directory\. Exiting\./)
  })
})

describe.each(names)('a file that cannot be written, %s', name => {
  /** Asks for a background save and waits for its end; its status. */
  async function save(server: ServerProcess): Promise<string | undefined> {
    expect(await ask(server, 'BGSAVE')).toMatch(/^\+Background saving started/)
    await saved(server)
    return info(server, 'rdb_last_bgsave_status')
  }

  async function refuses(server: ServerProcess): Promise<void> {
    const refusal = `-${errors.misconf}`
    expect(await ask(server, 'SET', 'a', 2)).toBe(refusal)
    expect(await ask(server, 'PING')).toBe(refusal)
    expect(await ask(server, 'GET', 'a')).toBe('"1"')
    expect(await ask(server, 'SAVE')).toBe('-ERR')
    expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('-ERR')
  }

  async function writes(server: ServerProcess): Promise<void> {
    expect(await ask(server, 'PING')).toBe('+PONG')
    expect(await ask(server, 'SET', 'a', 1)).toBe('+OK')
  }

  test('because the folder is gone', async () => {
    const folder = newFolder()
    const work = join(folder, 'work')
    mkdirSync(work)
    const args = ['--save', '3600 1', '--dir', work, '--enable-protected-configs', 'yes']
    const server = await makers[name]({ folder, args })
    await writes(server)
    rmdirSync(work)
    expect(await save(server)).toBe('err')
    await refuses(server)
    expect(await info(server, 'rdb_changes_since_last_save')).toBe('1')
    await ask(server, 'CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'no')
    await writes(server)
    await ask(server, 'CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'yes')
    await refuses(server)
    await ask(server, 'CONFIG', 'SET', 'save', '')
    await writes(server)
    await ask(server, 'CONFIG', 'SET', 'save', '3600 1')
    await refuses(server)
    expect(await ask(server, 'CONFIG', 'SET', 'dir', folder)).toBe('+OK')
    expect(await save(server)).toBe('ok')
    await writes(server)
    expect(readdirSync(folder)).toEqual(['dump.rdb'])
  })

  test('because a folder has its name', async () => {
    const folder = newFolder()
    const args = ['--save', '3600 1', '--dbfilename', 'taken', '--enable-protected-configs', 'yes']
    const server = await makers[name]({ folder, args })
    await writes(server)
    mkdirSync(join(folder, 'taken'))
    expect(await save(server)).toBe('err')
    await refuses(server)
    expect(await ask(server, 'CONFIG', 'SET', 'dbfilename', 'free')).toBe('+OK')
    const before = await digest(server)
    expect(await save(server)).toBe('ok')
    await writes(server)
    expect(await ask(server, 'DEBUG', 'RELOAD')).toBe('+OK')
    expect(await digest(server)).toBe(before)
    expect(readdirSync(folder).toSorted()).toEqual(['free', 'taken'])
  })
})

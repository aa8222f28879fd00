/*
 * What the folder of an append only file may hold that nobody expected: the server starts with all that was
 * written, or says which files are in its way; and never writes into one that it did not make.
 */

import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SystemAppendDisk } from '../../server/io/append-file.ts'
import { SystemDisk } from '../../server/io/disk.ts'
import { FindAof } from '../../server/io/find-aof.ts'
import type { Turns } from '../../server/io/turns.ts'
import { AofFiles } from '../../server/persistence/aof/aof-files.ts'
import { EMPTY_MANIFEST } from '../../server/persistence/aof/manifest.ts'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'
import { ServerRoom } from '../unit/commands/server-room.ts'
import { info } from './saving-fixture.ts'
import { until } from './sentinel-fixture.ts'

const MANIFEST = 'appendonly.aof.manifest'
const LINES = 'file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-aof-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const part = (name: string): string => join(folder, 'appendonlydir', name)

/** Every file below the folder, with its bytes. */
function contents(): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(
    names.map(name => {
      const stats = statSync(join(folder, name))
      return [name, stats.isFile() ? readFileSync(join(folder, name), 'latin1') : '']
    }),
  )
}

/** The files of the folder as a server would see them, and what it says. */
class Scene {
  readonly said: string[] = []
  readonly files: AofFiles
  private readonly room = new ServerRoom({ appendonly: 'yes' })

  constructor() {
    const { server } = this.room
    const turns = { begin() {} } as Turns
    const note = (text: string): number => this.said.push(text)
    Object.assign(server, { notice: { debug: note, verbose: note, notice: note, warning: note } })
    const appendDisk = new SystemAppendDisk(turns)
    Object.assign(server.parts.world, { writeFile: appendDisk.writeNow })
    this.files = new AofFiles(server, new SystemDisk(turns, () => false), appendDisk, () => {})
    this.files.folder.left = folder
  }

  /** What a start finds; the sizes of the parts are looked at, too. */
  find() {
    const finder = new FindAof(this.files, this.room.server)
    const manifest = finder.manifest()
    const parts = [...(manifest.base === null ? [] : [manifest.base]), ...manifest.incremental]
    for (const one of parts) finder.sizeOf(one)
    return manifest
  }

  /** A start that is refused: all it says. Nothing is changed. */
  refused(): string {
    const before = contents()
    let reason = ''
    try {
      this.find()
    } catch (error) {
      reason = (error as Error).message
    }
    expect(reason).not.toBe('')
    expect(contents()).toEqual(before)
    return [...this.said, reason].join('\n')
  }
}

function put(files: Record<string, string>): void {
  mkdirSync(part(''), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(part(name), text)
}

describe('found at start', () => {
  test.each([
    ['base and incremental file', ['1.base.rdb', '1.incr.aof']],
    ['a base alone', ['3.base.rdb']],
    ['a base of commands', ['2.base.aof', '7.incr.aof']],
    ['an incremental file alone', ['12.incr.aof']],
  ])('parts without a manifest: %s', (_, ends) => {
    const names = ends.map(end => `appendonly.aof.${end}`)
    put(Object.fromEntries(names.map(name => [name, 'data'])))
    const said = new Scene().refused()
    for (const name of names) {
      const [, seq, type] = /\.(\d+)\.(base|incr)/.exec(name)!
      expect(said).toContain(`file ${name} seq ${seq} type ${type![0]}`)
    }
    expect(said).toContain(`${MANIFEST} does not exist, but these files do`)
  })

  test('the manifest that is proposed is one', () => {
    put({
      'appendonly.aof.1.base.rdb': 'x',
      'appendonly.aof.2.incr.aof': '',
      'appendonly.aof.10.incr.aof': 'y',
    })
    const said = new Scene().refused()
    const lines = /its lines are: '(.*?)'\. 2\)/.exec(said)![1]!.split("', '")
    put({ [MANIFEST]: `${lines.join('\n')}\n` })
    const { base, incremental } = new Scene().find()
    expect([base?.seq, incremental.map(({ seq }) => seq)]).toEqual([1, [2, 10]])
  })

  test.each<[string, () => void, string]>([
    ['an empty manifest', () => put({ [MANIFEST]: '' }), 'Found an empty AOF manifest'],
    [
      'a manifest that is a folder',
      () => mkdirSync(part(MANIFEST), { recursive: true }),
      'Not a regular file',
    ],
    ['a folder that is a file', () => writeFileSync(part(''), 'x'), "Can't open or create append-only dir"],
    [
      'a part that is missing',
      () => put({ [MANIFEST]: LINES, 'appendonly.aof.1.base.rdb': 'x' }),
      'Unable to obtain the AOF file appendonly.aof.1.incr.aof length. stat: No such file or directory',
    ],
    [
      'a part that is a folder',
      () => {
        put({ [MANIFEST]: LINES, 'appendonly.aof.1.base.rdb': 'x' })
        mkdirSync(part('appendonly.aof.1.incr.aof'))
      },
      'The AOF file appendonly.aof.1.incr.aof cannot be loaded: Not a regular file',
    ],
    [
      'a part that is a pipe',
      () => {
        put({ [MANIFEST]: LINES, 'appendonly.aof.1.base.rdb': 'x' })
        execFileSync('mkfifo', [part('appendonly.aof.1.incr.aof')])
      },
      'The AOF file appendonly.aof.1.incr.aof cannot be loaded: Not a regular file',
    ],
  ])('%s', (_, make, reason) => {
    if (reason.startsWith("Can't open")) writeFileSync(join(folder, 'appendonlydir'), 'x')
    else make()
    expect(new Scene().refused()).toContain(reason)
  })

  test('parts that no manifest names are named, left, and their numbers are not used again', () => {
    const left = { 'appendonly.aof.4.base.rdb': 'x', 'appendonly.aof.9.incr.aof': 'y', 'temp-77.rdb': 'z' }
    put({ ...left, [MANIFEST]: LINES, 'appendonly.aof.1.base.rdb': '', 'appendonly.aof.1.incr.aof': '' })
    const scene = new Scene()
    scene.files.found(scene.find())
    for (const name of Object.keys(left)) expect(scene.said.join('\n')).toContain(name)
    expect(scene.files.number()).toBeNull()
    expect([scene.files.manifest.baseSeq, scene.files.manifest.incrementalSeq]).toEqual([4, 9])
  })

  test('another stem is told of; empty parts are nothing', () => {
    put({ 'other.aof.manifest': LINES, 'other.aof.1.incr.aof': 'x', 'appendonly.aof.1.incr.aof': '' })
    const scene = new Scene()
    expect(scene.find()).toBe(EMPTY_MANIFEST)
    expect(scene.said.join('\n')).toContain('other.aof.manifest')
  })

  test('the first append only file was being made: with its base it is whole, without it is nothing', () => {
    const plan = 'temp-appendonly.aof.plan'
    put({ [plan]: LINES, 'appendonly.aof.1.incr.aof': 'logged' })
    expect(new Scene().find()).toBe(EMPTY_MANIFEST)
    expect(existsSync(part('appendonly.aof.1.incr.aof'))).toBe(false)
    put({ [plan]: LINES, 'appendonly.aof.1.incr.aof': 'logged', 'appendonly.aof.1.base.rdb': 'x' })
    const { base, incremental } = new Scene().find()
    expect([base?.seq, incremental.length, readFileSync(part(MANIFEST), 'latin1')]).toEqual([1, 1, LINES])
    // With files that were not part of it nobody knows.
    rmSync(part(MANIFEST))
    put({ 'appendonly.aof.2.incr.aof': 'more' })
    expect(new Scene().refused()).toContain('appendonly.aof.2.incr.aof')
  })
})

test('a file is made only where there is none, whatever it is', async () => {
  put({ taken: 'data' })
  execFileSync('mkfifo', [part('pipe')])
  const disk = new SystemAppendDisk({ begin() {} } as Turns)
  const error = (name: string, how: 'make' | 'open'): Promise<string | null> =>
    new Promise(resolve => disk[how](part(name), (_, error) => resolve(error)))
  expect(await error('taken', 'make')).toBe('File exists')
  expect(disk.makeNow(part('taken'))).toMatchObject({ reason: 'File exists' })
  expect(await error('missing', 'open')).toBe('No such file or directory')
  expect(await error('pipe', 'open')).toBe('No such device or address')
  expect(readFileSync(part('taken'), 'latin1')).toBe('data')
})

describe('with a server', () => {
  async function ask(server: ServerProcess, ...words: (string | number)[]): Promise<unknown> {
    const client = await server.connect()
    const reply = await client.send(...words)
    client.close()
    return plain(reply)
  }

  const rewritten = (server: ServerProcess, count: number): Promise<unknown> =>
    until(
      'the rewrite ends',
      async () => [await info(server, 'aof_rewrites'), await info(server, 'aof_rewrite_in_progress')].join(),
      now => now === `${count},0`,
    )

  test('a lost manifest ends the start; switched on while it runs, nothing that is there is changed', async () => {
    const server = await startHoldfast({ folder, args: ['--appendonly', 'yes'] })
    await ask(server, 'SET', 'a', 1)
    await server.kill9()
    rmSync(part(MANIFEST))
    const before = contents()
    await expect(server.start()).rejects.toThrow('Put the manifest back')
    expect(contents()).toEqual(before)
    const other = await startHoldfast({ folder })
    await ask(other, 'SET', 'b', 1)
    expect(await ask(other, 'CONFIG', 'SET', 'appendonly', 'yes')).toBe('OK')
    await rewritten(other, 1)
    await ask(other, 'BGREWRITEAOF')
    await rewritten(other, 2)
    const after = contents()
    for (const [name, text] of before) expect([name, after.get(name)]).toEqual([name, text])
    expect(after.get(`appendonlydir/${MANIFEST}`)).toContain('appendonly.aof.3.base.rdb')
    await other.kill9()
    await server.start()
    expect(await ask(server, 'MGET', 'a', 'b')).toEqual([null, '1'])
    await server.stop()
  })

  test('switched on where there is an append only file already, that one is replaced, not written over', async () => {
    put({ [MANIFEST]: LINES, 'appendonly.aof.1.base.rdb': 'old', 'appendonly.aof.1.incr.aof': 'old' })
    mkdirSync(join(folder, 'there'))
    writeFileSync(join(folder, 'there/appendonlydir'), 'x')
    const server = await startHoldfast({ folder, args: ['--enable-protected-configs', 'yes'] })
    await ask(server, 'SET', 'a', 1)
    const change = ['maxmemory', '1gb', 'appendonly', 'yes', 'dir', join(folder, 'there')]
    expect(String(await ask(server, 'CONFIG', 'SET', ...change))).toContain(
      "argument 'appendonly') - Unable to turn on",
    )
    const asked = await ask(server, 'CONFIG', 'GET', 'maxmemory', 'appendonly', 'dir')
    expect(asked).toEqual(['maxmemory', '0', 'appendonly', 'no', 'dir', folder])
    rmSync(join(folder, 'there/appendonlydir'))
    expect(await ask(server, 'CONFIG', 'SET', 'appendonly', 'yes')).toBe('OK')
    await rewritten(server, 1)
    const parts = (): string[] => readdirSync(part('')).sort()
    const second = ['appendonly.aof.2.base.rdb', 'appendonly.aof.2.incr.aof', MANIFEST]
    await until(
      'the old ones go',
      async () => parts().join(),
      names => names === second.join(),
    )
    // In another directory it is made anew, with the next rewrite; until then it stays where it is.
    await ask(server, 'CONFIG', 'SET', 'dir', join(folder, 'there'))
    await ask(server, 'SET', 'b', 1)
    expect(readdirSync(join(folder, 'there'))).toEqual([])
    await ask(server, 'BGREWRITEAOF')
    await rewritten(server, 2)
    await ask(server, 'SET', 'c', 1)
    await server.kill9()
    expect(parts()).toEqual(second)
    rmSync(part(''), { recursive: true })
    renameSync(join(folder, 'there/appendonlydir'), part(''))
    expect(parts()).toEqual(['appendonly.aof.3.base.rdb', 'appendonly.aof.3.incr.aof', MANIFEST])
    const next = await startHoldfast({ folder, args: ['--appendonly', 'yes'] })
    expect(await ask(next, 'MGET', 'a', 'b', 'c')).toEqual(['1', '1', '1'])
    await next.stop()
  })
})

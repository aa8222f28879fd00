/*
 * The file that holds the state: replaced whole, with its permissions, and only when there is something new.
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigFile, findSaved, refuseConfigFile } from '../../../../sentinel/io/config-file.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-file-'))
  path = join(folder, 'sentinel.conf')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the text is replaced, permissions stay, nothing is left behind', async () => {
  writeFileSync(path, 'old \xe9\n', 'latin1')
  chmodSync(path, 0o600)
  const file = new ConfigFile(path, { dir: folder })
  expect(await file.update(old => `${old}new\n`)).toBe(null)
  expect(readFileSync(path, 'latin1')).toBe('old \xe9\nnew\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['sentinel.conf'])
})

test('what is on disk already is not written again, unless others changed the file', async () => {
  const file = new ConfigFile(path, { dir: folder })
  await file.update(() => 'same\n')
  const first = statSync(path).ino
  await file.update(() => 'same\n')
  expect(statSync(path).ino).toBe(first)
  writeFileSync(path, 'other\n')
  await file.update(() => 'same\n')
  expect(readFileSync(path, 'utf8')).toBe('same\n')
})

test('failures are reasons, and the old file stands', async () => {
  rmSync(folder, { recursive: true })
  expect(await new ConfigFile(path, { dir: folder }).update(() => 'x')).toBe('No such file or directory')
})

test('a sentinel without a file that it can write is refused in the words of Redis', () => {
  expect(refuseConfigFile(null)).toBe('Sentinel needs config file on disk to save state. Exiting...')
  expect(refuseConfigFile(path)).toBe(
    `Sentinel config file ${path} is not writable: No such file or directory. Exiting...`,
  )
  writeFileSync(path, '')
  expect(refuseConfigFile(path)).toBe(null)
})

describe('a file that cannot be replaced', () => {
  /** Nothing can be renamed over the file while a folder bears the name of the temporary one. */
  function blockReplacing(): void {
    mkdirSync(`${path}-${process.pid}.tmp`)
  }

  test('is written in place', async () => {
    writeFileSync(path, 'old\n')
    const { ino } = statSync(path)
    blockReplacing()
    const file = new ConfigFile(path, { dir: folder })
    expect(await file.update(old => `${old}new\n`)).toBe(null)
    expect(readFileSync(path, 'utf8')).toBe('old\nnew\n')
    expect(statSync(path).ino).toBe(ino)
  })

  test('nor written: the state goes beside it, and the next start finds it', async () => {
    // A folder in the place of the file refuses all that could be done with it.
    mkdirSync(path)
    const moves: string[] = []
    const configured = ['sentinel monitor m 10.0.0.1 6379 2']
    const file = new ConfigFile(path, {
      dir: folder,
      configured,
      moved: (...told) => moves.push(told.join(': ')),
    })
    expect(await file.update(() => 'sentinel myid 1\n')).toBe(null)
    expect(await file.update(() => 'sentinel myid 2\n')).toBe(null)
    expect(moves).toEqual([`${path}.state: Is a directory`])
    const saved = findSaved(path, folder)
    expect([saved?.count, saved?.lines[0]?.argv, saved?.configured[0]?.argv]).toEqual([
      2,
      ['sentinel', 'myid', '2'],
      ['sentinel', 'monitor', 'm', '10.0.0.1', '6379', '2'],
    ])
    expect(statSync(`${path}.state`).mode & 0o777).toBe(0o600)
  })

  test('nor anything beside it: the state goes under dir, of two the newer counts', async () => {
    mkdirSync(path)
    mkdirSync(`${path}.state`)
    const dir = mkdtempSync(join(folder, 'dir-'))
    const file = new ConfigFile(path, { dir })
    await file.update(() => 'sentinel myid 1\n')
    await file.update(() => 'sentinel myid 2\n')
    expect(readdirSync(dir)).toEqual([expect.stringMatching(/^sentinel\.conf-[0-9a-f]{8}\.state$/)])
    rmSync(`${path}.state`, { recursive: true })
    await new ConfigFile(path, { dir, saved: findSaved(path, dir) }).update(() => 'sentinel myid 3\n')
    expect(findSaved(path, dir)?.lines[0]?.argv[2]).toBe('3')
  })

  test('once it can be written again the state files go', async () => {
    mkdirSync(path)
    const file = new ConfigFile(path, { dir: folder })
    await file.update(() => 'sentinel myid 1\n')
    rmSync(path, { recursive: true })
    writeFileSync(path, '')
    expect(await file.update(() => 'sentinel myid 1\n')).toBe(null)
    expect(readdirSync(folder)).toEqual(['sentinel.conf'])
  })
})

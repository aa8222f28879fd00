/*
 * The file that holds the state: replaced whole, with its permissions, and only when there is something new.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigFile, refuseConfigFile } from '../../../../sentinel/io/config-file.ts'

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
  const file = new ConfigFile(path)
  expect(await file.update(old => `${old}new\n`)).toBe(null)
  expect(readFileSync(path, 'latin1')).toBe('old \xe9\nnew\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['sentinel.conf'])
})

test('what is on disk already is not written again, unless others changed the file', async () => {
  const file = new ConfigFile(path)
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

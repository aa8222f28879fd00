/*
 * Small files that are replaced or overwritten, and what a crash may have left of them.
 */
import {
  existsSync,
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
import { mendTorn, overwriteFile } from '../../../../sentinel/io/durable-file.ts'

let folder: string
let path: string
let copy: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-durable-'))
  path = join(folder, 'file')
  copy = join(folder, 'file.copy')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file that is overwritten stays the same file, and no copy is left', async () => {
  writeFileSync(path, 'a longer old text')
  const { ino } = statSync(path)
  await overwriteFile(path, 'short \xe9', [copy])
  expect(readFileSync(path, 'latin1')).toBe('short \xe9')
  expect(statSync(path).ino).toBe(ino)
  expect(readdirSync(folder)).toEqual(['file'])
})

test('without a place for the copy it is overwritten all the same', async () => {
  writeFileSync(path, 'old')
  mkdirSync(copy)
  await overwriteFile(path, 'new', [copy])
  expect(readFileSync(path, 'latin1')).toBe('new')
})

test('a file that is not there is not made', async () => {
  await expect(overwriteFile(path, 'new', [copy])).rejects.toThrow('ENOENT')
  expect(readdirSync(folder)).toEqual([])
})

describe('after a crash', () => {
  const old = `${'old '.repeat(300)}end`
  const text = 'new '.repeat(400)

  /** The copy that a write from `old` to `text` keeps. */
  function keepCopy(): void {
    writeFileSync(
      copy,
      `# Copy of a file that is being written in place: ${old.length} ${text.length}\n${old}${text}`,
    )
  }

  test.each([
    ['one sector was written', text.slice(0, 512) + old.slice(512)],
    ['a later sector was written first', old.slice(0, 512) + text.slice(512, 1024) + old.slice(1024)],
    ['all but the last was', text.slice(0, 1536)],
    ['the length was not changed yet', text.slice(0, old.length)],
  ])('%s: the new text is put in place', (_what, torn) => {
    writeFileSync(path, torn)
    keepCopy()
    expect(mendTorn(path, [copy])).toBe(true)
    expect(readFileSync(path, 'latin1')).toBe(text)
    expect(existsSync(copy)).toBe(false)
  })

  test('a shorter text that was not cut off yet is', () => {
    writeFileSync(copy, `# Copy of a file that is being written in place: ${text.length} 3\n${text}abc`)
    writeFileSync(path, `abc${text.slice(3)}`)
    expect(mendTorn(path, [copy])).toBe(true)
    expect(readFileSync(path, 'latin1')).toBe('abc')
  })

  test.each([
    ['what stood before', old],
    ['what was written', text],
    ['what somebody wrote since', 'mine'],
  ])('%s is left alone, and the copy goes', (_what, found) => {
    writeFileSync(path, found)
    keepCopy()
    expect(mendTorn(path, [join(folder, 'none'), copy])).toBe(false)
    expect(readFileSync(path, 'latin1')).toBe(found)
    expect(existsSync(copy)).toBe(false)
  })

  test('a copy that is not whole says nothing', () => {
    writeFileSync(path, text.slice(0, 512) + old.slice(512))
    writeFileSync(copy, '# Copy of a file that is being written in place: 1203 1600\nold old')
    expect(mendTorn(path, [copy])).toBe(false)
  })
})

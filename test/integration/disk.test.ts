/*
 * Files that are written by other threads: given up at any moment, followed at once by another of the same
 * name, in a folder that is left or goes.
 */
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as round } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SystemDisk } from '../../server/io/disk.ts'
import type { Turns } from '../../server/io/turns.ts'
import type { NewFile } from '../../server/persistence/disk.ts'

const MIB = 1024 * 1024
let folder: string
let disk: SystemDisk

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-disk-'))
  disk = new SystemDisk({ begin() {} } as Turns, () => true)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string): string => join(folder, name)
const files = (): string[] => readdirSync(folder).toSorted()

/** Writes `mib` MiB of a letter, in chunks of an odd size. */
function write(file: NewFile, letter: string, mib: number): void {
  const chunk = Buffer.alloc(70_001, letter)
  for (let left = mib * MIB; left > 0; left -= chunk.length) file.write(chunk, Math.min(left, chunk.length))
}

function committed(file: NewFile): Promise<string | null> {
  return new Promise(resolve => file.commit(resolve))
}

test('a file has its name when it is whole, and not before', async () => {
  let rooms = 0
  const file = disk.create(path('temp'), path('whole'), () => rooms++)
  write(file, 'a', 9)
  expect(file.waiting).toBeGreaterThan(8 * MIB)
  while (rooms === 0) await round()
  expect(file.waiting).toBe(0)
  expect(files()).toEqual(['temp'])
  write(file, 'a', 1)
  expect(await committed(file)).toBeNull()
  expect(files()).toEqual(['whole'])
  expect(readFileSync(path('whole')).equals(Buffer.alloc(10 * MIB, 'a'))).toBe(true)
  await disk.idle()
})

test('a file that is given up leaves nothing, and does not touch the next one of its name', async () => {
  writeFileSync(path('whole'), 'old')
  for (let rounds = 0; rounds < 40; rounds++) {
    const given = disk.create(path('temp'), path('whole'), () => {})
    write(given, 'x', 1 + (rounds % 3))
    const ending = rounds % 2 === 0
    if (ending) given.commit(() => {})
    for (let n = rounds % 5; n > 0; n--) await round()
    given.abandon()
    const letter = String.fromCharCode(97 + (rounds % 26))
    const next = disk.create(path('temp'), path('whole'), () => {})
    write(next, letter, 2)
    expect(await committed(next)).toBeNull()
    expect(readFileSync(path('whole')).equals(Buffer.alloc(2 * MIB, letter)), `round ${rounds}`).toBe(true)
    expect(files()).toEqual(['whole'])
  }
})

test('nothing is left when the disk is idle after a file was given up', async () => {
  for (let rounds = 0; rounds < 10; rounds++) {
    const file = disk.create(path('temp'), path('whole'), () => {})
    write(file, 'x', 2)
    for (let n = rounds; n > 0; n--) await round()
    file.abandon()
    await disk.idle()
    expect(files()).toEqual([])
  }
})

test('what went wrong is told, once, and the old file stays', async () => {
  mkdirSync(path('taken'))
  const late = disk.create(path('temp'), path('taken'), () => {})
  write(late, 'x', 1)
  expect(await committed(late)).toMatch(/directory/)
  const told = new Promise<void>(resolve => {
    const early = disk.create(path('nowhere/temp'), path('whole'), () => {
      expect(early.error).toBe('No such file or directory')
      write(early, 'x', 1)
      expect(early.waiting).toBe(0)
      early.abandon()
      resolve()
    })
    write(early, 'x', 1)
  })
  await told
  await disk.idle()
  expect(files()).toEqual(['taken'])
})

test('what stands in the place of a temporary file is not opened', async () => {
  for (const make of [
    () => disk.create(path('temp'), path('whole'), () => {}),
    () => disk.createNow(path('temp'), path('whole')),
  ]) {
    writeFileSync(path('other'), 'of somebody')
    symlinkSync(path('other'), path('temp'))
    const linked = make()
    write(linked, 'a', 1)
    expect(await committed(linked)).toBeNull()
    expect(readFileSync(path('other'), 'latin1')).toBe('of somebody')
    execFileSync('mkfifo', [path('temp')])
    const piped = make()
    write(piped, 'b', 1)
    expect(await committed(piped)).toBeNull()
    expect(readFileSync(path('whole')).equals(Buffer.alloc(MIB, 'b'))).toBe(true)
    mkdirSync(path('temp'))
    expect(await committed(make())).toBe('Is a directory')
    rmSync(path('temp'), { recursive: true })
  }
})

test('at once: the same, and a failure leaves the old file', () => {
  writeFileSync(path('whole'), 'old')
  let failure: string | null = 'not told'
  const tell = (error: string | null): void => {
    failure = error
  }
  const file = disk.createNow(path('temp'), path('whole'))
  write(file, 'a', 1)
  file.commit(tell)
  expect(failure).toBeNull()
  expect(files()).toEqual(['whole'])
  const failing = disk.createNow(path('nowhere/temp'), path('whole'))
  write(failing, 'b', 1)
  failing.commit(tell)
  expect(failure).toBe('No such file or directory')
  expect(readFileSync(path('whole')).equals(Buffer.alloc(MIB, 'a'))).toBe(true)
  let read = 0
  const take = (_: Uint8Array, length: number): void => {
    read += length
  }
  expect(disk.readNow(path('whole'), take)).toBeNull()
  expect(read).toBe(MIB)
  expect(disk.readNow(path('missing'), take)).toBe('No such file or directory')
})

/**
 * Writing a small file so that a crash cannot lose it. Two ways: by a temporary file that is renamed over the
 * old one, or, where the file cannot be replaced (a single file mounted into a container: EBUSY), in place.
 *
 * In place, a crash can leave a mixture of the old and the new text. So both are kept in a copy until the
 * new one is on disk, and `mendTorn` puts a file right at the next start. Blocks are overwritten before the
 * length changes, so a full disk seldom refuses.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

const DEFAULT_MODE = 0o644
/** What a disk writes whole. */
const SECTOR_BYTES = 512
const COPY_HEAD = '# Copy of a file that is being written in place:'

/** Replaces a file by renaming; its permissions stay, `mode` is for a new one. Throws the system's error. */
export async function replaceFile(path: string, text: string, mode = DEFAULT_MODE): Promise<void> {
  const temporary = `${path}-${process.pid}.tmp`
  try {
    const file = await open(temporary, 'w', await modeOf(path, mode))
    try {
      await file.writeFile(text, 'latin1')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(dirname(path))
}

/**
 * Overwrites a file that exists. `copies` are the paths where the copy may be kept, the first that works is
 * taken; without any it is done all the same. Throws the system's error; then the old text stands again,
 * or else the copy is left.
 */
export async function overwriteFile(path: string, text: string, copies: readonly string[]): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const old = await file.readFile('latin1')
    const copy = await keepCopy(copies, old, text)
    try {
      await put(file, text)
    } catch (error) {
      await put(file, old)
      if (copy !== null) await rm(copy, { force: true }).catch(() => {})
      throw error
    }
    if (copy !== null) await rm(copy, { force: true }).catch(() => {})
  } finally {
    await file.close()
  }
}

async function put(file: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten
  }
  await file.truncate(bytes.length)
  await file.sync()
}

async function keepCopy(copies: readonly string[], old: string, text: string): Promise<string | null> {
  for (const path of copies) {
    try {
      await replaceFile(path, `${COPY_HEAD} ${old.length} ${text.length}\n${old}${text}`, 0o600)
      return path
    } catch {}
  }
  return null
}

/**
 * Puts a file right whose writing in place a crash interrupted, if one of the copies tells so. A file that
 * somebody else has changed since is left alone. Answers whether anything was mended; throws the system's
 * error when the file cannot be written.
 */
export function mendTorn(path: string, copies: readonly string[]): boolean {
  for (const copy of copies) {
    const kept = readCopy(copy)
    if (kept === null) continue
    const torn = isMixture(readFileSync(path, 'latin1'), kept)
    if (torn) putSync(path, kept.text)
    rmSync(copy, { force: true })
    if (torn) return true
  }
  return false
}

interface Copy {
  readonly old: string
  readonly text: string
}

function readCopy(path: string): Copy | null {
  let copy: string
  try {
    copy = readFileSync(path, 'latin1')
  } catch {
    return null
  }
  const end = copy.indexOf('\n') + 1
  const lengths = copy.slice(0, end).slice(COPY_HEAD.length).trim().split(' ').map(Number)
  const [old = 0, text = 0] = lengths
  if (!copy.startsWith(COPY_HEAD) || end + old + text !== copy.length) return null
  return { old: copy.slice(end, end + old), text: copy.slice(end + old) }
}

/** Neither of the two, but made of sectors of both. */
function isMixture(found: string, { old, text }: Copy): boolean {
  if (found === old || found === text) return false
  for (let at = 0; at < found.length; at += SECTOR_BYTES) {
    const sector = found.slice(at, at + SECTOR_BYTES)
    if (!old.startsWith(sector, at) && !text.startsWith(sector, at) && !isSeam(sector, at, old, text)) {
      return false
    }
  }
  return true
}

/** The sector in which the shorter text ends may have the rest of the longer one behind it. */
function isSeam(sector: string, at: number, old: string, text: string): boolean {
  const end = Math.min(old.length, text.length) - at
  if (end <= 0 || end >= sector.length) return false
  return text.startsWith(sector.slice(0, end), at) && old.startsWith(sector.slice(end), at + end)
}

function putSync(path: string, text: string): void {
  const file = openSync(path, 'r+')
  try {
    const bytes = Buffer.from(text, 'latin1')
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at)
    ftruncateSync(file, bytes.length)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

async function modeOf(path: string, otherwise: number): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777
  } catch {
    return otherwise
  }
}

/** Makes a rename durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

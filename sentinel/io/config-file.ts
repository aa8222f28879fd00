/**
 * The configuration file as the place of the state: read, checked, and replaced durably, that is: temporary
 * file, fsync, rename, fsync of the directory. All off the event loop, unlike Redis, whose sentinel waits for
 * the disk.
 */
import { accessSync, constants } from 'node:fs'
import { open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemReason } from '../../shared/io/config-files.ts'

/** Why a sentinel cannot keep its state in the file, in Redis's words; null: it can. */
export function refuseConfigFile(path: string | null): string | null {
  if (path === null) return 'Sentinel needs config file on disk to save state. Exiting...'
  try {
    accessSync(path, constants.W_OK)
    return null
  } catch (error) {
    return `Sentinel config file ${path} is not writable: ${systemReason(error)}. Exiting...`
  }
}

const DEFAULT_MODE = 0o644

/**
 * Replaces the file's text (latin1) by what `change` makes of it; skips the disk when that is nothing new.
 */
export class ConfigFile {
  readonly path: string
  /** What we know to be on disk. */
  private durable: string | null

  constructor(path: string) {
    this.path = path
    this.durable = null
  }

  /** Null once the new text is on disk; otherwise the system's reason, and the old file still stands. */
  async update(change: (old: string) => string): Promise<string | null> {
    try {
      const old = await this.read()
      const text = change(old)
      if (text === old && text === this.durable) return null
      await this.replace(text)
      this.durable = text
      return null
    } catch (error) {
      return systemReason(error)
    }
  }

  private async replace(text: string): Promise<void> {
    const temporary = `${this.path}-${process.pid}.tmp`
    try {
      await writeDurably(temporary, text, await this.mode())
      await rename(temporary, this.path)
    } catch (error) {
      await unlink(temporary).catch(() => {})
      throw error
    }
    await syncFolder(dirname(this.path))
  }

  /** A file that was removed meanwhile is written anew. */
  private async read(): Promise<string> {
    try {
      return await readFile(this.path, 'latin1')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  private async mode(): Promise<number> {
    try {
      return (await stat(this.path)).mode & 0o777
    } catch {
      return DEFAULT_MODE
    }
  }
}

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'w', mode)
  try {
    await file.writeFile(text, 'latin1')
    await file.sync()
  } finally {
    await file.close()
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

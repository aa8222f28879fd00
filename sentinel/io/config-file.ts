/**
 * Where a sentinel keeps its state: in its configuration file, as Redis's does, or, where that file cannot
 * be written, in a state file of its own. All off the event loop; Redis's sentinel waits for the disk.
 *
 * The places are tried in this order at each save:
 *
 * 1. The configuration file, replaced by renaming.
 * 2. The same file in place: one that is mounted by itself cannot be replaced (EBUSY), and in a folder that
 *    cannot be written nothing can be renamed.
 * 3. A state file beside it: `sentinel.conf.state`.
 * 4. A state file under `dir`, whose name tells the configuration file by a digest of its path, since several
 *    sentinels may share the folder.
 *
 * A file without write permission is never replaced, even where the folder would allow it. A state file has
 * precedence at the next start (config/saved-state.ts), so a save into the configuration file counts only
 * once the state files are gone.
 */
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { access, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ConfigError } from '../../shared/config/error.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import { formatSaved, parseSaved, type SavedState } from '../config/saved-state.ts'
import { mendTorn, overwriteFile, replaceFile } from './durable-file.ts'

/** A state file holds the passwords that the configuration file may hide from others. */
const STATE_MODE = 0o600

/**
 * Why a sentinel cannot start on this file, in Redis's words; null: there is a place for its state.
 * Departs from Redis: a file that cannot be written will do where a state file can.
 */
export function refuseConfigFile(path: string | null, dir = process.cwd()): string | null {
  if (path === null) return 'Sentinel needs config file on disk to save state. Exiting...'
  const reason = whyNotWritable(path)
  if (reason === null || (existsSync(path) && statePaths(path, dir).some(canBeWritten))) return null
  return `Sentinel config file ${path} is not writable: ${reason}. Exiting...`
}

/** What a state file holds about this configuration, the newest if there are several; null: there is none. */
export function findSaved(path: string, dir = process.cwd()): SavedState | null {
  let newest: SavedState | null = null
  for (const place of statePaths(path, dir)) {
    if (!existsSync(place)) continue
    const saved = parseSaved(
      place,
      orRefuse(`Can't read the state file ${place}`, () => readFileSync(place, 'latin1')),
    )
    if (newest === null || saved.count > newest.count) newest = saved
  }
  return newest
}

/**
 * Puts a configuration file right that was being written in place when the process ended; see mendTorn.
 * Throws ConfigError when it cannot be written.
 */
export function mendConfigFile(path: string, dir = process.cwd()): boolean {
  if (!existsSync(path)) return false
  return orRefuse(`Can't put ${path} right from its copy`, () => mendTorn(path, copyPaths(path, dir)))
}

function orRefuse<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new ConfigError(null, `${what}: ${systemReason(error)}`, true)
  }
}

export interface ConfigFileOptions {
  /** Where state files and copies may be put; the working directory unless given. */
  readonly dir?: string
  /** The `sentinel` lines of the configuration as this process read it. */
  readonly configured?: readonly string[]
  /** What a state file held at the start. */
  readonly saved?: SavedState | null
  /** Told when the state begins to go to another file than before, and why. */
  readonly moved?: (path: string, reason: string) => void
}

export class ConfigFile {
  readonly path: string
  private readonly dir: string
  private readonly configured: readonly string[]
  private readonly moved: (path: string, reason: string) => void
  /** What we know to be in the configuration file, on disk. */
  private durable: string | null
  /** Of the saves into state files; the next has one more. */
  private count: number
  /** The file that the state went to last; null: the configuration file. */
  private place: string | null
  /** It is a mount point and will remain one. */
  private fixed: boolean

  constructor(path: string, options: ConfigFileOptions = {}) {
    this.path = path
    this.dir = options.dir ?? process.cwd()
    this.configured = options.configured ?? []
    this.moved = options.moved ?? (() => {})
    this.durable = null
    this.count = options.saved?.count ?? 0
    this.place = options.saved?.path ?? null
    this.fixed = false
  }

  /**
   * Saves what `change` makes of the file's text (latin1); of '' where it goes to a state file. Null once
   * that is on disk where the next start finds it; otherwise the system's reason why no place took it.
   */
  async update(change: (old: string) => string): Promise<string | null> {
    let reason: string
    try {
      await this.saveInConfig(change)
      this.place = null
      return null
    } catch (error) {
      reason = systemReason(error)
    }
    for (const place of statePaths(this.path, this.dir)) {
      try {
        await replaceFile(
          place,
          formatSaved(this.path, this.count + 1, this.configured, change('')),
          STATE_MODE,
        )
      } catch {
        continue
      }
      this.count++
      if (this.place !== place) this.moved(place, reason)
      this.place = place
      return null
    }
    return reason
  }

  private async saveInConfig(change: (old: string) => string): Promise<void> {
    const old = await this.read()
    const text = change(old ?? '')
    if (text !== old || text !== this.durable) {
      if (old !== null) await access(this.path, constants.W_OK)
      await this.write(text, old !== null)
      this.durable = text
    }
    for (const place of statePaths(this.path, this.dir)) await rm(place, { force: true })
  }

  private async write(text: string, exists: boolean): Promise<void> {
    if (!this.fixed) {
      try {
        await replaceFile(this.path, text)
        return
      } catch (error) {
        if (!exists) throw error
        this.fixed = (error as NodeJS.ErrnoException).code === 'EBUSY'
      }
    }
    await overwriteFile(this.path, text, copyPaths(this.path, this.dir))
  }

  /** Null: there is no such file; one that was removed meanwhile is written anew. */
  private async read(): Promise<string | null> {
    try {
      return await readFile(this.path, 'latin1')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
}

function statePaths(path: string, dir: string): readonly string[] {
  return placesOf(path, dir, 'state')
}

function copyPaths(path: string, dir: string): readonly string[] {
  return placesOf(path, dir, 'copy')
}

function placesOf(path: string, dir: string, ending: string): readonly string[] {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8)
  return [`${path}.${ending}`, join(dir, `${basename(path)}-${digest}.${ending}`)]
}

function whyNotWritable(path: string): string | null {
  try {
    accessSync(path, constants.W_OK)
    return null
  } catch (error) {
    return systemReason(error)
  }
}

/** A file is replaced by renaming, for which its folder must be writable. */
function canBeWritten(path: string): boolean {
  return whyNotWritable(dirname(path)) === null
}

/**
 * Loads the append only file when the server starts: reads the manifest, moves a file of old into its folder,
 * takes in one part after the other while clients are told LOADING, cuts off a torn end, and opens the file
 * for what is written from then on. What cannot be loaded ends the process: to go on without it would destroy
 * it.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Engine } from '../engine/engine.ts'
import type { Aof } from '../persistence/aof/aof.ts'
import { type AofEnd, AofError, AofLoader } from '../persistence/aof/aof-loader.ts'
import { beyond, surveyFolder, unnamed } from '../persistence/aof/folder-survey.ts'
import {
  type AofPart,
  EMPTY_MANIFEST,
  fromOldFile,
  type Manifest,
  ManifestError,
  parseManifest,
  printManifest,
} from '../persistence/aof/manifest.ts'
import { reportAof } from '../persistence/load-report.ts'
import type { Persistence } from '../persistence/persistence.ts'
import { syncFolderNow } from './disk.ts'
import { feedFile, loadData } from './load-data.ts'
import type { Turns } from './turns.ts'

/** Loading cannot go on; what there is to say stands in the log already, or is `reason`. */
class Fatal extends Error {
  readonly reason: string | null

  constructor(reason: string | null) {
    super(reason ?? 'the file cannot be loaded')
    this.reason = reason
  }
}

export class AofStart {
  private readonly aof: Aof
  private readonly engine: Engine
  private readonly persistence: Persistence
  private readonly turns: Turns
  /** Called when the server has ended to load. */
  private readonly settled: () => void
  /** Bytes of the last incremental part. */
  private last: number

  constructor(aof: Aof, engine: Engine, persistence: Persistence, turns: Turns, settled: () => void) {
    this.aof = aof
    this.engine = engine
    this.persistence = persistence
    this.turns = turns
    this.settled = settled
    this.last = 0
  }

  /**
   * Loads what there is, and has the file on when it returns; where the data stands in history it does not
   * know.
   */
  async run(): Promise<null> {
    const { server } = this.engine
    try {
      this.turns.begin()
      const manifest = this.readManifest()
      if (manifest.base === null && manifest.incremental.length === 0) await this.loadSaved()
      const total = await this.loadParts(manifest)
      await this.open(manifest, total)
      return null
    } catch (error) {
      const { errno } = error as NodeJS.ErrnoException
      if (!(error instanceof Fatal) && errno === undefined) throw error
      const reason = error instanceof Fatal ? error.reason : systemReason(error)
      if (reason !== null) server.notice.warning(reason)
      process.exit(1)
    } finally {
      this.persistence.load = null
      server.setLoading(false)
      this.settled()
    }
  }

  /**
   * There is no append only file yet, it was switched on in the configuration: what was saved before is
   * loaded, and becomes its base. Redis would start empty, and save that.
   */
  private async loadSaved(): Promise<void> {
    const { store, notice } = this.engine.server
    if (!existsSync(store.path('dbfilename'))) return
    notice.notice(`There is no append only file yet: it begins with the data of ${store.path('dbfilename')}`)
    await loadData(this.persistence, this.turns, this.settled)
    // It is not in the append only file yet.
    this.engine.server.setLoading(true)
    this.settled()
  }

  private open(manifest: Manifest, total: number): Promise<void> {
    this.turns.begin()
    return new Promise((resolve, reject) => {
      this.aof.open(manifest, { total, last: this.last }, error => {
        if (error === null) resolve()
        else reject(new Fatal(error))
      })
    })
  }

  // The manifest --------------------------------------------------------------------------------------------

  /**
   * The manifest, whose next parts have free names. Parts without one are somebody's data: to start empty
   * beside them would be to lose it.
   */
  private readManifest(): Manifest {
    const { folder } = this.aof.files
    const { notice } = this.engine.server
    const names = this.listFolder()
    const survey = surveyFolder(names, folder.stem)
    if (!names.includes(folder.manifestName)) {
      const parts = this.withData(survey.parts)
      if (parts.length > 0) throw this.withoutManifest(parts)
      return this.moveOldFile(beyond(EMPTY_MANIFEST, survey))
    }
    const path = folder.file(folder.manifestName)
    try {
      const manifest = parseManifest(readFileSync(path, 'latin1'))
      for (const name of this.withData(unnamed(survey, manifest))) {
        notice.warning(`The manifest does not name the AOF file ${name}: it is left as it is`)
      }
      return beyond(manifest, survey)
    } catch (error) {
      if (!(error instanceof ManifestError)) {
        throw new Fatal(`Can't read the AOF manifest file ${path}: ${systemReason(error)}`)
      }
      notice.warning(`The manifest ${path} of the append only file cannot be read: line ${error.line}`)
      notice.warning('*** FATAL AOF MANIFEST FILE ERROR ***')
      if (error.text !== null) notice.warning(`Reading the manifest file, at line ${error.line}`)
      if (error.text !== null) notice.warning(`>>> '${error.text}'`)
      throw new Fatal(error.message)
    }
  }

  private listFolder(): readonly string[] {
    const { path } = this.aof.files.folder
    try {
      return readdirSync(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw new Fatal(`Can't open or create append-only dir ${path}: ${systemReason(error)}`)
    }
  }

  /** Those that hold anything; what a start that was broken off left behind is empty, and goes. */
  private withData(parts: readonly string[]): string[] {
    const { folder } = this.aof.files
    return parts.filter(name => {
      const path = folder.file(name)
      const about = lstatSync(path)
      if (!about.isFile() || about.size > 0) return true
      rmSync(path)
      return false
    })
  }

  private withoutManifest(parts: readonly string[]): Fatal {
    const { folder } = this.aof.files
    const lines = parts.map(name => `>>> ${folder.file(name)}`)
    for (const line of lines) this.engine.server.notice.warning(line)
    return new Fatal(
      `The AOF manifest file ${folder.file(folder.manifestName)} is missing, but the files above, parts of ` +
        'an append only file, are there. Starting without them would lose their data: put the manifest ' +
        'back, or move the files to another directory to start without what they hold.',
    )
  }

  /** The append only file of an older Redis is one file, beside the folder: it becomes the base. */
  private moveOldFile(none: Manifest): Manifest {
    const { folder } = this.aof.files
    const old = folder.stem
    if (!existsSync(old) || !statSync(old).isFile()) return none
    const manifest = { ...none, ...fromOldFile(old) }
    mkdirSync(folder.path, { recursive: true })
    // Should the process end in between, it is found where it was, with the manifest that names it beside it.
    const failure = this.engine.server.parts.world.writeFile(
      folder.file(folder.manifestName),
      printManifest(manifest),
    )
    if (failure !== null) throw new Fatal(`Can't write the AOF manifest: ${failure}`)
    renameSync(old, folder.file(old))
    syncFolderNow(folder.path)
    syncFolderNow('.')
    this.engine.server.notice.notice(
      `Successfully migrated an old-style AOF file (${old}) into the AOF directory (${folder.path}).`,
    )
    return manifest
  }

  // The parts -----------------------------------------------------------------------------------------------

  /** Bytes of all parts. */
  private async loadParts({ base, incremental }: Manifest): Promise<number> {
    const parts = [...(base === null ? [] : [base]), ...incremental]
    if (parts.length === 0) return 0
    const { notice } = this.engine.server
    const startedAt = Date.now()
    const sizes = parts.map(part => this.sizeOf(part))
    const load = { startedAt, totalBytes: sizes.reduce((a, b) => a + b), loadedBytes: 0 }
    this.persistence.load = load
    let total = 0
    for (const [i, part] of parts.entries()) {
      const since = Date.now()
      // Behind the last one that holds anything there is nothing that a torn end could be missing from.
      const mayBeTorn = sizes.slice(i + 1).every(size => size === 0)
      const size = await this.loadPart(part, sizes[i]!, mayBeTorn, bytes => {
        load.loadedBytes += bytes
      })
      total += size
      if (part === incremental.at(-1)) this.last = size
      const kind = part === base ? 'base' : 'incr'
      notice.notice(`DB loaded from ${kind} file ${part.name}: ${seconds(since)} seconds`)
    }
    notice.notice(`DB loaded from append only file: ${seconds(startedAt)} seconds`)
    return total
  }

  private sizeOf({ name }: AofPart): number {
    const { folder } = this.aof.files
    try {
      const about = statSync(folder.file(name))
      if (!about.isFile()) throw new Fatal(`The append log file ${name} is no regular file`)
      return about.size
    } catch (error) {
      if (error instanceof Fatal) throw error
      // An old file that was about to be moved here.
      if (name === folder.stem && existsSync(name)) {
        renameSync(name, folder.file(name))
        return statSync(folder.file(name)).size
      }
      throw new Fatal(`Unable to obtain the AOF file ${name} length. stat: ${systemReason(error)}`)
    }
  }

  /** The bytes it has after that. */
  private async loadPart(
    { name }: AofPart,
    size: number,
    mayBeTorn: boolean,
    tell: (bytes: number) => void,
  ): Promise<number> {
    if (size === 0) return 0
    const loader = new AofLoader(this.engine)
    const file = await open(this.aof.files.folder.file(name), 'r')
    try {
      await feedFile(file, loader, this.turns, this.engine.server.store, tell)
      this.turns.begin()
      const end = loader.finish()
      if (loader.image !== null) this.persistence.loaded(loader.image)
      return end.torn ? this.cutOff(name, end, mayBeTorn) : size
    } catch (error) {
      if (!(error instanceof AofError)) throw error
      loader.discard()
      reportAof(this.engine.server.notice, name, error)
      throw new Fatal(null)
    } finally {
      await file.close()
    }
  }

  private cutOff(name: string, { valid, openTransaction }: AofEnd, mayBeTorn: boolean): number {
    const { notice, store } = this.engine.server
    if (openTransaction) notice.warning(`Revert incomplete MULTI/EXEC transaction in AOF file ${name}`)
    if (!mayBeTorn) {
      notice.warning(`The append only file ${name} ends inside a command: it is whole up to byte ${valid}`)
      throw new Fatal('Fatal error: the truncated file is not the last file')
    }
    if (!store.bool('aof-load-truncated')) {
      notice.warning(`The append only file ${name} ends inside a command: it is whole up to byte ${valid}`)
      throw new Fatal(
        `Unexpected end of file reading the append only file ${name}. You can: ` +
          '1) Make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>. ' +
          "2) Alternatively you can set the 'aof-load-truncated' configuration option to yes and restart " +
          'the server.',
      )
    }
    notice.warning(`!!! Warning: short read while loading the AOF file ${name}!!!`)
    notice.warning(`!!! Truncating the AOF ${name} at offset ${valid} !!!`)
    truncateSync(this.aof.files.folder.file(name), valid)
    notice.warning(`AOF ${name} loaded anyway because aof-load-truncated is enabled`)
    return valid
  }
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(3)
}

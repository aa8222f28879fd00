/**
 * Which files the append only file is made of when the server starts: what the manifest says, or the single
 * file of an older Redis, which becomes the base.
 *
 * What was not expected in its place ends the process with the names of the files and what can be done: parts
 * without a manifest (Redis starts empty then, and writes over them), a folder, a pipe or a file where
 * something else should be. What a killed process has left behind is put right, or named and left alone.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
} from 'node:fs'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Server } from '../engine/server.ts'
import type { AofFiles } from '../persistence/aof/aof-files.ts'
import {
  type AofPart,
  EMPTY_MANIFEST,
  fromOldFile,
  type Manifest,
  ManifestError,
  parseManifest,
  printManifest,
} from '../persistence/aof/manifest.ts'
import type { AofFolder } from '../persistence/aof/manifest-file.ts'
import {
  type FoundPart,
  manifestOf,
  numberedAbove,
  partsAmong,
  unnamed,
} from '../persistence/aof/part-names.ts'
import { NOT_REGULAR } from './append-file.ts'
import { syncFolderNow } from './disk.ts'

/** Loading cannot go on; what there is to say stands in the log already, or is `reason`. */
export class Fatal extends Error {
  readonly reason: string | null

  constructor(reason: string | null) {
    super(reason ?? 'the file cannot be loaded')
    this.reason = reason
  }
}

export class FindAof {
  private readonly files: AofFiles
  private readonly folder: AofFolder
  private readonly server: Server

  constructor(files: AofFiles, server: Server) {
    this.files = files
    this.folder = files.folder
    this.server = server
  }

  /** The manifest; `EMPTY_MANIFEST` where there is no append only file. Throws Fatal. */
  manifest(): Manifest {
    const { folder } = this
    const names = this.names()
    this.tellOfTemporaries(names)
    const found = partsAmong(names, folder.stem)
    if (!names.includes(folder.manifestName)) return this.withoutManifest(names, found)
    const manifest = this.read(folder.file(folder.manifestName))
    this.files.tellOf(unnamed(found, manifest))
    return manifest
  }

  private names(): string[] {
    const { path } = this.folder
    try {
      return readdirSync(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw new Fatal(`Can't open or create append-only dir ${path}: ${systemReason(error)}`)
    }
  }

  private read(path: string): Manifest {
    const { notice } = this.server
    try {
      if (!statSync(path).isFile()) throw new Fatal(`Can't read the AOF manifest ${path}: ${NOT_REGULAR}`)
      return parseManifest(readFileSync(path, 'latin1'))
    } catch (error) {
      if (error instanceof Fatal) throw error
      if (!(error instanceof ManifestError)) {
        throw new Fatal(`Can't read the AOF manifest ${path}: ${systemReason(error)}`)
      }
      notice.warning(`The manifest ${path} of the append only file cannot be read: line ${error.line}`)
      notice.warning('*** FATAL AOF MANIFEST FILE ERROR ***')
      if (error.text !== null) notice.warning(`Reading the manifest file, at line ${error.line}`)
      if (error.text !== null) notice.warning(`>>> '${error.text}'`)
      throw new Fatal(error.message)
    }
  }

  // Without a manifest --------------------------------------------------------------------------------------

  private withoutManifest(names: readonly string[], found: readonly FoundPart[]): Manifest {
    const { folder } = this
    const begun = this.begunBefore(names, found)
    if (begun !== null) return begun
    // An empty file is one that a process was killed over before anything was written.
    const parts = found.filter(part => !this.isEmpty(part))
    if (parts.length > 0) this.refuse(parts, found)
    const others = names.filter(name => name.endsWith('.manifest') && !name.startsWith('temp-'))
    if (others.length > 0) {
      this.server.notice.warning(
        `There is no append only file called ${folder.stem} in ${folder.path}, but there are others ` +
          `(appendfilename was another?), which are not loaded: ${others.join(', ')}`,
      )
    }
    return this.moveOldFile(names)
  }

  private refuse(parts: readonly FoundPart[], found: readonly FoundPart[]): never {
    const { folder, server } = this
    const lines = Buffer.from(printManifest(manifestOf(found)))
      .latin1Slice()
      .trim()
      .split('\n')
    server.notice.warning(
      `The AOF manifest ${folder.file(folder.manifestName)} does not exist, but these files do in ` +
        `${folder.path}: ${parts.map(({ name }) => name).join(', ')}`,
    )
    throw new Fatal(
      'To start without them would lose what they hold. You can: 1) Put the manifest back; if these files ' +
        `belong together its lines are: '${lines.join("', '")}'. 2) Move the files away: the server then ` +
        `begins with what ${server.store.path('dbfilename')} holds, or empty.`,
    )
  }

  /**
   * A process ended while it made the first append only file there was. When its base was whole, all is
   * there: the manifest is what was still missing. Else nothing in it counted yet, and its new file goes.
   */
  private begunBefore(names: readonly string[], found: readonly FoundPart[]): Manifest | null {
    const { folder, server } = this
    if (!names.includes(folder.planName)) return null
    const plan = this.plan()
    if (plan === null) return null
    const planned = (part: FoundPart): boolean => {
      const of = part.type === 'base' ? [plan.base] : plan.incremental
      return of.some(other => other?.seq === part.seq)
    }
    const failed = new Set(plan.history.map(({ name }) => name))
    const ours = found.filter(planned)
    const others = found.filter(part => !planned(part) && !failed.has(part.name) && !this.isEmpty(part))
    if (others.length > 0) return null
    if (!ours.some(({ type }) => type === 'base')) {
      for (const { name } of ours) unlinkSync(folder.file(name))
      return null
    }
    const whole = ours.length === plan.incremental.length + 1
    if (!whole) return null
    const manifest = numberedAbove(manifestOf(ours), found)
    this.write(manifest)
    server.notice.notice(
      `The server ended before it could write the AOF manifest ${folder.manifestName}: written now`,
    )
    return manifest
  }

  /** What was written down; null when it cannot be read. */
  private plan(): Manifest | null {
    try {
      return parseManifest(readFileSync(this.folder.file(this.folder.planName), 'latin1'))
    } catch {
      return null
    }
  }

  private write(manifest: Manifest): void {
    const { folder } = this
    const path = folder.file(folder.manifestName)
    const failure = this.server.parts.world.writeFile(path, printManifest(manifest))
    if (failure !== null) throw new Fatal(`Can't write the AOF manifest ${path}: ${failure}`)
  }

  /** The append only file of an older Redis is one file, beside the folder: it becomes the base. */
  private moveOldFile(names: readonly string[]): Manifest {
    const { folder } = this
    const old = folder.stem
    if (!existsSync(old) || !statSync(old).isFile()) return EMPTY_MANIFEST
    if (names.includes(old)) {
      throw new Fatal(`The append only file ${old} cannot be moved to ${folder.path}: such a file is there`)
    }
    const manifest = fromOldFile(old)
    mkdirSync(folder.path, { recursive: true })
    // Should the process end in between, it is found where it was, with the manifest that names it beside it.
    this.write(manifest)
    renameSync(old, folder.file(old))
    syncFolderNow(folder.path)
    syncFolderNow('.')
    this.server.notice.notice(
      `Successfully migrated an old-style AOF file (${old}) into the AOF directory (${folder.path}).`,
    )
    return manifest
  }

  // The files -----------------------------------------------------------------------------------------------

  /** Bytes of a part that the manifest names. Throws Fatal when it cannot be one. */
  sizeOf({ name }: AofPart): number {
    const { folder } = this
    const path = folder.file(name)
    // An old file that was about to be moved here.
    if (name === folder.stem && !existsSync(path) && existsSync(name)) renameSync(name, path)
    let stats: Stats
    try {
      stats = statSync(path)
    } catch (error) {
      throw new Fatal(`Unable to obtain the AOF file ${name} length. stat: ${systemReason(error)}`)
    }
    if (!stats.isFile()) throw new Fatal(`The AOF file ${name} cannot be loaded: ${NOT_REGULAR}`)
    return stats.size
  }

  private isEmpty({ name }: AofPart): boolean {
    const stats = statSync(this.folder.file(name), { throwIfNoEntry: false })
    return stats === undefined || (stats.isFile() && stats.size === 0)
  }

  /** Killed processes, ours and redis-server's, leave the files that they had not finished. */
  private tellOfTemporaries(names: readonly string[]): void {
    const { folder, server } = this
    const left = names.filter(name => name.startsWith('temp-') && name !== folder.planName)
    const saves = readdirSync('.').filter(name => /^temp-(rewriteaof-)?(bg-)?\d+\.(rdb|aof)$/.test(name))
    const all = [...left.map(name => `${folder.path}/${name}`), ...saves]
    if (all.length === 0) return
    server.notice.notice(
      'A process that was killed has left files that it had not finished; nobody needs them: ' +
        all.join(', '),
    )
  }
}

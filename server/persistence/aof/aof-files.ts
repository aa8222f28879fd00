/**
 * Which files the append only file is made of: the manifest as it stands on disk, its replacement, the
 * removal of parts that are history, and what a folder of earlier holds that a new file must not touch.
 */
import type { Server } from '../../engine/server.ts'
import type { Disk } from '../disk.ts'
import type { AppendDisk, AppendFile } from './append-disk.ts'
import { beyond, surveyFolder } from './folder-survey.ts'
import { EMPTY_MANIFEST, type Manifest, withIncremental } from './manifest.ts'
import { AofFolder, readManifest, saveManifest } from './manifest-file.ts'

export interface FilesParts {
  /** For manifests, which must not wait for bases. */
  readonly manifests: Disk
  readonly appendDisk: AppendDisk
  /** History is removed: what waited for that may go on. */
  cleaned(): void
}

export class AofFiles {
  manifest: Manifest
  readonly folder: AofFolder
  private readonly server: Server
  private readonly parts: FilesParts
  /** Old parts are being removed; a manifest is on its way to the disk. */
  private cleaning: boolean
  private saving: boolean
  /** The manifest is that of the folder, and its numbers are beyond what lies there. */
  private surveyed: boolean
  /** Counts the folders: a manifest that is replaced in one is not that of the next. */
  private place: number

  constructor(server: Server, parts: FilesParts) {
    this.manifest = EMPTY_MANIFEST
    this.folder = new AofFolder(server.store)
    this.server = server
    this.parts = parts
    this.cleaning = false
    this.saving = false
    this.surveyed = false
    this.place = 0
  }

  /** A manifest is being replaced, or soon will be: two at a time would be one too many. */
  get busy(): boolean {
    return this.cleaning || this.saving
  }

  /** What was found at start. */
  found(manifest: Manifest): void {
    this.manifest = manifest
    this.surveyed = true
    this.place++
  }

  /**
   * Looks at what lies in the folder, once: an append only file of earlier, which a new one is to follow.
   * False when it cannot be read; the log says why.
   */
  survey(): boolean {
    if (this.surveyed) return true
    const { folder, parts, server } = this
    const { notice } = server
    const names = parts.appendDisk.listNow(folder.path)
    if (typeof names === 'string') {
      notice.warning(`Can't open or create append-only dir ${folder.path}: ${names}`)
      return false
    }
    let manifest = EMPTY_MANIFEST
    if (names.includes(folder.manifestName)) {
      const read = readManifest(parts.manifests, folder)
      if (typeof read === 'string') {
        notice.warning(`Reading the manifest file ${folder.file(folder.manifestName)}: ${read}`)
        return false
      }
      manifest = read
    }
    this.found(beyond(manifest, surveyFolder(names, folder.stem)))
    return true
  }

  /**
   * `survey` and `createFirst` in another working directory; null, and all as it was, when that cannot be.
   */
  elsewhere(): { manifest: Manifest; file: AppendFile } | null {
    const { manifest } = this
    this.surveyed = false
    const file = this.survey() ? this.createFirst() : null
    const there = this.manifest
    this.found(manifest)
    return file === null ? null : { manifest: there, file }
  }

  /**
   * Makes the incremental file that a first rewrite begins with; null when that cannot be, the log says
   * why.
   */
  createFirst(): AppendFile | null {
    const { notice } = this.server
    const { name } = this.nextPart()
    const file = this.parts.appendDisk.appendNewNow(this.folder.file(name))
    if (typeof file !== 'string') return file
    notice.warning(`Can't open the append-only file ${name}: ${file}`)
    notice.warning(
      "Redis needs to enable the AOF but can't trigger a background AOF rewrite operation. " +
        'Check the above logs for more info about the error.',
    )
    return null
  }

  /** Removes what `createFirst` made: no rewrite has begun with it. */
  dropFirst(file: AppendFile): void {
    file.close()
    this.parts.appendDisk.remove(this.folder.file(this.nextPart().name), () => {})
  }

  private nextPart(): { readonly name: string } {
    return withIncremental(this.manifest, this.folder.stem).incremental.at(-1)!
  }

  /** The next incremental file's name is used, whatever becomes of it: it may be on its way out later. */
  useNumber(): void {
    this.manifest = { ...this.manifest, incrementalSeq: this.manifest.incrementalSeq + 1 }
  }

  /** Puts a manifest in the place of the one there is; tells `done` why that failed, or null. */
  save(manifest: Manifest, done: (error: string | null) => void): void {
    this.saving = true
    const { place } = this
    saveManifest(this.parts.manifests, this.folder, manifest, error => {
      this.saving = false
      if (error === null && place === this.place) {
        const incrementalSeq = Math.max(manifest.incrementalSeq, this.manifest.incrementalSeq)
        this.manifest = { ...manifest, incrementalSeq }
      }
      done(error)
    })
  }

  /** Removes what is no longer needed. */
  clean(): void {
    const { history } = this.manifest
    const { store, notice } = this.server
    if (history.length === 0 || store.bool('aof-disable-auto-gc')) return
    this.cleaning = true
    let left = history.length
    for (const { name } of history) {
      notice.notice(`Removing the history file ${name} in the background`)
      this.parts.appendDisk.remove(this.folder.file(name), () => {
        left--
        if (left === 0) this.cleaned()
      })
    }
  }

  private cleaned(): void {
    this.save({ ...this.manifest, history: [] }, error => {
      this.cleaning = false
      this.parts.cleaned()
      if (error !== null) this.server.notice.warning(`Error trying to write the AOF manifest: ${error}`)
    })
  }
}

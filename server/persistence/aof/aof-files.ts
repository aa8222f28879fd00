/**
 * The files of an append only file: the manifest as it is on the disk, the numbers that new files get, and
 * the removal of those that are no longer needed.
 *
 * A new file never takes the place of one that is there (`part-names.ts`). The manifest is known when the
 * file was loaded at start; who switches it on later first reads what stands in the folder as it is then.
 *
 * When the working directory is changed (CONFIG SET dir), the file stays where it is until it is rewritten:
 * as in Redis, the rewrite makes it anew in the other directory. What stands there is replaced by it.
 */
import { utf8 } from '../../../shared/config/split-args.ts'
import type { Server } from '../../engine/server.ts'
import type { Disk } from '../disk.ts'
import { type AppendDisk, type AppendFile, Refused } from './append-disk.ts'
import {
  type AofPart,
  EMPTY_MANIFEST,
  type Manifest,
  ManifestError,
  parseManifest,
  printManifest,
  withBase,
  withIncremental,
} from './manifest.ts'
import { AofFolder, saveManifest } from './manifest-file.ts'
import { type FoundPart, numberedAbove, partsAmong, unnamed } from './part-names.ts'

/** An incremental file that no manifest names yet. */
export interface FreshPart {
  readonly part: AofPart
  readonly file: AppendFile
}

export class AofFiles {
  readonly folder: AofFolder
  manifest: Manifest
  private readonly server: Server
  private readonly manifests: Disk
  private readonly appendDisk: AppendDisk
  /** `manifest` is what the disk has. */
  private known: boolean
  /** Old parts are being removed; a manifest is on its way to the disk; the first one is written down. */
  private cleaning: boolean
  private saving: boolean
  private planned: Manifest | null
  private prepared: FreshPart | null
  /** It is to have its place in another directory with the next manifest. */
  private moving: boolean
  /** Called when old parts are gone. */
  private readonly cleaned: () => void

  constructor(server: Server, manifests: Disk, appendDisk: AppendDisk, cleaned: () => void) {
    this.folder = new AofFolder(server.store)
    this.manifest = EMPTY_MANIFEST
    this.server = server
    this.manifests = manifests
    this.appendDisk = appendDisk
    this.known = false
    this.cleaning = false
    this.saving = false
    this.planned = null
    this.prepared = null
    this.moving = false
    this.cleaned = cleaned
    server.store.onPut('dir', (path, previous) => {
      const { folder } = this
      folder.left ??= utf8(previous)
      if (folder.left === utf8(path)) folder.left = null
      return null
    })
  }

  /** A manifest is on its way, or will be. */
  get busy(): boolean {
    return this.cleaning || this.saving
  }

  /** What was found at start. */
  found(manifest: Manifest): void {
    this.manifest = manifest
    this.known = true
    // Of a process that ended when it had saved its first manifest.
    if (manifest.base !== null || manifest.incremental.length > 0) this.removePlan()
  }

  /** Whether the next rewrite makes it anew in another directory. */
  get moves(): boolean {
    return this.moving || this.folder.left !== null
  }

  /** Goes over to the directory that is the working one now. */
  move(): void {
    this.dropPrepared()
    this.moving = true
    this.folder.left = null
    this.forget()
  }

  /** What the folder holds is to be looked at before the next file is made: it is not ours for now. */
  forget(): void {
    this.known = false
  }

  /** Finds the numbers of the next files. Null, or why that cannot be. */
  number(): string | null {
    const { folder, appendDisk } = this
    const names = appendDisk.namesNow(folder.path)
    if (names instanceof Refused)
      return `Can't open or create append-only dir ${folder.path}: ${names.reason}`
    const found = partsAmong(names, folder.stem)
    if (!this.known) {
      const refusal = this.read()
      if (refusal !== null) return refusal
      this.known = true
      this.tellOf(unnamed(found, this.manifest))
    }
    this.manifest = numberedAbove(this.manifest, found)
    return null
  }

  private read(): string | null {
    const name = this.folder.file(this.folder.manifestName)
    const text = this.appendDisk.textNow(name)
    if (text instanceof Refused) return `Can't read the AOF manifest ${name}: ${text.reason}`
    try {
      const manifest = text === null ? EMPTY_MANIFEST : parseManifest(text)
      const baseSeq = Math.max(manifest.baseSeq, this.manifest.baseSeq)
      const incrementalSeq = Math.max(manifest.incrementalSeq, this.manifest.incrementalSeq)
      this.manifest = { ...manifest, baseSeq, incrementalSeq }
      return null
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error
      return `Can't read the AOF manifest ${name}: ${error.message}`
    }
  }

  /** Names the parts that stay as they are, for no manifest has them. */
  tellOf(left: readonly FoundPart[]): void {
    if (left.length === 0) return
    this.server.notice.warning(
      `No AOF manifest names these files in ${this.folder.path}, they are neither loaded nor changed: ` +
        `${left.map(({ name }) => name).join(', ')}`,
    )
  }

  /**
   * Makes the next incremental file before anybody needs it, to know whether that can be. Null, or why not.
   */
  prepare(): string | null {
    const refusal = this.number()
    if (refusal !== null) return refusal
    const { folder } = this
    const part = withIncremental(this.manifest, folder.stem).incremental.at(-1)!
    const file = this.appendDisk.makeNow(folder.file(part.name))
    if (file instanceof Refused) return `Can't open the append-only file ${part.name}: ${file.reason}`
    this.used(part)
    this.prepared = { part, file }
    return null
  }

  /** The file that was prepared, once. */
  takePrepared(): FreshPart | null {
    const { prepared } = this
    this.prepared = null
    return prepared
  }

  /** Nobody needs the file that was prepared. */
  dropPrepared(): void {
    const prepared = this.takePrepared()
    if (prepared === null) return
    prepared.file.close()
    this.appendDisk.remove(this.folder.file(prepared.part.name), () => {})
  }

  /** A number is given away, whatever becomes of its file. */
  used({ seq }: AofPart): void {
    this.manifest = { ...this.manifest, incrementalSeq: Math.max(seq, this.manifest.incrementalSeq) }
  }

  /**
   * Where there is no manifest: writes down what the first one will name, before there is a base. Null, or
   * why that cannot be.
   */
  plan(incremental: AofPart | null): string | null {
    const { folder, manifest } = this
    if (manifest.base !== null || manifest.incremental.length > 0) return null
    const { base } = withBase(manifest, folder.stem, 'rdb', false)
    // What an attempt that failed has left is no part of it.
    const { planned } = this
    const failed = planned === null ? [] : [planned.base!, ...planned.incremental, ...planned.history]
    const parts = incremental === null ? [] : [incremental]
    const plan = { ...manifest, base, incremental: parts, history: failed }
    this.planned = plan
    return this.appendDisk.writeNow(folder.file(folder.planName), printManifest(plan))
  }

  private removePlan(): void {
    this.planned = null
    this.appendDisk.remove(this.folder.file(this.folder.planName), () => {})
  }

  /** Puts `manifest` in the place of the one there is; one at a time. */
  save(manifest: Manifest, done: (error: string | null) => void): void {
    this.saving = true
    saveManifest(this.manifests, this.folder, manifest, error => {
      this.saving = false
      if (error === null) {
        const incrementalSeq = Math.max(manifest.incrementalSeq, this.manifest.incrementalSeq)
        this.manifest = { ...manifest, incrementalSeq }
        this.moving = false
        if (this.planned !== null) this.removePlan()
      }
      done(error)
    })
  }

  /** Removes what is no longer needed. */
  clean(): void {
    const { base, incremental } = this.manifest
    const { store, notice } = this.server
    const live = new Set([base, ...incremental].map(part => part?.name))
    const history = this.manifest.history.filter(({ name }) => !live.has(name))
    if (history.length === 0 || store.bool('aof-disable-auto-gc')) return
    this.cleaning = true
    let left = history.length
    for (const { name } of history) {
      notice.notice(`Removing the history file ${name} in the background`)
      this.appendDisk.remove(this.folder.file(name), () => {
        left--
        if (left === 0) this.forgetHistory()
      })
    }
  }

  private forgetHistory(): void {
    this.save({ ...this.manifest, history: [] }, error => {
      this.cleaning = false
      if (error !== null) this.server.notice.warning(`Error trying to write the AOF manifest: ${error}`)
      this.cleaned()
    })
  }
}

/** Where the parts of an append only file lie, and how its manifest is replaced: whole, and durable. */
import type { ConfigStore } from '../../../shared/config/store.ts'
import type { Disk } from '../disk.ts'
import { type Manifest, printManifest } from './manifest.ts'

/** Names below the working directory, or below the one it was when that was changed since. */
export class AofFolder {
  /** The directory that was left, or null. */
  left: string | null
  private readonly store: ConfigStore

  constructor(store: ConfigStore) {
    this.left = null
    this.store = store
  }

  /** What the names of all parts begin with. */
  get stem(): string {
    return this.store.path('appendfilename')
  }

  get path(): string {
    const name = this.store.path('appenddirname')
    return this.left === null ? name : `${this.left}/${name}`
  }

  get manifestName(): string {
    return `${this.stem}.manifest`
  }

  /**
   * Where the first manifest is written down before the files that it will name are there: so a process that
   * ends before it has its place leaves nothing that could be taken for an append only file without a
   * manifest.
   */
  get planName(): string {
    return `temp-${this.stem}.plan`
  }

  file(name: string): string {
    return `${this.path}/${name}`
  }
}

/** Puts `manifest` in the place of the one there is; tells `done` why that failed, or null. */
export function saveManifest(
  disk: Disk,
  folder: AofFolder,
  manifest: Manifest,
  done: (error: string | null) => void,
): void {
  const name = folder.file(folder.manifestName)
  const file = disk.create(folder.file(`temp-${folder.manifestName}`), name, () => {})
  const bytes = printManifest(manifest)
  file.write(bytes, bytes.length)
  file.commit(done)
}

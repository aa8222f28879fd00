/** Where the parts of an append only file lie, and how its manifest is replaced: whole, and durable. */
import { latin1 } from '../../../shared/bytes/text.ts'
import type { ConfigStore } from '../../../shared/config/store.ts'
import type { Disk } from '../disk.ts'
import { type Manifest, ManifestError, parseManifest, printManifest } from './manifest.ts'

/** Names below the working directory. */
export class AofFolder {
  private readonly store: ConfigStore

  constructor(store: ConfigStore) {
    this.store = store
  }

  /** What the names of all parts begin with. */
  get stem(): string {
    return this.store.path('appendfilename')
  }

  get path(): string {
    return this.store.path('appenddirname')
  }

  get manifestName(): string {
    return `${this.stem}.manifest`
  }

  file(name: string): string {
    return `${this.path}/${name}`
  }
}

/** The manifest that is there; or why it cannot be read. Serves nobody meanwhile. */
export function readManifest(disk: Disk, folder: AofFolder): Manifest | string {
  let text = ''
  const error = disk.readNow(folder.file(folder.manifestName), (bytes, length) => {
    text += latin1(bytes, 0, length)
  })
  if (error !== null) return error
  try {
    return parseManifest(text)
  } catch (error) {
    if (error instanceof ManifestError) return error.message
    throw error
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

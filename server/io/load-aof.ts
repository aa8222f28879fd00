/**
 * Loads the append only file when the server starts: finds its parts (`find-aof.ts`), takes in one after the
 * other while clients are told LOADING, cuts off a torn end, and opens the file for what is written from then
 * on. What cannot be loaded ends the process: to go on without it would destroy it.
 */
import { existsSync, truncateSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Engine } from '../engine/engine.ts'
import type { Aof } from '../persistence/aof/aof.ts'
import { type AofEnd, AofError, AofLoader } from '../persistence/aof/aof-loader.ts'
import { type AofPart, EMPTY_MANIFEST, type Manifest } from '../persistence/aof/manifest.ts'
import { reportAof } from '../persistence/load-report.ts'
import type { Persistence } from '../persistence/persistence.ts'
import { Fatal, FindAof } from './find-aof.ts'
import { feedFile, loadData } from './load-data.ts'
import type { Turns } from './turns.ts'

export class AofStart {
  private readonly aof: Aof
  private readonly engine: Engine
  private readonly finder: FindAof
  private readonly persistence: Persistence
  private readonly turns: Turns
  /** Called when the server has ended to load. */
  private readonly settled: () => void
  /** Bytes of the last incremental part. */
  private last: number

  constructor(aof: Aof, engine: Engine, persistence: Persistence, turns: Turns, settled: () => void) {
    this.aof = aof
    this.engine = engine
    this.finder = new FindAof(aof.files, engine.server)
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
      const manifest = this.finder.manifest()
      if (manifest === EMPTY_MANIFEST) await this.loadSaved()
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

  // The parts -----------------------------------------------------------------------------------------------

  /** Bytes of all parts. */
  private async loadParts({ base, incremental }: Manifest): Promise<number> {
    const parts = [...(base === null ? [] : [base]), ...incremental]
    if (parts.length === 0) return 0
    const { notice } = this.engine.server
    const startedAt = Date.now()
    const sizes = parts.map(part => this.finder.sizeOf(part))
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

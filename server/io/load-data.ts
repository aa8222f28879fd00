/**
 * Loads the data set when the server starts, while clients are told LOADING: the file is read by other
 * threads a piece ahead, and taken in for some milliseconds at a time. A file that cannot be loaded ends the
 * process, as in Redis: to start empty, and to save that, would destroy it.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises'
import { withView } from '../../shared/bytes/view.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import { perKeyUs } from '../persistence/key-delay.ts'
import { isInvalid, reportRdb } from '../persistence/load-report.ts'
import type { Persistence } from '../persistence/persistence.ts'
import { RdbError } from '../persistence/rdb/rdb-error.ts'
import { RdbLoader } from '../persistence/rdb-loader.ts'
import type { StreamPlace } from '../persistence/rdb-start.ts'
import type { Turns } from './turns.ts'

const PIECE = 1024 * 1024
const STEP = 64 * 1024
/** How long others wait for their LOADING at most, ms. */
const SLICE_MS = 4

/** What takes a file's bytes; `done` says that the rest does not matter. */
export interface FileTaker {
  push(bytes: Uint8Array, off: number, len: number): void
  readonly done: boolean
  /** Keys or commands taken so far. */
  readonly taken: number
}

/** Pieces that are handed over at a time where each key costs a delay, so that it is spread evenly. */
const DELAYED_STEP = 1024
/** A delay is waited for in pieces of so many ms at most, for its setting may change meanwhile. */
const DELAY_PIECE_MS = 50

/** Waits for what `keys` keys cost; gives what is too little to wait for. */
async function payDelay(store: ConfigStore, keys: number, owedUs: number): Promise<number> {
  let owed = owedUs + keys * perKeyUs(store.number('key-load-delay'))
  while (owed >= 1000 && store.number('key-load-delay') !== 0) {
    const before = performance.now()
    await sleep(Math.min(DELAY_PIECE_MS, owed / 1000))
    owed -= (performance.now() - before) * 1000
  }
  return store.number('key-load-delay') === 0 ? 0 : owed
}

/** Hands a file to `taker`, slice by slice, each in a turn. */
export async function feedFile(
  file: FileHandle,
  taker: FileTaker,
  turns: Turns,
  store: ConfigStore,
  tell: (bytes: number) => void,
) {
  let owedUs = 0
  const pieces = [withView(Buffer.allocUnsafeSlow(PIECE)), withView(Buffer.allocUnsafeSlow(PIECE))]
  let coming = file.read(pieces[0]!, 0, PIECE)
  let until = performance.now() + SLICE_MS
  for (let at = 0; !taker.done; at++) {
    const { bytesRead } = await coming
    if (bytesRead === 0) return
    const piece = pieces[at % 2]!
    coming = file.read(pieces[(at + 1) % 2]!, 0, PIECE)
    for (let from = 0, step = STEP; from < bytesRead && !taker.done; from += step) {
      const delayed = store.number('key-load-delay') !== 0
      step = delayed ? DELAYED_STEP : STEP
      turns.begin()
      const length = Math.min(step, bytesRead - from)
      const { taken } = taker
      taker.push(piece, from, length)
      tell(length)
      if (delayed) owedUs = await payDelay(store, taker.taken - taken, owedUs)
      if (performance.now() < until) continue
      await nextRound()
      until = performance.now() + SLICE_MS
    }
  }
  await coming
}

/** The file called `name`, or null when there is none. */
async function openFile(name: string): Promise<FileHandle | null> {
  try {
    return await open(name, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Loads `dbfilename`, if there is such a file. Gives where its data stands in the replication history, or
 * null. Until then the server is loading; `settled` is called when that has ended.
 */
export async function loadData(
  persistence: Persistence,
  turns: Turns,
  settled: () => void,
): Promise<StreamPlace | null> {
  const { server } = persistence
  const name = server.store.path('dbfilename')
  let loader: RdbLoader | null = null
  try {
    const file = await openFile(name)
    if (file === null) return null
    const startedAt = Date.now()
    const load = { startedAt, totalBytes: (await file.stat()).size, loadedBytes: 0 }
    persistence.load = load
    turns.begin()
    loader = RdbLoader.ofFile(server)
    await feedFile(file, loader, turns, server.store, bytes => {
      load.loadedBytes += bytes
    })
    loader.finish()
    await file.close()
    persistence.loaded(loader)
    server.notice.notice(`DB loaded from disk: ${((Date.now() - startedAt) / 1000).toFixed(3)} seconds`)
    return loader.place()
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException
    const { notice } = server
    if (error instanceof RdbError) reportRdb(notice, `The RDB file ${name}`, error)
    else if (errno === undefined) throw error
    if (!(error instanceof RdbError) || isInvalid(error)) {
      const reason = error instanceof RdbError ? 'Invalid argument' : systemReason(error)
      notice.warning(`Fatal error loading the DB: ${reason}. Exiting.`)
    }
    process.exit(1)
  } finally {
    persistence.load = null
    server.setLoading(false)
    settled()
  }
}

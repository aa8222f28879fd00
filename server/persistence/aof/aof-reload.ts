/**
 * Loads the append only file again while the server runs (DEBUG LOADAOF): the parts as they are on the
 * disk, as far as the writer counts them, then what is logged and not written yet. Nobody is served
 * meanwhile.
 */
import type { Engine } from '../../engine/engine.ts'
import type { Disk } from '../disk.ts'
import { reportAof } from '../load-report.ts'
import { AofError, AofLoader } from './aof-loader.ts'

/** A part of the file, and how many of its bytes count. */
export interface WrittenPart {
  readonly name: string
  readonly size: number
}

/** Where the file stands. */
export interface AofPosition {
  /** In order; of all but the last file all bytes count. */
  readonly parts: readonly WrittenPart[]
  /** Log offset from which on nothing is written yet. */
  readonly written: number
}

/** Why it failed, which is logged, or null. */
export function reloadAof(engine: Engine, disk: Disk, { parts, written }: AofPosition): string | null {
  const { clients, keyspace, log, notice, watches } = engine.server
  const { current } = clients
  engine.server.setLoading(true)
  for (const db of keyspace.databases) watches.emptied(db.index)
  keyspace.flushAll()
  let loader: AofLoader | null = null
  let name = ''
  try {
    for (const part of parts) {
      name = part.name
      loader = new AofLoader(engine)
      const failure = read(disk, part, loader)
      if (failure !== null) return failure
      if (part !== parts.at(-1)) finish(loader)
    }
    loader ??= new AofLoader(engine)
    for (let at = written; at < log.end; ) {
      const bytes = log.read(at, log.end - at)
      loader.push(bytes, 0, bytes.length)
      at += bytes.length
    }
    finish(loader)
    return null
  } catch (error) {
    if (!(error instanceof AofError)) throw error
    loader?.discard()
    reportAof(notice, name, error)
    return error.message
  } finally {
    clients.current = current
    engine.server.setLoading(false)
  }
}

function read(disk: Disk, { name, size }: WrittenPart, loader: AofLoader): string | null {
  let left = size
  return disk.readNow(name, (bytes, length) => {
    const n = Math.min(left, length)
    loader.push(bytes, 0, n)
    left -= n
  })
}

function finish(loader: AofLoader): void {
  const { torn, valid } = loader.finish()
  if (torn)
    throw new AofError('it ends inside a command', valid, name => `Unexpected end of file in ${name}`, null)
}

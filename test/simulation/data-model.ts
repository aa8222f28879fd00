/*
 * What a server model holds: a chain of writes, so that two servers can share one past and any write can be asked
 * for; and the history it belongs to, as PSYNC2 names it.
 */
import type { Lineage } from '../../shared/replication/lineage.ts'
import { unknownLineage } from '../../shared/replication/lineage.ts'

/** One write, on top of all before it; null is the empty data set. Each write makes a key. */
export interface Write {
  readonly before: Write | null
  readonly keys: number
}

export interface Image {
  data: Write | null
  id: string
  secondId: string
  secondOffset: number
  offset: number
}

export function emptyImage(id: string): Image {
  return { data: null, id, secondId: '0'.repeat(40), secondOffset: -1, offset: 0 }
}

/** The history goes on under another name. */
export function renamed(image: Image, id: string): Image {
  return { ...image, id, secondId: image.id, secondOffset: image.offset + 1 }
}

export function write(data: Write | null): Write {
  return { before: data, keys: keysOf(data) + 1 }
}

export function keysOf(data: Write | null): number {
  return data === null ? 0 : data.keys
}

/** Whether that write is in the data. */
export function holds(data: Write | null, wanted: Write | null): boolean {
  if (wanted === null) return true
  let at = data
  while (at !== null && at.keys > wanted.keys) at = at.before
  return at === wanted
}

/** Whether the primary can send the rest to a replica. */
export function mayContinue(primary: Image, replica: Image): boolean {
  if (replica.id === primary.id) return replica.offset <= primary.offset
  return replica.id === primary.secondId && replica.offset < primary.secondOffset
}

/** As INFO tells it. */
export function lineageOfImage(
  image: Image,
  role: Lineage['role'],
  runId: string,
  uptimeMs: number,
): Lineage {
  const lineage = unknownLineage()
  const { id, secondId, secondOffset, offset, data } = image
  Object.assign(lineage, { role, runId, id, secondId, secondOffset, offset, keys: keysOf(data) })
  lineage.uptimeSeconds = Math.floor(uptimeMs / 1000)
  return lineage
}

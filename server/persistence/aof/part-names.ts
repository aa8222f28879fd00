/**
 * The folder of an append only file holds what its manifest names, and may hold more: what a process that was
 * killed did not come to name or to remove, the files of another stem, what somebody copied there. Nothing of
 * that is ever written to: new files get numbers above all that is there.
 */
import { type AofPart, EMPTY_MANIFEST, type Manifest } from './manifest.ts'

/** A file whose name says that it is a part. */
export interface FoundPart extends AofPart {
  readonly type: 'base' | 'incr'
}

/** The names that have the form of a part's, by type and number. */
export function partsAmong(names: readonly string[], stem: string): FoundPart[] {
  const found: FoundPart[] = []
  for (const name of names) {
    if (!name.startsWith(`${stem}.`)) continue
    const match = /^(\d{1,15})\.(?:(base)\.(?:rdb|aof)|incr\.aof)$/.exec(name.slice(stem.length + 1))
    if (match === null) continue
    found.push({ name, seq: Number(match[1]), type: match[2] === 'base' ? 'base' : 'incr' })
  }
  return found.sort((a, b) => (a.type === b.type ? a.seq - b.seq : a.type < b.type ? -1 : 1))
}

/** The parts that a manifest does not name. */
export function unnamed(found: readonly FoundPart[], manifest: Manifest): FoundPart[] {
  const { base, incremental, history } = manifest
  const named = new Set([base, ...incremental, ...history].map(part => part?.name))
  return found.filter(({ name }) => !named.has(name))
}

/** The manifest, with the highest numbers given raised to those that are there. */
export function numberedAbove(manifest: Manifest, found: readonly FoundPart[]): Manifest {
  let { baseSeq, incrementalSeq } = manifest
  for (const { type, seq } of found) {
    if (type === 'base') baseSeq = Math.max(baseSeq, seq)
    else incrementalSeq = Math.max(incrementalSeq, seq)
  }
  return { ...manifest, baseSeq, incrementalSeq }
}

/** The manifest of manifests that were lost: the last base and every incremental file. */
export function manifestOf(found: readonly FoundPart[]): Manifest {
  const { name, seq } = found.findLast(({ type }) => type === 'base') ?? { name: '', seq: 0 }
  const incremental = found.filter(({ type }) => type === 'incr')
  const base = seq === 0 ? null : { name, seq }
  return { ...EMPTY_MANIFEST, base, incremental, baseSeq: seq, incrementalSeq: incremental.at(-1)?.seq ?? 0 }
}

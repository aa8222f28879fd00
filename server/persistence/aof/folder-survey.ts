/**
 * What the folder of an append only file holds, by name. A part that no manifest names may be all that is
 * left of somebody's data: it is never written to, and numbers of new parts begin after the highest that is
 * there.
 */
import type { Manifest } from './manifest.ts'

export interface FolderSurvey {
  /** Files named as this append only file's parts are, in order. */
  readonly parts: readonly string[]
  /** The highest numbers among them. */
  readonly baseSeq: number
  readonly incrementalSeq: number
}

/** `stem` is `appendfilename`. */
export function surveyFolder(names: readonly string[], stem: string): FolderSurvey {
  const parts: string[] = []
  let baseSeq = 0
  let incrementalSeq = 0
  for (const name of [...names].sort()) {
    if (!name.startsWith(`${stem}.`)) continue
    const match = /^\.([1-9]\d{0,15})\.(base\.rdb|base\.aof|incr\.aof)$/.exec(name.slice(stem.length))
    if (match === null) continue
    parts.push(name)
    const seq = Number(match[1])
    if (match[2] === 'incr.aof') incrementalSeq = Math.max(incrementalSeq, seq)
    else baseSeq = Math.max(baseSeq, seq)
  }
  return { parts, baseSeq, incrementalSeq }
}

/** The manifest, whose next parts have names that are free. */
export function beyond(manifest: Manifest, { baseSeq, incrementalSeq }: FolderSurvey): Manifest {
  return {
    ...manifest,
    baseSeq: Math.max(manifest.baseSeq, baseSeq),
    incrementalSeq: Math.max(manifest.incrementalSeq, incrementalSeq),
  }
}

/** Parts that are there and that the manifest does not name. */
export function unnamed({ parts }: FolderSurvey, { base, incremental, history }: Manifest): string[] {
  const named = new Set(
    [...(base === null ? [] : [base]), ...incremental, ...history].map(({ name }) => name),
  )
  return parts.filter(name => !named.has(name))
}

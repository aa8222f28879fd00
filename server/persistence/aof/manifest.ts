/**
 * The manifest of an append only file: which files it is made of, in which order they are loaded. One line
 * each, `file appendonly.aof.1.base.rdb seq 1 type b`: a base (b), the files that follow it (i), and those
 * that are no longer needed and about to go (h). The form is Redis 7's, to the letter.
 */
import { latin1Bytes } from '../../../shared/bytes/text.ts'
import { fromUtf8, quoteIfNeeded, splitArgs, utf8 } from '../../../shared/config/split-args.ts'

export interface AofPart {
  readonly name: string
  readonly seq: number
}

/** A value: a change makes a new one, which counts once it is on disk. */
export interface Manifest {
  readonly base: AofPart | null
  readonly incremental: readonly AofPart[]
  readonly history: readonly AofPart[]
  /** The highest sequence numbers given so far. */
  readonly baseSeq: number
  readonly incrementalSeq: number
}

export const EMPTY_MANIFEST: Manifest = {
  base: null,
  incremental: [],
  history: [],
  baseSeq: 0,
  incrementalSeq: 0,
}

/** A line that cannot be read. */
export class ManifestError extends Error {
  /** Counted from one. */
  readonly line: number
  /** The line as it stands; empty when the whole file is meant. */
  readonly text: string | null

  constructor(reason: string, line: number, text: string | null) {
    super(reason)
    this.line = line
    this.text = text
  }
}

const LINE_MAX = 1024
const SEQ = /^[1-9]\d{0,15}$/

/** Reads a manifest; `text` is latin1. Throws ManifestError. */
export function parseManifest(text: string): Manifest {
  if (text === '') throw new ManifestError('Found an empty AOF manifest', 0, null)
  const lines = text.split('\n')
  const torn = lines.pop()!
  const found = new Found()
  for (const [i, line] of lines.entries()) found.line(line, i + 1)
  if (torn !== '' && !torn.startsWith('#')) {
    throw new ManifestError(TOO_LONG, lines.length + 1, null)
  }
  return found.manifest()
}

class Found {
  private base: AofPart | null = null
  private readonly incremental: AofPart[] = []
  private readonly history: AofPart[] = []

  line(text: string, number: number): void {
    if (text.startsWith('#')) return
    const refuse = (reason: string): never => {
      throw new ManifestError(reason, number, text)
    }
    if (text.length >= LINE_MAX) throw new ManifestError(TOO_LONG, number, null)
    const words = splitArgs(text)
    if (words === null || words.length < 6 || words.length % 2 !== 0) return refuse(INVALID)
    const told = new Map<string, string>()
    for (let i = 0; i < words.length; i += 2) told.set(words[i]!.toLowerCase(), words[i + 1]!)
    const file = told.get('file') ?? ''
    const seq = told.get('seq') ?? ''
    const type = told.get('type') ?? ''
    if (file === '' || !SEQ.test(seq) || type === '') refuse(INVALID)
    if (/[/\\]/.test(file) || file === '.' || file === '..') refuse("File can't be a path, just a filename")
    const wrong = this.take({ name: utf8(file), seq: Number(seq) }, type)
    if (wrong !== null) refuse(wrong)
  }

  private take(part: AofPart, type: string): string | null {
    if (type === 'h') this.history.push(part)
    else if (type === 'b') {
      if (this.base !== null) return 'Found duplicate base file information'
      this.base = part
    } else if (type === 'i') {
      if (part.seq <= (this.incremental.at(-1)?.seq ?? 0)) return 'Found a non-monotonic sequence number'
      this.incremental.push(part)
    } else return 'Unknown AOF file type'
    return null
  }

  manifest(): Manifest {
    const { base, incremental, history } = this
    const baseSeq = base?.seq ?? 0
    return { base, incremental, history, baseSeq, incrementalSeq: incremental.at(-1)?.seq ?? 0 }
  }
}

const TOO_LONG = 'The AOF manifest file contains too long line'
const INVALID = 'Invalid AOF manifest file format'

export function printManifest({ base, history, incremental }: Manifest): Uint8Array {
  const line = ({ name, seq }: AofPart, type: string): string => {
    return `file ${quoteIfNeeded(fromUtf8(name))} seq ${seq} type ${type}\n`
  }
  const lines = base === null ? [] : [line(base, 'b')]
  lines.push(...history.map(part => line(part, 'h')), ...incremental.map(part => line(part, 'i')))
  return latin1Bytes(lines.join(''))
}

/** With another incremental file at the end. `stem` is `appendfilename`. */
export function withIncremental(manifest: Manifest, stem: string): Manifest {
  const seq = manifest.incrementalSeq + 1
  const incremental = [...manifest.incremental, { name: `${stem}.${seq}.incr.aof`, seq }]
  return { ...manifest, incremental, incrementalSeq: seq }
}

/** What a base holds, and its name ends in: an RDB image, or commands. */
export type BaseForm = 'rdb' | 'aof'

/**
 * With a new base; all before is history. With `followed` the last incremental file is not: it goes on where
 * the base ends.
 */
export function withBase(manifest: Manifest, stem: string, form: BaseForm, followed: boolean): Manifest {
  const seq = manifest.baseSeq + 1
  const { base, history, incremental } = manifest
  const kept = followed ? incremental.slice(-1) : []
  const gone = incremental.slice(0, incremental.length - kept.length).reverse()
  const old = [...gone, ...(base === null ? [] : [base])]
  return {
    ...manifest,
    base: { name: `${stem}.${seq}.base.${form}`, seq },
    history: [...old, ...history],
    incremental: kept,
    baseSeq: seq,
  }
}

/** An append only file of old, a single one, as the base of one in parts. */
export function fromOldFile(name: string): Manifest {
  return { ...EMPTY_MANIFEST, base: { name, seq: 1 }, baseSeq: 1 }
}

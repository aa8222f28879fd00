/**
 * The slow log: the latest commands that took long, with their arguments cut to a length that is safe to
 * keep.
 */
import type { Client } from '../../shared/client/client.ts'
import type { CommandEntry } from '../../shared/command/entry.ts'
import type { Args } from '../../shared/resp/args.ts'
import { visibleArg } from './redact.ts'

const ARGS_MAX = 32
const LENGTH_MAX = 128

export type SlowEntry = {
  id: number
  /** Unix time, seconds. */
  at: number
  usec: number
  /** latin1. */
  args: string[]
  addr: string
  name: string
}

export class Slowlog {
  /** Newest first. */
  readonly entries: SlowEntry[]
  /** At most this many are kept (slowlog-max-len). */
  limit: number
  /** Of the newest, also after a reset; -1 before the first. */
  lastId: number
  lastUsec: number

  constructor() {
    this.entries = []
    this.limit = 128
    this.lastId = -1
    this.lastUsec = 0
  }

  /** `client` and `args` are null for a call whose request is gone already. */
  add(entry: CommandEntry, usec: number, client: Client | null, args: Args | null, now: number): void {
    this.lastId++
    this.lastUsec = Math.round(usec)
    const words = args === null ? entry.name.split('|') : trimmed(entry, args)
    this.entries.unshift({
      id: this.lastId,
      at: Math.floor(now / 1000),
      usec: this.lastUsec,
      args: words,
      addr: client?.addr ?? '',
      name: client?.name ?? '',
    })
    this.trim()
  }

  trim(): void {
    if (this.entries.length > this.limit) this.entries.length = this.limit
  }
}

/** Never more text than is kept: a piece of a huge argument's text would hold on to all of it. */
function trimmed(entry: CommandEntry, args: Args): string[] {
  const kept = args.argc > ARGS_MAX ? ARGS_MAX - 1 : args.argc
  const shown: string[] = []
  for (let i = 0; i < kept; i++) {
    const word = visibleArg(entry, args, i, LENGTH_MAX)
    const rest = args.len[i]! - LENGTH_MAX
    shown.push(rest > 0 && word.length === LENGTH_MAX ? `${word}... (${rest} more bytes)` : word)
  }
  if (kept < args.argc) shown.push(`... (${args.argc - kept} more arguments)`)
  return shown
}

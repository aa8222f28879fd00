/**
 * A command as the dispatcher uses it: what it needs on every call, computed once from the command's
 * description, in one hidden class, with the statistics of its calls.
 */
import type { Args } from '../resp/args.ts'
import type { Command, CommandFlag } from './command.ts'
import type { LatencyHistogram } from './latency-histogram.ts'

/** One bit per flag, so that gates are one test. */
export const flagBit: Record<CommandFlag, number> = {
  write: 1 << 0,
  readonly: 1 << 1,
  denyoom: 1 << 2,
  admin: 1 << 3,
  pubsub: 1 << 4,
  noscript: 1 << 5,
  blocking: 1 << 6,
  loading: 1 << 7,
  stale: 1 << 8,
  skip_monitor: 1 << 9,
  skip_slowlog: 1 << 10,
  asking: 1 << 11,
  fast: 1 << 12,
  no_auth: 1 << 13,
  sentinel: 1 << 14,
  only_sentinel: 1 << 15,
  no_mandatory_keys: 1 << 16,
  protected: 1 << 17,
  no_async_loading: 1 << 18,
  no_multi: 1 << 19,
  movablekeys: 1 << 20,
  allow_busy: 1 << 21,
  may_replicate: 1 << 22,
  touches_arbitrary_keys: 1 << 23,
}

// biome-ignore lint/suspicious/noExplicitAny: the table is handed the context type by its owner.
export type Run = (ctx: any, args: Args) => void

export class CommandEntry {
  /** Lower case, with the container: `set`, `config|get`. */
  readonly name: string
  readonly arity: number
  /** Sum of `flagBit`s. */
  readonly flags: number
  readonly run: Run | null
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly definition: Command<any>
  readonly parent: CommandEntry | null
  /** Subcommands by lower-case name. */
  readonly subcommands: Map<string, CommandEntry> | null
  /** Statistics, for INFO commandstats. */
  calls: number
  usec: number
  rejected: number
  failed: number
  /** Durations of its calls; null until the first was taken. */
  latency: LatencyHistogram | null

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  constructor(definition: Command<any>, parent: CommandEntry | null) {
    const own = definition.name.toLowerCase()
    this.name = parent === null ? own : `${parent.name}|${own}`
    this.arity = definition.arity
    let flags = 0
    for (const flag of definition.flags) flags |= flagBit[flag]
    this.flags = flags
    this.run = definition.run ?? null
    this.definition = definition
    this.parent = parent
    this.calls = 0
    this.usec = 0
    this.rejected = 0
    this.failed = 0
    this.latency = null
    this.subcommands = definition.subcommands
      ? new Map(definition.subcommands.map(sub => [sub.name.toLowerCase(), new CommandEntry(sub, this)]))
      : null
  }
  /** Forgets the statistics (CONFIG RESETSTAT). */
  resetStats(): void {
    this.calls = 0
    this.usec = 0
    this.rejected = 0
    this.failed = 0
    this.latency = null
  }
}

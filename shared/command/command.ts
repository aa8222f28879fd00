/**
 * The form of a command: one plain object per command, checked by `command()`, from which arity, flags, key
 * positions, ACL categories and documentation all come. Subcommands have the same form.
 */
import type { Args } from '../resp/args.ts'

export type CommandGroup =
  | 'string'
  | 'generic'
  | 'connection'
  | 'server'
  | 'transactions'
  | 'pubsub'
  | 'list'
  | 'hash'
  | 'set'
  | 'sorted-set'
  | 'stream'
  | 'bitmap'
  | 'hyperloglog'
  | 'geo'
  | 'scripting'
  | 'cluster'
  | 'sentinel'

/** Redis's command flags, in its own words (COMMAND INFO), but with underscores for spaces. */
export type CommandFlag =
  | 'write'
  | 'readonly'
  | 'denyoom'
  | 'admin'
  | 'pubsub'
  | 'noscript'
  | 'blocking'
  | 'loading'
  | 'stale'
  | 'skip_monitor'
  | 'skip_slowlog'
  | 'asking'
  | 'fast'
  | 'no_auth'
  | 'sentinel'
  | 'only_sentinel'
  | 'no_mandatory_keys'
  | 'protected'
  | 'no_async_loading'
  | 'no_multi'
  | 'movablekeys'
  | 'allow_busy'
  | 'may_replicate'
  | 'touches_arbitrary_keys'

export type KeyFlag =
  | 'RO'
  | 'RW'
  | 'OW'
  | 'RM'
  | 'access'
  | 'update'
  | 'insert'
  | 'delete'
  | 'not_key'
  | 'incomplete'
  | 'variable_flags'

/**
 * Where keys stand: begin at an index or after a keyword, then a range or a counted list; or no rule can say.
 */
export type KeySpec = {
  flags: KeyFlag[]
  begin: { index: number } | { keyword: string; startFrom: number } | 'unknown'
  /** `last` relative to the first key (negative: from the end), as in COMMAND DOCS. */
  find:
    | { last: number; step: number; limit: number }
    | { countAt: number; firstAt: number; step: number }
    | 'unknown'
  notes?: string
}

/** A key in a request: its argument position and what happens to it. */
export type KeyUse = { at: number; flags: KeyFlag[] }

/** One command on a context `C`, which is what its process hands to `run`. */
export type Command<C> = {
  /** Upper case; of a subcommand its own name only, `GET` of `CONFIG GET`. */
  name: string
  group: CommandGroup
  since: string
  /** Number of arguments with the name; negative: at least that many. */
  arity: number
  summary: string
  complexity?: string
  /** Arguments in the notation of `syntax.ts`; COMMAND DOCS derives its argument tree from it. */
  syntax?: string
  flags: CommandFlag[]
  /** ACL categories beyond those that follow from flags and group, with the at sign: `@keyspace`. */
  categories?: string[]
  tips?: string[]
  history?: [version: string, change: string][]
  /** Not meant for users; COMMAND DOCS calls it `syscmd`. */
  system?: true
  deprecated?: { since: string; replacedBy: string }
  keys?: KeySpec[]
  /**
   * The keys of a request, where the specs cannot say (SORT ... STORE) or not what happens to them (SET ...
   * GET): argument positions, with flags or with those of the first spec. Null for a request that cannot be
   * read.
   */
  getKeys?: (args: Args) => (number | KeyUse)[] | null
  subcommands?: Command<C>[]
  /** Runs the command. A container that has subcommands only needs none. */
  run?: (ctx: C, args: Args) => void
}

/** Checks a command's shape at compile time, keeping its literal types. */
export function command<C>(definition: Command<C>): Command<C> {
  return definition
}

/** The usual key specification: one key at argument 1. */
export function oneKey(...flags: KeyFlag[]): KeySpec[] {
  return [{ flags, begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } }]
}

/** A number of keys at argument `index`, and behind it the keys. */
export function countedKeys(index: number, ...flags: KeyFlag[]): KeySpec[] {
  return [{ flags, begin: { index }, find: { countAt: 0, firstAt: 1, step: 1 } }]
}

/** Keys from argument `index` to the last, each `step`-th argument. */
export function manyKeys(index: number, step: number, ...flags: KeyFlag[]): KeySpec[] {
  return [{ flags, begin: { index }, find: { last: -1, step, limit: 0 } }]
}

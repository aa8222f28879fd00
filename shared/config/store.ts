/**
 * The configuration of a process: every directive's value, loaded from lines, read and changed as CONFIG
 * GET, SET and REWRITE do. It decides and remembers; what a change means is the business of those who
 * register for it.
 *
 * All text is latin1, one character a byte (see split-args.ts).
 *
 * Departs from Redis: a change to an equal value applies nothing, even for `bind` and its like; several
 * `save` lines add up also after an `include`; memory values above 2^63 are rewritten as they are.
 */

import { assert } from '../bytes/assert.ts'
import { globAll, matchGlob } from '../bytes/glob.ts'
import { latin1Bytes } from '../bytes/text.ts'
import { type Args, type Directive, Refusal, sameArgs, setArguments } from './directive.ts'
import { ConfigError } from './error.ts'
import { isDeprecated, isFileOnly, isKeptByRewrite, refuseFileOnly } from './file-only.ts'
import type { ConfigLine } from './parse.ts'
import { RewriteText } from './rewrite.ts'
import { quoteIfNeeded, utf8 } from './split-args.ts'

/** Acts on a changed value; what it answers, if not null, is the reason why the change is undone. */
export type Applier = (value: string, previous: string, name: string) => string | null

/**
 * Acts on a directive of a file as it is read; what it answers, if not null, is the reason of a ConfigError.
 */
export type Reader = (args: Args) => string | null

/** Who sends a CONFIG SET, and when. */
export interface SetContext {
  /** Whether the client came over loopback or a unix socket. */
  readonly local: boolean
  readonly loading: boolean
}

/** A directive and its present value. */
class Slot {
  readonly directive: Directive
  value: Args
  number: number
  /** Whether the file or the command line named it. */
  given: boolean

  constructor(directive: Directive) {
    this.directive = directive
    this.value = directive.initial
    this.number = directive.kind.number(directive.initial)
    this.given = false
  }

  put(value: Args): void {
    this.value = value
    this.number = this.directive.kind.number(value)
  }
}

interface Change {
  readonly name: string
  readonly slot: Slot
  readonly text: string
  readonly previous: Args
}

const FREE_CLIENT: SetContext = { local: true, loading: false }

export class ConfigStore {
  readonly #slots: Slot[] = []
  /** By name and by alias, in the order of the table. */
  readonly #byName = new Map<string, Slot>()
  readonly #appliers = new Map<Slot, Applier[]>()
  readonly #putters = new Map<Slot, Applier[]>()
  readonly #readers = new Map<string, Reader[]>()
  readonly #endChecks: (() => string | null)[] = []
  readonly #commits: (() => void)[] = []
  readonly #fileOnly = new Map<string, Args[]>()
  readonly #rewriters = new Map<string, () => readonly Args[]>()
  #tellIgnored: (name: string, reason: string) => void = () => {}

  constructor(table: readonly Directive[]) {
    for (const directive of table) {
      const slot = new Slot(directive)
      this.#slots.push(slot)
      for (const name of [directive.name, ...directive.aliases]) {
        assert(!this.#byName.has(name), `one directive named ${name}`)
        this.#byName.set(name, slot)
      }
    }
  }

  #slot(name: string): Slot {
    const slot = this.#byName.get(name)
    assert(slot !== undefined, `a directive named ${name}`)
    return slot
  }

  /** Whether a directive is `yes`. */
  bool(name: string): boolean {
    return this.#slot(name).value[0] === 'yes'
  }

  /** The value of a number, a size in bytes or a percentage (negative). Exact up to 2^53. */
  number(name: string): number {
    return this.#slot(name).number
  }

  /** The value as CONFIG GET prints it, in latin1. */
  text(name: string): string {
    return this.#slot(name).value.join(' ')
  }

  /** The value's arguments, in latin1. A text that is not set is `['']`. */
  list(name: string): Args {
    return this.#slot(name).value
  }

  /** The value as the JavaScript text that its bytes mean in UTF-8: for paths and host names. */
  path(name: string): string {
    return utf8(this.text(name))
  }

  /** Whether a file, stdin or the command line named the directive. */
  given(name: string): boolean {
    return this.#slot(name).given
  }

  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase())
  }

  /** Whether a value must be kept out of logs; false for unknown names. */
  isSensitive(name: string): boolean {
    return this.#byName.get(name.toLowerCase())?.directive.sensitive === true
  }

  /** The arguments of each line of a directive that only files know: `user`, `rename-command`. */
  fileLines(name: string): readonly Args[] {
    return this.#fileOnly.get(name) ?? []
  }

  /** The directives that have no effect here and stand at other than their default, each with the reason. */
  ignoredInUse(): { readonly name: string; readonly reason: string }[] {
    const found: { name: string; reason: string }[] = []
    for (const { directive, value } of this.#slots) {
      const { name, ignored } = directive
      if (ignored !== null && !sameArgs(value, directive.initial)) found.push({ name, reason: ignored })
    }
    return found
  }

  /** Registers who is told when CONFIG SET gives such a directive another value than its default. */
  onIgnored(tell: (name: string, reason: string) => void): void {
    this.#tellIgnored = tell
  }

  /** Registers for changes by CONFIG SET; an applier shared by several names runs once per command. */
  onChange(names: string | readonly string[], applier: Applier): void {
    for (const name of typeof names === 'string' ? [names] : names) {
      const slot = this.#slot(name)
      const appliers = this.#appliers.get(slot)
      if (appliers === undefined) this.#appliers.set(slot, [applier])
      else appliers.push(applier)
    }
  }

  /**
   * Registers for a directive that others rest on (`dir`): it is acted on when its turn among the pairs
   * comes, before any applier, and again with the old value when anything of the command fails.
   */
  onPut(name: string, putter: Applier): void {
    const slot = this.#slot(name)
    this.#putters.set(slot, [...(this.#putters.get(slot) ?? []), putter])
  }

  /**
   * Registers for a directive of files, at its line: `dir`, `user`, `rename-command`, or any of the table.
   */
  onRead(name: string, reader: Reader): void {
    const key = isFileOnly(name) ? name : this.#slot(name).directive.name
    const readers = this.#readers.get(key)
    if (readers === undefined) this.#readers.set(key, [reader])
    else readers.push(reader)
  }

  /** Adds a check of the whole, made when all lines are loaded. */
  checkAtEnd(check: () => string | null): void {
    this.#endChecks.push(check)
  }

  /** Runs whenever values may have changed, before appliers; at the end of `load`, too. */
  onCommit(refresh: () => void): void {
    this.#commits.push(refresh)
  }

  /** Puts a value that the process itself has found (`dir`, `replicaof`): unchecked, nothing is applied. */
  put(name: string, value: Args): void {
    this.#slot(name).put(value)
    this.#commit()
  }

  /** Supplies the lines of REWRITE for a directive or for `user`: the arguments of each. */
  rewriteValue(name: string, lines: () => readonly Args[]): void {
    this.#rewriters.set(name, lines)
  }

  #commit(): void {
    for (const refresh of this.#commits) refresh()
  }

  /** Loads lines in order. Throws ConfigError at the first that is wrong; then the store is of no use. */
  load(lines: Iterable<ConfigLine>): void {
    const seen = new Set<Slot>()
    for (const line of lines) {
      const reason = this.#loadLine(line, seen)
      if (reason !== null) throw new ConfigError(line.place, reason)
    }
    for (const check of this.#endChecks) {
      const reason = check()
      if (reason !== null) throw new ConfigError(null, reason)
    }
    this.#commit()
  }

  #loadLine(line: ConfigLine, seen: Set<Slot>): string | null {
    if (line.argv === null) return 'Unbalanced quotes in configuration line'
    const name = line.argv[0]!
    const args = line.argv.slice(1)
    const slot = this.#byName.get(name)
    if (slot === undefined) return this.#loadFileOnly(name, args)
    const kind = slot.directive.kind
    if (!kind.many && args.length !== 1) return 'wrong number of arguments'
    // As in Redis, several arguments may also come as one, in quotes.
    const parts = kind.many && args.length === 1 && args[0]!.includes(' ') ? args[0]!.split(' ') : args
    const value = kind.parse(parts, slot.value, !seen.has(slot))
    if (value instanceof Refusal) return value.reason
    seen.add(slot)
    slot.given = true
    slot.put(value)
    return this.#read(slot.directive.name, value)
  }

  #loadFileOnly(name: string, args: Args): string | null {
    if (isDeprecated(name, args.length)) return null
    const refused = refuseFileOnly(name, args.length)
    if (refused !== null) return refused
    const lines = this.#fileOnly.get(name)
    if (lines === undefined) this.#fileOnly.set(name, [args])
    else lines.push(args)
    return this.#read(name, args)
  }

  #read(name: string, args: Args): string | null {
    for (const reader of this.#readers.get(name) ?? []) {
      const reason = reader(args)
      if (reason !== null) return reason
    }
    return null
  }

  /**
   * CONFIG GET: names and values that any of the patterns matches, each once. A name without `[*?` is
   * answered as it was asked, hidden ones too.
   */
  get(patterns: readonly string[]): [name: string, value: string][] {
    const found = new Map<string, [string, string]>()
    for (const pattern of patterns) {
      if (!/[*?[]/.test(pattern)) {
        const name = pattern.toLowerCase()
        const slot = this.#byName.get(name)
        if (slot !== undefined && !found.has(name)) found.set(name, [pattern, slot.value.join(' ')])
        continue
      }
      const glob = latin1Bytes(pattern)
      for (const [name, slot] of this.#byName) {
        if (slot.directive.hidden || found.has(name)) continue
        const matches =
          globAll(glob) || matchGlob(glob, 0, glob.length, latin1Bytes(name), 0, name.length, true)
        if (matches) found.set(name, [name, slot.value.join(' ')])
      }
    }
    return [...found.values()]
  }

  /**
   * CONFIG SET of any number of pairs: all of them or none. Answers null, or the error reply's text with its
   * code and without the leading `-`.
   */
  set(
    pairs: readonly (readonly [name: string, value: string])[],
    who: SetContext = FREE_CLIENT,
  ): string | null {
    const changes = this.#plan(pairs, who)
    if (typeof changes === 'string') return changes
    for (const [i, change] of changes.entries()) {
      const { kind } = change.slot.directive
      const value = kind.parse(setArguments(kind, change.text), change.slot.value, true)
      const reason = value instanceof Refusal ? value.reason : this.#put(change, value)
      if (reason === null) continue
      this.#restore(changes.slice(0, i + 1))
      this.#commit()
      return setFailed(change.name, reason)
    }
    this.#commit()
    const refusal = this.#apply(changes)
    if (refusal === null) this.#nameIgnored(changes)
    return refusal
  }

  /** Looks up every pair; the first fault is answered, except that a refusal for loading goes first. */
  #plan(pairs: readonly (readonly [string, string])[], who: SetContext): Change[] | string {
    const changes: Change[] = []
    for (const [typed, text] of pairs) {
      const name = typed.toLowerCase()
      const slot = this.#byName.get(name)
      if (slot === undefined) return `ERR Unknown option or number of arguments for CONFIG SET - '${typed}'`
      const { directive } = slot
      if (directive.immutable) return setFailed(typed, "can't set immutable config")
      if (directive.protected && !this.allows('enable-protected-configs', who.local)) {
        return setFailed(typed, "can't set protected config")
      }
      if (who.loading && directive.denyLoading) return 'LOADING Redis is loading the dataset in memory'
      if (changes.some(change => change.name === name)) return setFailed(typed, 'duplicate parameter')
      changes.push({ name, slot, text, previous: slot.value })
    }
    return changes
  }

  /**
   * Whether a `no|yes|local` directive such as enable-debug-command lets a client through; no, if there is
   * none.
   */
  allows(name: string, local: boolean): boolean {
    const value = this.#byName.get(name)?.value[0]
    return value === 'yes' || (value === 'local' && local)
  }

  #put({ slot, previous }: Change, value: Args): string | null {
    slot.put(value)
    if (sameArgs(value, previous)) return null
    for (const putter of this.#putters.get(slot) ?? []) {
      const reason = putter(value.join(' '), previous.join(' '), slot.directive.name)
      if (reason !== null) return reason
    }
    return null
  }

  #restore(changes: readonly Change[]): void {
    for (const { slot, previous } of changes.toReversed()) {
      const failed = slot.value
      slot.put(previous)
      if (sameArgs(failed, previous)) continue
      for (const putter of this.#putters.get(slot) ?? []) {
        putter(previous.join(' '), failed.join(' '), slot.directive.name)
      }
    }
  }

  #apply(changes: readonly Change[]): string | null {
    const ran = new Map<Applier, Change>()
    for (const change of changes) {
      if (sameArgs(change.slot.value, change.previous)) continue
      for (const applier of this.#appliers.get(change.slot) ?? []) {
        if (ran.has(applier)) continue
        ran.set(applier, change)
        const { name } = change.slot.directive
        const reason = applier(change.slot.value.join(' '), change.previous.join(' '), name)
        if (reason === null) continue
        this.#undo(changes, ran)
        return setFailed(change.name, reason)
      }
    }
    return null
  }

  #nameIgnored(changes: readonly Change[]): void {
    for (const { slot, previous } of changes) {
      const { name, ignored, initial } = slot.directive
      if (ignored === null || sameArgs(slot.value, previous) || sameArgs(slot.value, initial)) continue
      this.#tellIgnored(name, ignored)
    }
  }

  /** Puts the old values back and applies them again wherever the new ones were. */
  #undo(changes: readonly Change[], ran: ReadonlyMap<Applier, Change>): void {
    const failed = new Map(changes.map(({ slot }) => [slot, slot.value.join(' ')]))
    this.#restore(changes)
    this.#commit()
    for (const [applier, { slot }] of ran) {
      applier(slot.value.join(' '), failed.get(slot)!, slot.directive.name)
    }
  }

  /**
   * CONFIG REWRITE: the new text of the file whose old text (latin1, '' when there is none) is given; with
   * `all`, what is as by default stands in it too.
   */
  rewrite(old: string, all = false): string {
    const file = new RewriteText(old, argv => {
      const name = argv[0]!
      return this.#byName.get(name)?.directive.name ?? (isKeptByRewrite(name) ? name : null)
    })
    for (const { directive, value } of this.#slots) {
      const { name } = directive
      if (this.#rewriters.has(name)) continue
      file.settle(name)
      for (const line of directive.kind.lines(value, directive.initial)) {
        file.put(name, `${name} ${line.text}`, all || line.force)
      }
    }
    for (const [name, lines] of this.#rewriters) {
      file.settle(name)
      for (const args of lines()) file.put(name, [name, ...args.map(quoteIfNeeded)].join(' '), true)
    }
    return file.text()
  }
}

/** The log line about a directive that does nothing. */
export function withoutEffect(name: string, reason: string): string {
  return `The directive ${name} is accepted and has no effect: ${reason}`
}

function setFailed(name: string, reason: string): string {
  return `ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`
}

/**
 * The form of a directive: a plain object that says its name, what values it takes and when it may change. A
 * value is always a list of arguments in canonical text, as CONFIG GET prints them between spaces; so any
 * kind of value is compared, restored and printed alike.
 */

/** A value: canonical arguments. `''` alone is a text that is not set. */
export type Args = readonly string[]

/** A value that is not accepted, and why, in Redis's words. */
export class Refusal {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/**
 * A line that CONFIG REWRITE wants: the text after the name, and whether it is written even if no line had
 * it.
 */
export interface RewriteLine {
  readonly text: string
  readonly force: boolean
}

/** What values a directive takes, and how they read and print. */
export interface Kind {
  /** A word for the kind, for tools that list directives. */
  readonly word: string
  /** Whether a line may carry several arguments; CONFIG SET then cuts its one at each space. */
  readonly many: boolean
  /**
   * `first` is false when a file repeats the directive, so that `save` can add up; always true in CONFIG
   * SET.
   */
  parse(argv: Args, before: Args, first: boolean): Args | Refusal
  /** What `ConfigStore.number` answers; NaN when the kind is no number. */
  number(value: Args): number
  lines(value: Args, initial: Args): readonly RewriteLine[]
}

export type DirectiveFlag =
  /** CONFIG SET refuses it. */
  | 'immutable'
  /** CONFIG GET shows it only when asked by its whole name. */
  | 'hidden'
  /** Its value must not appear in logs, SLOWLOG or MONITOR. */
  | 'sensitive'
  /** CONFIG SET needs enable-protected-configs. */
  | 'protected'
  /** CONFIG SET is refused while a data set is being loaded. */
  | 'deny-loading'

export interface DirectiveForm {
  readonly name: string
  /** Other names, equal in files, CONFIG GET and SET; CONFIG REWRITE writes `name`. */
  readonly alias?: string | readonly string[]
  readonly kind: Kind
  /** The value at start, as CONFIG SET would take it. */
  readonly default: string
  readonly flags?: readonly DirectiveFlag[]
  /** Why it has no effect here (it is accepted and kept all the same). */
  readonly ignored?: string
}

/** A directive of a table, every field set. */
export class Directive {
  readonly name: string
  readonly aliases: readonly string[]
  readonly kind: Kind
  readonly initial: Args
  readonly immutable: boolean
  readonly hidden: boolean
  readonly sensitive: boolean
  readonly protected: boolean
  readonly denyLoading: boolean
  readonly ignored: string | null

  constructor(form: DirectiveForm) {
    const flags = form.flags ?? []
    this.name = form.name
    this.aliases = form.alias === undefined ? [] : typeof form.alias === 'string' ? [form.alias] : form.alias
    this.kind = form.kind
    this.immutable = flags.includes('immutable')
    this.hidden = flags.includes('hidden')
    this.sensitive = flags.includes('sensitive')
    this.protected = flags.includes('protected')
    this.denyLoading = flags.includes('deny-loading')
    this.ignored = form.ignored ?? null
    const initial = form.kind.parse(setArguments(form.kind, form.default), [], true)
    if (initial instanceof Refusal) throw new Error(`default of ${form.name}: ${initial.reason}`)
    this.initial = initial
  }
}

/** Makes a directive; throws when its default is not one of its own values. */
export function directive(form: DirectiveForm): Directive {
  return new Directive(form)
}

/** The arguments that the one value of CONFIG SET means to a kind. */
export function setArguments(kind: Kind, value: string): Args {
  if (!kind.many) return [value]
  return value === '' ? [] : value.split(' ')
}

/** Whether two values are the same. */
export function sameArgs(a: Args, b: Args): boolean {
  return a.length === b.length && a.every((arg, i) => arg === b[i])
}

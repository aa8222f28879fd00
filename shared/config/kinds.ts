/** The plain kinds of values: yes/no, numbers, sizes, texts and names out of a list. */

import { type Args, type Kind, Refusal, type RewriteLine, sameArgs } from './directive.ts'
import { formatMemory, parseInteger, parseLoose, parseMemory } from './numbers.ts'
import { quoteArg } from './split-args.ts'

export const INT_MAX = 2n ** 31n - 1n
export const INT_MIN = -(2n ** 31n)
export const UINT_MAX = 2n ** 32n - 1n
export const LONG_MAX = 2n ** 63n - 1n
export const ULONG_MAX = 2n ** 64n - 1n

/** The one line of a value, forced when it is not the default. */
export function oneLine(text: string, value: Args, initial: Args): readonly RewriteLine[] {
  return [{ text, force: !sameArgs(value, initial) }]
}

function notNumeric(): number {
  return Number.NaN
}

/** `yes` or `no`; as a number 1 or 0. */
export function bool(): Kind {
  return {
    word: 'bool',
    many: false,
    parse(argv) {
      const text = argv[0]!.toLowerCase()
      return text === 'yes' || text === 'no' ? [text] : new Refusal("argument must be 'yes' or 'no'")
    },
    number: value => (value[0] === 'yes' ? 1 : 0),
    lines: (value, initial) => oneLine(value[0]!, value, initial),
  }
}

function outOfRange(min: bigint | string, max: bigint | string): Refusal {
  return new Refusal(`argument must be between ${min} and ${max} inclusive`)
}

/** Bounds that a number is brought into instead of being refused. */
export interface Clamp {
  readonly low: bigint
  readonly high: bigint
}

/** An integer from `min` to `max`. */
export function integer(min: bigint | number, max: bigint | number = INT_MAX, clamp?: Clamp): Kind {
  const low = BigInt(min)
  const high = BigInt(max)
  return {
    word: 'integer',
    many: false,
    parse(argv) {
      let value = parseInteger(argv[0]!)
      if (value === null) return new Refusal("argument couldn't be parsed into an integer")
      if (value < low || value > high) return outOfRange(low, high)
      if (clamp !== undefined) value = value < clamp.low ? clamp.low : value > clamp.high ? clamp.high : value
      return [`${value}`]
    },
    number: value => Number(value[0]),
    lines: (value, initial) => oneLine(value[0]!, value, initial),
  }
}

/** File permissions as chmod takes them. */
export function octal(max: number): Kind {
  return {
    word: 'octal',
    many: false,
    parse(argv) {
      const value = parseLoose(argv[0]!, 8)
      if (value === null) return new Refusal("argument couldn't be parsed as an octal number")
      if (value < 0n || value > BigInt(max)) return outOfRange('0', max.toString(8))
      return [value.toString(8)]
    },
    number: value => Number.parseInt(value[0]!, 8),
    lines: (value, initial) => oneLine(value[0]!, value, initial),
  }
}

/** A number of bytes; `100mb` and the like are read, the plain number is printed. */
export function memory(min: bigint | number = 0, max: bigint | number = LONG_MAX): Kind {
  const low = BigInt(min)
  const high = BigInt(max)
  return {
    word: 'memory',
    many: false,
    parse(argv) {
      const value = parseMemory(argv[0]!)
      if (value === null) return new Refusal('argument must be a memory value')
      return value < low || value > high ? outOfRange(low, high) : [`${value}`]
    },
    number: value => Number(value[0]),
    lines: (value, initial) => oneLine(formatMemory(BigInt(value[0]!)), value, initial),
  }
}

/** A number of bytes or `n%`. As a number a percentage is negative: `5%` is -5. */
export function percentOrMemory(): Kind {
  return {
    word: 'percent-or-memory',
    many: false,
    parse(argv) {
      const text = argv[0]!
      const bytes = parseMemory(text)
      if (bytes !== null && bytes <= LONG_MAX) return [`${bytes}`]
      const percent = text.endsWith('%') ? parseInteger(text.slice(0, -1)) : null
      if (percent === null || percent < 0n) return new Refusal('argument must be a memory or percent value')
      if (percent > 100n) return new Refusal('percentage argument must be less or equal to 100')
      return [percent === 0n ? '0' : `${percent}%`]
    },
    number: value => (value[0]!.endsWith('%') ? -Number.parseInt(value[0]!, 10) : Number(value[0])),
    lines(value, initial) {
      const text = value[0]!
      return oneLine(text.endsWith('%') ? text : formatMemory(BigInt(text)), value, initial)
    },
  }
}

/** What a text is asked, and how it stands when empty. */
export interface TextForm {
  /** Whether `''` is a value of its own; otherwise it means "not set" and REWRITE drops the line. */
  readonly keepEmpty?: boolean
  /** Why a text is refused, or null. */
  readonly check?: (text: string) => string | null
}

/** Any text: a name, a path, a password. */
export function text(form: TextForm = {}): Kind {
  return {
    word: 'string',
    many: false,
    parse(argv) {
      const reason = form.check?.(argv[0]!) ?? null
      return reason === null ? [argv[0]!] : new Refusal(reason)
    },
    number: notNumeric,
    lines(value, initial) {
      if (value[0] === '' && form.keepEmpty !== true) return []
      return oneLine(quoteArg(value[0]!), value, initial)
    },
  }
}

function unknownName(names: readonly string[]): Refusal {
  return new Refusal(`argument(s) must be one of the following: ${names.join(', ')}`)
}

/** One name out of a list. `same` maps a listed name to the one it is kept and printed as. */
export function oneOf(names: readonly string[], same: Readonly<Record<string, string>> = {}): Kind {
  return {
    word: 'enum',
    many: false,
    parse(argv) {
      const name = argv[0]!.toLowerCase()
      return names.includes(name) ? [same[name] ?? name] : unknownName(names)
    },
    number: notNumeric,
    lines: (value, initial) => oneLine(value[0]!, value, initial),
  }
}

/** Any of several names, kept in the list's order; `none` is the name for none of them. */
export function someOf(
  none: string,
  names: readonly string[],
  check?: (chosen: Args) => string | null,
): Kind {
  return {
    word: 'enum-bits',
    many: true,
    parse(argv) {
      const given = argv.map(name => name.toLowerCase())
      const known = given.every(name => name === none || names.includes(name))
      if (given.length === 0 || !known) return unknownName([none, ...names])
      const chosen = names.filter(name => given.includes(name))
      const reason = check?.(chosen) ?? null
      if (reason !== null) return new Refusal(reason)
      return chosen.length === 0 ? [none] : chosen
    },
    number: notNumeric,
    lines: (value, initial) => oneLine(value.join(' '), value, initial),
  }
}

/** Several arguments with rules of their own. */
export interface ListForm {
  readonly word: string
  parse(argv: Args, before: Args, first: boolean): Args | Refusal
  lines(value: Args, initial: Args): readonly RewriteLine[]
}

/** A kind whose rules are given whole; its values are lists. */
export function list(form: ListForm): Kind {
  return {
    word: form.word,
    many: true,
    parse: (argv, before, first) => form.parse(argv, before, first),
    number: notNumeric,
    lines: (value, initial) => form.lines(value, initial),
  }
}

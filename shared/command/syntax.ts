/**
 * The notation in which a descriptor writes its arguments, and its parser. It reads like the command
 * reference and says all that COMMAND DOCS tells about arguments, so that no argument tree is written by
 * hand.
 *
 *   key                  a value, in lower case. Its type is `string` unless it says otherwise:
 *   count:integer        ... with a type: key string integer double pattern unix-time
 *   key  pattern         ... but these two names are their own types
 *   newkey:key#1         the key specification it belongs to (a key's is 0 unless said)
 *   ip-port'ip:port'     the text to display in place of the name
 *   NX                   a pure token, in capitals (or quoted: "="); its name is the token in lower case
 *   change=CH            ... or another one
 *   EX seconds:integer   a value behind its token
 *   NX! value            a pure token followed by a value of its own ("!" keeps them apart)
 *   [x]                  optional
 *   (a|b)  [a|b]         one of several
 *   (a b)  [a b]         a block; parentheses or brackets around a single unnamed thing make no block
 *   expiry=[EX a|PX b]   the name of a group; unnamed ones are called after their token or their parts
 *   LIMIT (off count)    a group behind its token; its name stands before the token: by=LIMIT (off count)
 *   key...               repeated; with a token, the token comes once: KEYS key...
 *   [GET pattern]...     repeated together with its token
 *   GET@6.2.0            since which version; value@-2.8.12: since when deprecated
 */

export type ArgumentType =
  | 'key'
  | 'string'
  | 'integer'
  | 'double'
  | 'pattern'
  | 'unix-time'
  | 'pure-token'
  | 'oneof'
  | 'block'

/** One node of the argument tree. */
export type Argument = {
  name: string
  type: ArgumentType
  display: string | null
  /** Index of the key specification, or -1. */
  keySpec: number
  /** `null` when none; the empty text is a token too (MIGRATE's `""`). */
  token: string | null
  since: string | null
  deprecatedSince: string | null
  optional: boolean
  multiple: boolean
  multipleToken: boolean
  /** Of `oneof` and `block`. */
  parts: Argument[]
}

const VALUE_TYPES = new Set<string>(['key', 'string', 'integer', 'double', 'pattern', 'unix-time'])
const NAME = /[a-z0-9][a-z0-9_-]*/y
const TOKEN = /[A-Z][A-Z0-9-]*(?![a-z])/y
const QUOTED = /"([^"]*)"/y
const DISPLAY = /'([^']*)'/y
const TYPE = /:([a-z-]+)/y
const SPEC = /#(\d+)/y
const SINCE = /@(-?)(\d+\.\d+\.\d+)/y
const GROUP_NAME = /([a-z0-9][a-z0-9_-]*)=/y

/** The argument tree of a syntax text. Throws an Error that names the place where the text cannot be read. */
export function parseSyntax(text: string): Argument[] {
  return new SyntaxParser(text).all()
}

class SyntaxParser {
  private readonly text: string
  private at: number

  constructor(text: string) {
    this.text = text
    this.at = 0
  }

  all(): Argument[] {
    const list = this.sequence()
    if (this.at < this.text.length) throw this.unreadable()
    return list
  }

  /** Elements up to `|`, a closing bracket or the end. */
  private sequence(): Argument[] {
    const list: Argument[] = []
    for (;;) {
      this.spaces()
      const c = this.text[this.at]
      if (c === undefined || c === '|' || c === ']' || c === ')') return list
      list.push(this.element())
    }
  }

  private element(): Argument {
    const name = this.match(GROUP_NAME)?.[1] ?? null
    const token = this.token()
    let node: Argument
    if (token === null) node = this.opening() ? this.group(name) : this.value()
    else node = this.behindToken(token, name)
    this.since(node)
    if (this.text.startsWith('...', this.at)) {
      this.at += 3
      node.multiple = true
    }
    return node
  }

  private behindToken(token: string, name: string | null): Argument {
    const pure = blank(name ?? token.toLowerCase(), 'pure-token')
    pure.token = token
    if (this.text[this.at] === '!') this.at++
    else if (this.text[this.at] === ' ') {
      const here = this.at
      this.spaces()
      const named = this.match(GROUP_NAME) !== null
      if (!named && this.text[this.at] === '(')
        return this.withToken(this.group(name ?? token.toLowerCase()), token)
      if (!named && name === null && this.match(NAME) !== null) {
        this.at = here + 1
        this.spaces()
        return this.withToken(this.value(), token)
      }
      this.at = here
    }
    return pure
  }

  private withToken(node: Argument, token: string): Argument {
    node.token = token
    return node
  }

  private value(): Argument {
    const name = this.match(NAME)?.[0]
    if (name === undefined) throw this.unreadable()
    const node = blank(name, name === 'key' || name === 'pattern' ? name : 'string')
    node.display = this.match(DISPLAY)?.[1] ?? null
    const type = this.match(TYPE)?.[1]
    if (type !== undefined) {
      if (!VALUE_TYPES.has(type)) throw new Error(`unknown argument type '${type}' in: ${this.text}`)
      node.type = type as ArgumentType
    }
    const spec = this.match(SPEC)?.[1]
    node.keySpec = spec === undefined ? (node.type === 'key' ? 0 : -1) : Number(spec)
    return node
  }

  /** A group in brackets or parentheses. */
  private group(name: string | null): Argument {
    const optional = this.text[this.at] === '['
    const close = optional ? ']' : ')'
    this.at++
    const alternatives: Argument[][] = [this.sequence()]
    while (this.text[this.at] === '|') {
      this.at++
      alternatives.push(this.sequence())
    }
    if (this.text[this.at] !== close || alternatives.some(list => list.length === 0)) throw this.unreadable()
    this.at++
    const node = gather(alternatives, name)
    if (optional) node.optional = true
    // Dots outside the brackets repeat what is inside, token and all; `element` adds the repetition itself.
    if (node.token !== null && node.type !== 'pure-token' && this.text.startsWith('...', this.at)) {
      node.multipleToken = true
    }
    return node
  }

  private since(node: Argument): void {
    for (let m = this.match(SINCE); m !== null; m = this.match(SINCE)) {
      if (m[1] === '-') node.deprecatedSince = m[2]!
      else node.since = m[2]!
    }
  }

  private token(): string | null {
    const quoted = this.match(QUOTED)
    return quoted !== null ? quoted[1]! : (this.match(TOKEN)?.[0] ?? null)
  }

  private opening(): boolean {
    const c = this.text[this.at]
    return c === '[' || c === '('
  }

  private spaces(): void {
    while (this.text[this.at] === ' ') this.at++
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found !== null) this.at = pattern.lastIndex
    return found
  }

  private unreadable(): Error {
    return new Error(`cannot read syntax at column ${this.at + 1}: ${this.text}`)
  }
}

function gather(alternatives: Argument[][], name: string | null): Argument {
  if (alternatives.length > 1) {
    const parts = alternatives.map(list => gather([list], null))
    return parent(name ?? parts.map(part => part.name).join('-or-'), 'oneof', parts)
  }
  const list = alternatives[0]!
  if (list.length === 1 && name === null) return list[0]!
  return parent(name ?? list.map(part => part.name).join('-'), 'block', list)
}

function parent(name: string, type: 'oneof' | 'block', parts: Argument[]): Argument {
  const node = blank(name, type)
  node.parts = parts
  return node
}

function blank(name: string, type: ArgumentType): Argument {
  return {
    name,
    type,
    display: null,
    keySpec: -1,
    token: null,
    since: null,
    deprecatedSince: null,
    optional: false,
    multiple: false,
    multipleToken: false,
    parts: [],
  }
}

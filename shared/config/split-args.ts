/**
 * How a configuration line is cut into arguments, and how an argument is quoted so that cutting gives it
 * back. The rules are Redis's own for redis.conf, inline commands and ACL files.
 *
 * All text of the configuration is latin1: one character stands for one byte of the file, so passwords of any
 * bytes survive. A name that the file gives in UTF-8 is turned back by `utf8`.
 */

import { latin1, latin1Bytes } from '../bytes/text.ts'

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['a', '\x07'],
])

const REVERSE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\x07', '\\a'],
])

function isSpace(c: string | undefined): boolean {
  return c === ' ' || (c !== undefined && c >= '\t' && c <= '\r')
}

/** A token read out of a line: what it says and where the line goes on. */
interface Token {
  readonly value: string
  readonly next: number
}

/** Reads on from the character after an opening `"`; null when the quotes do not balance. */
function doubleQuoted(line: string, at: number): Token | null {
  let value = ''
  for (let i = at; i < line.length; i++) {
    const c = line[i]!
    if (c === '"') {
      const after = line[i + 1]
      return after === undefined || isSpace(after) ? { value, next: i + 1 } : null
    }
    if (c !== '\\' || i + 1 === line.length) {
      value += c
      continue
    }
    const hex = /^x([0-9a-f]{2})/i.exec(line.slice(i + 1, i + 4))
    if (hex !== null) {
      value += String.fromCharCode(Number.parseInt(hex[1]!, 16))
      i += 3
    } else {
      const escaped = line[++i]!
      value += ESCAPES.get(escaped) ?? escaped
    }
  }
  return null
}

/** Reads on from the character after an opening `'`; null when the quotes do not balance. */
function singleQuoted(line: string, at: number): Token | null {
  let value = ''
  for (let i = at; i < line.length; i++) {
    const c = line[i]!
    if (c === "'") {
      const after = line[i + 1]
      return after === undefined || isSpace(after) ? { value, next: i + 1 } : null
    }
    if (c === '\\' && line[i + 1] === "'") {
      value += "'"
      i++
    } else value += c
  }
  return null
}

/** Reads one argument from `at`, where no space stands; null when its quotes do not balance. */
function token(line: string, at: number): Token | null {
  let value = ''
  let i = at
  for (; i < line.length; i++) {
    const c = line[i]!
    if (c === ' ' || c === '\n' || c === '\r' || c === '\t') break
    if (c !== '"' && c !== "'") {
      value += c
      continue
    }
    const rest = c === '"' ? doubleQuoted(line, i + 1) : singleQuoted(line, i + 1)
    return rest === null ? null : { value: value + rest.value, next: rest.next }
  }
  return { value, next: i }
}

/**
 * The arguments of a line. `"..."` knows `\n`, `\r`, `\t`, `\b`, `\a`, `\xHH` and `\c` for any other c;
 * `'...'` only `\'`. A closing quote must be followed by space or the end. Null when quotes do not balance;
 * a line of spaces has no arguments.
 */
export function splitArgs(line: string): string[] | null {
  const args: string[] = []
  const end = line.indexOf('\0')
  const text = end < 0 ? line : line.slice(0, end)
  for (let i = 0; ; ) {
    while (isSpace(text[i])) i++
    if (i >= text.length) return args
    const read = token(text, i)
    if (read === null) return null
    args.push(read.value)
    i = read.next
  }
}

/** The argument in double quotes, every byte that is not printable ASCII escaped. */
export function quoteArg(arg: string): string {
  let quoted = '"'
  for (const c of arg) {
    const code = c.charCodeAt(0)
    const printable = code >= 0x20 && code < 0x7f
    quoted += REVERSE_ESCAPES.get(c) ?? (printable ? c : `\\x${code.toString(16).padStart(2, '0')}`)
  }
  return `${quoted}"`
}

/** The argument as it is where that is safe, otherwise in quotes. */
export function quoteIfNeeded(arg: string): string {
  return /^[\x21\x23-\x26\x28-\x5b\x5d-\x7e]+$/.test(arg) ? arg : quoteArg(arg)
}

const DECODER = new TextDecoder()

/** The text that bytes written as a latin1 string mean when they are UTF-8: for paths and host names. */
export function utf8(latin1: string): string {
  return DECODER.decode(latin1Bytes(latin1))
}

/** The bytes of a JavaScript text in UTF-8, as a latin1 string. */
export function fromUtf8(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return latin1(bytes)
}

/*
 * Replies of RESP2 and RESP3 as plain values that keep every difference of the wire: a status is no bulk
 * string, a null bulk no null array. Texts are latin1, one character per byte.
 */
export type Reply =
  | { kind: 'simple' | 'error' | 'bulk' | 'blob-error' | 'double' | 'bignum'; text: string }
  | { kind: 'verbatim'; format: string; text: string }
  | { kind: 'integer'; text: string; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' | 'null-bulk' | 'null-array' }
  | { kind: 'array' | 'set' | 'push'; items: Reply[] }
  | { kind: 'map' | 'attribute'; items: Reply[] }

const scalars: Record<string, 'simple' | 'error' | 'double' | 'bignum'> = {
  '+': 'simple',
  '-': 'error',
  ',': 'double',
  '(': 'bignum',
}
const blobs: Record<string, 'bulk' | 'blob-error'> = { $: 'bulk', '!': 'blob-error' }
const aggregates: Record<string, 'array' | 'set' | 'push' | 'map' | 'attribute'> = {
  '*': 'array',
  '~': 'set',
  '>': 'push',
  '%': 'map',
  '|': 'attribute',
}

/**
 * Reads replies out of a buffer. One that is not yet complete leaves `at` where it was, and `wanted` says how
 * many bytes from there are needed at least before another try makes sense.
 */
export class ReplyReader {
  at = 0
  wanted = 1
  private bytes: Buffer = Buffer.alloc(0)
  private length = 0

  /** @returns the next reply of bytes[at, length), or undefined when more bytes are needed */
  read(bytes: Buffer, length: number): Reply | undefined {
    const start = this.at
    if (length - start < this.wanted) return undefined
    this.bytes = bytes
    this.length = length
    this.wanted = 1
    const reply = this.value()
    if (reply === undefined) {
      this.wanted = Math.max(this.wanted - start, length - start + 1)
      this.at = start
    } else {
      this.wanted = 1
    }
    return reply
  }

  private line(): string | undefined {
    const end = this.bytes.indexOf('\r\n', this.at, 'latin1')
    if (end < 0 || end + 2 > this.length) return undefined
    const text = this.bytes.latin1Slice(this.at, end)
    this.at = end + 2
    return text
  }

  private value(): Reply | undefined {
    const line = this.line()
    if (line === undefined) return undefined
    const mark = line[0] ?? ''
    const rest = line.slice(1)
    if (scalars[mark]) return { kind: scalars[mark], text: rest }
    if (mark === ':') return { kind: 'integer', text: rest, value: Number(rest) }
    if (mark === '_') return { kind: 'null' }
    if (mark === '#') return { kind: 'boolean', value: rest === 't' }
    if (mark === '$' || mark === '!' || mark === '=') return this.blob(mark, Number(rest))
    if (aggregates[mark]) return this.aggregate(aggregates[mark], Number(rest))
    throw new Error(`not a reply: ${JSON.stringify(line.slice(0, 100))}`)
  }

  private blob(mark: '$' | '!' | '=', length: number): Reply | undefined {
    if (length < 0) return { kind: 'null-bulk' }
    const end = this.at + length
    if (end + 2 > this.length) {
      this.wanted = end + 2
      return undefined
    }
    const text = this.bytes.latin1Slice(this.at, end)
    this.at = end + 2
    if (mark === '=') return { kind: 'verbatim', format: text.slice(0, 3), text: text.slice(4) }
    return { kind: blobs[mark]!, text }
  }

  private aggregate(kind: 'array' | 'set' | 'push' | 'map' | 'attribute', count: number): Reply | undefined {
    if (count < 0) return { kind: 'null-array' }
    const items: Reply[] = []
    const all = kind === 'map' || kind === 'attribute' ? count * 2 : count
    while (items.length < all) {
      const item = this.value()
      if (item === undefined) return undefined
      items.push(item)
    }
    return { kind, items }
  }
}

/** `text` between double quotes, bytes that are not printable ASCII as \xHH. */
export function quoted(text: string): string {
  let out = ''
  for (const char of text) {
    const code = char.charCodeAt(0)
    if (char === '"' || char === '\\') out += `\\${char}`
    else if (char === '\r') out += '\\r'
    else if (char === '\n') out += '\\n'
    else if (code < 32 || code > 126) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += char
  }
  return `"${out}"`
}

/** A text as it can stand in a conversation: bare when that is clear, else quoted. */
export function word(text: string): string {
  return /^[!#-[\]-~][!-[\]-~ ]*(?<! )$/.test(text) && text.length < 1000 ? text : quoted(text)
}

const marks = {
  simple: '+',
  error: '-',
  bulk: '$',
  'blob-error': '!',
  double: ',',
  bignum: '(',
  integer: ':',
}
const heads = { array: '*', set: '~', push: '>', map: '%', attribute: '|' }

/**
 * A reply on one or more lines, like the wire but readable: `$text` for a bulk string, `$-1` for a null one.
 */
export function show(reply: Reply): string {
  switch (reply.kind) {
    case 'null':
      return '_'
    case 'null-bulk':
      return '$-1'
    case 'null-array':
      return '*-1'
    case 'boolean':
      return reply.value ? '#t' : '#f'
    case 'verbatim':
      return `=${reply.format}:${word(reply.text)}`
    case 'array':
    case 'set':
    case 'push':
    case 'map':
    case 'attribute': {
      const pairs = reply.kind === 'map' || reply.kind === 'attribute'
      const count = pairs ? reply.items.length / 2 : reply.items.length
      return [`${heads[reply.kind]}${count}`, ...reply.items.map(show)].join('\n')
    }
    default:
      if (reply.kind === 'bulk' && reply.text === '-1') return '$"-1"'
      return marks[reply.kind] + word(reply.text)
  }
}

/** A reply as one would think of it: texts, numbers, null, arrays, Maps; an error becomes an Error. */
export function plain(reply: Reply): unknown {
  switch (reply.kind) {
    case 'null':
    case 'null-bulk':
    case 'null-array':
      return null
    case 'boolean':
    case 'integer':
      return reply.value
    case 'double':
      return Number(reply.text.replace('inf', 'Infinity'))
    case 'error':
    case 'blob-error':
      return new Error(reply.text)
    case 'array':
    case 'set':
    case 'push':
      return reply.items.map(plain)
    case 'map':
    case 'attribute': {
      const items = reply.items.map(plain)
      return new Map(items.flatMap((key, at) => (at % 2 === 0 ? [[key, items[at + 1]]] : [])))
    }
    default:
      return reply.text
  }
}

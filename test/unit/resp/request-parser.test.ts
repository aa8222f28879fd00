import { describe, expect, it } from 'vitest'
import { BAD, MORE, REQUEST, RequestParser, SKIMMED } from '../../../shared/resp/request-parser.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

/** Feeds chunks as a connection does: the read buffer is overwritten once the parser retained its part. */
function parse(chunks: Uint8Array[], parser = new RequestParser()): { requests: string[][]; error: string } {
  const requests: string[][] = []
  const read = Buffer.alloc(Math.max(1, ...chunks.map(chunk => chunk.length)))
  for (const chunk of chunks) {
    read.set(chunk)
    parser.feed(read, chunk.length)
    for (;;) {
      const found = parser.next()
      if (found === MORE) break
      if (found === BAD) return { requests, error: parser.error }
      expect(found).toBe(REQUEST)
      requests.push(Array.from({ length: parser.args.argc }, (_, i) => parser.args.text(i)))
    }
    parser.retain()
    read.fill(0x5a)
  }
  return { requests, error: '' }
}

function bulk(...words: string[]): string {
  return `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`
}

const pipelines: Record<string, [text: string, requests: string[][]]> = {
  'two commands': [
    bulk('SET', 'key', 'value') + bulk('GET', 'key'),
    [
      ['SET', 'key', 'value'],
      ['GET', 'key'],
    ],
  ],
  'empty and binary arguments': [
    bulk('SET', '', '\r\n$3\r\n\0\xff') + bulk('PING'),
    [['SET', '', '\r\n$3\r\n\0\xff'], ['PING']],
  ],
  'inline between arrays': [
    `PING\r\n${bulk('ECHO', 'x')}set "a b" 'c'\nGET a\r\n`,
    [['PING'], ['ECHO', 'x'], ['set', 'a b', 'c'], ['GET', 'a']],
  ],
  'empty requests and empty lines': [`*0\r\n\r\n*-1\r\n${bulk('PING')}\r\n`, [['PING']]],
  'more arguments than there was room for': [
    bulk('DEL', ...Array.from({ length: 30 }, (_, i) => `k${i}`)),
    [['DEL', ...Array.from({ length: 30 }, (_, i) => `k${i}`)]],
  ],
  'lengths of several digits': [
    bulk('SET', 'x'.repeat(12), 'y'.repeat(120)),
    [['SET', 'x'.repeat(12), 'y'.repeat(120)]],
  ],
}

describe('skimming', () => {
  /** Arguments 1 to 3 of each request that `skim` looked at. */
  function skimmed(parser: RequestParser, most = 16): string[][] {
    const found = new Int32Array(16 * SKIMMED)
    const count = parser.skim(found, most)
    return Array.from({ length: count }, (_, i) => {
      const words: string[] = []
      for (let at = i * SKIMMED + 2; at < (i + 1) * SKIMMED && found[at + 1]! >= 0; at += 2) {
        const { bytes } = parser
        words.push(Buffer.from(bytes.subarray(found[at]!, found[at]! + found[at + 1]!)).latin1Slice())
      }
      return words
    })
  }

  for (const [name, [text, requests]] of Object.entries(pipelines)) {
    it(`sees what comes, as far as it is plain and whole, and takes nothing: ${name}`, () => {
      for (let cut = 0; cut <= text.length; cut++) {
        const parser = new RequestParser()
        parser.feed(bytes(text.slice(0, cut)), cut)
        const seen = skimmed(parser)
        const whole: string[][] = []
        while (parser.next() === REQUEST) {
          whole.push(Array.from({ length: parser.args.argc }, (_, i) => parser.args.text(i)))
        }
        expect(whole).toEqual(requests.slice(0, whole.length))
        expect(seen).toEqual(whole.slice(0, seen.length).map(words => words.slice(1, 4)))
        if (name === 'two commands') expect(seen).toHaveLength(whole.length)
      }
    })
  }

  it('looks at no more than asked for, and not into the middle of a request', () => {
    const text = bulk('GET', 'a').repeat(5)
    const parser = new RequestParser()
    parser.feed(bytes(text), text.length)
    expect(skimmed(parser, 3)).toEqual([['a'], ['a'], ['a']])
    const half = new RequestParser()
    half.feed(bytes(text), 10)
    half.next()
    expect(skimmed(half)).toEqual([])
  })
})

describe('request parser', () => {
  for (const [name, [text, requests]] of Object.entries(pipelines)) {
    it(`gives the same requests however the bytes are cut: ${name}`, () => {
      const whole = bytes(text)
      expect(parse([whole]).requests).toEqual(requests)
      expect(parse([...whole].map(byte => Uint8Array.of(byte))).requests).toEqual(requests)
      for (let cut = 0; cut <= whole.length; cut++) {
        expect(parse([whole.subarray(0, cut), whole.subarray(cut)]).requests, `cut at ${cut}`).toEqual(
          requests,
        )
        const half = cut + ((whole.length - cut) >> 1)
        const three = [whole.subarray(0, cut), whole.subarray(cut, half), whole.subarray(half)]
        expect(parse(three).requests, `cut at ${cut} and ${half}`).toEqual(requests)
      }
    })
  }

  it('takes any number of empty requests in one chunk', () => {
    for (const empty of ['\n', '\r\n', ' \r\n', '*0\r\n', '*-1\r\n']) {
      expect(parse([bytes(empty.repeat(65_536) + bulk('PING'))]).requests).toEqual([['PING']])
    }
  })

  it.each([
    ['\tset  k\t v \r\n', ['set', 'k', 'v']],
    [`del ${'k '.repeat(40)}\n`, ['del', ...Array.from({ length: 40 }, () => 'k')]],
    ['set k a\0b\r\n', ['set', 'k', 'a']],
    ['set k a\x0bb\r\n', ['set', 'k', 'a\x0bb']],
    ['set k \x0bb\r\n', ['set', 'k', 'b']],
    ['set k "\\x00\\n"\r\n', ['set', 'k', '\0\n']],
    ['set k a\\nb\r\n', ['set', 'k', 'a\\nb']],
  ])('cuts the inline request %j as splitArgs does', (line, words) => {
    expect(parse([bytes(line)]).requests).toEqual([words])
  })

  it('reads a large argument from many chunks without keeping more than it needs', () => {
    const value = 'abcdefghij'.repeat(300_000)
    const whole = bytes(bulk('SET', 'k', value) + bulk('GET', 'k'))
    const chunks: Uint8Array[] = []
    for (let at = 0; at < whole.length; at += 65536) chunks.push(whole.subarray(at, at + 65536))
    const parser = new RequestParser()
    const { requests } = parse(chunks, parser)
    expect(requests.map(request => request.length)).toEqual([3, 2])
    expect(requests[0]![2] === value).toBe(true)
    expect(parser.heldBytes()).toBe(0)
    expect(parser.heldCapacity()).toBe(0)
    expect(parser.args.buf.length).toBe(0)
  })

  it('knows where the bytes of a request stand, so that they can be logged as they came', () => {
    const parser = new RequestParser()
    const text = bulk('PING') + bulk('SET', 'a', 'b')
    parser.feed(bytes(text), text.length)
    parser.next()
    parser.next()
    const { args } = parser
    expect(Buffer.from(args.buf).latin1Slice(args.start, args.end)).toBe(bulk('SET', 'a', 'b'))
    parser.feed(bytes('PING\r\n'), 6)
    parser.next()
    expect(parser.args.end).toBe(0)
  })

  it.each([
    ['*1\r\n:1\r\n', "Protocol error: expected '$', got ':'"],
    ['*x\r\n', 'Protocol error: invalid multibulk length'],
    ['*2147483648\r\n', 'Protocol error: invalid multibulk length'],
    ['*1\r\n$-1\r\n', 'Protocol error: invalid bulk length'],
    ['*1\r\n$01\r\n', 'Protocol error: invalid bulk length'],
    ['*1\r\n$536870913\r\n', 'Protocol error: invalid bulk length'],
    [`*1\r\n$${'1'.repeat(70_000)}`, 'Protocol error: too big bulk count string'],
    [`*${'1'.repeat(70_000)}`, 'Protocol error: too big mbulk count string'],
    ['x'.repeat(70_000), 'Protocol error: too big inline request'],
    ['SET "a\r\n', 'Protocol error: unbalanced quotes in request'],
  ])('refuses %.20j', (text, error) => {
    expect(parse([bytes(text)]).error).toBe(error)
    expect(parse([bytes(`${bulk('PING')}${text}`)])).toEqual({ requests: [['PING']], error })
    if (text.length < 100) expect(parse([...bytes(text)].map(byte => Uint8Array.of(byte))).error).toBe(error)
  })

  it('bounds what a connection may send before it has authenticated', () => {
    const strict = () => Object.assign(new RequestParser(), { authenticated: false })
    const eleven = bulk('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k')
    expect(parse([bytes(eleven)], strict()).error).toBe('Protocol error: unauthenticated multibulk length')
    expect(parse([bytes(bulk('AUTH', 'x'.repeat(16385)))], strict()).error).toBe(
      'Protocol error: unauthenticated bulk length',
    )
    expect(parse([bytes(bulk('AUTH', 'x'.repeat(16384)))], strict()).requests).toHaveLength(1)
    expect(parse([bytes(eleven)]).requests).toHaveLength(1)
  })

  it('honours a lower bound on arguments', () => {
    const parser = Object.assign(new RequestParser(), { maxBulk: 100 })
    expect(parse([bytes(bulk('SET', 'x'.repeat(100)))], parser).requests).toHaveLength(1)
    expect(parse([bytes(bulk('SET', 'x'.repeat(101)))], parser).error).toBe(
      'Protocol error: invalid bulk length',
    )
  })
})

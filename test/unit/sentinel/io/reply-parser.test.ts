/*
 * Replies as they arrive, whole or in pieces, and what is not the protocol.
 */
import { describe, expect, test } from 'vitest'
import { encodeRequest, ReplyParser, ReplyProtocolError } from '../../../../sentinel/io/reply-parser.ts'

function parse(...chunks: string[]): unknown[] {
  const replies: unknown[] = []
  const parser = new ReplyParser(reply => replies.push(reply))
  for (const chunk of chunks) parser.feed(Buffer.from(chunk, 'latin1'))
  return replies
}

const STREAM =
  '+PONG\r\n-ERR no\r\n:-7\r\n$3\r\na\r\n\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n*3\r\n:1\r\n*2\r\n$1\r\n*\r\n+x\r\n$2\r\n\xe9\xff\r\n'
const REPLIES = ['PONG', { error: 'ERR no' }, -7, 'a\r\n', '', null, null, [], [1, ['*', 'x'], '\xe9\xff']]

test('all kinds, as one piece', () => {
  expect(parse(STREAM)).toEqual(REPLIES)
})

test('all kinds, cut anywhere', () => {
  expect(parse(...STREAM)).toEqual(REPLIES)
  for (let at = 1; at < STREAM.length; at++)
    expect(parse(STREAM.slice(0, at), STREAM.slice(at))).toEqual(REPLIES)
})

describe('what is not the protocol', () => {
  test.each([
    'HTTP/1.1 400 Bad Request\r\n',
    ':x\r\n',
    '$abc\r\n',
    '$99999999999\r\n',
    '*1\r\n?\r\n',
    `${'*1\r\n'.repeat(20)}:1\r\n`,
    `+${'x'.repeat(70_000)}`,
  ])('%j', text => {
    expect(() => parse(text)).toThrow(ReplyProtocolError)
  })

  test('a reply without end is given up', () => {
    expect(() => parse('*100000000\r\n', ':1\r\n'.repeat(20_000))).toThrow(/too many values/)
    const long = '$9000000\r\n'
    expect(() => parse('*2\r\n', long, 'x'.repeat(9_000_000), '\r\n', long, 'x'.repeat(8_000_000))).toThrow(
      /large/,
    )
  })
})

test('requests are arrays of bulk strings', () => {
  expect(encodeRequest(['SET', 'k', '\xe9 v\r\n'])).toBe('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\n\xe9 v\r\n\r\n')
})

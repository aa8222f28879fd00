// The test client's own reading of replies: every type, whole and byte by byte.
import { expect, test } from 'vitest'
import { plain, ReplyReader, show } from '../../support/reply.ts'

const cases: [string, string, unknown][] = [
  ['+OK\r\n', '+OK', 'OK'],
  ['-ERR no\r\n', '-ERR no', new Error('ERR no')],
  [':-12\r\n', ':-12', -12],
  ['$3\r\na\r\n\r\n', '$"a\\r\\n"', 'a\r\n'],
  ['$0\r\n\r\n', '$""', ''],
  ['$-1\r\n', '$-1', null],
  ['$2\r\n-1\r\n', '$"-1"', '-1'],
  ['*-1\r\n', '*-1', null],
  ['*0\r\n', '*0', []],
  ['*2\r\n:1\r\n*1\r\n$-1\r\n', '*2\n:1\n*1\n$-1', [1, [null]]],
  ['_\r\n', '_', null],
  ['#t\r\n', '#t', true],
  [',-inf\r\n', ',-inf', -Infinity],
  ['(123456789012345678901\r\n', '(123456789012345678901', '123456789012345678901'],
  ['=7\r\ntxt:abc\r\n', '=txt:abc', 'abc'],
  ['!3\r\nERR\r\n', '!ERR', new Error('ERR')],
  ['~1\r\n+a\r\n', '~1\n+a', ['a']],
  ['%1\r\n+a\r\n:1\r\n', '%1\n+a\n:1', new Map([['a', 1]])],
  ['>2\r\n+a\r\n+b\r\n', '>2\n+a\n+b', ['a', 'b']],
]

test.each(cases)('%j', (wire, shown, value) => {
  const bytes = Buffer.from(wire, 'latin1')
  const reader = new ReplyReader()

  for (let length = 0; length < bytes.length; length++) expect(reader.read(bytes, length)).toBeUndefined()
  const reply = reader.read(bytes, bytes.length)
  expect(reader.at).toBe(bytes.length)
  expect(show(reply!)).toBe(shown)
  expect(plain(reply!)).toEqual(value)
})

test('what is no reply is refused', () => {
  const bytes = Buffer.from('hello\r\n')
  expect(() => new ReplyReader().read(bytes, bytes.length)).toThrow('not a reply')
})

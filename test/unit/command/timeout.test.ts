// Timeouts in milliseconds, at the ends of what there is.
import { expect, test } from 'vitest'
import { readTimeoutMs } from '../../../shared/command/timeout.ts'
import { Args } from '../../../shared/resp/args.ts'
import type { ReplyWriter } from '../../../shared/resp/reply-writer.ts'

test.each([
  ['0', 0],
  ['100', 100],
  ['9007199254740993', 9007199254740992],
  ['9223372036854774807', Number('9223372036854774807')],
  ['9223372036854774808', 'ERR timeout is out of range'],
  ['9223372036854775807', 'ERR timeout is out of range'],
  ['9223372036854775808', 'ERR timeout is not an integer or out of range'],
  ['-1', 'ERR timeout is negative'],
  ['-9223372036854775808', 'ERR timeout is negative'],
  ['-9223372036854775809', 'ERR timeout is not an integer or out of range'],
  ['1.5', 'ERR timeout is not an integer or out of range'],
  ['', 'ERR timeout is not an integer or out of range'],
])('%s', (text, expected) => {
  let said = ''
  const reply = { error: (error: string) => (said = error) } as unknown as ReplyWriter
  const ms = readTimeoutMs({ reply, now: 1000 }, Args.of('WAIT', '0', text), 2)
  expect(said === '' ? ms : said).toBe(expected)
  expect(ms === -1).toBe(said !== '')
})

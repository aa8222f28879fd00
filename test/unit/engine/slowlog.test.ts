import { expect, test } from 'vitest'
import { visibleArg } from '../../../server/engine/redact.ts'
import { Slowlog } from '../../../server/engine/slowlog.ts'
import type { Client } from '../../../shared/client/client.ts'
import { CommandEntry } from '../../../shared/command/entry.ts'
import { Args } from '../../../shared/resp/args.ts'

const common = { group: 'generic', since: '1.0.0', arity: 1, summary: '', flags: [], run() {} } as const
const entry = (name: string) => new CommandEntry({ ...common, flags: [], name }, null)
const visible = (of: CommandEntry, args: Args): string[] =>
  Array.from({ length: args.argc }, (_, i) => visibleArg(of, args, i))
const client = { addr: '127.0.0.1:5', name: 'me' } as Client

test('newest first, no more than the limit, numbered on', () => {
  const log = new Slowlog()
  log.limit = 2
  for (let i = 0; i < 3; i++) log.add(entry('GET'), 10.4, client, Args.of('GET', `k${i}`), 1_700_000_000_999)
  expect(log.entries).toEqual([
    { id: 2, at: 1_700_000_000, usec: 10, args: ['GET', 'k2'], addr: '127.0.0.1:5', name: 'me' },
    { id: 1, at: 1_700_000_000, usec: 10, args: ['GET', 'k1'], addr: '127.0.0.1:5', name: 'me' },
  ])
  log.limit = 0
  log.trim()
  expect(log.entries).toEqual([])
  expect(log.lastId).toBe(2)
})

test('long requests are cut as Redis cuts them', () => {
  const log = new Slowlog()
  const keys = Array.from({ length: 40 }, (_, i) => `k${i}`)
  log.add(entry('DEL'), 1, client, Args.of('DEL', ...keys), 0)
  expect(log.entries[0]?.args).toHaveLength(32)
  expect(log.entries[0]?.args.at(-1)).toBe('... (10 more arguments)')
  log.add(entry('SET'), 1, client, Args.of('SET', 'k', 'x'.repeat(200)), 0)
  expect(log.entries[0]?.args[2]).toBe(`${'x'.repeat(128)}... (72 more bytes)`)
})

test('of a huge argument only the part that is kept becomes text', () => {
  const log = new Slowlog()
  const args = Args.of('SET', 'k', Buffer.alloc(1 << 20, 120))
  let longest = 0
  const text = args.text.bind(args)
  args.text = (i, most) => {
    const made = text(i, most)
    longest = Math.max(longest, made.length)
    return made
  }
  log.add(entry('SET'), 1, client, args, 0)
  expect(log.entries[0]?.args[2]).toBe(`${'x'.repeat(128)}... (${(1 << 20) - 128} more bytes)`)
  expect(longest).toBe(128)
})

test('a call without its request is known by name', () => {
  const log = new Slowlog()
  log.add(entry('GET'), 1, null, null, 0)
  expect(log.entries[0]).toMatchObject({ args: ['get'], addr: '', name: '' })
})

test.each([
  ['AUTH secret', 'AUTH (redacted)'],
  ['AUTH me secret', 'AUTH (redacted) (redacted)'],
  ['HELLO 3 AUTH me secret SETNAME x', 'HELLO 3 AUTH (redacted) (redacted) SETNAME x'],
  ['GET AUTH', 'GET AUTH'],
  ['MIGRATE h 1 k 0 9 COPY AUTH pw KEYS', 'MIGRATE h 1 k 0 9 COPY AUTH (redacted) KEYS'],
  ['MIGRATE h 1 k 0 9 AUTH2 me pw', 'MIGRATE h 1 k 0 9 AUTH2 (redacted) (redacted)'],
])('secrets: %s', (request, shown) => {
  const words = request.split(' ')
  expect(visible(entry(words[0]!), Args.of(...words)).join(' ')).toBe(shown)
})

test('secrets in CONFIG SET', () => {
  const config = entry('CONFIG')
  const set = new CommandEntry({ ...common, flags: [], name: 'SET' }, config)
  const request = Args.of('CONFIG', 'SET', 'maxmemory', '1', 'MasterAuth', 'x')
  expect(visible(set, request)).toEqual(['CONFIG', 'SET', 'maxmemory', '1', 'MasterAuth', '(redacted)'])
})

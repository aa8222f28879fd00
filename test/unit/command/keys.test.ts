import { describe, expect, it } from 'vitest'
import { categories } from '../../../shared/command/categories.ts'
import { type Command, command, type KeySpec, manyKeys, oneKey } from '../../../shared/command/command.ts'
import { findKeys, hasKeys, keyRange } from '../../../shared/command/keys.ts'
import { Args } from '../../../shared/resp/args.ts'

function withKeys(keys: KeySpec[], more: Partial<Command<null>> = {}): Command<null> {
  return command<null>({
    name: 'X',
    group: 'string',
    since: '1.0.0',
    arity: -1,
    summary: '',
    flags: [],
    keys,
    ...more,
  })
}

function keysOf(definition: Command<null>, request: string): string[] | null {
  const args = Args.of(...request.split(' '))
  return findKeys(definition, args)?.map(({ at, flags }) => `${args.text(at)} ${flags.join(',')}`) ?? null
}

const counted: KeySpec[] = [
  { flags: ['OW', 'update'], begin: { index: 1 }, find: { last: 0, step: 1, limit: 0 } },
  { flags: ['RO', 'access'], begin: { index: 2 }, find: { countAt: 0, firstAt: 1, step: 1 } },
]
const streams: KeySpec[] = [
  { flags: ['RO'], begin: { keyword: 'STREAMS', startFrom: 1 }, find: { last: -1, step: 1, limit: 2 } },
]
const fromTheEnd: KeySpec[] = [
  {
    flags: ['RW', 'incomplete'],
    begin: { keyword: 'KEYS', startFrom: -2 },
    find: { last: -1, step: 1, limit: 0 },
  },
]

describe('keys of a request', () => {
  it('follows ranges, counts and keywords', () => {
    expect(keysOf(withKeys(oneKey('RO')), 'GET a')).toEqual(['a RO'])
    expect(keysOf(withKeys(manyKeys(1, 2, 'OW')), 'MSET a 1 b 2')).toEqual(['a OW', 'b OW'])
    expect(keysOf(withKeys(counted), 'ZUNIONSTORE d 2 a b')).toEqual([
      'd OW,update',
      'a RO,access',
      'b RO,access',
    ])
    expect(keysOf(withKeys(streams), 'XREAD COUNT 2 STREAMS a b 0 0')).toEqual(['a RO', 'b RO'])
    expect(keysOf(withKeys(fromTheEnd), 'MIGRATE h 1 x KEYS a b')).toEqual(['a RW', 'b RW'])
  })

  it('finds none behind a keyword that is missing or a rule that is unknown', () => {
    expect(keysOf(withKeys(streams), 'XREAD COUNT 2')).toEqual([])
    expect(keysOf(withKeys([{ flags: ['RO'], begin: 'unknown', find: 'unknown' }]), 'SORT a')).toEqual([])
  })

  it('refuses counts and ranges that the request does not hold', () => {
    expect(keysOf(withKeys(counted), 'ZUNIONSTORE d 3 a b')).toBeNull()
    expect(keysOf(withKeys(counted), 'ZUNIONSTORE d x a b')).toBeNull()
    expect(keysOf(withKeys(counted), 'ZUNIONSTORE d 0 a b')).toBeNull()
    expect(keysOf(withKeys(counted), 'ZUNIONSTORE d')).toBeNull()
    expect(keysOf(withKeys(oneKey('RO')), 'GET')).toBeNull()
  })

  it("prefers the command's own knowledge", () => {
    const own = withKeys(oneKey('OW'), { getKeys: args => [1, { at: args.argc - 1, flags: ['RO'] }] })
    expect(keysOf(own, 'X a b c')).toEqual(['a OW', 'c RO'])
  })

  it('does not take a shard channel for a key', () => {
    expect(hasKeys(withKeys(oneKey('not_key')))).toBe(false)
    expect(keysOf(withKeys(oneKey('not_key')), 'SPUBLISH a b')).toEqual([])
  })

  it('tells the old first, last and step', () => {
    expect(keyRange(oneKey('RO'))).toEqual({ first: 1, last: 1, step: 1 })
    expect(keyRange(manyKeys(1, 2, 'OW'))).toEqual({ first: 1, last: -1, step: 2 })
    expect(keyRange([...oneKey('RO'), ...manyKeys(2, 1, 'RO')])).toEqual({ first: 1, last: -1, step: 1 })
    expect(keyRange(counted)).toEqual({ first: 1, last: 1, step: 1 })
    expect(keyRange(streams)).toEqual({ first: 0, last: 0, step: 0 })
  })
})

describe('ACL categories', () => {
  it('follow from flags and group, in order, beside those stated', () => {
    expect(categories(withKeys([], { flags: ['write', 'fast'] }))).toEqual(['@write', '@string', '@fast'])
    expect(
      categories(withKeys([], { group: 'generic', flags: ['readonly'], categories: ['@keyspace'] })),
    ).toEqual(['@keyspace', '@read', '@slow'])
    expect(categories(withKeys([], { group: 'server', flags: ['admin'] }))).toEqual([
      '@admin',
      '@slow',
      '@dangerous',
    ])
    expect(categories(withKeys([], { subcommands: [] }))).toEqual(['@slow'])
  })
})

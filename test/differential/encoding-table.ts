/*
 * What Redis 7.2 does with lists and sets that 7.0 does not have as listpacks: `expected` is the encoding of `k`
 * after each step.
 */
import type { Request } from './streams/generate.ts'

export interface Case {
  what: string
  settings: Record<string, string | number>
  steps: Request[]
  expected: string[]
}

const split = (lines: string): Request[] =>
  lines
    .trim()
    .split('\n')
    .map(line => line.trim().split(' '))

const count = 'list-max-listpack-size'
const usualList = { [count]: -2, 'list-compress-depth': 0 }
const usualSet = {
  'set-max-intset-entries': 512,
  'set-max-listpack-entries': 128,
  'set-max-listpack-value': 64,
}
const repeated = (encoding: string, times: number) => Array<string>(times).fill(encoding)
const numbered = (command: string, from: number, to: number): Request[] =>
  Array.from({ length: to - from + 1 }, (_, at) => [command, 'k', `m${from + at}`])
const kib = (n: number) => 'x'.repeat(n * 1024)

export const lists: Case[] = [
  {
    what: 'a limit of entries: one more, and half of it on the way back',
    settings: { ...usualList, [count]: 4 },
    steps: [...numbered('RPUSH', 1, 6), ...split('RPOP k\nRPOP k\nRPOP k\nRPOP k\nRPOP k')],
    expected: [...repeated('listpack', 4), ...repeated('quicklist', 5), 'listpack', 'listpack'],
  },
  {
    what: 'two nodes stay a quicklist, however few elements they hold',
    settings: { ...usualList, [count]: 4 },
    steps: [['RPUSH', 'k', '1', '2', '3', '4'], ...split('RPUSH k 5\nLPOP k\nLPOP k\nLPOP k\nLPOP k')],
    expected: ['listpack', ...repeated('quicklist', 4), 'listpack'],
  },
  {
    what: 'all elements of one request count at once',
    settings: { ...usualList, [count]: 2 },
    steps: split('LPUSH k a b\nDEL k\nLPUSH k a b c'),
    expected: ['listpack', '-1', 'quicklist'],
  },
  {
    what: '8 KiB: the bytes of the listpack and of the text to come',
    settings: usualList,
    // A header of 7 bytes, and an element of 4096 bytes as 4096 + 5 + 2.
    steps: [
      ['RPUSH', 'k', kib(4)],
      ['RPUSH', 'k', 'x'.repeat(8192 - 4103 - 7)],
      ['DEL', 'j'],
      ['LSET', 'k', '0', ''],
      ['RPUSH', 'k', kib(8)],
    ],
    expected: ['listpack', 'listpack', 'listpack', 'listpack', 'quicklist'],
  },
  {
    what: '8 KiB: a byte too much',
    settings: usualList,
    steps: [
      ['RPUSH', 'k', kib(4)],
      ['RPUSH', 'k', 'x'.repeat(8192 - 4103 - 7 + 1)],
      ['LPOP', 'k'],
      ['LPUSH', 'k', 'a'],
      ['LPOP', 'k'],
    ],
    expected: ['listpack', 'quicklist', 'listpack', 'listpack', 'listpack'],
  },
  {
    what: 'LREM and LTRIM bring it back, a read or an LSET of the same length does not',
    settings: { ...usualList, [count]: 4 },
    steps: split(
      'RPUSH k 1 2 3 4 5\nLSET k 0 9\nLRANGE k 0 -1\nLTRIM k 0 2\nLREM k 1 9\nRPUSH k a b c\nLTRIM k 0 0',
    ),
    expected: ['quicklist', 'quicklist', 'quicklist', 'quicklist', 'listpack', 'quicklist', 'listpack'],
  },
  {
    what: 'LINSERT and LMOVE obey the same limit',
    settings: { ...usualList, [count]: 2 },
    steps: split(
      'RPUSH k a b\nLINSERT k BEFORE a c\nDEL j\nLMOVE k j LEFT LEFT\nLMOVE k j LEFT LEFT\nLMOVE j k LEFT LEFT',
    ),
    expected: ['listpack', 'quicklist', 'quicklist', 'quicklist', 'listpack', 'listpack'],
  },
  {
    what: 'COPY keeps, RESTORE decides anew',
    settings: { ...usualList, [count]: 2 },
    steps: split('RPUSH j 1 2 3\nCOPY j k\nSORT j STORE k\nRPUSH k 4'),
    expected: ['-1', 'quicklist', 'quicklist', 'quicklist'],
  },
]

export const sets: Case[] = [
  {
    what: '128 members, and one more',
    settings: usualSet,
    steps: [...numbered('SADD', 1, 129), ['SREM', 'k', 'm1', 'm2']],
    expected: [...repeated('listpack', 128), 'hashtable', 'hashtable'],
  },
  {
    what: '64 bytes, and one more',
    settings: usualSet,
    steps: [
      ['SADD', 'k', 'x'.repeat(64)],
      ['SADD', 'k', 'x'.repeat(65)],
      ['SREM', 'k', 'x'.repeat(65)],
    ],
    expected: ['listpack', 'hashtable', 'hashtable'],
  },
  {
    what: 'an intset that gets a text becomes a listpack while it is short',
    settings: { ...usualSet, 'set-max-listpack-entries': 4 },
    steps: split('SADD k 1 2 3\nSADD k a\nSREM k a\nSADD k 5\nSADD k 6'),
    expected: ['intset', 'listpack', 'listpack', 'listpack', 'hashtable'],
  },
  {
    what: 'and a table when it is not',
    settings: { ...usualSet, 'set-max-listpack-entries': 3 },
    steps: split('SADD k 1 2 3\nSADD k a'),
    expected: ['intset', 'hashtable'],
  },
  {
    what: 'a number of more digits than a value may have',
    settings: { ...usualSet, 'set-max-listpack-value': 5 },
    steps: split('SADD k 12345\nSADD k a\nDEL j\nSADD k 123456'),
    expected: ['intset', 'listpack', 'listpack', 'hashtable'],
  },
  {
    what: 'an intset that grows beyond its limit becomes a table',
    settings: { ...usualSet, 'set-max-intset-entries': 3 },
    steps: split('SADD k 1\nSADD k 2\nSADD k 3\nSADD k 4'),
    expected: ['intset', 'intset', 'intset', 'hashtable'],
  },
  {
    what: 'numbers that come all at once, more than an intset may have',
    settings: { ...usualSet, 'set-max-intset-entries': 3, 'set-max-listpack-entries': 4 },
    steps: [
      ['SADD', 'k', '1', '2', '3', '4'],
      ['DEL', 'j'],
    ],
    expected: ['listpack', 'listpack'],
  },
  {
    what: 'members that come all at once count, the same one twice as well',
    settings: { ...usualSet, 'set-max-listpack-entries': 3 },
    steps: split('SADD k a a a a\nSPOP k 9\nSADD k a a a'),
    expected: ['hashtable', '-1', 'listpack'],
  },
  {
    what: 'a result of set operations starts as what it comes from',
    settings: { ...usualSet, 'set-max-intset-entries': 3 },
    steps: split(`
      SADD j 1 2 3
      SUNIONSTORE k j
      SADD j a
      SINTERSTORE k j j
      SADD j ${'x'.repeat(65)}
      SINTERSTORE k j j
      SDIFFSTORE k j nosuch`),
    expected: ['-1', 'intset', 'intset', 'listpack', 'listpack', 'hashtable', 'hashtable'],
  },
]

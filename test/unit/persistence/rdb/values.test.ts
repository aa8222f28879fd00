// Values of every type: what Redis dumped is read, and dumped again as Redis would; older and newer forms are read.
import { describe, expect, it } from 'vitest'
import { double, int64, integer, listpack, string, value, ziplist, zipmap } from './old-forms.ts'
import { redisPayloads } from './redis-payloads.ts'
import { type Content, payload, ValueRoom, verifyDumpPayload } from './value-room.ts'

const room = new ValueRoom()

describe('what Redis 7.0 dumped', () => {
  it.each(redisPayloads)('$name', ({ limits, hex, digest, encoding, content, same }) => {
    room.limit(limits)
    const given = Buffer.from(hex, 'hex')
    expect(verifyDumpPayload(given, 0, given.length)).toBe(true)
    expect(room.restore(given)).toBe(true)
    expect(room.encoding()).toBe(encoding)
    expect(room.content()).toEqual(content)
    expect(room.digest()).toBe(digest)
    const ours = room.dump()
    if (same) expect(ours.toString('hex')).toBe(hex)
    room.remove()
    expect(room.restore(ours)).toBe(true)
    expect(room.content()).toEqual(content)
    expect(room.leaked()).toBe(0)
  })
})

const LONG = 'long '.repeat(60)
const HUGE = 'h'.repeat(20_000)
const LATER = 1_900_000_000_000

/** Values by their bytes, type byte first, as older and newer versions wrote them. */
const FORMS: [name: string, value: Buffer, encoding: string, content: Content][] = [
  ['a list (1)', value(1, 3, string('a'), 0xc0, 5, string('')), 'listpack', ['a', '5', '']],
  ['a set with texts (2)', value(2, 2, 0xc0, 5, string('x')), 'listpack', ['5', 'x']],
  ['a set of integers (2)', value(2, 2, 0xc0, 5, 0xc1, 0, 1), 'intset', ['256', '5']],
  ['a set with a long text (2)', value(2, 2, 0xc0, 5, string(LONG)), 'hashtable', ['5', LONG]],
  [
    'a sorted set with scores as text (3)',
    value(3, 4, string('a'), string('3'), string('b'), 255, string('c'), string('2.50'), string('d'), 254),
    'listpack',
    [
      ['b', -Infinity],
      ['c', 2.5],
      ['a', 3],
      ['d', Infinity],
    ],
  ],
  [
    'a hash (4)',
    value(4, 2, string('b'), 0xc0, 1, string('a'), string('')),
    'listpack',
    [
      ['a', ''],
      ['b', '1'],
    ],
  ],
  ['a hash with a long value (4)', value(4, 1, string('b'), string(LONG)), 'hashtable', [['b', LONG]]],
  [
    'a sorted set (5)',
    value(5, 2, string('a'), double(0.1), string('b'), double(-1e300)),
    'listpack',
    [
      ['b', -1e300],
      ['a', 0.1],
    ],
  ],
  ['a sorted set with a long member (5)', value(5, 1, string(LONG), double(1)), 'skiplist', [[LONG, 1]]],
  [
    'a zipmap (9)',
    value(9, string(zipmap([['a', 'hi'], ['b', LONG], ['7', '8']], 3))), // biome-ignore format: a table
    'hashtable',
    [
      ['7', '8'],
      ['a', 'hi'],
      ['b', LONG],
    ],
  ],
  [
    'a list as a ziplist (10)',
    value(
      10,
      string(
        ziplist(
          'a',
          LONG,
          integer.small(0),
          integer.small(12),
          integer.int8(-128),
          integer.int16(-32768),
          integer.int24(-8388608),
          integer.int32(-2147483648),
          integer.int64(-9223372036854775808n),
          integer.int64(9007199254740993n),
        ),
      ),
    ),
    'listpack',
    [
      'a',
      LONG,
      '0',
      '12',
      '-128',
      '-32768',
      '-8388608',
      '-2147483648',
      '-9223372036854775808',
      '9007199254740993',
    ],
  ],
  [
    'a sorted set as a ziplist (12)',
    value(12, string(ziplist('a', integer.small(1), integer.int16(300), '1.5', 'c', '-inf'))),
    'listpack',
    [
      ['c', -Infinity],
      ['a', 1],
      ['300', 1.5],
    ],
  ],
  [
    'a hash as a ziplist (13)',
    value(13, string(ziplist('f', 'v', integer.int16(300), integer.int16(400)))),
    'listpack',
    [
      ['300', '400'],
      ['f', 'v'],
    ],
  ],
  [
    'a quicklist of ziplists, one of them empty (14)',
    value(14, 3, string(ziplist('a', LONG)), string(ziplist()), string(ziplist(integer.small(2), HUGE))),
    'quicklist',
    ['a', LONG, '2', HUGE],
  ],
  ['a hash as a listpack (16)', value(16, string(listpack('f', 5))), 'listpack', [['f', '5']]],
  [
    'a listpack with integers as text (16)',
    value(16, string(listpack('12', '13', 'x', '14'))),
    'listpack',
    [
      ['12', '13'],
      ['x', '14'],
    ],
  ],
  [
    'a listpack out of order (17)',
    value(17, string(listpack('b', 5, 'a', 5, 'c', 1))),
    'listpack',
    [
      ['c', 1],
      ['a', 5],
      ['b', 5],
    ],
  ],
  [
    'a list with a single element as a node (18)',
    value(18, 3, 1, string('lonely'), 2, string(listpack()), 2, string(listpack('x', 1))),
    'quicklist',
    ['lonely', 'x', '1'],
  ],
  ['a list with integers as text (18)', value(18, 1, 2, string(listpack('5', '6'))), 'listpack', ['5', '6']],
  ['a set as a listpack (20)', value(20, string(listpack('a', 5))), 'listpack', ['5', 'a']],
  [
    'a hash with times (24)',
    value(
      24,
      int64(LATER),
      3,
      0,
      string('a'),
      string('1'),
      1,
      string('b'),
      string('2'),
      0x43,
      0xe8,
      0xc0,
      7,
      0xc0,
      8,
    ),
    'listpackex',
    [
      ['7', '8', LATER + 999],
      ['a', '1'],
      ['b', '2', LATER],
    ],
  ],
  [
    'a hash with times and a long value (24)',
    value(24, int64(LATER), 2, 3, string('a'), string(LONG), 0, string('b'), string('2')),
    'hashtable',
    [
      ['a', LONG, LATER + 2],
      ['b', '2'],
    ],
  ],
  [
    'a hash as a listpack with times (25)',
    value(25, int64(5), string(listpack('a', 'x', 5, 'b', 'y', 0))),
    'listpackex',
    [
      ['a', 'x', 5],
      ['b', 'y'],
    ],
  ],
]

describe('forms that Redis 7.0 does not write', () => {
  it.each(FORMS)('%s', (_, bytes, encoding, content) => {
    room.limit()
    expect(room.restore(payload(bytes))).toBe(true)
    expect(room.encoding()).toBe(encoding)
    expect(room.content()).toEqual(content)
    const digest = room.digest()
    const ours = room.dump()
    expect(verifyDumpPayload(ours, 0, ours.length)).toBe(true)
    expect(ours.readUInt16LE(ours.length - 10)).toBe(bytes[0]! >= 24 ? 12 : 10)
    expect(room.restore(ours)).toBe(true)
    expect([room.content(), room.encoding(), room.digest()]).toEqual([content, encoding, digest])
    expect(room.dump()).toEqual(ours)
    expect(room.leaked()).toBe(0)
  })

  it.each(FORMS)('%s, under limits that nothing fits in', (_, bytes, _encoding, content) => {
    room.limit({
      listMaxListpackSize: 1,
      hashMaxListpackEntries: 0,
      setMaxIntsetEntries: 0,
      setMaxListpackEntries: 0,
      zsetMaxListpackEntries: 0,
    })
    expect(room.restore(payload(bytes))).toBe(true)
    const large = ['quicklist', 'hashtable', 'skiplist']
    if (content.length > 1) expect(large).toContain(room.encoding())
    expect(room.content()).toEqual(content)
    expect(room.restore(room.dump())).toBe(true)
    expect(room.content()).toEqual(content)
    expect(room.leaked()).toBe(0)
  })
})

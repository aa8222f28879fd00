// Values that are not what they claim: refused with a reason and an offset, without a trace.
import { describe, expect, it } from 'vitest'
import { RdbCursor } from '../../../../server/persistence/rdb/rdb-cursor.ts'
import { RdbError } from '../../../../server/persistence/rdb/rdb-error.ts'
import { RdbReader } from '../../../../server/persistence/rdb/rdb-reader.ts'
import { valueCodecs } from '../../../../server/persistence/rdb/value-codecs.ts'
import { double, int64, integer, listpack, string, value, ziplist, zipmap } from './old-forms.ts'
import { Recorder } from './recorder.ts'
import { payload, ValueRoom } from './value-room.ts'

/** `bytes` with some changed. */
function changed(bytes: Buffer, ...changes: [at: number, byte: number][]): Buffer {
  const copy = Buffer.from(bytes)
  for (const [at, byte] of changes) copy[at < 0 ? copy.length + at : at] = byte
  return copy
}

const members = listpack('a', 'b')
const pairs = listpack('a', 1, 'b', 2)
const many = Array.from({ length: 40 }, (_, i) => `m${i}`)
const old = ziplist('a', 'bc', integer.int16(300))
const map = zipmap([['a', '1'], ['b', '2']]) // biome-ignore format: pairs
const intset = (...bytes: number[]) => Buffer.from(bytes)

const HOSTILE: [name: string, value: Buffer, message: string][] = [
  ['a list without elements', value(1, 0), 'a collection without elements at byte offset 1'],
  ['a set without members', value(2, 0), 'a collection without elements at byte offset 1'],
  ['a sorted set without members', value(5, 0), 'a collection without elements at byte offset 1'],
  ['a hash without fields', value(4, 0), 'a collection without elements at byte offset 1'],
  ['a quicklist without nodes', value(18, 0), 'a collection without elements at byte offset 1'],
  ['a quicklist of empty nodes', value(18, 1, 2, string(listpack())), 'without elements at byte offset 11'],
  ['a hash with times and no fields', value(24, int64(1), 0), 'without elements at byte offset 9'],
  ['an empty listpack of a set', value(20, string(listpack())), 'without elements at byte offset 1'],
  ['an empty listpack of a sorted set', value(17, string(listpack())), 'without elements at byte offset 1'],
  ['an empty listpack of a hash', value(16, string(listpack())), 'without elements at byte offset 1'],
  ['an empty listpack with times', value(25, int64(0), string(listpack())), 'elements at byte offset 9'],
  ['an empty ziplist', value(10, string(ziplist())), 'without elements at byte offset 1'],
  ['an empty zipmap', value(9, string(zipmap([]))), 'without elements at byte offset 1'],
  ['a member twice', value(2, 2, string('a'), string('a')), 'a member is twice in a set at byte offset 4'],
  ['an integer twice', value(2, 2, 0xc0, 1, string('1')), 'a member is twice in a set at byte offset 4'],
  [
    'a scored member twice',
    value(5, 2, string('a'), double(1), string('a'), double(2)),
    'a member is twice in a sorted set at byte offset 12',
  ],
  ['a field twice', value(4, 2, string('a'), 1, 49, string('a'), 1, 50), 'twice in a hash at byte offset 6'],
  ['a member twice in a listpack', value(20, string(listpack('a', 'a'))), 'twice in a set at byte offset 1'],
  [
    'a member twice in a long listpack',
    value(20, string(listpack(...many, 'm7'))),
    'twice in a set at byte offset 1',
  ],
  [
    'a member twice, once as text and once as integer',
    value(20, string(listpack('5', 5))),
    'twice in a set at byte offset 1',
  ],
  ['a field twice in a listpack', value(16, string(listpack('a', 1, 'a', 2))), 'a hash at byte offset 1'],
  ['a field twice in a zipmap', value(9, string(zipmap([['a', '1'], ['a', '2']]))), 'a hash at byte offset 1'], // biome-ignore format: pairs
  ['a field twice in a ziplist', value(13, string(ziplist('a', 'b', 'a', 'c'))), 'a hash at byte offset 1'],
  [
    'a field twice with times',
    value(25, int64(1), string(listpack('a', 'x', 1, 'a', 'y', 2))),
    'a hash at byte offset 9',
  ],
  ['a score that is no number', value(5, 1, string('a'), double(NaN)), 'not a number at byte offset 2'],
  ['nan as text', value(3, 1, string('a'), 253), 'a score is not a number at byte offset 2'],
  ['a word as text', value(3, 1, string('a'), string('abc')), "unreadable double 'abc' at byte offset 4"],
  ['a word in a listpack', value(17, string(listpack('a', 'word'))), 'not a number at byte offset 1'],
  ['a word in a ziplist', value(12, string(ziplist('a', 'word'))), 'not a number at byte offset 1'],
  ['a member without a score', value(17, string(listpack('a', 1, 'b'))), 'corrupt listpack at byte offset 1'],
  ['a field without a value', value(16, string(listpack('a'))), 'corrupt listpack at byte offset 1'],
  ['a ziplist with an odd field', value(13, string(ziplist('a'))), 'corrupt ziplist at byte offset 1'],
  ['a field without a time', value(25, int64(1), string(pairs)), 'corrupt listpack at byte offset 9'],
  [
    'a time that is a word',
    value(25, int64(1), string(listpack('a', 'b', 'c'))),
    'impossible expiry NaN of a hash field at byte offset 9',
  ],
  ['a time beyond all', value(24, int64(-1), 1), 'impossible expiry -1 of a hash field at byte offset 1'],
  [
    'a time beyond all by adding',
    value(24, int64(2 ** 48 - 2), 1, 2, string('a'), string('b')),
    'impossible expiry 281474976710655 of a hash field at byte offset 10',
  ],
  ['an unknown container', value(18, 1, 3, string(members)), "unknown container 3 of a list's node"],
  ['an empty element as a node', value(18, 1, 1, string('')), 'empty node of a list at byte offset 2'],
  ['a listpack of another length', value(20, string(changed(members, [0, 12]))), 'corrupt listpack'],
  ['a listpack without an end', value(20, string(changed(members, [-1, 0]))), 'corrupt listpack'],
  ['a listpack of another count', value(20, string(changed(members, [4, 3]))), 'corrupt listpack'],
  ['a listpack with an entry too long', value(20, string(changed(members, [9, 0xbf]))), 'corrupt listpack'],
  ['a listpack with an unknown entry', value(20, string(changed(members, [6, 0xf5]))), 'corrupt listpack'],
  ['a listpack with a wrong way back', value(20, string(changed(members, [8, 1]))), 'corrupt listpack'],
  ['a listpack that is too short', value(20, string('abc')), 'corrupt listpack'],
  [
    'a listpack whose entry claims four gigabytes',
    value(20, string(changed(members, [6, 0xf0], [7, 255], [8, 255], [9, 255], [10, 255]))),
    'corrupt listpack',
  ],
  ['a node that is no listpack', value(18, 1, 2, string('abc')), 'corrupt listpack at byte offset 2'],
  ['a ziplist of another length', value(10, string(changed(old, [0, 99]))), 'corrupt ziplist'],
  ['a ziplist of another count', value(10, string(changed(old, [8, 2]))), 'corrupt ziplist'],
  ['a ziplist with another tail', value(10, string(changed(old, [4, 11]))), 'corrupt ziplist'],
  ['a ziplist without an end', value(10, string(changed(old, [-1, 0]))), 'corrupt ziplist'],
  ['a ziplist with a wrong way back', value(10, string(changed(old, [13, 9]))), 'corrupt ziplist'],
  ['a ziplist with an entry too long', value(10, string(changed(old, [11, 0x7f]))), 'corrupt ziplist'],
  ['a ziplist with an unknown entry', value(10, string(changed(old, [11, 0xff]))), 'corrupt ziplist'],
  ['a ziplist that is too short', value(14, 1, string('abc')), 'corrupt ziplist at byte offset 2'],
  ['a zipmap of another count', value(9, string(changed(map, [0, 3]))), 'corrupt zipmap'],
  ['a zipmap with a field too long', value(9, string(changed(map, [1, 200]))), 'corrupt zipmap'],
  ['a zipmap with too much unused', value(9, string(changed(map, [4, 200]))), 'corrupt zipmap'],
  ['a zipmap without an end', value(9, string(changed(map, [-1, 0]))), 'corrupt zipmap'],
  ['integers of three bytes', value(11, string(intset(3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0))), 'corrupt intset'],
  ['no integers', value(11, string(intset(2, 0, 0, 0, 0, 0, 0, 0))), 'corrupt intset at byte offset 1'],
  ['fewer integers', value(11, string(intset(2, 0, 0, 0, 2, 0, 0, 0, 1, 0))), 'corrupt intset'],
  [
    'integers out of order',
    value(11, string(intset(2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 0))),
    'corrupt intset at byte offset 1',
  ],
  [
    'an integer twice in a row',
    value(11, string(intset(2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 1, 0))),
    'corrupt intset',
  ],
]

/** Reads the value behind its type byte; the type byte is at offset 0. */
function attempt(room: ValueRoom, bytes: Buffer): void {
  const { builder } = room.keyspace.payloads
  const codec = valueCodecs(builder, () => {}).get(bytes[0]!)!
  const cursor = RdbCursor.over(bytes, 0, bytes.length)
  cursor.skip(1)
  try {
    codec
      .open({ type: bytes[0]!, key: Buffer.from('k'), expireAtMs: -1, idleSeconds: -1, freq: -1 })
      .advance(cursor)
  } finally {
    builder.discard()
  }
}

describe('hostile values', () => {
  const room = new ValueRoom()

  it.each(HOSTILE)('%s', (_, bytes, message) => {
    expect(() => attempt(room, bytes)).toThrow(RdbError)
    expect(() => attempt(room, bytes)).toThrow(message)
    room.restore(payload(value(4, 1, string('old'), string('value'))))
    expect(room.restore(payload(bytes))).toBe(false)
    expect(room.content()).toEqual([['old', 'value']])
    expect(room.leaked()).toBe(0)
  })

  it.each([22, 23])('the form %d that was never released is refused by its name', type => {
    const stream = Buffer.concat([Buffer.from('REDIS0012'), value(type, string('key'), 1)])
    const reader = new RdbReader(new Recorder(), {
      codecs: valueCodecs(room.keyspace.payloads.builder, () => {}),
    })
    expect(() => reader.push(stream)).toThrow(/pre-release form.*key 'key', at byte offset 9/)
    expect(room.restore(payload(value(type, 1)))).toBe(false)
  })

  it('what is cut short anywhere is refused, and announced lengths are not believed', () => {
    const whole = value(
      24,
      int64(5),
      3,
      0,
      string('a'),
      string('1'),
      1,
      string('b'),
      string('2'),
      9,
      1,
      99,
      1,
      99,
    )
    for (let cut = 1; cut < whole.length; cut++) {
      expect(room.restore(payload(whole.subarray(0, cut)))).toBe(false)
    }
    for (const type of [1, 2, 3, 4, 5, 14, 18]) {
      expect(room.restore(payload(value(type, 0x81, 0, 0, 255, 255, 255, 255, 255, 255, 1, 97)))).toBe(false)
    }
    expect(room.restore(payload(whole))).toBe(true)
    expect(room.leaked()).toBe(0)
  })
})

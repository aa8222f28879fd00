// The RDB reader: every opcode and encoding, any boundaries, and what it says of damaged streams.
import { describe, expect, it } from 'vitest'
import { ByteSlice, type RdbCursor } from '../../../../server/persistence/rdb/rdb-cursor.ts'
import { RdbError } from '../../../../server/persistence/rdb/rdb-error.ts'
import { type RdbEntry, RdbReader, type RdbTypeCodec } from '../../../../server/persistence/rdb/rdb-reader.ts'
import { put, Recorder, read, stream } from './recorder.ts'

/** A stream of this text (latin1) behind a header, without a checksum. */
const raw = (body: string, version = '0010') =>
  Buffer.from(`REDIS${version}${body}${'\0'.repeat(8)}`, 'latin1')

const sample = stream(writer => {
  writer.aux('redis-ver', '7.0.15')
  writer.aux('ctime', '1700000000')
  writer.functionLibrary(Buffer.from('#!lua name=l'))
  writer.selectDb(0)
  writer.resizeDb(3, 1)
  put(writer, 'plain', 'value')
  writer.expireMs(1_700_000_000_123)
  writer.idle(77)
  put(writer, '123', '-70000')
  writer.freq(200)
  put(writer, 'a long key that compresses aaaaaaaaaaaaaaaaaaaaa', 'b'.repeat(50))
  writer.selectDb(15)
  put(writer, '', '')
})

const SAMPLE_EVENTS = [
  'header 10',
  'aux redis-ver=7.0.15',
  'aux ctime=1700000000',
  'function #!lua name=l',
  'db 0',
  'resize 3 1',
  'plain=value -1 -1 -1',
  '123=-70000 1700000000123 77 -1',
  `a long key that compresses aaaaaaaaaaaaaaaaaaaaa=${'b'.repeat(50)} -1 -1 200`,
  'db 15',
  '= -1 -1 -1',
  'end',
]

describe('rdb reader', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('tells what is in a stream that comes %d bytes at a time', size => {
    expect(read(sample, [size]).events).toEqual(SAMPLE_EVENTS)
  })

  it('stops at the end and leaves what follows', () => {
    const more = Buffer.concat([sample, Buffer.from('*1\r\n')])
    for (const size of [1, 5, more.length]) {
      const reader = new RdbReader(new Recorder())
      let at = 0
      while (at < more.length && !reader.done) at += reader.push(more, at, Math.min(size, more.length - at))
      expect([at, reader.done, reader.offset]).toEqual([sample.length, true, sample.length])
      expect(reader.push(more, at)).toBe(0)
    }
  })

  it.each([
    ['an expiry in seconds', '\xfd\x01\x00\x00\x00\x00\x01k\x01v', ['k=v 1000 -1 -1']],
    ['slot info', '\xf4\x40\x50\x01\x00\x00\x01k\x01v', ['k=v -1 -1 -1']],
    [
      'module aux',
      '\xf7\x81\x01\x02\x03\x04\x05\x06\x07\x08\x02\x02\x01\x05\x03abcd\x0412345678\x05\x03xyz\x00\x00\x01k\x01v',
      ['k=v -1 -1 -1'],
    ],
    ['a 32-bit length', '\x00\x80\x00\x00\x00\x01k\x81\x00\x00\x00\x00\x00\x00\x00\x01v', ['k=v -1 -1 -1']],
  ])('understands %s', (_, body, events) => {
    const file = raw(`${body}\xff`)
    for (const size of [1, file.length]) {
      expect(read(file, [size]).events).toEqual(['header 10', ...events, 'end'])
    }
  })

  it('reads every version, with no checksum before the fifth', () => {
    for (let version = 1; version <= 12; version++) {
      const digits = String(version).padStart(4, '0')
      const file = raw('\x00\x01k\x01v\xff', digits)
      expect(read(version < 5 ? file.subarray(0, -8) : file).events[0]).toBe(`header ${version}`)
    }
  })

  it('holds one long string in memory, not two, and can read it from small pieces', () => {
    const value = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) ^ (i >>> 8))
    const file = stream(writer => put(writer, 'big', value), { compression: false })
    const { values } = read(file, [50_000])
    expect(values.get('big')!.equals(value)).toBe(true)
    const packed = stream(writer => put(writer, 'zeros', new Uint8Array(3_000_000)), { lzfMaxLength: 1e9 })
    expect(packed.length).toBeLessThan(100_000)
    expect(read(packed, [1000]).values.get('zeros')).toEqual(Buffer.alloc(3_000_000))
  })

  it('does not believe an announced length before the bytes come', () => {
    const file = raw('\x00\x01k\x81\x00\x00\x00\x00\xff\xff\xff\xff').subarray(0, -8)
    expect(() => read(file)).toThrow('the RDB stream is cut short: unexpected end at byte offset 21')
  })
})

describe('damaged streams', () => {
  it.each([
    ['wrong signature of an RDB stream at byte offset 0', Buffer.from('RADIS0010\xff')],
    ["can't handle RDB format version '0013' at byte offset 5", raw('\xff', '0013')],
    ["can't handle RDB format version '0000' at byte offset 5", raw('\xff', '0000')],
    ["can't handle RDB format version '-001' at byte offset 5", raw('\xff', '-001')],
    ['unknown RDB opcode or type 200 at byte offset 9', raw('\xc8')],
    ['unknown RDB opcode or type 8 at byte offset 9', raw('\x08')],
    ['unknown string encoding 5 at byte offset 10', raw('\x00\xc5')],
    ['unknown length form 130 at byte offset 10', raw('\x00\x82')],
    [
      'impossible string length 1099511627776 at byte offset 10',
      raw('\x00\x81\x00\x00\x01\x00\x00\x00\x00\x00'),
    ],
    ['impossible LZF lengths 1 and 16383 at byte offset 12', raw('\x00\x01k\xc3\x01\x7f\xff\x00')],
    ['LZF data of a string is corrupt at byte offset 12', raw('\x00\x01k\xc3\x03\x05\x40\x01\x01')],
    [
      'functions in the form of a Redis 7.0 release candidate are not supported at byte offset 9',
      raw('\xf6'),
    ],
    ['unknown module opcode 9 at byte offset 11', raw('\xf7\x01\x09')],
    ["values of type hash-listpack (16) are not supported, key 'h', at byte offset 9", raw('\x10\x01h\x00')],
  ])('%s', (message, file) => {
    for (const size of [1, file.length]) {
      let caught: unknown = null
      try {
        read(file, [size])
      } catch (error) {
        caught = error
      }
      expect(caught).toBeInstanceOf(RdbError)
      const { message: said, offset } = caught as RdbError
      expect([said, offset]).toEqual([message, Number(/\d+$/.exec(message)![0])])
    }
  })

  it('a wrong checksum is an error, unless checksums are off or the writer made none', () => {
    const broken = Buffer.from(sample)
    const at = broken.indexOf('value')
    broken[at] = 0x56
    expect(() => read(broken)).toThrow(`wrong RDB checksum at byte offset ${sample.length - 8}`)
    expect(read(broken, [9], { checksum: false }).events).toContain('plain=Value -1 -1 -1')
    broken.fill(0, broken.length - 8)
    expect(read(broken).events).toContain('end')
  })

  it('a cut anywhere is found, and tells nothing of the cut entry', () => {
    for (let cut = 0; cut < sample.length; cut++) {
      const recorder = new Recorder()
      const reader = new RdbReader(recorder)
      reader.push(sample, 0, cut)
      expect(() => reader.finish()).toThrow(`unexpected end at byte offset ${cut}`)
      expect(SAMPLE_EVENTS.slice(0, recorder.events.length)).toEqual(recorder.events)
      expect(recorder.events).not.toContain('end')
    }
  })

  it('refuses to go on after an error', () => {
    const reader = new RdbReader(new Recorder())
    expect(() => reader.push(raw('\xc8'))).toThrow(RdbError)
    expect(() => reader.push(raw('\xff'))).toThrow('already refused at byte offset 9')
  })
})

describe('codecs of other types', () => {
  it('read values element by element, over any boundaries', () => {
    const told: string[] = []
    const codec: RdbTypeCodec = {
      open(entry: RdbEntry) {
        const members: string[] = []
        const slice = new ByteSlice()
        let left = -1
        return {
          advance(cursor: RdbCursor): boolean {
            if (left < 0) left = cursor.length()
            cursor.commit()
            while (left > 0) {
              cursor.string(slice)
              members.push(slice.text())
              left--
              cursor.commit()
            }
            told.push(`${Buffer.from(entry.key)}: ${members.join(',')} ${entry.expireAtMs} ${entry.freq}`)
            return true
          },
        }
      },
    }
    const file = stream(writer => {
      writer.expireMs(5)
      writer.key(2, Buffer.from('set'), 0, 3)
      writer.length(3)
      for (const member of ['one', '2', 'x'.repeat(30)]) writer.text(member)
      put(writer, 'after', '1')
    })
    for (const size of [1, 4, file.length]) {
      told.length = 0
      const recorder = read(file, [size], { codecs: new Map([[2, codec]]) })
      expect(told).toEqual([`set: one,2,${'x'.repeat(30)} 5 -1`])
      expect(recorder.events).toEqual(['header 10', 'after=1 -1 -1 -1', 'end'])
    }
  })
})

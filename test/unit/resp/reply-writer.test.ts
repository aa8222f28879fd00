import { describe, expect, it } from 'vitest'
import { REPLY_BUFFER, type ReplySink, ReplyWriter } from '../../../shared/resp/reply-writer.ts'

/** Collects what is sent; gives the writer another buffer each time when `keep`, as for a slow connection. */
class Collected implements ReplySink {
  sent: Buffer[] = []
  keep = false
  private readonly pieces: [start: number, end: number][] = []

  piece(start: number, end: number): void {
    this.pieces.push([start, end])
  }

  flush(buf: Uint8Array, start: number, end: number): Uint8Array {
    for (const [from, to] of this.pieces) this.sent.push(Buffer.from(buf.subarray(from, to)))
    this.pieces.length = 0
    if (end > start) this.sent.push(Buffer.from(buf.subarray(start, end)))
    return this.keep ? Buffer.allocUnsafeSlow(buf.length) : buf
  }

  text(): string {
    return Buffer.concat(this.sent).toString('latin1')
  }
}

function written(resp3: boolean, write: (reply: ReplyWriter) => void): string {
  const sink = new Collected()
  const reply = new ReplyWriter(sink)
  reply.resp3 = resp3
  write(reply)
  reply.spill()
  return sink.text()
}

describe('reply writer', () => {
  it.each<[name: string, write: (reply: ReplyWriter) => void, resp2: string, resp3: string]>([
    ['status', r => r.status('PONG'), '+PONG\r\n', '+PONG\r\n'],
    ['error', r => r.error('ERR a\r\nb'), '-ERR a  b\r\n', '-ERR a  b\r\n'],
    ['integer', r => r.integer(-42), ':-42\r\n', ':-42\r\n'],
    [
      'large integer',
      r => r.bigInteger(-(2n ** 63n)),
      ':-9223372036854775808\r\n',
      ':-9223372036854775808\r\n',
    ],
    ['bulk', r => r.bulkText('ab'), '$2\r\nab\r\n', '$2\r\nab\r\n'],
    ['empty bulk', r => r.bulkText(''), '$0\r\n\r\n', '$0\r\n\r\n'],
    ['utf-8', r => r.bulkUtf8('é'), '$2\r\n\xc3\xa9\r\n', '$2\r\n\xc3\xa9\r\n'],
    ['null', r => r.null(), '$-1\r\n', '_\r\n'],
    ['null array', r => r.nullArray(), '*-1\r\n', '_\r\n'],
    ['map', r => r.map(12), '*24\r\n', '%12\r\n'],
    ['set', r => r.set(3), '*3\r\n', '~3\r\n'],
    ['push', r => r.push(3), '*3\r\n', '>3\r\n'],
    ['array of thousands', r => r.array(12345), '*12345\r\n', '*12345\r\n'],
    ['boolean', r => r.boolean(true), ':1\r\n', '#t\r\n'],
    ['double', r => r.double(1.5), '$3\r\n1.5\r\n', ',1.5\r\n'],
    ['verbatim', r => r.verbatim('txt', 'ab'), '$2\r\nab\r\n', '=6\r\ntxt:ab\r\n'],
  ])('writes %s', (_name, write, resp2, resp3) => {
    expect(written(false, write)).toBe(resp2)
    expect(written(true, write)).toBe(resp3)
  })

  it('counts errors and remembers the last', () => {
    const reply = new ReplyWriter(new Collected())
    reply.error('ERR one')
    reply.error('ERR two')
    expect([reply.errors, reply.lastError]).toEqual([2, 'ERR two'])
  })

  it('sends what is there when the buffer is full, and goes on', () => {
    for (const keep of [false, true]) {
      const sink = new Collected()
      sink.keep = keep
      const reply = new ReplyWriter(sink)
      let expected = ''
      const big = Buffer.from('0123456789'.repeat(30_000))
      reply.bulkBytes(big)
      expected += `$300000\r\n${big}\r\n`
      for (let i = 0; i < 20_000; i++) {
        const text = 'x'.repeat(i % 150)
        if (i % 2 === 0) reply.bulkText(text)
        else reply.bulkBytes(Buffer.from(text))
        reply.integer(i)
        expected += `$${text.length}\r\n${text}\r\n:${i}\r\n`
      }
      reply.bulkText('y'.repeat(200_000))
      expected += `$200000\r\n${'y'.repeat(200_000)}\r\n`
      reply.spill()
      expect(sink.text() === expected).toBe(true)
      expect(Math.max(...sink.sent.map(part => part.length))).toBeLessThanOrEqual(REPLY_BUFFER)
    }
  })

  it('keeps the replies of different connections in pieces until they are sent together', () => {
    const sink = new Collected()
    const reply = new ReplyWriter(sink)
    reply.ok()
    reply.finish()
    reply.finish()
    reply.integer(1)
    reply.integer(2)
    reply.finish()
    expect(sink.sent).toEqual([])
    reply.spill()
    expect(sink.sent.map(String)).toEqual(['+OK\r\n', ':1\r\n:2\r\n'])
  })

  it('throws replies away while muted, whatever their size', () => {
    const sink = new Collected()
    const reply = new ReplyWriter(sink)
    reply.ok()
    reply.mute()
    expect(reply.muted).toBe(true)
    reply.bulkBytes(Buffer.alloc(200_000))
    reply.unmute()
    reply.status('PONG')
    reply.unmute()
    reply.spill()
    expect(sink.text()).toBe('+OK\r\n+PONG\r\n')
  })
})

// Elements of every length at which an entry or the reply's head changes its form, read back in both orders.
import { expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

const lengths = [0, 1, 7, 8, 9, 10, 11, 62, 63, 64, 65, 99, 100, 125, 126, 127, 128, 159, 160, 161, 999, 1000]
const elements = [...lengths, 4094, 4095, 4096].map(length => 'abcdefghij'.repeat(500).slice(0, length))

it('replies with elements of any length, from a listpack and from a quicklist', () => {
  for (const size of ['-5', '3']) {
    const room = new ServerRoom({ 'list-max-listpack-size': size })
    const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`
    const replyOf = (texts: string[]) => `*${texts.length}\r\n${texts.map(bulk).join('')}`
    expect(room.raw(['RPUSH', 'list', ...elements])).toBe(`:${elements.length}\r\n`)
    expect(room.raw(['LRANGE', 'list', '0', '-1'])).toBe(replyOf(elements))
    expect(room.raw(['RPOP', 'list', '1000'])).toBe(replyOf(elements.toReversed()))
  }
})

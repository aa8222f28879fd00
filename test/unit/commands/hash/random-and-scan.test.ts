// HRANDFIELD and HSCAN, on small and on large hashes.
import { describe, expect, it } from 'vitest'
import { ServerRoom } from '../server-room.ts'

/** A hash of `count` fields f0, f1 ... with values v0, v1 ... */
function room(count: number): ServerRoom {
  const room = new ServerRoom()
  const words = Array.from({ length: count }, (_, i) => [`f${i}`, `v${i}`])
  room.raw(['HSET', 'h', ...words.flat()])
  return room
}

/** The texts in a short reply. */
function texts(reply: string): string[] {
  return (reply.match(/"[^"]*"/g) ?? []).map(text => text.slice(1, -1))
}

function pairs(reply: string): [string, string][] {
  const all = texts(reply)
  return Array.from({ length: all.length / 2 }, (_, i) => [all[2 * i]!, all[2 * i + 1]!])
}

const SIZES = [10, 1000]

describe('HRANDFIELD', () => {
  it('draws one field, and any', () => {
    for (const size of SIZES) {
      const { say } = bound(room(size))
      const seen = new Set<string>()
      for (let i = 0; i < size * 12; i++) seen.add(say('HRANDFIELD h'))
      expect(seen.size).toBeGreaterThan(size * 0.99)
    }
  })

  it('draws different fields for a positive count', () => {
    for (const size of SIZES) {
      const { say } = bound(room(size))
      for (const count of [1, 3, size / 2, size - 1]) {
        const drawn = pairs(say(`HRANDFIELD h ${count} WITHVALUES`))
        expect(new Set(drawn.map(([field]) => field)).size).toBe(count)
        for (const [field, value] of drawn) expect(value).toBe(field.replace('f', 'v'))
      }
      for (const count of [size, size + 1, 2 ** 40])
        expect(texts(say(`HRANDFIELD h ${count}`)).length).toBe(size)
    }
  })

  it('draws again and again for a negative count', () => {
    for (const size of SIZES) {
      const { say } = bound(room(size))
      const drawn = texts(say(`HRANDFIELD h -${size * 3}`))
      expect(drawn.length).toBe(size * 3)
      expect(new Set(drawn).size).toBeLessThan(size * 3)
      expect(pairs(say('HRANDFIELD h -7 WITHVALUES')).every(([f, v]) => v === f.replace('f', 'v'))).toBe(true)
    }
  })

  it('nests pairs in RESP3 only', () => {
    const { say } = bound(room(1))
    expect(say('HRANDFIELD h -2 WITHVALUES')).toBe('["f0" "v0" "f0" "v0"]')
    say('HELLO 3')
    expect(say('HRANDFIELD h -2 WITHVALUES')).toBe('[["f0" "v0"] ["f0" "v0"]]')
    expect(say('HRANDFIELD h 5 WITHVALUES')).toBe('[["f0" "v0"]]')
  })

  it('has nothing to draw from no key', () => {
    const { say } = bound(new ServerRoom())
    expect(say('HRANDFIELD h')).toBe('(nil)')
    expect(say('HRANDFIELD h 3')).toBe('[]')
    expect(say('HRANDFIELD h -3 WITHVALUES')).toBe('[]')
  })

  it('refuses counts that are none', () => {
    const { say } = bound(room(1))
    expect(say('HRANDFIELD h 0')).toBe('[]')
    expect(say('HRANDFIELD h x')).toBe('-ERR value is not an integer or out of range')
    expect(say('HRANDFIELD h x FOO')).toBe('-ERR value is not an integer or out of range')
    expect(say('HRANDFIELD h 1 FOO')).toBe('-ERR syntax error')
    expect(say('HRANDFIELD h 1 WITHVALUES x')).toBe('-ERR syntax error')
    expect(say('HRANDFIELD h 9223372036854775807 WITHVALUES')).toBe('-ERR value is out of range')
    expect(say('HRANDFIELD h -9223372036854775808')).toBe(
      '-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
    )
  })
})

describe('HSCAN', () => {
  it('comes to every field of a large hash, with its value', () => {
    const { say } = bound(room(2000))
    const seen = new Map<string, string>()
    let cursor = '0'
    let calls = 0
    do {
      const [next, ...rest] = texts(say(`HSCAN h ${cursor} COUNT 50`))
      cursor = next!
      for (let i = 0; i < rest.length; i += 2) seen.set(rest[i]!, rest[i + 1]!)
      calls++
    } while (cursor !== '0')
    expect(seen.size).toBe(2000)
    expect([...seen].every(([f, v]) => v === f.replace('f', 'v'))).toBe(true)
    expect(calls).toBeGreaterThan(5)
    expect(calls).toBeLessThan(200)
  })

  it('shows what matches, with or without values', () => {
    for (const size of SIZES) {
      const { say } = bound(room(size))
      expect(say('HSCAN h 0 MATCH f7 COUNT 10000')).toBe('["0" ["f7" "v7"]]')
      expect(say('HSCAN h 0 COUNT 10000 NOVALUES MATCH f7')).toBe('["0" ["f7"]]')
      expect(texts(say('HSCAN h 0 COUNT 10000 MATCH *')).length).toBe(1 + 2 * size)
    }
  })

  it('passes over fields that are due', () => {
    const { say, pass } = bound(room(1000))
    say('HPEXPIRE h 1 FIELDS 2 f1 f2')
    pass(2)
    const fields = texts(say('HSCAN h 0 COUNT 10000 NOVALUES')).slice(1)
    expect(fields.length).toBe(998)
    expect(fields).not.toContain('f1')
  })

  it('refuses what is no cursor and no option', () => {
    const { say } = bound(room(1))
    expect(say('HSCAN nokey 0 FOO')).toBe('["0" []]')
    expect(say('HSCAN nokey x')).toBe('-ERR invalid cursor')
    expect(say('HSCAN h x')).toBe('-ERR invalid cursor')
    expect(say('HSCAN h 0 COUNT 0')).toBe('-ERR syntax error')
    expect(say('HSCAN h 0 COUNT x')).toBe('-ERR value is not an integer or out of range')
    expect(say('HSCAN h 0 MATCH')).toBe('-ERR syntax error')
    expect(say('HSCAN h 0 TYPE hash')).toBe('-ERR syntax error')
  })
})

function bound(room: ServerRoom): { say: (line: string) => string; pass: (ms: number) => void } {
  return { say: line => room.say(line), pass: ms => room.pass(ms) }
}

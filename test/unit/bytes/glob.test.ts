// Glob patterns: the cases that a real Redis answers so, odd ones included.
import { describe, expect, it } from 'vitest'
import { globAll, matchGlob } from '../../../shared/bytes/glob.ts'

function matches(pattern: string, text: string, nocase = false): boolean {
  // Offsets are part of the contract: both stand inside something larger.
  const p = Buffer.from(`*[${pattern}]*`, 'latin1')
  const t = Buffer.from(`x${text}x`, 'latin1')
  return matchGlob(p, 2, pattern.length, t, 1, text.length, nocase)
}

describe('glob', () => {
  it.each([
    ['h?llo', 'hello', true],
    ['h?llo', 'hllo', false],
    ['h*llo', 'hllo', true],
    ['h*llo', 'heeeello', true],
    ['h*l*o', 'hello', true],
    ['h*', 'h', true],
    ['h**', 'h', true],
    ['*', 'anything', true],
    ['*a', 'b', false],
    ['h[ae]llo', 'hallo', true],
    ['h[ae]llo', 'hillo', false],
    ['h[^e]llo', 'hallo', true],
    ['h[^e]llo', 'hello', false],
    ['h[a-c]llo', 'hbllo', true],
    ['h[c-a]llo', 'hbllo', true],
    ['h\\?llo', 'h?llo', true],
    ['h\\?llo', 'hello', false],
    ['a\\', 'a\\', true],
    ['[\\]]', ']', true],
    ['[]', ']', false],
    ['[a', 'a', true],
    ['[^', 'x', true],
    ['[', 'x', false],
    ['[a-', '-', true],
    ['', '', true],
    ['**', '', false],
    ['', 'a', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected)
  })

  it('folds ASCII case on request, but not behind an escape inside a class', () => {
    expect(matches('HeL[K-M]O', 'hello', true)).toBe(true)
    expect(matches('HELLO', 'hello')).toBe(false)
    expect(matches('[\\A]', 'a', true)).toBe(false)
    expect(matches('\\A', 'a', true)).toBe(true)
  })

  it('answers a pattern of many stars in reasonable time', () => {
    expect(matches(`${'a*'.repeat(1000)}b`, 'a'.repeat(4000))).toBe(false)
  })

  it('goes through a thousand stars that something follows, and no more', () => {
    const text = 'a'.repeat(5000)
    for (const part of ['*a', '*?', '**a', '*[a]', '*\\a', '?*?']) {
      expect(matches(part.repeat(1000), text)).toBe(true)
      expect(matches(`${part.repeat(1000)}*`, text)).toBe(true)
      expect(matches(`${part.repeat(1001)}${part}`, text)).toBe(false)
    }
    // A star at the end is not gone through, however many stand there.
    expect(matches('*'.repeat(3000), text)).toBe(true)
    expect(matches(`${'a*'.repeat(1001)}`, text)).toBe(true)
    expect(matches(`${'a*'.repeat(1002)}`, text)).toBe(false)
  })

  it('knows the lone star', () => {
    expect(globAll(Buffer.from('*'))).toBe(true)
    expect(globAll(Buffer.from('**'))).toBe(false)
    expect(globAll(Buffer.from('a*b'), 1, 1)).toBe(true)
  })
})

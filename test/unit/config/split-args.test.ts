import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromUtf8, quoteArg, quoteIfNeeded, splitArgs, utf8 } from '../../../shared/config/split-args.ts'

const bytes = fc.array(fc.nat(255), { maxLength: 20 }).map(codes => String.fromCharCode(...codes))

describe('splitArgs', () => {
  it.each<[string, string[] | null]>([
    ['', []],
    [' \t ', []],
    ['set  a\tb', ['set', 'a', 'b']],
    ['"a b" c', ['a b', 'c']],
    ['"a\\n\\r\\t\\b\\a\\x41\\"\\\\\\q"', ['a\n\r\t\b\x07A"\\q']],
    ['"\\xzz\\x4"', ['xzzx4']],
    ["'a\\'b\\n'", ["a'b\\n"]],
    ['a"b c"', ['ab c']],
    ['""', ['']],
    ['"a', null],
    ["'a", null],
    ['"a"b', null],
    ["'a'b", null],
    ['"a\\"', null],
    ['a\0b', ['a']],
  ])('%j', (line, args) => {
    expect(splitArgs(line)).toEqual(args)
  })

  it('gives back what was quoted, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), args => {
        expect(splitArgs(args.map(quoteArg).join(' '))).toEqual(args)
        expect(splitArgs(args.map(quoteIfNeeded).join(' '))).toEqual(args)
      }),
    )
  })
})

it('quotes what is not printable', () => {
  expect(quoteArg('a"\\\n\x07\x00\xff é')).toBe('"a\\"\\\\\\n\\a\\x00\\xff \\xe9"')
  expect(quoteIfNeeded('1.2.3.4')).toBe('1.2.3.4')
  expect(quoteIfNeeded('')).toBe('""')
})

it('turns UTF-8 into latin1 and back', () => {
  expect(fromUtf8('é')).toBe('\xc3\xa9')
  expect(utf8('\xc3\xa9')).toBe('é')
})

/**
 * The manifest of an append only file: Redis's form, what is refused, and how it changes.
 */
import { expect, test } from 'vitest'
import {
  EMPTY_MANIFEST,
  ManifestError,
  parseManifest,
  printManifest,
  withBase,
  withIncremental,
} from '../../../../server/persistence/aof/manifest.ts'

function refusal(text: string): string {
  try {
    parseManifest(text)
  } catch (error) {
    if (error instanceof ManifestError) return `${error.line}: ${error.message}`
  }
  return 'taken'
}

test('what redis-server wrote is read, and written again byte for byte', () => {
  // Of redis-server 7.0.15 with appendfilename 'a b"ü.aof'.
  const text =
    'file "a b\\"\\xc3\\xbc.aof.2.base.rdb" seq 2 type b\n' +
    'file x.incr seq 1 type h\n' +
    'file "a b\\"\\xc3\\xbc.aof.3.incr.aof" seq 3 type i\n'
  const manifest = parseManifest(text)
  expect(manifest.base).toEqual({ name: 'a b"ü.aof.2.base.rdb', seq: 2 })
  expect(manifest.history).toEqual([{ name: 'x.incr', seq: 1 }])
  expect(manifest.incremental).toEqual([{ name: 'a b"ü.aof.3.incr.aof', seq: 3 }])
  expect(Buffer.from(printManifest(manifest)).latin1Slice()).toBe(text)
})

test('comments and unknown words are passed over, whatever the order', () => {
  const manifest = parseManifest('# a comment\nTYPE i seq 4 since 7 file f\n')
  expect(manifest.incremental).toEqual([{ name: 'f', seq: 4 }])
})

test('what cannot be right is refused with its line', () => {
  const base = 'file a seq 1 type b\n'
  expect(refusal('')).toBe('0: Found an empty AOF manifest')
  expect(refusal(`${base}\n`)).toBe('2: Invalid AOF manifest file format')
  expect(refusal('file a seq 1\n')).toBe('1: Invalid AOF manifest file format')
  expect(refusal('file a seq 0 type b\n')).toBe('1: Invalid AOF manifest file format')
  expect(refusal('file a seq x type b\n')).toBe('1: Invalid AOF manifest file format')
  expect(refusal('file "a seq 1 type b\n')).toBe('1: Invalid AOF manifest file format')
  expect(refusal('file a seq 1 type b more\n')).toBe('1: Invalid AOF manifest file format')
  expect(refusal('file ../a seq 1 type b\n')).toBe("1: File can't be a path, just a filename")
  expect(refusal('file a seq 1 type x\n')).toBe('1: Unknown AOF file type')
  expect(refusal(base + base)).toBe('2: Found duplicate base file information')
  expect(refusal(`${base}file b seq 2 type i\nfile c seq 2 type i\n`)).toBe(
    '3: Found a non-monotonic sequence number',
  )
  expect(refusal(`${base}file b seq 2 type i`)).toBe('2: The AOF manifest file contains too long line')
  expect(refusal(`file ${'a'.repeat(1024)} seq 1 type b\n`)).toBe(
    '1: The AOF manifest file contains too long line',
  )
})

test('a rewrite makes history of all but the last incremental file', () => {
  const first = withBase(withIncremental(EMPTY_MANIFEST, 'f'), 'f', 'rdb', true)
  const grown = withIncremental(withIncremental(first, 'f'), 'f')
  const rewritten = withBase(grown, 'f', 'rdb', true)
  expect(Buffer.from(printManifest(rewritten)).latin1Slice()).toBe(
    'file f.2.base.rdb seq 2 type b\n' +
      'file f.2.incr.aof seq 2 type h\n' +
      'file f.1.incr.aof seq 1 type h\n' +
      'file f.1.base.rdb seq 1 type h\n' +
      'file f.3.incr.aof seq 3 type i\n',
  )
})

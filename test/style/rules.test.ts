/*
 * Each style rule is fed something bad and something good: a rule that cannot fail proves nothing.
 */
import { describe, expect, test } from 'vitest'
import { fileLength, fileName, lineLength, makefileVerbs, openingComment } from './form.ts'
import { importCycles, importDirection } from './imports.ts'
import { purity } from './purity.ts'
import { parseSource, type Violation } from './source.ts'

const pure = 'server/engine/example.ts'

function found(violations: Violation[]): string[] {
  return violations.map(({ where, what }) => `${where}: ${what}`)
}

function impurities(code: string, path = pure): string[] {
  return purity(parseSource(path, code)).map(({ what }) => what)
}

describe('purity', () => {
  test.each([
    ['async function f() {}', 'async in a pure file'],
    ['const f = async () => 1', 'async in a pure file'],
    ['class K { async m() {} }', 'async in a pure file'],
    ['await f()', 'await in a pure file'],
    ['type T = Promise<number>', 'Promise in a pure file'],
    ['Promise.resolve(1)', 'Promise in a pure file'],
    ['import("./x.ts")', 'import() in a pure file'],
    ['Date.now()', 'Date.now in a pure file'],
    ['const { length } = Date["now"]', 'Date.now in a pure file'],
    ['new Date()', 'new Date() in a pure file'],
    ['Date()', 'Date() in a pure file'],
    ['performance.now()', 'performance in a pure file'],
    ['process.hrtime.bigint()', 'process in a pure file'],
    ['process.env.HOME', 'process in a pure file'],
    ['globalThis.process', 'globalThis in a pure file'],
    ['Math.random()', 'Math.random in a pure file'],
    ['setTimeout(f, 1)', 'setTimeout in a pure file'],
    ['const timer = setInterval', 'setInterval in a pure file'],
    ['f({ setImmediate })', 'setImmediate in a pure file'],
    ['queueMicrotask(f)', 'queueMicrotask in a pure file'],
    ['console.log(1)', 'console in a pure file'],
    ["import { readFileSync } from 'node:fs'", 'a pure file imports node:fs'],
    ["import type { Socket } from 'node:net'", 'a pure file imports node:net'],
    ["import { randomBytes } from 'node:crypto'", 'a pure file imports node:crypto'],
    ["import * as crypto from 'node:crypto'", 'a pure file imports node:crypto'],
    ["import fs from 'fs'", 'a pure file imports fs'],
    ["export * from 'pino'", 'a pure file imports pino'],
    ["import { read } from '../io/disk.ts'", 'a pure file imports server/io/disk.ts'],
    ["import { start } from '../boot.ts'", 'a pure file imports server/boot.ts'],
  ])('%s', (code, what) => {
    expect(impurities(code)).toEqual(expect.arrayContaining([what]))
    expect(impurities(code, 'server/io/example.ts')).toEqual([])
    expect(impurities(code, 'sentinel/control/routes/example.ts')).toEqual([])
  })

  test('names the line', () => {
    expect(found(purity(parseSource(pure, '// A\n\nexport const t = Date.now()\n')))).toEqual([
      `${pure}:3: Date.now in a pure file`,
    ])
  })

  test.each([
    '// Date.now() and await in a comment',
    'export const text = "await Promise, setTimeout() and Math.random()"',
    'export const pattern = /Date.now()/',
    'export const day = new Date(0)',
    'export function run(job: { process: number }) { return job.process + 1 }',
    'export function run(process: number) { return process }',
    'class Queue { setTimeout() {} }',
    "import { Buffer } from 'node:buffer'",
    "import { createHash } from 'node:crypto'",
    "import { x } from '../keyspace/x.ts'",
  ])('lets pass: %s', code => {
    expect(impurities(code)).toEqual([])
  })

  test('main.ts and boot.ts wire, but only at the top of a process', () => {
    expect(impurities('await f()', 'server/boot.ts')).toEqual([])
    expect(impurities('await f()', 'server/engine/boot.ts')).not.toEqual([])
  })
})

describe('import direction', () => {
  test.each([
    ['shared/resp/a.ts', '../../server/engine/b.ts'],
    ['shared/resp/a.ts', '../../sentinel/core/b.ts'],
    ['server/engine/a.ts', '../../sentinel/core/b.ts'],
    ['sentinel/io/a.ts', '../../server/io/b.ts'],
    ['server/io/a.ts', '../../test/unit/b.ts'],
    ['server/engine/a.ts', '../commands/table.ts'],
    ['server/memory/a.ts', '../keyspace/b.ts'],
    ['server/memory/a.ts', '../../shared/resp/b.ts'],
    ['server/values/a.ts', '../engine/b.ts'],
    ['sentinel/core/a.ts', '../io/b.ts'],
    ['sentinel/core/a.ts', '../../shared/resp/b.ts'],
  ])('%s must not import %s', (path, specifier) => {
    expect(importDirection(parseSource(path, `import { b } from '${specifier}'`))).toHaveLength(1)
    expect(importDirection(parseSource(path, `export type { b } from '${specifier}'`))).toHaveLength(1)
    expect(importDirection(parseSource(path, `type B = import('${specifier}').B`))).toHaveLength(1)
  })

  test.each([
    ['server/engine/a.ts', '../../shared/resp/b.ts'],
    ['server/commands/a.ts', '../engine/b.ts'],
    ['server/memory/a.ts', '../../shared/bytes/b.ts'],
    ['server/values/a.ts', '../memory/b.ts'],
    ['sentinel/core/a.ts', '../../shared/ports/clock.ts'],
    ['shared/io/a.ts', 'node:net'],
  ])('%s may import %s', (path, specifier) => {
    expect(importDirection(parseSource(path, `import { b } from '${specifier}'`))).toEqual([])
  })
})

describe('import cycles', () => {
  const a = parseSource('server/a.ts', "import { b } from './b.ts'")
  const b = parseSource('server/b.ts', "export * from './deep/c.ts'")

  test('a circle is named', () => {
    const c = parseSource('server/deep/c.ts', "import type { A } from '../a.ts'")
    expect(found(importCycles([a, b, c]))).toEqual([
      'server/a.ts: imports itself: server/a.ts -> server/b.ts -> server/deep/c.ts -> server/a.ts',
    ])
  })

  test('a diamond is no circle', () => {
    const top = parseSource('server/top.ts', "import './a.ts'\nimport './b.ts'\nimport './deep/c.ts'")
    expect(importCycles([top, a, b, parseSource('server/deep/c.ts', '')])).toEqual([])
  })
})

describe('form', () => {
  const source = (path: string, text: string) => parseSource(path, text)

  test('file names', () => {
    for (const path of ['server/memory/sizeClass.ts', 'server/Memory/a.ts', 'shared/bytes/crc_64.ts']) {
      expect(fileName(source(path, ''))).toHaveLength(1)
    }
    for (const path of ['shared/bytes/crc64.ts', 'server/size-class.ts', 'shared/buffer-methods.d.ts']) {
      expect(fileName(source(path, ''))).toEqual([])
    }
  })

  test('line length', () => {
    const text = `// ${'x'.repeat(107)}\n// ${'x'.repeat(108)}\n`
    expect(found(lineLength(source(pure, text)))).toEqual([`${pure}:2: has 111 columns`])
  })

  test('file length, with excuses that must still be needed', () => {
    const long = source(pure, '// line\n'.repeat(501))
    const short = source(pure, '// line\n'.repeat(500))
    const excused = new Map([[pure, 'a table is easier to read in one piece']])
    expect(fileLength(long)).toHaveLength(1)
    expect(fileLength(short)).toEqual([])
    expect(fileLength(long, excused)).toEqual([])
    expect(fileLength(short, excused)).toHaveLength(1)
  })

  test('opening comment', () => {
    expect(openingComment(source(pure, "import './a.ts'\n// late"))).toHaveLength(1)
    expect(openingComment(source(pure, '// What it is.\n'))).toEqual([])
    expect(openingComment(source(pure, '/*\n * What it is.\n */\n'))).toEqual([])
  })

  test('Makefile verbs', () => {
    const many = Array.from({ length: 13 }, (_, at) => `verb${at}`)
    const help = many.map(verb => `make ${verb}  does it`).join('\n')
    expect(makefileVerbs(`.PHONY: ${many.join(' ')}\n`, help)).toHaveLength(1)
    expect(makefileVerbs('.PHONY: up\nup: x\n', 'make update')).toHaveLength(1)
    expect(makefileVerbs('.PHONY: up\nup:\ndown:\n', 'make up')).toHaveLength(1)
    expect(makefileVerbs('.PHONY: up\nBIN := x\nup:\n', 'make up  runs it')).toEqual([])
  })
})

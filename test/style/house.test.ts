/*
 * Holds the project to its own style. A violation is named as `path:line: what`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileLength, fileName, lineLength, makefileVerbs, openingComment } from './form.ts'
import { importCycles, importDirection } from './imports.ts'
import { purity } from './purity.ts'
import { readProject, type Violation } from './source.ts'

const root = join(import.meta.dirname, '../..')
const project = readProject(root)

function listed(violations: Violation[]): string[] {
  return violations.map(({ where, what }) => `${where}: ${what}`)
}

test('the project was found', () => {
  expect(project.map(source => source.path)).toEqual(
    expect.arrayContaining(['server/main.ts', 'sentinel/main.ts', 'shared/io/typescript-modules.ts']),
  )
})

test('only io/, control/, main.ts and boot.ts touch the world', () => {
  expect(listed(project.flatMap(purity))).toEqual([])
})

test('imports point the right way', () => {
  expect(listed(project.flatMap(importDirection))).toEqual([])
})

test('no file imports itself through others', () => {
  expect(listed(importCycles(project))).toEqual([])
})

test('file and folder names are kebab-case', () => {
  expect(listed(project.flatMap(fileName))).toEqual([])
})

test('lines fit in 110 columns', () => {
  expect(listed(project.flatMap(lineLength))).toEqual([])
})

test('files stay below 500 lines, or are excused with a reason', () => {
  expect(listed(project.flatMap(source => fileLength(source)))).toEqual([])
})

test('every file opens with a comment', () => {
  expect(listed(project.flatMap(openingComment))).toEqual([])
})

test('the Makefile has at most twelve verbs, and make help lists them all', () => {
  const help = execFileSync('make', ['--no-print-directory', 'help'], { cwd: root, encoding: 'utf8' })
  expect(listed(makefileVerbs(readFileSync(join(root, 'Makefile'), 'utf8'), help))).toEqual([])
})

/*
 * A large text of real lines, for tests that load real data: the documentation, declarations and sources of
 * the packages in node_modules, which are there wherever the tests run and, by the lock file, the same
 * everywhere. (A dictionary would be nicer to look at, but /usr/share/dict is seldom installed.)
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const packages = join(import.meta.dirname, '../../node_modules')
/** Brought only on some platforms, or written while the tests run. */
const skipped = /^(?:\..*|node-.*|.*[-/](?:linux|darwin|win32|wasm32|freebsd|android|openharmony)[-/].*)$/
const texts = /\.(?:md|txt|d\.ts|js|mjs|cjs)$/
const longestLine = 300

function* files(folder: string, below: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true })
  for (const { name } of entries.filter(entry => entry.isFile() && texts.test(entry.name)).sort(byName)) {
    yield join(folder, name)
  }
  for (const { name } of entries.filter(entry => entry.isDirectory()).sort(byName)) {
    if (!skipped.test(`${below}${name}`)) yield* files(join(folder, name), `${below}${name}/`)
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}

/**
 * Distinct lines, always the same ones in the same order; each has at least one letter, and none is longer
 * than 300 characters.
 * @throws when the packages hold fewer than `count` lines
 */
export function* realLines(count = 100_000): Generator<string> {
  const seen = new Set<string>()
  for (const file of files(packages, '')) {
    for (const whole of readFileSync(file, 'utf8').split('\n')) {
      const line = whole.trim()
      if (line.length > longestLine || !/\p{L}/u.test(line) || seen.has(line)) continue
      seen.add(line)
      yield line
      if (seen.size === count) return
    }
  }
  throw new Error(`node_modules holds only ${seen.size} distinct lines, not ${count}`)
}

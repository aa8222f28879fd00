/*
 * A directive of the server is read by its code, or says why it has no effect. What merely stands in the
 * table would be accepted and silently not done.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { directives } from '../../../server/config/table.ts'
import { ConfigStore } from '../../../shared/config/store.ts'

const root = join(import.meta.dirname, '../../..')
const read = (files: string[]) => files.map(file => readFileSync(join(root, file), 'utf8')).join('\n')
const settings = readFileSync(join(root, 'server/config/settings.ts'), 'utf8')
const code = read(
  globSync(['server/**/*.ts', 'shared/**/*.ts'], { cwd: root }).filter(
    file => !file.startsWith('server/config/'),
  ),
)

/** The name put together: shutdown-on-sigint. */
const composed = ['shutdown-on-sigint', 'shutdown-on-sigterm']

function isRead(name: string): boolean {
  if (code.includes(`'${name}'`) || composed.includes(name)) return true
  const field = new RegExp(`this\\.(\\w+) = [^\\n]*'${name}'`).exec(settings)?.[1]
  if (field !== undefined) return new RegExp(`\\b${field}\\b`).test(code)
  // Kept in a local of settings.ts first: client-output-buffer-limit, save.
  return settings.includes(`'${name}'`)
}

test('every directive is read, or says why it has no effect', () => {
  const idle = directives.filter(({ name, aliases, ignored }) => {
    return ignored === null && ![name, ...aliases].some(isRead)
  })
  // Of use to tests only, and on their way.
  const known = ['rdb-key-save-delay', 'key-load-delay']
  expect(idle.map(({ name }) => name).filter(name => !known.includes(name))).toEqual([])
})

test('it is named when it stands at another value than its default, given or not, and when CONFIG SET does that', () => {
  const store = new ConfigStore(directives)
  const lines = ['activedefrag no', 'io-threads 4'].map(text => ({
    argv: text.split(' '),
    place: { file: null, line: 1, text },
  }))
  store.load(lines as never)
  expect(store.ignoredInUse().map(({ name }) => name)).toEqual(['io-threads'])
  const told: string[] = []
  store.onIgnored(name => told.push(name))
  store.set([
    ['activedefrag', 'yes'],
    ['hz', '20'],
  ])
  store.set([['activedefrag', 'yes']])
  store.set([['activedefrag', 'no']])
  store.set([['activedefrag', 'nonsense']])
  expect(told).toEqual(['activedefrag'])
})

// Finding a command by its name, again and again, and after it was renamed.
import { expect, it } from 'vitest'
import { command } from '../../../shared/command/command.ts'
import { CommandTable } from '../../../shared/command/table.ts'
import { Args } from '../../../shared/resp/args.ts'

const definition = (name: string) =>
  command<null>({ name, group: 'generic', since: '1.0.0', arity: -1, summary: '', flags: [], keys: [] })

const tableOf = (...names: string[]) => new CommandTable(names.map(definition))
const found = (table: CommandTable, name: string) => table.find(Args.of(name))?.name ?? null

it('finds a name however it is written, whatever was found before', () => {
  const table = tableOf('GET', 'SET', 'GETX')
  const asked = ['get', 'get', 'GET', 'GeT', 'set', 'get', 'getx', 'ge', 'getxx', '', 'SET', 'nosuch', 'SET']
  expect(asked.map(name => found(table, name))).toEqual([
    ...['get', 'get', 'get', 'get', 'set', 'get', 'getx', null, null, null, 'set', null, 'set'],
  ])
})

it('forgets a name that was just found when it is renamed or hidden', () => {
  const table = tableOf('GET', 'SET')
  expect(found(table, 'get')).toBe('get')
  expect(table.rename('get', 'fetch')).toBe(true)
  expect(found(table, 'get')).toBe(null)
  expect(found(table, 'fetch')).toBe('get')
  expect(table.rename('set', '')).toBe(true)
  expect(found(table, 'set')).toBe(null)
})

it('finds names longer than it remembers', () => {
  const long = 'X'.repeat(40)
  const table = tableOf(long, `${long}Y`)
  expect([long, `${long}Y`, long].map(name => found(table, name))).toEqual(
    [long, `${long}Y`, long].map(name => name.toLowerCase()),
  )
})

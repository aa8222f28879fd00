/*
 * A configuration that cannot be written and the state file beside it, read together.
 */
import { expect, test } from 'vitest'
import { formatSaved, parseSaved } from '../../../../sentinel/config/saved-state.ts'
import { SentinelConfig } from '../../../../sentinel/config/sentinel-config.ts'
import { createState } from '../../../../sentinel/core/state.ts'
import { readConfig } from '../../../../shared/config/parse.ts'

const WAS = ['sentinel monitor m 10.0.0.1 6379 2', 'sentinel down-after-milliseconds m 5000']
const STATE = [
  'sentinel myid 1111111111111111111111111111111111111111',
  'sentinel monitor m 10.0.0.2 6379 3',
  'sentinel down-after-milliseconds m 7000',
  'sentinel config-epoch m 4',
  'sentinel known-replica m 10.0.0.1 6379',
  'sentinel current-epoch 4',
]

/** The `sentinel` lines that count, where the configuration is `now` and was WAS when STATE was saved. */
function merged(now: readonly string[], state: readonly string[] = STATE): string[] {
  const config = new SentinelConfig()
  const files = { read: () => now.join('\n'), glob: () => [] }
  config.load(readConfig({ file: 'sentinel.conf', stdin: null, options: null }, files))
  const text = formatSaved('sentinel.conf', 7, [...WAS, 'loglevel notice'], state.join('\n'))
  config.restore(parseSaved('sentinel.conf.state', text))
  return config.directives.map(({ text: line }) => line)
}

test('an untouched configuration leaves all to the state', () => {
  expect(merged(WAS).sort()).toEqual([...STATE].sort())
})

test('a setting that was edited counts, what was learned stays', () => {
  const now = [WAS[0]!, 'sentinel down-after-milliseconds m 9000', 'sentinel parallel-syncs m 2']
  const lines = merged(now)
  expect(lines).toContain('sentinel down-after-milliseconds m 9000')
  expect(lines).toContain('sentinel parallel-syncs m 2')
  expect(lines).toContain('sentinel monitor m 10.0.0.2 6379 3')
  expect(lines).not.toContain('sentinel down-after-milliseconds m 7000')
})

test('a line that was taken out is out, one that was set at run time stays', () => {
  const lines = merged([WAS[0]!], [...STATE, 'sentinel auth-user m u'])
  expect(lines.filter(line => line.includes('down-after'))).toEqual([])
  expect(lines).toContain('sentinel auth-user m u')
})

test('a name that stands for another server forgets the replicas of the first', () => {
  const lines = merged(['sentinel monitor m 10.9.9.9 6379 2', WAS[1]!])
  expect(lines).toContain('sentinel monitor m 10.9.9.9 6379 2')
  expect(lines.filter(line => line.includes('known-replica'))).toEqual([])
})

test('a master that is not watched any more takes what was learned of it along', () => {
  const lines = merged(['sentinel monitor n 10.0.0.9 6379 1'])
  expect(lines.sort()).toEqual([
    'sentinel current-epoch 4',
    'sentinel monitor n 10.0.0.9 6379 1',
    'sentinel myid 1111111111111111111111111111111111111111',
  ])
})

test('a master that was removed, or added, at run time stays so', () => {
  const state = ['sentinel monitor x 10.0.5.1 6379 1', 'sentinel config-epoch x 0']
  expect(merged(WAS, state)).toEqual(state)
})

test('the log level that was set at run time comes back, unless it was edited', () => {
  const restored = (now: string) => {
    const config = new SentinelConfig()
    const files = { read: () => now, glob: () => [] }
    config.load(readConfig({ file: 'sentinel.conf', stdin: null, options: null }, files))
    const text = formatSaved('sentinel.conf', 1, ['loglevel notice'], 'loglevel debug\n')
    return [config.restore(parseSaved('x', text)), config.store.text('loglevel')]
  }
  expect(restored('')).toEqual(['debug', 'debug'])
  expect(restored('loglevel warning')).toEqual([null, 'warning'])
})

test('a line that is wrong is told with its place', () => {
  const config = new SentinelConfig()
  const text = formatSaved('sentinel.conf', 1, [], 'sentinel myid 1\n')
  config.restore(parseSaved('sentinel.conf.state', text))
  const environment = { canExecute: () => true, canResolve: () => true, addressOf: (host: string) => host }
  const state = createState({ myid: 'a'.repeat(40), port: 1, seed: 1, now: 0, environment })
  expect(() => config.apply(state, 0)).toThrow('sentinel.conf.state:3: Malformed Sentinel id')
})

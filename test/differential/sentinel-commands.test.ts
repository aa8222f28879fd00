/*
 * The same requests to a redis-sentinel and to ours, which watch the same two ports where nobody listens: what
 * they reply, and which events they tell of. What later versions or ours alone know stands apart, with its value.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { splitArgs } from '../../shared/config/split-args.ts'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startSentinel } from '../support/servers.ts'
import { commandLines, laterLines, ourCommands, sentinelLines, withoutUsers } from './sentinel-lines.ts'

const config = `
sentinel monitor m 127.0.0.1 17010 2
sentinel monitor other 127.0.0.1 17011 1
`

let real: ServerProcess
let ours: ServerProcess
let theirs: RawClient
let mine: RawClient

beforeAll(async () => {
  ;[real, ours] = await Promise.all([startSentinel({ config }, 'redis'), startSentinel({ config })])
  ;[theirs, mine] = await Promise.all([real.connect(), ours.connect()])
})

function ask(client: RawClient, line: string): Promise<unknown> {
  return client.send(...(splitArgs(line) ?? [])).then(plain)
}

describe('SENTINEL', () => {
  test.each(sentinelLines)('%s', async line => {
    const [expected, found] = await Promise.all([ask(theirs, line), ask(mine, line)])
    expect(found).toEqual(expected)
  })

  test('the events of all that', () => {
    const told = (process: ServerProcess) =>
      process.output.match(/[+-](monitor|set|reset-master|vote-for-leader) .*/g)
    expect(told(ours)?.sort()).toEqual(told(real)?.sort())
  })

  test.each(laterLines)('%s', async (line, expected) => {
    expect(await ask(mine, line)).toEqual(expected)
  })

  test('HELP says what Redis says, but for several parameters at once', async () => {
    const [expected, found] = await Promise.all([ask(theirs, 'SENTINEL HELP'), ask(mine, 'SENTINEL HELP')])
    const without = (lines: unknown) =>
      (lines as unknown[]).filter(text => !/CONFIG [GS]ET/.test(String(JSON.stringify(text))))
    expect(without(found)).toEqual(without(expected))
  })
})

describe('other commands', () => {
  test.each(commandLines)('%s', async line => {
    const [expected, found] = await Promise.all([ask(theirs, line), ask(mine, line)])
    expect(found).toEqual(expected)
  })

  test('COMMAND LIST: every command of a redis-sentinel, and those that are told apart', async () => {
    const names = async (client: RawClient) => (await ask(client, 'COMMAND LIST')) as string[]
    const [expected, found] = [await names(theirs), await names(mine)]
    expect(expected.filter(name => !found.includes(name)).sort()).toEqual([...withoutUsers].sort())
    expect(found.filter(name => !expected.includes(name)).sort()).toEqual([...ourCommands].sort())
  })
})

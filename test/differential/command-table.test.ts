/*
 * COMMAND LIST, COMMAND INFO, COMMAND DOCS and every HELP beside a real redis-server: each command that it has is
 * here, says the same of itself, or stands in to-come.ts. 7.2 added a `display_text` to arguments and renamed
 * groups of them, which is left out here, as are arguments and history of versions after the one that is asked.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'
import { COMMANDS_TO_COME, HELP_OF_OTHERS, HELP_TO_COME, SUBCOMMANDS_TO_COME } from './to-come.ts'

let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  const [redis, holdfast] = await Promise.all([startRedis(), startHoldfast()])
  ;[theirs, ours] = await Promise.all([redis.connect({ resp3: true }), holdfast.connect({ resp3: true })])
})

async function listOf(client: RawClient): Promise<string[]> {
  return (plain(await client.send('COMMAND', 'LIST')) as string[]).sort()
}

/** Whether an argument, or an entry of a history, is of a version after 7.0. */
function isLater(item: unknown): boolean {
  const since = item instanceof Map ? item.get('since') : Array.isArray(item) ? item[0] : ''
  return /^(7\.[1-9]|[89])\./.test(String(since))
}

/** Maps and lists as they are, without what 7.0 does not know. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(item => !isLater(item)).map(known)
  if (!(value instanceof Map)) return value
  const isBlock = value.get('type') === 'block'
  const entries = [...value].filter(([name]) => name !== 'display_text' && !(isBlock && name === 'name'))
  return Object.fromEntries(
    entries.map(([name, item]) => [String(name), name === 'name' ? spelt(item) : known(item)]),
  )
}

/** 7.2 spells the names of arguments with hyphens only. */
function spelt(name: unknown): string {
  return String(name).replace(/[^a-z0-9]/g, '-')
}

/** What a client is told of a command: flags and categories in any order, subcommands as commands of their own. */
async function told(client: RawClient, name: string): Promise<unknown> {
  const [info] = plain(await client.send('COMMAND', 'INFO', name)) as [unknown[]]
  const sets = info.slice(0, 9).map((part, i) => (i < 8 && Array.isArray(part) ? [...part].sort() : part))
  const docs = known(plain(await client.send('COMMAND', 'DOCS', name))) as Record<string, object>
  const { subcommands, ...own } = docs[name] as Record<string, unknown>
  return { info: sets, docs: own }
}

test('every command is here, or to come', async () => {
  const [a, b] = [await listOf(theirs), await listOf(ours)]
  const missing = a.filter(name => !b.includes(name))
  const excused = (name: string) =>
    (name.split('|')[0] as string) in COMMANDS_TO_COME || name in SUBCOMMANDS_TO_COME
  expect(missing.filter(name => !excused(name))).toEqual([])
  const present = [...Object.keys(COMMANDS_TO_COME), ...Object.keys(SUBCOMMANDS_TO_COME)]
  expect(present.filter(name => b.includes(name))).toEqual([])
})

/** Redis 7.2 gave ZRANK a further argument. */
const OTHER_ARITY = ['zrank', 'zrevrank']

test('every command says of itself what Redis says', async () => {
  const common = (await listOf(ours)).filter(name => !OTHER_ARITY.includes(name))
  const list = await listOf(theirs)
  for (const name of common.filter(each => list.includes(each))) {
    expect(await told(ours, name), name).toEqual(await told(theirs, name))
  }
})

/** A HELP text as its entries: the lines of one begin with the line that is not indented. */
async function entriesOf(client: RawClient, container: string): Promise<string[]> {
  const entries: string[] = []
  for (const line of plain(await client.send(container, 'HELP')) as string[]) {
    if (line.startsWith(' ') && entries.length > 0) entries.push(`${entries.pop()}\n${line}`)
    else entries.push(line)
  }
  return entries
}

describe('HELP', () => {
  const containers = 'acl client command config debug latency memory module object pubsub slowlog'.split(' ')
  test.each(containers)('%s', async container => {
    const excused = [...(HELP_TO_COME[container] ?? []), ...Object.keys(HELP_OF_OTHERS[container] ?? {})]
    const [a, b] = [await entriesOf(theirs, container), await entriesOf(ours, container)]
    const missing = a.filter(entry => !b.includes(entry))
    expect(missing.filter(entry => !excused.some(name => entry.startsWith(name)))).toEqual([])
    expect(excused.filter(name => !missing.some(entry => entry.startsWith(name)))).toEqual([])
  })
})

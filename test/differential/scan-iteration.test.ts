/*
 * SCAN's guarantee, on Holdfast: a key that is there from the first step to the last is returned, whatever
 * comes and goes in between; what was never there is not.
 */
import { beforeAll, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

let server: ServerProcess
let client: RawClient
beforeAll(async () => {
  server = await startHoldfast()
  client = await server.connect()
})

async function set(prefix: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, at) => `${prefix}:${at}`)
  await client.pipeline(keys.map(key => ['SET', key, 'v']))
  return keys
}

/** All keys of one iteration; `between` runs after each step. */
async function scan(words: string[], between: (step: number) => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  let cursor = '0'
  let step = 0
  do {
    const [next, keys] = plain(await client.send('SCAN', cursor, ...words)) as [string, string[]]
    found.push(...keys)
    cursor = next
    await between(step++)
  } while (cursor !== '0')
  return found
}

test.each([1, 10, 100, 5000])('COUNT %i finds every key once when nothing changes', async count => {
  await client.send('FLUSHALL')
  const keys = await set('stay', 3000)
  const found = await scan(['COUNT', String(count)], async () => {})
  expect(found.toSorted()).toEqual(keys.toSorted())
})

test('keys that stay are found while the table grows and shrinks', async () => {
  await client.send('FLUSHALL')
  const keys = await set('stay', 2000)
  const found = await scan(['COUNT', '50'], async step => {
    if (step < 20) await set(`come:${step}`, 2000)
    else if (step < 40)
      await client.pipeline(Array.from({ length: 2000 }, (_, at) => ['DEL', `come:${step - 20}:${at}`]))
  })
  const seen = new Set(found)
  expect(keys.filter(key => !seen.has(key))).toEqual([])
  expect(found.filter(key => !/^(stay|come:\d+):\d+$/.test(key))).toEqual([])
})

test('MATCH and TYPE filter, and empty steps are no end', async () => {
  await client.send('FLUSHALL')
  await set('many', 2000)
  const keys = await set('few', 5)
  const found = await scan(['MATCH', 'few:*', 'TYPE', 'string'], async () => {})
  expect(found.toSorted()).toEqual(keys.toSorted())
  expect(await scan(['TYPE', 'list'], async () => {})).toEqual([])
})

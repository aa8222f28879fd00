/*
 * A real redis-server takes a full sync from Holdfast while every kind of collection is being changed, replaced and
 * deleted: the snapshot is that of its start, the stream is what came after, and so both end with the same data.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { Random } from './streams/random.ts'

const kinds = ['list', 'hash', 'set', 'zset'] as const
const keysOfEach = 300
const chunk = 100

let primary: ServerProcess
let replica: ServerProcess
beforeAll(async () => {
  const args = ['--repl-diskless-sync-delay', '0']
  ;[primary, replica] = await Promise.all([startHoldfast({ args }), startRedis({ args })])
})
afterAll(() => Promise.all([primary.stop(), replica.stop()]))

/** A request that adds `count` members to a key. */
function add(kind: string, key: string, random: Random, count: number): string[] {
  const request = [{ list: 'RPUSH', hash: 'HSET', set: 'SADD', zset: 'ZADD' }[kind]!, key]
  for (let at = 0; at < count; at++) {
    const member = random.chance(0.5) ? `member:${random.integer(0, 2000)}` : String(random.integer(0, 2000))
    if (kind === 'zset') request.push(String(random.integer(-500, 500) / 4))
    request.push(member)
    if (kind === 'hash') request.push('v'.repeat(random.integer(0, 40)))
  }
  return request
}

/** A key of each kind in ten is large, in ten small. */
async function fill(client: RawClient, random: Random): Promise<void> {
  const requests: string[][] = []
  for (let at = 0; at < keysOfEach; at++) {
    for (const kind of kinds) {
      const rounds = at % 10 === 0 ? 30 : at % 3
      for (let round = 0; round <= rounds; round++) requests.push(add(kind, `${kind}:${at}`, random, 50))
    }
  }
  for (let from = 0; from < requests.length; from += chunk)
    await client.pipeline(requests.slice(from, from + chunk))
}

function change(random: Random): string[] {
  const kind = random.pick(kinds)
  const at = random.integer(0, keysOfEach - 1)
  const key = `${kind}:${at}`
  const other = `${kind}:${random.integer(0, keysOfEach - 1)}`
  const member = `member:${random.integer(0, 2000)}`
  const choice = random.real()
  if (choice < 0.02) return ['DEL', key]
  if (choice < 0.04) return ['UNLINK', key]
  if (choice < 0.06) return ['RENAME', key, other]
  if (choice < 0.08) return ['COPY', key, other, 'REPLACE']
  if (choice < 0.1) return ['SET', key, 'text']
  if (choice < 0.12) return ['PEXPIRE', key, '100000']
  if (choice < 0.6) return add(kind, key, random, random.integer(1, 20))
  const takes: Record<string, string[][]> = {
    list: [
      ['LPOP', key, '5'],
      ['RPOP', key],
      ['LREM', key, '0', member],
      ['LSET', key, '0', member],
      ['LMOVE', key, other, 'LEFT', 'RIGHT'],
    ],
    hash: [
      ['HDEL', key, member],
      ['HINCRBY', key, '7', '3'],
    ],
    set: [
      ['SPOP', key, '3'],
      ['SREM', key, member],
      ['SMOVE', key, other, member],
      ['SUNIONSTORE', key, key, other],
    ],
    zset: [
      ['ZPOPMIN', key, '3'],
      ['ZREM', key, member],
      ['ZREMRANGEBYRANK', key, '0', '2'],
      ['ZUNIONSTORE', key, '2', key, other],
    ],
  }
  return random.pick(takes[kind]!)
}

test.each([1, 2, 3])('seed %i', async seed => {
  const random = new Random(seed)
  const [client, theirs] = [await primary.connect(), await replica.connect()]
  await theirs.send('REPLICAOF', 'NO', 'ONE')
  await client.send('FLUSHALL')
  await fill(client, random)
  // Changes before, while and after the snapshot is taken and sent.
  let changes = 0
  let linked = -1
  while (linked < 0 || changes < linked + 20 * chunk) {
    await client.pipeline(Array.from({ length: chunk }, () => change(random)))
    changes += chunk
    if (changes === 5 * chunk) await theirs.send('REPLICAOF', '127.0.0.1', primary.port)
    const up = show(await theirs.send('INFO', 'replication')).includes('master_link_status:up')
    if (linked < 0 && changes > 5 * chunk && up) linked = changes
  }
  expect(show(await client.send('WAIT', 1, 8000))).toBe(':1')
  await sleep(10)
  expect(show(await theirs.send('DEBUG', 'DIGEST'))).toBe(show(await client.send('DEBUG', 'DIGEST')))
  client.close()
  theirs.close()
})

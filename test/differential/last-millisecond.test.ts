/*
 * The millisecond in which a key's time ends, on Holdfast and on a real redis-server: what has the time is still
 * there, with 0 ms to live; what is given it then is gone at once. Inside a transaction time stands still, so
 * keys with the times all around it show what becomes of each.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'
import type { Request } from './streams/generate.ts'

/** The times are those from so many ms before the transaction is sent until so many after it. */
const before = 5
const after = 50

describe.each([
  ['Holdfast', startHoldfast],
  ['redis-server', startRedis],
])('%s', (_, start) => {
  let client: RawClient
  let dump: string
  beforeAll(async () => {
    client = await (await start()).connect()
    await client.send('SET', 'k', 'v')
    dump = plain(await client.send('DUMP', 'k')) as string
  })

  /** How long each key has to live, by the ms from the transaction to its time. */
  async function transaction(give: (key: string, time: number) => Request[]): Promise<Map<number, unknown>> {
    await client.send('FLUSHALL')
    const first = Date.now() - before
    const times = Array.from({ length: before + after }, (_, at) => first + at)
    const keys = times.map(time => `k${time}`)
    const clock = first + 1_000_000
    await client.send('SET', 'clock', 'v', 'PXAT', clock)
    await client.pipeline([['MULTI'], ['PTTL', 'clock'], ...times.flatMap(time => give(`k${time}`, time))])
    await client.pipeline([...keys.map(key => ['PTTL', key]), ['KEYS', 'k*'], ['PTTL', 'clock']])
    const replies = plain(await client.send('EXEC')) as unknown[]
    const now = clock - (replies[0] as number)
    // Only redis-server's clock may have gone on meanwhile, in some of its commands.
    if (replies.at(-1) !== replies[0] || now >= first + before + after - 1) return transaction(give)
    const left = replies.slice(-2 - keys.length, -2)
    expect((replies.at(-2) as unknown[]).toSorted()).toEqual(keys.filter((_, at) => left[at] !== -2))
    return new Map(times.map((time, at) => [time - now, left[at]]))
  }

  // Now and then redis-server's clock goes on before its first reply.
  test('a key that has the time', { retry: 3 }, async () => {
    const left = await transaction((key, time) => [['SET', key, 'v', 'PXAT', String(time)]])
    expect([...left]).toEqual([...left.keys()].map(ms => [ms, ms < 0 ? -2 : ms]))
  })

  test.each(['PEXPIREAT', 'GETEX', 'RESTORE'])('a key that %s gives the time', { retry: 3 }, async name => {
    const left = await transaction((key, time) => {
      if (name === 'RESTORE') return [['RESTORE', key, String(time), dump, 'ABSTTL']]
      const set = ['SET', key, 'v']
      return [set, name === 'GETEX' ? ['GETEX', key, 'PXAT', String(time)] : [name, key, String(time)]]
    })
    expect([...left]).toEqual([...left.keys()].map(ms => [ms, ms <= 0 ? -2 : ms]))
  })
})

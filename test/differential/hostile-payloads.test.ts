/*
 * RESTORE of payloads that somebody has tampered with, the checksum made right again, here and on a real
 * redis-server that checks them deeply. What both take must be the same value, and
 * nothing may do harm. Redis takes more: it reads on into version and checksum when a value ends too early.
 */
import { beforeAll, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { quoted, show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { dumps, tampered } from './streams/payloads.ts'
import { Random } from './streams/random.ts'

const { DIFFERENTIAL_SEED: seed = '1', DIFFERENTIAL_LENGTH: length = '400' } = process.env
/** Set, hash and sorted set as tables: a count, then so many members. */
const tables = [2, 4, 5]

let redis: ServerProcess
let holdfast: ServerProcess
beforeAll(async () => {
  const args = ['--sanitize-dump-payload', 'yes']
  ;[redis, holdfast] = await Promise.all([startRedis({ args }), startHoldfast({ args })])
})

/** A count in more than six bits makes Redis ask for so much memory that it does not answer for a long time. */
function withSmallCount(value: Buffer, type: number): Buffer {
  if (tables.includes(type) && value.length > 0) value[0]! &= 0x3f
  return value
}

async function restore(client: RawClient, payload: Buffer): Promise<string[]> {
  const replies = await client.pipeline([
    ['RESTORE', 'k', 0, payload],
    ['DEBUG', 'DIGEST-VALUE', 'k'],
    ['TYPE', 'k'],
    ['DEL', 'k'],
  ])
  return replies.map(show)
}

test.each(Object.entries(dumps))('%s', async (_, hex) => {
  const [theirs, ours] = await Promise.all([redis.connect(), holdfast.connect()])
  const random = new Random(Number(seed))
  const good = Buffer.from(hex, 'hex')
  for (let left = Number(length); left > 0; left--) {
    const payload = tampered(good, random, withSmallCount)
    const what = quoted(payload.toString('latin1'))
    const [a, b] = await Promise.all([restore(theirs, payload), restore(ours, payload)])
    expect(b[0], what).toMatch(/^(\+OK|-ERR Bad data format)$/)
    if (a[0] === '+OK' && b[0] === '+OK') expect(b, what).toEqual(a)
  }
  expect(show(await ours.send('DBSIZE'))).toBe(':0')
  theirs.close()
  ours.close()
})

/*
 * What COMMAND INFO and COMMAND DOCS say about the commands of the collections, beside a real redis-server.
 * 7.2 added a `display_text` to arguments and renamed groups of them, which is left out here, as are
 * arguments and history of versions after the one that is asked.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'

const families: Record<string, string> = {
  list:
    'lpush rpush lpushx rpushx lpop rpop llen lrange lindex lset linsert lrem ltrim lpos lmove rpoplpush lmpop ' +
    'blpop brpop blmove brpoplpush blmpop',
  hash:
    'hset hsetnx hmset hget hmget hgetall hkeys hvals hlen hexists hstrlen hdel hincrby hincrbyfloat hrandfield ' +
    'hscan',
  set:
    'sadd srem sismember smismember scard smembers smove srandmember spop sinter sunion sdiff sintercard ' +
    'sinterstore sunionstore sdiffstore sscan',
  'sorted set':
    'zadd zincrby zrem zscore zmscore zcard zcount zrange zrevrange zrangebyscore zrevrangebyscore zrangebylex ' +
    'zrevrangebylex zrangestore zlexcount zremrangebyrank zremrangebyscore zremrangebylex zunion zinter zdiff ' +
    'zunionstore zinterstore zdiffstore zintercard zpopmin zpopmax zmpop bzpopmin bzpopmax bzmpop zrandmember ' +
    'zscan',
  geo:
    'geoadd geodist geohash geopos geosearch geosearchstore georadius georadius_ro georadiusbymember ' +
    'georadiusbymember_ro',
  hyperloglog: 'pfadd pfcount pfmerge pfdebug pfselftest',
  bitmap: 'setbit getbit bitcount bitpos bitop bitfield bitfield_ro',
  generic: 'sort sort_ro copy dump restore scan type',
}

let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  const [redis, holdfast] = await Promise.all([startRedis(), startHoldfast()])
  ;[theirs, ours] = await Promise.all([redis.connect({ resp3: true }), holdfast.connect({ resp3: true })])
})

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
  return Object.fromEntries(entries.map(([name, item]) => [String(name), known(item)]))
}

describe.each(Object.entries(families))('%s', (_, names) => {
  test.each(names.split(' '))('%s', async name => {
    for (const what of ['INFO', 'DOCS']) {
      const [a, b] = await Promise.all([theirs.send('COMMAND', what, name), ours.send('COMMAND', what, name)])
      expect(known(plain(b))).toEqual(known(plain(a)))
    }
  })
})

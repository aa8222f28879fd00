/*
 * How often each command uses each of its keys, as the counters behind LFU eviction tell: beside a real
 * redis-server, with counters that count every use (lfu-log-factor 0).
 */
import { beforeAll, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'
import type { Request } from './streams/generate.ts'

/** With a memory limit redis-server does not share the objects, and so the counters, of small integers. */
const settings = [
  'maxmemory 1gb',
  'maxmemory-policy allkeys-lfu',
  'lfu-log-factor 0',
  'lfu-decay-time 0',
].map(setting => ['CONFIG', 'SET', ...setting.split(' ')])

/** `text` is always there, `none` never; `a` and `b` are what a line begins with, if anything. */
const keys = ['a', 'b', 'c', 'text', 'none', 'w1', 'w2']

/** What stands in the server before each command, and the commands. */
const cases: [string, string[]][] = [
  [
    'RPUSH a 1 2 3; RPUSH b 4 5; SET w1 2; SET w2 1',
    [
      ...['LMOVE % LEFT RIGHT', 'RPOPLPUSH %', 'BLMOVE % RIGHT RIGHT 1', 'BRPOPLPUSH % 1']
        .flatMap(form =>
          ['a b', 'a a', 'a c', 'none a', 'none none', 'a text', 'text a'].map(pair =>
            form.replace('%', pair),
          ),
        )
        .filter(line => !/^B.*none/.test(line)),
      ...['LMPOP 2 none a LEFT', 'LMPOP 2 a b RIGHT COUNT 5', 'BLMPOP 1 2 none a LEFT', 'BLPOP none a 1'],
      ...['SORT a', 'SORT a BY w*', 'SORT a BY nosort GET w* STORE b', 'SORT a STORE a', 'SORT a STORE c'],
      ...['SORT none STORE b', 'SORT text STORE b', 'SORT_RO a BY w* GET w*', 'SORT a BY w* STORE w1'],
      ...['COPY a c', 'COPY a b', 'COPY a b REPLACE', 'RENAME a b', 'RENAME a a', 'RENAMENX a b', 'MOVE a 1'],
      ...[
        'LPOP a',
        'RPOP a 2',
        'LPOP a 0',
        'LPUSHX a 1',
        'LINSERT a BEFORE 2 x',
        'LREM a 0 9',
        'LTRIM a 5 6',
      ],
      ...[
        'LRANGE a 0 -1',
        'LINDEX a 0',
        'LLEN a',
        'LPOS a 1',
        'LSET a 9 x',
        'TOUCH a b',
        'EXISTS a',
        'TYPE a',
      ],
      ...['DUMP a', 'EXPIRE a 100', 'PERSIST a', 'TTL a', 'OBJECT IDLETIME a', 'MEMORY USAGE a', 'KEYS *'],
    ],
  ],
  ['RPUSH a 1', ['LMOVE a a LEFT LEFT', 'RPOPLPUSH a b', 'LMPOP 1 a LEFT', 'SORT a STORE a']],
  [
    'SADD a x y z; SADD b y w',
    [
      ...['a b x', 'a b y', 'a b q', 'a a x', 'a a q', 'a c x', 'a c q', 'none a x', 'none none x'].map(
        words => `SMOVE ${words}`,
      ),
      ...['a text x', 'a text q', 'text a x', 'text text x', 'none text x'].map(words => `SMOVE ${words}`),
      ...['SINTERSTORE', 'SUNIONSTORE', 'SDIFFSTORE'].flatMap(name =>
        ['c a b', 'a a b', 'b a none', 'b none a', 'text a b', 'b a text', 'a a a'].map(
          words => `${name} ${words}`,
        ),
      ),
      ...['SINTER a b', 'SINTER none a', 'SUNION a a', 'SDIFF a b', 'SDIFF none a', 'SINTERCARD 2 a none'],
      ...['SPOP a', 'SPOP a 2', 'SPOP a 5', 'SPOP a 0', 'SRANDMEMBER a', 'SRANDMEMBER a -3', 'SREM a q'],
      ...['SADD a x', 'SISMEMBER a x', 'SMISMEMBER a x y', 'SMEMBERS a', 'SSCAN a 0', 'SCARD a'],
    ],
  ],
  ['SADD a x', ['SMOVE a b x', 'SMOVE a a x', 'SINTERSTORE b a']],
  [
    'ZADD a 1 x 2 y 3 z; ZADD b 1 y 2 w',
    [
      ...['ZUNIONSTORE', 'ZINTERSTORE', 'ZDIFFSTORE'].flatMap(name =>
        ['c 2 a b', 'b 2 a b', 'b 2 a none', 'b 2 none a', 'b 2 a a', 'text 1 a', 'b 2 a text'].map(
          words => `${name} ${words}`,
        ),
      ),
      ...['ZRANGESTORE c a 0 -1', 'ZRANGESTORE a a 0 -1', 'ZRANGESTORE b a 7 8', 'ZRANGESTORE b none 0 -1'],
      ...['ZUNION 2 a b', 'ZINTER 2 none a', 'ZDIFF 2 a a', 'ZINTERCARD 2 a b', 'SUNION a b'],
      ...['ZMPOP 2 none a MIN', 'ZMPOP 2 a b MAX COUNT 2', 'BZMPOP 1 2 none a MIN', 'BZPOPMIN none a 1'],
      ...['BZPOPMAX a b 1', 'ZPOPMIN a', 'ZPOPMAX a 2', 'ZPOPMIN a 0', 'ZADD a XX 1 x', 'ZINCRBY a 1 x'],
      ...['ZREM a q', 'ZREMRANGEBYRANK a 0 0', 'ZREMRANGEBYSCORE a 0 9', 'ZRANGE a 0 -1', 'ZSCORE a x'],
      ...['ZRANK a x', 'ZCARD a', 'ZSCAN a 0', 'ZRANDMEMBER a', 'ZRANDMEMBER a -2', 'ZCOUNT a 0 9'],
    ],
  ],
  [
    'HSET a f 1 g 2; HSET b f 3',
    [
      ...['HSET a f 1', 'HSETNX a f 1', 'HGET a q', 'HMGET a f q', 'HGETALL a', 'HLEN a', 'HINCRBY a f 1'],
      ...['HINCRBYFLOAT a f 1', 'HDEL a f g', 'HDEL a q', 'HSCAN a 0', 'HRANDFIELD a -2', 'COPY a b REPLACE'],
      ...['HSTRLEN a f', 'HEXISTS a f', 'HMSET a f 1', 'RENAME a b'],
    ],
  ],
  [
    'SET a 1; SET b 2',
    [
      ...['GET a', 'SET a 1', 'SET a 1 GET', 'SET a 1 NX', 'SET a 1 KEEPTTL', 'SETNX a 1', 'GETSET a 1'],
      ...['GETEX a EX 10', 'APPEND a x', 'INCR a', 'INCRBYFLOAT a 1', 'SETRANGE a 0 x', 'GETRANGE a 0 1'],
      ...['STRLEN a', 'MGET a b a', 'MSET a 1 b 2 a 3', 'MSETNX a 1 c 2', 'MSETNX c 1 c 2', 'LCS a b'],
      ...['COPY a b REPLACE', 'COPY a c', 'RENAME a b', 'RENAMENX a b', 'PSETEX a 1000 x', 'EXPIRE a 10 XX'],
    ],
  ],
]

let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  const [redis, holdfast] = await Promise.all([startRedis(), startHoldfast()])
  ;[theirs, ours] = await Promise.all([redis.connect(), holdfast.connect()])
  await Promise.all([theirs.pipeline(settings), ours.pipeline(settings)])
})

/** The counters of the keys after each command: 5 of a new key, and one more for every use. */
async function counters(client: RawClient, before: Request[], lines: readonly string[]): Promise<string[]> {
  const seen: string[] = []
  for (const line of lines) {
    const requests = [['FLUSHALL'], ...before, line.split(' '), ...keys.map(key => ['OBJECT', 'FREQ', key])]
    const replies = (await client.pipeline(requests)).map(show)
    const counts = keys.map((key, at) => `${key} ${replies.at(at - keys.length)}`)
    seen.push(`${line}: ${counts.filter(count => count.includes(':')).join(', ')}`)
  }
  return seen
}

test.each(cases)('%s', async (setup, lines) => {
  const before = `SET text v; ${setup}`.split('; ').map(line => line.split(' '))
  const [a, b] = await Promise.all([counters(theirs, before, lines), counters(ours, before, lines)])
  expect(b).toEqual(a)
})

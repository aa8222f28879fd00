/*
 * DEBUG's subcommands: what they reply beside a real redis-server, where that does not depend on how a server is
 * made inside; and what those do that end or restart the process.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

let server: ServerProcess
let theirs: RawClient
let ours: RawClient
beforeAll(async () => {
  const [redis, holdfast] = await Promise.all([startRedis(), startHoldfast()])
  server = holdfast
  ;[theirs, ours] = await Promise.all([redis.connect(), holdfast.connect()])
  for (const client of [theirs, ours]) {
    await client.pipeline([
      ['SET', 's', 'foo'],
      ['SET', 'i', '12'],
      ['SADD', 'si', '1', '2'],
      ['HSET', 'h', 'f', 'v'],
    ])
  }
})

test.each(
  `SDSLEN i|SDSLEN si|SDSLEN nokey|LISTPACK s|LISTPACK si|LISTPACK h|LISTPACK nokey|LISTPACK h x|QUICKLIST s
  QUICKLIST nokey|QUICKLIST s 0 1|HTSTATS 9|HTSTATS 99|HTSTATS x|HTSTATS|HTSTATS-KEY h|HTSTATS-KEY s
  HTSTATS-KEY nokey|CLIENT-EVICTION|DROP-CLUSTER-PACKET-FILTER x|DROP-CLUSTER-PACKET-FILTER -1|LEAK x|LEAK
  SET-SKIP-CHECKSUM-VALIDATION x|SET-SKIP-CHECKSUM-VALIDATION 0|PAUSE-CRON x|PAUSE-CRON
  STRUCTSIZE x|CHANGE-REPL-ID x|RESTART x|CRASH-AND-RECOVER x|LOG|ERROR|ERROR two|SLEEP|HELP x|REPLICATE
  REPLICATE set a b|CONFIG-REWRITE-FORCE-ALL|CLUSTERLINK KILL all x|JMAP|SET-ACTIVE-EXPIRE
  SET-ACTIVE-EXPIRE 1|OBJECT|OBJECT nokey|DIGEST-VALUE|PROTOCOL nosuch|QUICKLIST-PACKED-THRESHOLD 100b
  QUICKLIST-PACKED-THRESHOLD 4gb|QUICKLIST-PACKED-THRESHOLD x|QUICKLIST-PACKED-THRESHOLD
  QUICKLIST-PACKED-THRESHOLD 0`
    .split(/\||\n/)
    .map(line => line.trim()),
)('DEBUG %s', async line => {
  const request = ['DEBUG', ...line.split(' ')]
  const [a, b] = await Promise.all([theirs.send(...request), ours.send(...request)])
  expect(show(b)).toBe(show(a))
})

/** The real one draws ten million pairs, which takes it seconds. */
test('STRINGMATCH-TEST', async () => {
  expect(show(await ours.send('DEBUG', 'STRINGMATCH-TEST'))).toBe(
    '+Apparently Redis did not crash: test passed',
  )
})

test('SET-SKIP-CHECKSUM-VALIDATION lets RESTORE take a payload whose checksum is wrong', async () => {
  const payload = Buffer.from('000166' + '0a00' + '0000000000000000', 'hex')
  for (const client of [theirs, ours]) {
    expect(show(await client.send('RESTORE', 'r', 0, payload))).toContain('checksum are wrong')
    await client.send('DEBUG', 'SET-SKIP-CHECKSUM-VALIDATION', 1)
    expect(show(await client.send('RESTORE', 'r', 0, payload))).toBe('+OK')
    await client.send('DEBUG', 'SET-SKIP-CHECKSUM-VALIDATION', 0)
    expect(show(await client.send('GET', 'r'))).toBe('$f')
  }
})

describe('the end', () => {
  /** A connection once the server is ready again, after it had printed so much. */
  async function again(printed: number): Promise<RawClient> {
    const end = Date.now() + 30_000
    while (!server.output.slice(printed).includes('Ready to accept connections')) {
      if (Date.now() > end) throw new Error('it does not come back')
      await sleep(20)
    }
    return server.connect()
  }

  test('RESTART saves and begins anew in the same process, CRASH-AND-RECOVER without a save', async () => {
    const pidOf = async (client: RawClient) =>
      /process_id:(\d+)/.exec(show(await client.send('INFO', 'server')))?.[1]
    const pid = await pidOf(ours)
    await ours.send('CONFIG', 'SET', 'save', '3600 1000')
    await ours.send('SET', 'kept', 'v')
    const news = server.output.length
    await expect(ours.send('DEBUG', 'RESTART')).rejects.toThrow()
    let client = await again(news)
    expect(await pidOf(client)).toBe(pid)
    expect(show(await client.send('GET', 'kept'))).toBe('$v')
    expect(server.output.slice(news)).toContain('DB saved on disk')
    await client.send('SET', 'lost', 'v')
    const later = server.output.length
    await expect(client.send('DEBUG', 'CRASH-AND-RECOVER', 1)).rejects.toThrow()
    client = await again(later)
    expect(show(await client.send('MGET', 'kept', 'lost'))).toBe('*2\n$v\n$-1')
    ours = client
  })

  test('PANIC ends it with a report', async () => {
    await expect(ours.send('DEBUG', 'PANIC')).rejects.toThrow()
    await server.exited()
    expect(server.exitCode).toBe(1)
    expect(server.output).toMatch(/REDIS BUG REPORT START.*called by Unittest.*REDIS BUG REPORT END/s)
  })
})

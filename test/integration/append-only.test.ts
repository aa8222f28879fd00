/*
 * The append only file with real processes and a real disk: kills, restarts, rewrites under load, damaged
 * files, replicas; and files that Redis wrote, and reads.
 */

import { execFile } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { digest, info } from './saving-fixture.ts'
import { until as untilSeen } from './sentinel-fixture.ts'

const ON = ['--appendonly', 'yes']
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-aof-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function ask(server: ServerProcess, ...words: (string | number)[]): Promise<unknown> {
  const client = await server.connect()
  const reply = await client.send(...words)
  client.close()
  return plain(reply)
}

/** Waits until INFO says so. */
const until = (server: ServerProcess, field: string, value: string): Promise<unknown> =>
  untilSeen(
    field,
    () => info(server, field),
    now => now === value,
  )

function parts(): string[] {
  return readdirSync(join(folder, 'appendonlydir')).sort()
}

const part = (name: string): string => join(folder, 'appendonlydir', name)

/** Values of all types, small and large, expiries, transactions, several databases. */
async function fill(server: ServerProcess): Promise<void> {
  const client = await server.connect()
  const many = (of: (n: number) => (string | number)[]): (string | number)[] =>
    Array.from({ length: 700 }, (_, n) => of(n)).flat()
  await client.pipeline([
    ['SET', 'text', 'x\r\n\0ÿ'],
    ['SET', 'long', 'y'.repeat(100_000)],
    ['SET', 'soon', 1, 'PX', 100_000_000],
    ['SET', 'gone', 1, 'PX', 1],
    ['INCRBYFLOAT', 'float', '1.5'],
    ['RPUSH', 'small list', 1, 'b', 'c'],
    ['RPUSH', 'list', ...many(n => [`element ${n}`])],
    ['SADD', 'integers', 1, 2, 3],
    ['SADD', 'set', ...many(n => [`member ${n}`])],
    ['SPOP', 'set', 5],
    ['HSET', 'small hash', 'a', 1, 'b', 2],
    ['HSET', 'hash', ...many(n => [`field ${n}`, `value ${n}`])],
    ['ZADD', 'small zset', 1.25, 'a', '-inf', 'b'],
    ['ZADD', 'zset', ...many(n => [(n * 31) % 500, `scored ${n}`])],
    ['ZUNIONSTORE', 'both', 2, 'zset', 'small zset'],
    ['EXPIRE', 'both', 100_000],
    ['MULTI'],
    ['SELECT', 4],
    ['SET', 'in a transaction', 1],
    ['INCR', 'in a transaction'],
    ['EXEC'],
    ['GETEX', 'in a transaction', 'EX', 100_000],
    ['SELECT', 9],
    ['SET', 'in nine', 9],
    ['COPY', 'in nine', 'copied', 'DB', 4],
    ['MOVE', 'in nine', 0],
    ['SELECT', 0],
  ])
  // A key whose time has passed counts until somebody looks.
  while (plain(await client.send('EXISTS', 'gone')) !== 0) await sleep(5)
  client.close()
}

/** Clients that count up, each its own key, until they are told to stop or lose the server. */
class Counting {
  readonly confirmed: number[]
  private readonly clients: RawClient[] = []
  private readonly work: Promise<void>[] = []
  private stopped = false

  constructor(count: number) {
    this.confirmed = Array.from({ length: count }, () => 0)
  }

  async start(server: ServerProcess): Promise<this> {
    for (const i of this.confirmed.keys()) {
      const client = await server.connect()
      this.clients.push(client)
      this.stopped = false
      this.work.push(this.count(client, i))
    }
    return this
  }

  private async count(client: RawClient, i: number): Promise<void> {
    for (let n = this.confirmed[i]!; !this.stopped; ) {
      const requests = Array.from({ length: 1 + (i % 4) }, () => ['SET', `counter ${i}`, ++n])
      const replies = await client.pipeline(requests).catch(() => null)
      if (replies === null) return
      for (const reply of replies) expect(plain(reply)).toBe('OK')
      this.confirmed[i] = n
    }
  }

  get total(): number {
    return this.confirmed.reduce((a, b) => a + b)
  }

  async stop(): Promise<void> {
    this.stopped = true
    await Promise.all(this.work.splice(0))
    for (const client of this.clients.splice(0)) client.close()
  }
}

describe('kills and restarts', () => {
  test('kill -9 under load, and again, loses nothing that was acknowledged', async () => {
    const server = await startHoldfast({ folder, args: ON })
    const counting = new Counting(50)
    const keys = counting.confirmed.map((_, i) => `counter ${i}`)
    const policies = ['everysec', 'no', 'always', 'everysec', 'no']
    for (const [round, policy] of policies.entries()) {
      const before = counting.total
      await ask(server, 'CONFIG', 'SET', 'appendfsync', policy)
      const load = await counting.start(server)
      while (counting.total < before + 2000) await sleep(5)
      // The kill comes in the middle of a rewrite, at another point of it each time.
      if (round > 2) await ask(server, 'BGREWRITEAOF')
      await sleep(round)
      await server.kill9()
      await load.stop()
      await server.start()
      const found = ((await ask(server, 'MGET', ...keys)) as string[]).map(Number)
      const lost = counting.confirmed.map((n, i) => n - found[i]!).filter(n => n > 0)
      expect([round, policy, lost]).toEqual([round, policy, []])
      counting.confirmed.splice(0, found.length, ...found)
    }
  })

  test('everysec: after SHUTDOWN, and after a kill, everything that was written is there', async () => {
    const server = await startHoldfast({ folder, args: ON })
    await fill(server)
    const first = await digest(server)
    const client = await server.connect()
    client.write('SHUTDOWN\r\n')
    await server.exited()
    await server.start()
    expect(await digest(server)).toBe(first)
    expect(await info(server, 'aof_enabled')).toBe('1')
    await ask(server, 'SET', 'more', 1)
    const second = await digest(server)
    await until(server, 'aof_buffer_length', '0')
    await server.kill9()
    await server.start()
    expect(await digest(server)).toBe(second)
  })

  test('switched on in the configuration it begins with the data that was saved', async () => {
    let server = await startHoldfast({ folder })
    await fill(server)
    const before = await digest(server)
    expect(await ask(server, 'SAVE')).toBe('OK')
    await server.stop()
    // Twice: the second time the data comes out of the append only file.
    for (const name of ['dump.rdb', 'appendonly.aof.1.base.rdb']) {
      server = await startHoldfast({ folder, args: ON })
      expect(server.takeNews()).toContain(name)
      expect(await digest(server)).toBe(before)
      await server.stop()
      rmSync(join(folder, 'dump.rdb'), { force: true })
    }
  })

  test('rewrites under load, then a kill: the same data', async () => {
    const server = await startHoldfast({ folder, args: ON })
    await fill(server)
    const load = await new Counting(4).start(server)
    for (let i = 0; i < 3; i++) {
      await ask(server, 'BGREWRITEAOF')
      await until(server, 'aof_rewrites', String(i + 1))
      await until(server, 'aof_rewrite_in_progress', '0')
    }
    await load.stop()
    await until(server, 'aof_buffer_length', '0')
    expect(await info(server, 'aof_last_bgrewrite_status')).toBe('ok')
    const whole = await digest(server)
    await server.kill9()
    await server.start()
    expect(await digest(server)).toBe(whole)
    // What was not removed in time goes at start.
    while (parts().length > 3) await sleep(20)
    expect(parts()).toEqual([
      'appendonly.aof.4.base.rdb',
      'appendonly.aof.4.incr.aof',
      'appendonly.aof.manifest',
    ])
  })

  test('always: large replies, closing connections and half-closed ones get all they are owed', async () => {
    const server = await startHoldfast({ folder, args: [...ON, '--appendfsync', 'always'] })
    await fill(server)
    const client = await server.connect()
    const many = Array.from({ length: 50_000 }, (_, n) => `m${n}`)
    const replies = await client.pipeline([
      ['SADD', 'large', ...many],
      ['SMEMBERS', 'large'],
      ['SET', 'a', 1],
      ['QUIT'],
    ])
    expect(replies.map(plain).map(reply => (Array.isArray(reply) ? reply.length : reply))).toEqual([
      50_000,
      50_000,
      'OK',
      'OK',
    ])
    const socket = connect(server.port, '127.0.0.1')
    let heard = ''
    socket.on('data', chunk => {
      heard += String(chunk)
    })
    socket.end('SET b 1\r\nGET b\r\n')
    await new Promise(resolve => socket.once('close', resolve))
    expect(heard).toBe('+OK\r\n$1\r\n1\r\n')
  })
})

describe('damaged files', () => {
  const incremental = 'appendonly.aof.1.incr.aof'

  async function written(): Promise<ServerProcess> {
    const server = await startHoldfast({ folder, args: ON })
    const client = await server.connect()
    await client.pipeline([
      ['SET', 'a', 1],
      ['SET', 'b', 2],
    ])
    client.close()
    await until(server, 'aof_buffer_length', '0')
    await server.kill9()
    return server
  }

  test('a torn end is cut off, and told of; unless that is not wanted', async () => {
    const server = await written()
    const { length } = readFileSync(part(incremental))
    appendFileSync(part(incremental), '*3\r\n$3\r\nSET\r\n$1\r\nc\r\n$1')
    await expect(startHoldfast({ folder, args: [...ON, '--aof-load-truncated', 'no'] })).rejects.toThrow(
      `Unexpected end of file reading the append only file ${incremental}. You can:`,
    )
    await server.start()
    expect(server.output).toContain(`!!! Truncating the AOF ${incremental} at offset ${length} !!!`)
    expect(await ask(server, 'MGET', 'a', 'b', 'c')).toEqual(['1', '2', null])
    expect(readFileSync(part(incremental)).length).toBe(length)
  })

  test('anything else is refused, with its file and byte', async () => {
    await written()
    const bytes = readFileSync(part(incremental))
    const at = bytes.indexOf('*3\r\n$3\r\nSET\r\n$1\r\nb')
    const damaged = Buffer.from(bytes)
    damaged[at] = 0x2b
    writeFileSync(part(incremental), damaged)
    await expect(startHoldfast({ folder, args: ON })).rejects.toThrow(
      `neither a command nor an annotation at byte offset ${at}`,
    )
    writeFileSync(part(incremental), bytes)
    truncateSync(part('appendonly.aof.1.base.rdb'), 60)
    await expect(startHoldfast({ folder, args: ON })).rejects.toThrow(
      'Short read or OOM loading DB. Unrecoverable error, aborting now.',
    )
    writeFileSync(part('appendonly.aof.manifest'), 'file a seq 1 typo b\n')
    await expect(startHoldfast({ folder, args: ON })).rejects.toThrow('at line 1')
    writeFileSync(part('appendonly.aof.manifest'), 'file a seq 1 type b\n')
    await expect(startHoldfast({ folder, args: ON })).rejects.toThrow(
      'Unable to obtain the AOF file a length. stat: No such file or directory',
    )
  })
})

describe('with Redis', () => {
  test.each(['yes', 'no'])('what it wrote is loaded, with aof-use-rdb-preamble %s', async preamble => {
    const args = [...ON, '--aof-use-rdb-preamble', preamble, '--aof-timestamp-enabled', preamble]
    const theirs = await startRedis({ folder, args })
    await fill(theirs)
    await ask(theirs, 'BGREWRITEAOF')
    await until(theirs, 'aof_rewrite_in_progress', '0')
    await until(theirs, 'aof_last_bgrewrite_status', 'ok')
    const client = await theirs.connect()
    await client.pipeline([
      ['SELECT', 2],
      ['SET', 'after', 1],
      ['MULTI'],
      ['RPUSH', 'after list', 1, 2],
      ['LMOVE', 'after list', 'other list', 'LEFT', 'RIGHT'],
      ['EXEC'],
    ])
    client.close()
    const whole = await digest(theirs)
    await theirs.kill9()
    const ours = await startHoldfast({ folder, args: ON })
    expect(await digest(ours)).toBe(whole)
  })

  /** Waits for the next second, which it returns. */
  async function nextSecond(): Promise<number> {
    const now = Math.floor(Date.now() / 1000)
    await untilSeen(
      'the next second',
      () => Promise.resolve(Math.floor(Date.now() / 1000)),
      second => second > now,
    )
    return now + 1
  }

  test('commands and times as we write them redis-server loads, and redis-check-aof cuts off', async () => {
    const args = [...ON, '--aof-use-rdb-preamble', 'no', '--aof-timestamp-enabled', 'yes']
    // As those of a primary: what only replicas need is in the file, too.
    const ours = await startHoldfast({ folder, args: [...args, '--repl-ping-replica-period', '1'] })
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(ours.port)] })
    await until(replica, 'master_link_status', 'up')
    await fill(ours)
    await ask(ours, 'SETRANGE', 'longer', 300_000, 'x')
    await ask(ours, 'BGREWRITEAOF')
    await until(ours, 'aof_rewrite_in_progress', '0')
    await ask(ours, 'PUBLISH', 'channel', 'message')
    await fill(ours)
    const logged = (): string => readFileSync(part('appendonly.aof.2.incr.aof'), 'latin1')
    await untilSeen(
      'the next PING',
      () => Promise.resolve(logged()),
      text => text.includes('PING'),
    )
    const then = await digest(ours)
    await untilSeen(
      'a PING in the file',
      () => Promise.resolve(readFileSync(part('appendonly.aof.2.incr.aof'), 'latin1')),
      text => text.includes('PING'),
    )
    const second = await nextSecond()
    await ask(ours, 'SET', 'later', 1)
    await ask(ours, 'WAIT', 1, 1000)
    const whole = await digest(ours)
    await ours.kill9()
    await replica.stop()
    expect(parts()).toContain('appendonly.aof.2.base.aof')
    for (const text of ['PING', 'PUBLISH', 'GETACK', `#TS:${second}`]) {
      expect(logged()).toContain(text)
    }
    const theirs = await startRedis({ folder, args })
    expect(await digest(theirs)).toBe(whole)
    await theirs.kill9()
    await ours.start()
    expect(await digest(ours)).toBe(whole)
    await ours.kill9()
    const cut = ['--truncate-to-timestamp', String(second - 1), part('appendonly.aof.manifest')]
    const { stdout } = await promisify(execFile)('redis-check-aof', cut)
    expect(stdout).toContain(
      `Successfully truncated AOF appendonly.aof.2.incr.aof to timestamp ${second - 1}`,
    )
    await theirs.start()
    expect(await digest(theirs)).toBe(then)
    await theirs.kill9()
    await ours.start()
    expect(await digest(ours)).toBe(then)
  })

  test('what we wrote it loads', async () => {
    const ours = await startHoldfast({ folder, args: ON })
    await fill(ours)
    await ask(ours, 'BGREWRITEAOF')
    await until(ours, 'aof_rewrite_in_progress', '0')
    await ask(ours, 'RPUSH', 'after', 1, 2, 3)
    await fill(ours)
    const whole = await digest(ours)
    await until(ours, 'aof_buffer_length', '0')
    await ours.kill9()
    const theirs = await startRedis({ folder, args: ON })
    expect(await digest(theirs)).toBe(whole)
    await ask(theirs, 'SET', 'theirs', 1)
    const again = await digest(theirs)
    await theirs.kill9()
    await ours.start()
    expect(await digest(ours)).toBe(again)
  })

  test('the single file of an older Redis is moved to its place', async () => {
    const theirs = await startRedis({ folder, args: ON })
    await fill(theirs)
    const whole = await digest(theirs)
    await theirs.kill9()
    const old = ['1.base.rdb', '1.incr.aof'].map(name => readFileSync(part(`appendonly.aof.${name}`)))
    rmSync(join(folder, 'appendonlydir'), { recursive: true })
    writeFileSync(join(folder, 'appendonly.aof'), Buffer.concat(old))
    const ours = await startHoldfast({ folder, args: ON })
    expect(await digest(ours)).toBe(whole)
    expect(parts()).toEqual(['appendonly.aof', 'appendonly.aof.1.incr.aof', 'appendonly.aof.manifest'])
    expect(readFileSync(part('appendonly.aof.manifest'), 'latin1')).toBe(
      'file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n',
    )
    await ask(ours, 'BGREWRITEAOF')
    await until(ours, 'aof_rewrite_in_progress', '0')
    await ours.kill9()
    await ours.start()
    expect(await digest(ours)).toBe(whole)
  })

  test('INFO names the same fields, in the same order', async () => {
    const fields = async (server: ServerProcess): Promise<string[]> => {
      const text = String(await ask(server, 'INFO', 'persistence'))
      return text.split('\r\n').map(line => line.split(':')[0]!)
    }
    const [ours, theirs] = [await startHoldfast({ args: ON }), await startRedis({ args: ON })]
    expect(await fields(ours)).toEqual(await fields(theirs))
    for (const server of [ours, theirs]) await ask(server, 'CONFIG', 'SET', 'appendonly', 'no')
    expect(await fields(ours)).toEqual(await fields(theirs))
  })
})

describe('replicas', () => {
  test('WAITAOF waits for the own disk and for those of replicas', async () => {
    const primary = await startHoldfast({ folder, args: ON })
    const replica = await startHoldfast({ args: ON })
    const other = await startHoldfast()
    const wait = async (...words: number[]): Promise<unknown> => {
      const client = await primary.connect()
      await client.send('INCR', 'n')
      const reply = plain(await client.send('WAITAOF', ...words))
      client.close()
      return reply
    }
    expect(await wait(1, 0, 0)).toEqual([1, 0])
    for (const node of [replica, other]) {
      await ask(node, 'REPLICAOF', '127.0.0.1', primary.port)
      await until(node, 'master_link_status', 'up')
    }
    expect(await wait(1, 1, 0)).toEqual([1, 1])
    expect(await wait(1, 2, 1)).toEqual([expect.any(Number), expect.any(Number)])
    await ask(primary, 'CONFIG', 'SET', 'appendonly', 'no')
    const refusal = String(await ask(primary, 'WAITAOF', 1, 0, 0))
    expect(refusal).toContain('numlocal is set but appendonly is disabled')
    expect(await wait(0, 1, 0)).toEqual([0, 1])
  })

  test('a replica keeps its own, begins anew after a full sync, and goes on with it as a primary', async () => {
    const primary = await startHoldfast()
    await fill(primary)
    const replica = await startHoldfast({ folder, args: ON })
    await ask(replica, 'SET', 'old', 1)
    await ask(replica, 'REPLICAOF', '127.0.0.1', primary.port)
    await until(replica, 'master_link_status', 'up')
    await ask(primary, 'SET', 'streamed', 1)
    await until(replica, 'slave_repl_offset', (await info(primary, 'master_repl_offset'))!)
    await until(replica, 'aof_rewrite_in_progress', '0')
    await until(replica, 'aof_buffer_length', '0')
    const whole = await digest(primary)
    expect(await digest(replica)).toBe(whole)
    await replica.kill9()
    await replica.start()
    expect(await digest(replica)).toBe(whole)
    await ask(replica, 'SET', 'as primary', 1)
    const after = await digest(replica)
    await until(replica, 'aof_buffer_length', '0')
    await replica.kill9()
    await replica.start()
    expect(await digest(replica)).toBe(after)
  })

  test('always: a replica comes, and follows, while clients write', async () => {
    const primary = await startHoldfast({ folder, args: [...ON, '--appendfsync', 'always'] })
    const load = await new Counting(4).start(primary)
    const replica = await startHoldfast()
    await ask(replica, 'REPLICAOF', '127.0.0.1', primary.port)
    await until(replica, 'master_link_status', 'up')
    await ask(replica, 'CLIENT', 'KILL', 'TYPE', 'master')
    await sleep(50)
    await until(replica, 'master_link_status', 'up')
    await load.stop()
    await until(replica, 'slave_repl_offset', (await info(primary, 'master_repl_offset'))!)
    expect(await digest(replica)).toBe(await digest(primary))
  })
})

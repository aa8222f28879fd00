/*
 * Replication when something is wrong: processes that die in the middle, peers that talk nonsense or never read,
 * data we cannot hold, and what WAIT, limits and restarts make of it.
 */

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  counter,
  fill,
  follow,
  info,
  type Kind,
  linked,
  same,
  serversOfEachTest,
  Wire,
  Writing,
} from './replication-fixture.ts'
import { host, type Node, until } from './sentinel-fixture.ts'

const servers = serversOfEachTest()
const start = (kind: Kind, port: number, ...options: string[]) => servers().start(kind, port, ...options)
const fakes: Server[] = []

/** A primary made by hand: `talk` is called for each connection. */
async function fakePrimary(port: number, talk: (socket: Socket) => void): Promise<void> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    talk(socket)
  })
  fakes.push(server)
  await new Promise<void>(resolve => server.listen(port, host, resolve))
}

async function says(node: Node, pattern: RegExp): Promise<void> {
  await until(
    `the log of ${node.port} says ${pattern}`,
    () => node.output,
    text => pattern.test(text),
  )
}

afterEach(() => {
  for (const server of fakes.splice(0)) server.close()
})

describe('kill -9 in the middle of a full sync', () => {
  test('of the primary: the replica keeps what it had, and takes the new data from the next primary', async () => {
    const primary = await start('holdfast', 7760)
    await fill(primary, 60_000)
    // Large values that do not compress: the transfer must still be on its way when the first byte was seen.
    for (let i = 0; i < 150; i++) await primary.ask('SET', `large:${i}`, randomBytes(1 << 20))
    const replica = await start('holdfast', 7761)
    await replica.ask('SET', 'old', 'data')
    await replica.ask('REPLICAOF', host, primary.port)
    await until(
      'the payload comes',
      () => counter(replica, 'master_sync_read_bytes'),
      n => n > 0,
    )
    await primary.kill()
    await until(
      'the link is down',
      () => info(replica, 'master_sync_in_progress'),
      state => state === '0',
    )
    expect(await replica.ask('GET', 'old')).toBe('data')
    expect(await replica.ask('DBSIZE')).toBe(1)
    const next = await start('holdfast', 7760)
    await next.ask('SET', 'new', 'data')
    await linked(replica)
    await same(next, replica)
  })

  test('of a replica: the primary ends the walk and goes on', async () => {
    const primary = await start('holdfast', 7760)
    await fill(primary, 60_000)
    const replica = await start('redis', 7761)
    await replica.ask('REPLICAOF', host, primary.port)
    await says(primary, /Snapshot of \d+ keys started/)
    await replica.kill()
    await until(
      'it is gone',
      () => info(primary, 'connected_slaves'),
      n => n === '0',
    )
    await primary.ask('SET', 'more', 'writes')
    const next = await start('redis', 7761)
    await follow(next, primary)
    await same(primary, next)
  })
})

test('values of a type we do not know are refused by name; our own data and service stay', async () => {
  const primary = await start('redis', 7760)
  await primary.ask('XADD', 'a stream', '*', 'field', 'x')
  const replica = await start('holdfast', 7761)
  await replica.ask('SET', 'own', 'data')
  await replica.ask('REPLICAOF', host, primary.port)
  await says(replica, /Failed trying to load the MASTER synchronization DB.*stream.*'a stream'/)
  expect(await replica.ask('GET', 'own')).toBe('data')
  expect(await info(replica, 'master_link_status')).toBe('down')
  await primary.ask('DEL', 'a stream')
  await replica.ask('REPLICAOF', 'NO', 'ONE')
  await follow(replica, primary)
  await same(primary, replica)
})

describe('a primary that talks nonsense is named in the log, and asked again', () => {
  const full = `+FULLRESYNC ${'a'.repeat(40)} 0\r\n`
  /** Answers a handshake, the end of it with `answer`. */
  const handshake = (answer: string) => (socket: Socket) => {
    let said = ''
    socket.on('data', chunk => {
      said += chunk.toString('latin1')
      if (/\bPING\b/.test(said)) socket.write('+PONG\r\n')
      if (/version/.test(said)) socket.write('+OK\r\n+OK\r\n-ERR Unrecognized\r\n')
      if (/PSYNC/.test(said)) socket.write(answer, 'latin1')
      if (/PING|version|PSYNC/.test(said)) said = ''
    })
  }
  test.each<[string, (socket: Socket) => void, RegExp]>([
    [
      'at once',
      socket => socket.write('HTTP/1.1 400 Bad Request\r\n'),
      /Error reply to PING from master: 'HTTP/,
    ],
    [
      'without line ends',
      socket => socket.write('x'.repeat(5000)),
      /a line without end that begins with 'xxx/,
    ],
    ['with bytes', socket => socket.write(Buffer.alloc(3000, 200)), /without end that begins with '\?\?\?/],
    ['after PSYNC', handshake('+WHAT\r\n'), /Unexpected reply to PSYNC from master: \+WHAT/],
    [
      'in FULLRESYNC',
      handshake('+FULLRESYNC short 0\r\n'),
      /Unexpected reply to PSYNC from master: \+FULLRESYNC/,
    ],
    ['before the payload', handshake(`${full}hello\r\n`), /first byte is not '\$' \(we received 'hello'\)/],
    ['as the payload', handshake(`${full}$9\r\nNOT REDIS`), /wrong signature of an RDB stream/],
    [
      'behind the payload',
      handshake(`${full}$EOF:${'b'.repeat(40)}\r\nREDIS0010\xff${'\0'.repeat(8)}cc`),
      /does not end as announced/,
    ],
    [
      'too short a payload',
      handshake(`${full}$18\r\nREDIS0010\xfe`),
      /link is never complete|connection lost/,
    ],
    [
      'in the stream',
      handshake(`${full}$18\r\nREDIS0010\xff${'\0'.repeat(8)}*1\r\n!nonsense\r\n`),
      /Protocol error from master/,
    ],
    [
      'inline in the stream',
      handshake(`${full}$18\r\nREDIS0010\xff${'\0'.repeat(8)}set a b\r\n`),
      /Protocol error from master: an inline command, 'set'/,
    ],
    [
      'an unknown continuation',
      handshake('+CONTINUE zzz\r\n'),
      /Unexpected reply to PSYNC from master: \+CONTINUE zzz/,
    ],
  ])('%s', async (name, talk, expected) => {
    await fakePrimary(7769, socket => {
      talk(socket)
      if (name === 'too short a payload') setTimeout(() => socket.destroy(), 500)
    })
    const replica = await start('holdfast', 7761, '--replicaof', `${host} 7769`)
    await says(replica, expected)
    const attempts = () => replica.output.split('Connecting to MASTER').length - 1
    if (!/wrong signature|as announced/.test(expected.source))
      await until('it tries again', attempts, n => n >= 2)
    expect(await replica.ask('PING')).toBe('PONG')
    await replica.ask('REPLICAOF', 'NO', 'ONE')
    expect(await replica.ask('SET', 'still', 'serving')).toBe('OK')
  })
})

describe('a replica made by hand', () => {
  test('by SYNC, without capabilities, gets a payload of announced length and the stream', async () => {
    const primary = await start('holdfast', 7760)
    await primary.ask('SET', 'k', 'v')
    const wire = new Wire(7760)
    wire.send('SYNC\r\n')
    const [, length] = await wire.sees(/^\n*\$(\d+)\r\nREDIS0010/)
    await primary.ask('SET', 'k', 'next')
    await wire.sees(
      /\*2\r\n\$6\r\nSELECT\r\n\$1\r\n0\r\n\*3\r\n\$3\r\n(?:SET|set)\r\n\$1\r\nk\r\n\$4\r\nnext\r\n/,
    )
    const payload = wire.received.slice(wire.received.indexOf('REDIS0010'))
    expect(payload.slice(Number(length))).toMatch(/^\*(?:1\r\n\$4\r\nPING|2\r\n\$6\r\nSELECT)\r\n/)
    wire.socket.destroy()
    await until(
      'it is gone',
      () => info(primary, 'connected_slaves'),
      n => n === '0',
    )
  })

  test('that never reads is dropped at its limit, and nobody else notices', async () => {
    const options = ['--client-output-buffer-limit', 'replica 4mb 0 0', '--repl-backlog-size', '16kb']
    const primary = await start('holdfast', 7760, ...options)
    const good = await start('holdfast', 7761)
    await follow(good, primary)
    const id = await info(primary, 'master_replid')
    const offset = await counter(primary, 'master_repl_offset')
    const wire = new Wire(7760)
    wire.send(`REPLCONF capa psync2\r\nPSYNC ${id} ${offset + 1}\r\n`)
    await wire.sees(new RegExp(`\\+CONTINUE ${id}\r\n`))
    wire.socket.pause()
    await until(
      'there are two',
      () => info(primary, 'connected_slaves'),
      n => n === '2',
    )
    const big = 'x'.repeat(100_000)
    for (let i = 0; i < 200; i++) await primary.ask('SET', `big:${i % 5}`, big)
    await until(
      'one is gone',
      () => info(primary, 'connected_slaves'),
      n => n === '1',
    )
    expect(primary.output).toMatch(/closed ASAP for overcoming of output buffer limits/)
    await same(primary, good)
    expect(await counter(primary, 'sync_full')).toBe(1)
    wire.socket.destroy()
  })

  test('that sends nonsense after PSYNC disturbs only itself', async () => {
    const primary = await start('holdfast', 7760)
    const wire = new Wire(7760)
    wire.send('REPLCONF capa eof capa psync2\r\nPSYNC ? -1\r\n')
    await wire.sees(/\$EOF:/)
    wire.send('REPLCONF ACK nonsense\r\nREPLCONF ACK\r\nGET k\r\nWHAT\r\n')
    wire.send('REPLCONF ACK 99999999999\r\n')
    wire.send('*1\r\n$x\r\n')
    await until(
      'it is gone',
      () => info(primary, 'connected_slaves'),
      n => n === '0',
    )
    expect(await primary.ask('SET', 'k', 'v')).toBe('OK')
  })

  test.each([
    ['REPLCONF listening-port x\r\n', '-ERR value is not an integer or out of range\r\n'],
    ['REPLCONF what ever\r\n', '-ERR Unrecognized REPLCONF option: what\r\n'],
    ['REPLCONF what\r\n', '-ERR syntax error\r\n'],
    ['PSYNC ? x\r\n', '-ERR value is not an integer or out of range\r\n'],
    [`PSYNC ${'a'.repeat(40)} 1 FAILOVER\r\n`, "-ERR PSYNC FAILOVER can't be sent to a master.\r\n"],
  ])('%j is answered %j', async (sent, answer) => {
    await start('holdfast', 7760)
    const wire = new Wire(7760)
    wire.send(sent)
    await wire.sees(/\r\n$/)
    expect(wire.received).toBe(answer)
    wire.socket.destroy()
  })
})

describe('WAIT', () => {
  test('blocks until a replica comes, a timeout passes, or somebody unblocks it', async () => {
    const primary = await start('holdfast', 7760)
    const waiting = new Wire(7760)
    waiting.send('CLIENT ID\r\n')
    const [, id] = await waiting.sees(/:(\d+)\r\n/)
    waiting.received = ''
    waiting.send('SET k v\r\nWAIT 1 0\r\nPING\r\n')
    await waiting.sees(/^\+OK\r\n$/)
    await until(
      'it is blocked',
      () => counter(primary, 'blocked_clients'),
      n => n === 1,
    )
    const replica = await start('holdfast', 7761)
    await follow(replica, primary)
    await waiting.sees(/^\+OK\r\n:1\r\n\+PONG\r\n$/)
    waiting.received = ''
    waiting.send('WAIT 5 60\r\nPING\r\n')
    await waiting.sees(/^:1\r\n\+PONG\r\n$/)
    waiting.received = ''
    waiting.send('MULTI\r\nWAIT 5 0\r\nEXEC\r\n')
    await waiting.sees(/^\+OK\r\n\+QUEUED\r\n\*1\r\n:1\r\n$/)
    for (const [how, answer] of [
      ['TIMEOUT', ':1\r\n'],
      ['ERROR', '-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n'],
    ] as const) {
      waiting.received = ''
      waiting.send('WAIT 5 0\r\n')
      await until(
        'it is blocked',
        () => counter(primary, 'blocked_clients'),
        n => n === 1,
      )
      expect(await primary.ask('CLIENT', 'UNBLOCK', id!, how)).toBe(1)
      await waiting.sees(/\r\n$/)
      expect(waiting.received).toBe(answer)
    }
    waiting.received = ''
    waiting.send('WAIT 5 0\r\n')
    await until(
      'it is blocked',
      () => counter(primary, 'blocked_clients'),
      n => n === 1,
    )
    await primary.ask('REPLICAOF', host, 7769)
    await waiting.sees(/^-UNBLOCKED force unblock/)
    await until(
      'it is closed',
      () => waiting.closed,
      closed => closed,
    )
  })
})

test('min-replicas-to-write refuses writes without good replicas', async () => {
  const primary = await start('holdfast', 7760, '--min-replicas-to-write', '1')
  expect(await primary.ask('SET', 'k', 'v')).toBe('NOREPLICAS Not enough good replicas to write.')
  const replica = await start('redis', 7761)
  await follow(replica, primary)
  await until(
    'writes are taken',
    () => primary.ask('SET', 'k', 'v'),
    reply => reply === 'OK',
  )
  expect(await info(primary, 'min_slaves_good_slaves')).toBe('1')
})

test('a password on the way to the primary', async () => {
  const primary = await start('holdfast', 7760)
  await primary.ask('CONFIG', 'SET', 'requirepass', 'secret')
  const replica = await start('holdfast', 7761)
  await replica.ask('REPLICAOF', host, 7760)
  await says(replica, /NOAUTH Authentication required/)
  await replica.ask('CONFIG', 'SET', 'masterauth', 'wrong')
  await says(replica, /Unable to AUTH to MASTER: -WRONGPASS/)
  await replica.ask('CONFIG', 'SET', 'masterauth', 'secret')
  await linked(replica)
  expect(await info(primary, 'connected_slaves')).toBe('1')
})

test('replicaof survives CONFIG REWRITE and a restart, and NO ONE takes it out', async () => {
  const primary = await start('holdfast', 7760)
  const file = join(servers().folder, 'replica.conf')
  writeFileSync(file, 'port 7761\nsave ""\n')
  const withFile = await servers().startOn(file, 7761)
  await follow(withFile, primary)
  expect(await withFile.ask('CONFIG', 'REWRITE')).toBe('OK')
  expect(readFileSync(file, 'utf8')).toMatch(/^replicaof 127\.0\.0\.1 7760$/m)
  await withFile.kill()
  const again = await servers().startOn(file, 7761)
  await linked(again)
  await again.ask('REPLICAOF', 'NO', 'ONE')
  await again.ask('CONFIG', 'REWRITE')
  expect(readFileSync(file, 'utf8')).not.toMatch(/^replicaof/m)
})

test('with flush-before-load the old data goes first, and the new is complete', async () => {
  const primary = await start('redis', 7760)
  await fill(primary, 20_000)
  const replica = await start('holdfast', 7761, '--repl-diskless-load', 'flush-before-load')
  await replica.ask('SET', 'old', 'data')
  const writing = new Writing(primary, 20_000)
  await follow(replica, primary)
  await writing.stop()
  await same(primary, replica)
  expect(replica.output).toMatch(/Flushing old data/)
})

test('several replicas at once share a walk, and one that comes late gets its own', async () => {
  const primary = await start('holdfast', 7760, '--repl-diskless-sync-delay', '1')
  await fill(primary, 20_000)
  const writing = new Writing(primary, 20_000)
  const replicas = [await start('holdfast', 7761), await start('redis', 7762)]
  await Promise.all(replicas.map(replica => replica.ask('REPLICAOF', host, 7760)))
  for (const replica of replicas) await linked(replica)
  expect(primary.output.split('Snapshot of').length - 1).toBe(1)
  const late = await start('holdfast', 7763, '--replicaof', `${host} 7760`)
  await linked(late)
  await writing.stop()
  await same(primary, ...replicas, late)
})

/*
 * Connections to a real process: who may come in and for how long, limits, a unix socket, CONFIG SET at work, and
 * the clients people use.
 */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterEach, expect, test } from 'vitest'
import { Line, ServerProcess } from './server-process.ts'

const port = 7757
const started: ServerProcess[] = []
const lines: Line[] = []

function launch(...more: string[]): Promise<ServerProcess> {
  const server = new ServerProcess(['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more])
  started.push(server)
  return server.ready()
}

function open(at: number | string = port): Line {
  const line = new Line(at)
  lines.push(line)
  return line
}

afterEach(async () => {
  for (const line of lines.splice(0)) line.close()
  for (const server of started.splice(0)) await server.stop()
})

test('maxclients: one too many is told so and dropped, and counted', async () => {
  await launch('--maxclients', '2')
  const first = open().send('PING\r\n')
  await first.expect('+PONG\r\n')
  const second = open().send('PING\r\n')
  await second.expect('+PONG\r\n')
  const third = open()
  await third.expectClosed()
  await third.expect('-ERR max number of clients reached\r\n')
  first.send('INFO stats\r\n')
  await first.expect(/rejected_connections:1\r\n/)
  second.close()
  first.send('CONFIG SET maxclients 100\r\n')
  await first.expect('+OK\r\n')
  const later = open().send('PING\r\n')
  await later.expect('+PONG\r\n')
})

test('timeout closes idle connections but not subscribers', async () => {
  await launch('--timeout', '1')
  const idle = open().send('PING\r\n')
  await idle.expect('+PONG\r\n')
  const subscriber = open().send('SUBSCRIBE c\r\n')
  await subscriber.expect('*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n')
  await idle.expectClosed()
  expect(subscriber.closed).toBe(false)
})

test('requirepass: nothing before AUTH, small requests only, and who is in stays in', async () => {
  await launch('--requirepass', 'secret')
  const line = open().send('GET x\r\nAUTH wrong\r\nAUTH default wrong\r\nAUTH other secret\r\n')
  const wrong = '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
  await line.expect(`-NOAUTH Authentication required.\r\n${wrong.repeat(3)}`)
  line.send('AUTH secret\r\nGET x\r\nACL WHOAMI\r\n')
  await line.expect('+OK\r\n$-1\r\n$7\r\ndefault\r\n')
  const big = open().send('*11\r\n')
  await big.expect('-ERR Protocol error: unauthenticated multibulk length\r\n')
  const waiting = open().send('PING\r\n')
  await waiting.expect('-NOAUTH Authentication required.\r\n')
  line.send('CONFIG SET requirepass ""\r\n')
  await line.expect('+OK\r\n')
  waiting.send('PING\r\n')
  await waiting.expect('+PONG\r\n')
  line.send('CONFIG SET requirepass other\r\nPING\r\n')
  await line.expect('+OK\r\n+PONG\r\n')
})

test('an argument of many megabytes, and one over the limit', async () => {
  await launch('--proto-max-bulk-len', '20mb')
  const size = 20 * 1024 * 1024
  const redis = new Redis({ port, enableReadyCheck: true })
  const value = Buffer.alloc(size, 'abcdefgh')
  await redis.set('big', value)
  expect((await redis.getBuffer('big'))?.equals(value)).toBe(true)
  redis.disconnect()
  const line = open().send(`*2\r\n$3\r\nGET\r\n$${size + 1}\r\n`)
  await line.expect('-ERR Protocol error: invalid bulk length\r\n')
  await line.expectClosed()
})

test('a unix socket with its permissions; CLIENT LIST tells where it is', async () => {
  const server = new ServerProcess(['--port', '0', '--unixsocket', 's.sock', '--unixsocketperm', '700'])
  started.push(server)
  await server.says(/Ready to accept connections unix/)
  const path = join(server.folder, 's.sock')
  expect(statSync(path).mode & 0o777).toBe(0o700)
  const line = open(path).send('CLIENT INFO\r\n')
  await line.expect(/ addr=s\.sock:0 laddr=s\.sock:0 fd=\d+ .* flags=U /)
  server.child.kill('SIGTERM')
  expect(await server.end()).toBe(0)
  expect(() => statSync(path)).toThrow()
})

test('CLIENT KILL by address ends that connection only', async () => {
  await launch()
  const victim = open().send('CLIENT ID\r\n')
  await victim.expect(':1\r\n')
  const killer = open().send('CLIENT KILL ID 1\r\n')
  await killer.expect(':1\r\n')
  await victim.expectClosed()
  killer.send('PING\r\n')
  await killer.expect('+PONG\r\n')
})

test('a client that never reads its replies is dropped at its limit', async () => {
  const server = await launch('--client-output-buffer-limit', 'normal 1mb 0 0')
  const line = open().send(`SET big ${'x'.repeat(60_000)}\r\n`)
  await line.expect('+OK\r\n')
  line.socket.pause()
  line.send('GET big\r\n'.repeat(2000))
  await server.says(/scheduled to be closed ASAP for overcoming of output buffer limits/)
  const other = open().send('PING\r\n')
  await other.expect('+PONG\r\n')
})

test('CLIENT PAUSE WRITE holds a write back until it is over', async () => {
  await launch()
  const line = open().send('CLIENT PAUSE 300 WRITE\r\nGET k\r\n')
  await line.expect('+OK\r\n$-1\r\n')
  const writer = open().send('SET k v\r\nGET k\r\n')
  line.send('GET k\r\n')
  await line.expect('$-1\r\n')
  expect(writer.received).toBe('')
  await writer.expect('+OK\r\n$1\r\nv\r\n')
  line.send('CLIENT PAUSE 100000\r\n')
  await line.expect('+OK\r\n')
  writer.send('SET k w\r\n')
  const admin = open()
  await expect.poll(() => writer.received).toBe('')
  admin.close()
})

test('CONFIG SET port moves the door; a taken port is refused and the old one stays', async () => {
  await launch()
  const line = open().send(`CONFIG SET port ${port + 1}\r\n`)
  await line.expect('+OK\r\n')
  const there = open(port + 1).send('PING\r\n')
  await there.expect('+PONG\r\n')
  const other = new ServerProcess(['--port', String(port), '--bind', '127.0.0.1', '--save', ''])
  started.push(other)
  await other.ready()
  line.send(`CONFIG SET port ${port}\r\n`)
  await line.expect(
    "-ERR CONFIG SET failed (possibly related to argument 'port') - Unable to listen on this port. " +
      'Check server logs.\r\n',
  )
  const still = open(port + 1).send('CONFIG GET port\r\n')
  await still.expect(`*2\r\n$4\r\nport\r\n$4\r\n${port + 1}\r\n`)
})

test('MONITOR shows what others ask, secrets aside', async () => {
  await launch()
  const watcher = open().send('MONITOR\r\n')
  await watcher.expect('+OK\r\n')
  const line = open().send('SET k "a b"\r\nMULTI\r\nINCR n\r\nEXEC\r\nCONFIG SET requirepass x\r\nAUTH x\r\n')
  await line.expect('+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n:1\r\n+OK\r\n+OK\r\n')
  await watcher.expect(
    new RegExp(
      '^\\+\\d+\\.\\d{6} \\[0 127\\.0\\.0\\.1:\\d+\\] "SET" "k" "a b"\r\n' +
        '\\+.* "MULTI"\r\n\\+.* "INCR" "n"\r\n\\+.* "EXEC"\r\n\\+.* "AUTH" "\\(redacted\\)"\r\n$',
    ),
  )
})

test.each(['1', '0'])('the same with onread %s', async onread => {
  const server = new ServerProcess(['--port', String(port), '--save', ''], '', { HOLDFAST_ONREAD: onread })
  started.push(server)
  await server.ready()
  const redis = new Redis({ port })
  const keys = Array.from({ length: 5000 }, (_, i) => `key:${i}`)
  await Promise.all(keys.map(key => redis.set(key, key.repeat(20))))
  const values = await redis.mget(keys)
  expect(values.every((value, i) => value === keys[i]!.repeat(20))).toBe(true)
  redis.disconnect()
})

test('ioredis, node-redis and redis-py greet the server and read INFO', async () => {
  await launch()
  const ioredis = new Redis({ port, connectionName: 'io' })
  // Every request counts as slow.
  await ioredis.config('SET', 'slowlog-log-slower-than', '0')
  expect(await ioredis.set('a', '1')).toBe('OK')
  expect(await ioredis.multi().incr('a').get('a').exec()).toEqual([
    [null, 2],
    [null, '2'],
  ])
  expect(await ioredis.info('server')).toContain('redis_version:7.2.4')
  const nodeRedis = createClient({ url: `redis://127.0.0.1:${port}`, RESP: 3 })
  await nodeRedis.connect()
  expect(await nodeRedis.get('a')).toBe('2')
  expect(await nodeRedis.configGet('maxmemory*')).toMatchObject({ maxmemory: '0' })
  expect(await nodeRedis.clientInfo()).toMatchObject({ user: 'default', resp: 3 })
  expect(await nodeRedis.memoryStats()).toMatchObject({ 'keys.count': 1 })
  expect(await nodeRedis.sendCommand(['SLOWLOG', 'GET', '1'])).toHaveLength(1)
  nodeRedis.destroy()
  ioredis.disconnect()
  const script = [
    'import redis, json',
    `r = redis.Redis(port=${port}, decode_responses=True)`,
    'i = r.info("everything")',
    'print(json.dumps([i["redis_version"], i["db0"]["keys"], r.memory_stats()["keys.count"], r.acl_whoami(),',
    '  len(r.slowlog_get(1)),',
    '  len(r.client_list()), r.config_get("maxclients")["maxclients"], r.time()[0] > 1700000000]))',
  ]
  const out = execFileSync('/usr/bin/python3', ['-c', script.join('\n')], { encoding: 'utf8' })
  expect(JSON.parse(out)).toEqual(['7.2.4', 1, 1, 'default', 1, expect.any(Number), '10000', true])
})

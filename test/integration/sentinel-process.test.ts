/*
 * A sentinel as a process: how it is started and stopped, what it refuses and in which words, what it does
 * when its file cannot be written.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Cluster, host, masterName, type Node, raw, until } from './sentinel-fixture.ts'

const main = join(import.meta.dirname, '../../sentinel/main.ts')
let cluster: Cluster
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-sentinel-start-'))
})

beforeEach(() => {
  cluster = new Cluster()
})

afterEach(() => cluster.close())

afterAll(() => rmSync(folder, { recursive: true }))

/** Starts a sentinel that is expected to end by itself. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    cwd: folder,
    timeout: 10_000,
  })
  return { status, stdout, stderr }
}

function config(text: string): string {
  const path = join(folder, 'sentinel.conf')
  writeFileSync(path, text)
  return path
}

test('without a file there is no sentinel', () => {
  const bare = run()
  expect(bare.status).toBe(1)
  expect(bare.stdout).toMatch(
    /^\d+:X .* # Sentinel needs config file on disk to save state\. Exiting\.\.\.$/m,
  )
  const missing = run('nosuch.conf')
  expect(missing.status).toBe(1)
  expect(missing.stdout).toMatch(
    /:X .* # Fatal error, can't open config file '.*\/nosuch\.conf': No such file or dir/,
  )
})

test.each([
  ['port 7883\nsentinel foo bar\n', 2, 'sentinel foo bar', 'Unrecognized sentinel configuration statement.'],
  [
    'sentinel monitor m 127.0.0.1 6379 0\n',
    1,
    'sentinel monitor m 127.0.0.1 6379 0',
    'Quorum must be 1 or greater.',
  ],
  [
    'sentinel monitor m nohost 6379 1\n',
    1,
    'sentinel monitor m nohost 6379 1',
    "Can't resolve instance hostname.",
  ],
  ['\n\nsentinel quorum\n', 3, 'sentinel quorum', 'Unrecognized sentinel configuration statement.'],
  ['foo bar\n', 1, 'foo bar', 'Bad directive or wrong number of arguments'],
  ['port abc\n', 1, 'port abc', "argument couldn't be parsed into an integer"],
  ['sentinel monitor "m 1 2 3\n', 1, 'sentinel monitor "m 1 2 3', 'Unbalanced quotes in configuration line'],
])('%j is refused', (text, line, shown, reason) => {
  const { status, stderr } = run(config(text))
  expect(status).toBe(1)
  expect(stderr).toContain(
    `*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nReading the configuration file, at line ${line}\n>>> '${shown}'\n${reason}\n`,
  )
})

test('--version and --help', () => {
  expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Redis server v=7\./) })
  expect(run('--help')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Usage: /) })
})

test('a port in use is named', async () => {
  const holder = createServer().listen(7883, host)
  await until('the port is held', () => holder.listening, Boolean)
  const { status, stdout } = run(config(`bind ${host}\nport 7883\n`))
  holder.close()
  expect(status).toBe(1)
  expect(stdout).toContain(
    `Could not create server TCP listening socket ${host}:7883: bind: Address already in use`,
  )
  expect(stdout).toContain('Failed listening on port 7883 (tcp), aborting.')
})

test('options go over the file; SIGTERM ends it as it ends redis-sentinel', async () => {
  const file = config(
    `# my own words\nport 1\nbind ${host}\ndaemonize no\nlatency-tracking-info-percentiles 50 99 99.9\n`,
  )
  const pidfile = join(folder, 'pid')
  const options = ['--port', '7883', '--pidfile', pidfile, '--sentinel', 'monitor', 'm', host, '7882', '2']
  const sentinel = cluster.sentinelOn(file, 7883, false, ...options)
  await sentinel.start()
  expect(readFileSync(pidfile, 'utf8')).toBe(`${sentinel.pid}\n`)
  expect(await sentinel.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'm')).toEqual([host, '7882'])
  await until(
    'the state is written',
    () => readFileSync(file, 'utf8'),
    text => text.includes('sentinel monitor m'),
  )
  expect(readFileSync(file, 'utf8')).toMatch(/^# my own words\nport 1\n/)
  // The event follows the file, in a later turn.
  await until(
    'the monitoring is told',
    () => sentinel.output,
    text => text.includes('# +monitor'),
  )
  expect(await sentinel.kill('SIGTERM')).toBe(0)
  expect(existsSync(pidfile)).toBe(false)
  const said = sentinel.output
  for (const phrase of [
    /^\d+:X \d\d \w{3} \d{4} [\d:.]+ \* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo$/m,
    /^\d+:X .* \* Running mode=sentinel, port=7883\.$/m,
    /^\d+:X .* \* Sentinel ID is [0-9a-f]{40}$/m,
    /^\d+:X .* # \+monitor master m 127\.0\.0\.1 7882 quorum 2$/m,
    /^\d+:X .* # User requested shutdown\.\.\.$/m,
    /^\d+:X .* # Sentinel is now ready to exit, bye bye\.\.\.$/m,
  ]) {
    expect(said).toMatch(phrase)
  }
})

test('SHUTDOWN ends it, too', async () => {
  const sentinel = cluster.sentinel(7883, 7882)
  await sentinel.start()
  await sentinel.ask('SHUTDOWN')
  expect(await sentinel.ended()).toBe(0)
})

test('sentinels that share a requirepass find each other, nobody else gets in', async () => {
  const primary = cluster.redis(7880)
  await primary.start()
  const pair = [7883, 7884].map(port => cluster.sentinel(port, 7880, ['requirepass secret']))
  for (const sentinel of pair) {
    sentinel.password = 'secret'
    await sentinel.start()
    expect(await raw(sentinel, 'PING\r\nAUTH wrong\r\nAUTH secret\r\nPING\r\n')).toMatch(
      /^-NOAUTH Authentication required\.\r\n-WRONGPASS [^\r]*\r\n\+OK\r\n\+PONG\r\n$/,
    )
  }
  const knows = (sentinel: Node) => async () => [
    await sentinel.field('num-other-sentinels', 'MASTER', masterName),
    String(await sentinel.ask('SENTINEL', 'CKQUORUM', masterName)),
  ]
  for (const sentinel of pair) {
    await until(
      'each knows the other',
      knows(sentinel),
      ([n, said]) => n === '1' && said!.startsWith('OK 2 usable'),
    )
  }
})

test('a file that cannot be written is said, and what needed it is refused until it can', async () => {
  const sentinel = cluster.sentinel(7883, 7882)
  await sentinel.start()
  await until(
    'the state is written',
    () => cluster.configOf(sentinel),
    text => text.includes('current-epoch'),
  )
  renameSync(sentinel.folder, `${sentinel.folder}-away`)
  expect(await sentinel.ask('SENTINEL', 'SET', masterName, 'quorum', 1)).toBe(
    'ERR Failed to save config file. Check server logs.',
  )
  expect(sentinel.output).toContain('WARNING: Sentinel was not able to save the new configuration on disk!!!')
  renameSync(`${sentinel.folder}-away`, sentinel.folder)
  expect(await sentinel.ask('SENTINEL', 'SET', masterName, 'quorum', 3)).toBe('OK')
  expect(cluster.configOf(sentinel)).toContain(`sentinel monitor ${masterName} ${host} 7882 3`)
})

test('host names are looked up when that is allowed, and the control plane tells what is seen', async () => {
  const primary = cluster.redis(7880)
  await primary.start()
  const lines = ['sentinel resolve-hostnames yes', 'control-port 7889', 'control-bind 127.0.0.1']
  const sentinel = cluster.sentinel(7883, 7880, lines)
  await sentinel.start()
  expect(await sentinel.ask('SENTINEL', 'MONITOR', 'named', 'localhost', 7880, 1)).toBe('OK')
  expect(await sentinel.ask('SENTINEL', 'MONITOR', 'unnamed', 'no.such.host.invalid', 7880, 1)).toMatch(
    /Invalid IP/,
  )
  await until(
    'it is reached',
    () => sentinel.field('runid', 'MASTER', 'named'),
    id => id?.length === 40,
  )
  const get = async (path: string) => (await fetch(`http://${host}:7889${path}`)).text()
  expect(JSON.parse(await get('/healthz'))).toEqual({ status: 'ok' })
  expect(JSON.parse(await get('/readyz'))).toMatchObject({ ready: false, role: 'sentinel' })
  expect(JSON.parse(await get('/topology')).masters.map((master: { name: string }) => master.name)).toEqual([
    masterName,
    'named',
  ])
  expect(await get('/metrics')).toMatch(/^redis_sentinel_masters 2$/m)
})

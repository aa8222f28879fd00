/**
 * The log: lines as a real redis-server writes them, levels at run time, rotation by rename, nothing lost.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LogOptions, openLog, type ProcessLog } from '../../../shared/io/log/log.ts'
import { announceMode, announceStart } from '../../../shared/io/log/startup.ts'
import type { RoleLetter } from '../../../shared/ports/log.ts'

const REDIS_SERVER = '/usr/bin/redis-server'
const LINE = /^(\d+):([MSXC]) (\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}) ([.\-*#]) (.+)$/
const BUILD = { version: '0.1.0', redisVersion: '7.2.4', commit: '00000000', modified: 0, pid: 42 }

let dir = ''
let path = ''
const opened: ProcessLog[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'holdfast-log-'))
  path = join(dir, 'server.log')
})

afterEach(() => {
  for (const log of opened.splice(0)) log.close()
  rmSync(dir, { recursive: true })
})

function open(options: Partial<LogOptions> = {}): ProcessLog {
  const log = openLog({
    format: 'redis',
    level: 'debug',
    logfile: path,
    role: () => 'M',
    pid: 42,
    ...options,
  })
  opened.push(log)
  return log
}

const lines = (file = path) => readFileSync(file, 'utf8').split('\n').slice(0, -1)

test('a line carries pid, role, local time, the mark of the level and the text', () => {
  const log = open({ now: () => new Date(2026, 10, 3, 4, 5, 6, 7) })
  log.debug('a')
  log.verbose('b')
  log.notice('c 100% %s %d')
  log.warning('d', { ignored: true })
  expect(lines()).toEqual([
    '42:M 03 Nov 2026 04:05:06.007 . a',
    '42:M 03 Nov 2026 04:05:06.007 - b',
    '42:M 03 Nov 2026 04:05:06.007 * c 100% %s %d',
    '42:M 03 Nov 2026 04:05:06.007 # d',
  ])
})

test('every line of a real redis-server and every line of ours has one form', async () => {
  expect(existsSync(REDIS_SERVER), 'redis-server 7.0 must be installed').toBe(true)
  const real = join(dir, 'real.log')
  const socket = join(dir, 'redis.sock')
  const server = spawn(REDIS_SERVER, ['--port', '0', '--unixsocket', socket, '--save', '', '--logfile', real])
  const logged = () => (existsSync(real) ? readFileSync(real, 'utf8') : '')
  await expect.poll(logged, { timeout: 10_000 }).toContain('Server initialized')
  const gone = new Promise(resolve => server.once('exit', resolve))
  server.kill('SIGTERM')
  await gone
  // The signal handler's line has a form of its own: "pid:signal-handler (time) text".
  const theirs = lines(real).filter(line => !line.includes(':signal-handler '))
  const log = open({ pid: 4242 })
  log.notice('Server initialized')
  for (const line of [...theirs, ...lines()]) expect(line).toMatch(LINE)
  const [, , theirTime] = theirs.at(-1)!.match(LINE)!.slice(1)
  const [, , ourTime] = lines()[0]!.match(LINE)!.slice(1)
  expect(Math.abs(Date.parse(ourTime!) - Date.parse(theirTime!))).toBeLessThan(60_000)
})

test('the role is asked at every line', () => {
  let role: RoleLetter = 'C'
  const log = open({ role: () => role })
  for (role of ['C', 'M', 'S', 'X'] as const) log.notice('x')
  expect(lines().map(line => line.match(LINE)![2])).toEqual(['C', 'M', 'S', 'X'])
})

test('a line break in the text cannot forge a line', () => {
  const log = open()
  log.warning('MASTER says: x\r\n1:M 01 Jan 2026 00:00:00.000 * forged')
  expect(lines()).toHaveLength(1)
  expect(lines()[0]).toContain('x\\r\\n1:M')
})

test('the level changes at run time', () => {
  const log = open({ level: 'notice' })
  log.verbose('no')
  log.notice('one')
  log.level = 'debug'
  expect(log.level).toBe('debug')
  log.debug('two')
  log.level = 'warning'
  log.notice('no')
  log.raw('no\n')
  log.warning('three')
  log.level = 'nothing'
  expect(log.level).toBe('nothing')
  log.warning('no')
  expect(lines().map(line => line.match(LINE)![5])).toEqual(['one', 'two', 'three'])
})

test('json: one object a line, with level name, ISO time, pid, role and fields', () => {
  const log = open({ format: 'json', now: () => new Date('2026-11-21T07:00:00.001Z') })
  log.notice('a "quoted"\nline', { offset: 7 })
  log.warning('b', { err: new Error('disk') })
  const [first, second] = lines().map(line => JSON.parse(line))
  expect(first).toEqual({
    level: 'notice',
    time: '2026-11-21T07:00:00.001Z',
    pid: 42,
    role: 'master',
    offset: 7,
    msg: 'a "quoted"\nline',
  })
  expect(second).toMatchObject({ level: 'warning', msg: 'b', err: { message: 'disk' } })
})

test('rotation by rename: the next line goes to a new file of the old name', () => {
  const log = open()
  log.notice('one')
  renameSync(path, `${path}.1`)
  log.notice('two')
  log.notice('three')
  rmSync(path)
  log.notice('four')
  expect(lines(`${path}.1`)).toHaveLength(1)
  expect(lines()).toHaveLength(1)
  expect(lines()[0]).toMatch(/four$/)
})

test('when the new file cannot be opened, the old one goes on', () => {
  const inner = join(dir, 'inner')
  const { status } = spawnSync('mkdir', [inner])
  expect(status).toBe(0)
  const log = open({ logfile: join(inner, 'a.log') })
  log.notice('one')
  renameSync(inner, `${inner}.moved`)
  log.notice('two')
  expect(lines(join(`${inner}.moved`, 'a.log'))).toHaveLength(2)
})

test('a log file that cannot be opened is refused in the words of Redis', () => {
  expect(() => open({ logfile: join(dir, 'none', 'x.log') })).toThrow(
    "Can't open the log file: No such file or directory",
  )
})

test('the last lines before exit are not lost', () => {
  const script = join(dir, 'script.ts')
  const log = join(import.meta.dirname, '../../../shared/io/log/log.ts')
  writeFileSync(
    script,
    `import { openLog } from '${log}'
    const log = openLog({ format: 'redis', level: 'notice', logfile: '', role: () => 'M' })
    for (let i = 0; i < 20000; i++) log.notice('line ' + i)
    log.warning('bye bye...')
    process.exit(0)`,
  )
  const command = `"${process.execPath}" "${script}" | (sleep 0.3; cat)`
  const { stdout } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' })
  const got = stdout.split('\n').slice(0, -1)
  expect(got).toHaveLength(20001)
  for (const line of got) expect(line).toMatch(LINE)
  expect(got.at(-1)).toMatch(/# bye bye\.\.\.$/)
})

test('a reader that stalls does not stop the process; what is lost is counted', async () => {
  const fifo = join(dir, 'fifo')
  expect(spawnSync('mkfifo', [fifo]).status).toBe(0)
  const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
  const log = open({ logfile: '', stdout: writer })
  const body = 'x'.repeat(65536)
  for (let i = 0; i < 40; i++) log.notice(body)
  const buffer = Buffer.alloc(1 << 20)
  let text = ''
  const read = () => {
    try {
      text += buffer.toString('latin1', 0, readSync(reader, buffer))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
    return text.endsWith('nobody was reading the log\n')
  }
  await expect.poll(read, { interval: 5, timeout: 10_000 }).toBe(true)
  const got = text.split('\n').slice(0, -1)
  for (const line of got) expect(line).toMatch(LINE)
  const whole = got.filter(line => line.endsWith(body)).length
  const lost = Number(/ (\d+) log lines were lost/.exec(got.at(-1)!)![1])
  expect(lost).toBeGreaterThan(0)
  expect(whole + lost).toBe(40)
  opened.splice(0)
  log.close()
  closeSync(reader)
  closeSync(writer)
})

test('start: the sequence of Redis 7.2', () => {
  const log = open()
  announceStart(log, { ...BUILD, configured: true, program: 'holdfast' })
  announceMode(log, {
    ...BUILD,
    mode: 'standalone',
    port: 6379,
    alwaysShowLogo: false,
    syslogEnabled: false,
  })
  expect(lines().map(line => line.match(LINE)!.slice(4).join(' '))).toEqual([
    '* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo',
    '* Redis version=7.2.4, bits=64, commit=00000000, modified=0, pid=42, just started',
    '* Configuration loaded',
    '* monotonic clock: POSIX clock_gettime',
    '* Running mode=standalone, port=6379.',
  ])
})

test('start without a configuration warns', () => {
  const log = open({ level: 'warning' })
  announceStart(log, { ...BUILD, configured: false, program: 'holdfast-server' })
  expect(lines()[0]).toContain(
    '# Warning: no config file specified, using the default config. ' +
      'In order to specify a config file use holdfast-server /path/to/redis.conf',
  )
})

test('the banner comes with always-show-logo, carrying version, mode, port and pid; never in json', () => {
  const facts = {
    ...BUILD,
    mode: 'sentinel',
    port: 26379,
    alwaysShowLogo: true,
    syslogEnabled: false,
  } as const
  const log = open()
  announceMode(log, facts)
  const text = readFileSync(path, 'utf8')
  for (const part of ['Holdfast 0.1.0', 'Redis 7.2.4 (00000000/0) 64 bit', 'Running in sentinel mode']) {
    expect(text).toContain(part)
  }
  expect(text).toMatch(/ Port: 26379$/m)
  expect(text).toMatch(/ PID: 42$/m)
  expect(text).not.toContain('Running mode=')
  const json = join(dir, 'json.log')
  announceMode(open({ format: 'json', logfile: json }), facts)
  expect(lines(json).map(line => JSON.parse(line).msg)).toContain('Running mode=sentinel, port=26379.')
})

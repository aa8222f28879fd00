/*
 * `make up` and `make down` as a newcomer uses them: start, kill the primary, watch it come back, stop, start
 * again.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const port = 7151
const sentinelPort = 7161

let data: string
let running: ChildProcess | undefined
let output = ''

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'holdfast-up-'))
})

afterEach(async () => {
  if (running?.exitCode === null) await make('down')
})

afterAll(() => rmSync(data, { recursive: true }))

function makeArguments(verb: string, folder = data): string[] {
  return [verb, `PORT=${port}`, `SENTINEL_PORT=${sentinelPort}`, `DATA=${folder}`]
}

async function make(verb: string, folder = data): Promise<{ code: number; said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)('make', makeArguments(verb, folder), { cwd: root })
    return { code: 0, said: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: stdout + stderr }
  }
}

function up(): void {
  output = ''
  running = spawn('make', makeArguments('up'), { cwd: root, detached: true })
  for (const stream of [running.stdout, running.stderr]) {
    stream?.on('data', chunk => {
      output += chunk
    })
  }
}

async function said(pattern: RegExp): Promise<void> {
  await expect.poll(() => output, { timeout: 60_000, interval: 50 }).toMatch(pattern)
}

/** Ports and pids by role, from the table. */
function table(): { role: string; port: number; pid: number }[] {
  return [...output.matchAll(/^(primary|replica|sentinel) +127\.0\.0\.1:(\d+) +(\d+) /gm)].map(row => ({
    role: row[1] as string,
    port: Number(row[2]),
    pid: Number(row[3]),
  }))
}

async function withClient<T>(clientPort: number, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ host: '127.0.0.1', port: clientPort })
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}

test('a busy port is named before anything starts', async () => {
  const holder = createServer().listen(port + 1, '127.0.0.1')
  const { code, said: words } = await make('up')
  holder.close()
  expect(code).not.toBe(0)
  expect(words).toContain(`Port ${port + 1}, wanted for server-2, is already in use`)
  expect(words).not.toContain('Starting')
})

test('a folder that is none is said in one sentence', async () => {
  const file = join(data, 'file')
  writeFileSync(file, '')
  for (const [folder, sentence] of [
    ['', 'DATA is empty: it must name a folder, for example DATA=data.'],
    [join(file, 'below'), `DATA=${file}/below is not a folder; choose another one.`],
    ['/proc/nowhere', 'DATA=/proc/nowhere cannot be used: No such file or directory; choose another folder.'],
  ] as const) {
    const { code, said: words } = await make('up', folder)
    const own = words.split('\n').filter(line => line !== '' && !line.startsWith('make'))
    expect([code === 0, own]).toEqual([false, [sentence]])
  }
})

test('the appliance starts, heals itself, stops, and goes on where it stopped', async () => {
  up()
  await said(/^Clients ask the sentinels/m)
  expect(table().map(({ role, port }) => [role, port])).toEqual([
    ['primary', port],
    ['replica', port + 1],
    ['replica', port + 2],
    ['sentinel', sentinelPort],
    ['sentinel', sentinelPort + 1],
    ['sentinel', sentinelPort + 2],
  ])
  expect((await make('up')).said).toContain(`make down DATA=${data} stops it`)
  expect(output).toContain(`make down DATA=${data} elsewhere, stops everything`)

  await withClient(port, async redis => {
    await redis.set('greeting', 'hello')
    expect(await redis.wait(2, 5000)).toBe(2)
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes'])
  })
  const stopped = table()[2]?.pid as number
  process.kill(stopped, 'SIGSTOP')
  await said(new RegExp(`server-3 does not answer, though its process ${stopped} is there`))
  process.kill(stopped, 'SIGCONT')
  await said(/server-3 answers again/)
  process.kill(table()[0]?.pid as number, 'SIGKILL')
  await said(/server-1, the primary, was killed by SIGKILL/)
  await said(/the sentinels made server-[23] /)
  const promoted = Number(output.match(/the sentinels made server-[23] \(127\.0\.0\.1:(\d+)\)/)?.[1])
  await said(/server-1 is back as a replica/)
  expect(await withClient(promoted, redis => redis.get('greeting'))).toBe('hello')
  expect(await withClient(port, redis => redis.info('replication'))).toContain(`master_port:${promoted}`)

  expect(await make('down')).toMatchObject({ code: 0, said: expect.stringContaining('Stopped.') })
  await expect.poll(() => running?.exitCode, { timeout: 10_000 }).toBe(0)
  expect((await make('down')).said).toContain('No appliance is running')

  up()
  await said(/^Clients ask the sentinels/m)
  expect(table().find(({ role }) => role === 'primary')?.port).toBe(promoted)
  for (const server of [port, port + 1, port + 2])
    expect(await withClient(server, redis => redis.get('greeting'))).toBe('hello')
  // Ctrl-C would reach the whole foreground group of a terminal; this reaches make alone.
  running?.kill('SIGTERM')
  await said(/^Stopped\.$/m)
})

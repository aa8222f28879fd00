/*
 * The process and those around it: the limit on open files, an init system that waits for a word, a shell
 * that wants its prompt back, signals.
 */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../support/appliance.ts'
import { DatagramListener } from '../support/datagrams.ts'
import { freePort } from '../support/free-port.ts'
import { RawClient } from '../support/raw-client.ts'
import { plain } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startSentinel } from '../support/servers.ts'

const root = join(import.meta.dirname, '../..')
const node = join(root, 'node_modules/.bin/node')
const serverMain = join(root, 'server/main.ts')

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-around-')))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Opens connections until one is turned away with a word; gives them, and the word. */
async function fill(server: ServerProcess): Promise<{ clients: RawClient[]; refusal: unknown }> {
  const clients: RawClient[] = []
  for (let i = 0; i < 300; i++) {
    const client = await server.connect()
    const reply = await client.send('PING').catch(error => ({ kind: 'error', text: String(error) }) as const)
    if (reply.kind === 'error') {
      client.close()
      return { clients, refusal: reply.text }
    }
    clients.push(client)
  }
  throw new Error('nobody was turned away')
}

describe('with few descriptors', () => {
  test('maxclients fits, the next client is told, and saves find theirs', async () => {
    const server = await startHoldfast({ openFiles: 80, args: ['--appendonly', 'yes', '--save', '3600 1'] })
    expect(server.output).toContain(
      'You requested maxclients of 10000 requiring at least 10032 max file descriptors.',
    )
    expect(server.output).toContain(
      'Current maximum open files is 80. maxclients has been reduced to 48 to compensate for low ulimit.',
    )
    const { clients, refusal } = await fill(server)
    expect([clients.length, refusal]).toEqual([48, 'ERR max number of clients reached'])
    const ask = async (...words: string[]) => String(plain(await clients[0]!.send(...words)))
    const info = async (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(await ask('INFO'))?.[1]
    expect(await info('rejected_connections')).toBe('1')
    await ask('SET', 'a', 'b')
    for (const [command, running, ok] of [
      ['BGSAVE', 'rdb_bgsave_in_progress', 'rdb_last_bgsave_status'],
      ['BGREWRITEAOF', 'aof_rewrite_in_progress', 'aof_last_bgrewrite_status'],
    ] as const) {
      await ask(command)
      await until(
        command,
        () => info(running),
        value => value === '0',
      )
      expect([command, await info(ok)]).toEqual([command, 'ok'])
    }
    expect(await ask('SET', 'a', 'c')).toBe('OK')
    expect(await ask('CONFIG', 'SET', 'maxclients', '49')).toContain(
      'The operating system is not able to handle the specified number of clients, try with 48',
    )
    expect(await ask('CONFIG', 'SET', 'maxclients', '10')).toBe('OK')
    expect(await ask('CONFIG', 'SET', 'maxclients', '48')).toBe('OK')
    for (const client of clients) client.close()
  })

  test('a sentinel does the same', async () => {
    const config = 'sentinel monitor m 127.0.0.1 1 1\n'
    const sentinel = await startSentinel({ openFiles: 60, config })
    const { clients, refusal } = await fill(sentinel)
    expect([clients.length, refusal]).toEqual([28, 'ERR max number of clients reached'])
    for (const client of clients) client.close()
  })

  test('with too few to serve anybody it does not start', () => {
    const start = ['-c', 'ulimit -n 32; exec "$0" "$@"', node, serverMain, '--port', '0']
    const { status, stdout } = spawnSync('/bin/sh', start, { encoding: 'utf8', cwd: folder })
    expect(status).toBe(1)
    expect(stdout).toContain(
      "Your current 'ulimit -n' of 32 is not enough for the server to start. Please increase your open file " +
        'limit to at least 10032. Exiting.',
    )
  })
})

describe('supervised', () => {
  test.skipIf(process.platform !== 'linux')(
    'systemd hears of start and end; no signal opens a debugger',
    async () => {
      const path = `@holdfast-${process.pid}`
      const init = new DatagramListener(path)
      const server = await startHoldfast({ args: ['--supervised', 'auto'], env: { NOTIFY_SOCKET: path } })
      const started = 'STATUS=Redis is loading...\nSTATUS=Ready to accept connections\nREADY=1\n'
      expect(
        await until(
          'ready',
          () => init.text(),
          text => text.includes('READY=1'),
        ),
      ).toBe(started)
      process.kill(server.pid, 'SIGUSR1')
      process.kill(server.pid, 'SIGHUP')
      const client = await server.connect()
      await client.send('CONFIG', 'SET', 'maxmemory-clients', '5%')
      await client.send('CONFIG', 'SET', 'maxmemory', '40gb')
      await client.send('SHUTDOWN', 'SAVE').catch(() => {})
      await server.exited()
      expect(init.text().slice(started.length)).toBe('STOPPING=1\nSTATUS=Saving the final RDB snapshot\n')
      init.close()
      expect(server.output).not.toContain('Debugger')
      expect(server.output).toContain('The directive maxmemory-clients is accepted and has no effect: ')
      expect(server.output).toContain(
        'WARNING: maxmemory is 42949672960 bytes, but data can take 34358689792 ',
      )
    },
  )
})

describe('daemonize', () => {
  test('returns when it serves, and says why it does not; --sentinel makes a sentinel', async () => {
    const port = await freePort()
    const config = join(folder, 'daemon.conf')
    writeFileSync(
      config,
      `daemonize yes\nport ${port}\nbind 127.0.0.1\ndir ${folder}\nlogfile log\npidfile pid\n` +
        'sentinel monitor m 127.0.0.1 1 1\n',
    )
    const start = () => promisify(execFile)(node, [serverMain, config, '--sentinel'], { cwd: folder })
    expect(await start()).toEqual({ stdout: '', stderr: '' })
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    try {
      const client = await RawClient.connect({ port })
      expect(plain(await client.send('SENTINEL', 'MASTERS'))).toHaveLength(1)
      await expect(start()).rejects.toMatchObject({
        code: 1,
        stdout: '',
        stderr: `Failed listening on port ${port} (tcp), aborting.\n`,
      })
      expect(Number(readFileSync(join(folder, 'pid'), 'utf8'))).toBe(pid)
      await client.send('SHUTDOWN').catch(() => {})
      client.close()
    } finally {
      try {
        process.kill(pid, 'SIGTERM')
      } catch {}
    }
    await until(
      'its log',
      () => readFileSync(join(folder, 'log'), 'utf8'),
      text => text.includes('bye bye'),
    )
  })
})

/*
 * The server as a process: how it starts, refuses to start, and ends; exit codes and the words that tools search
 * the log for.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Line, ServerProcess } from './server-process.ts'

const port = 7745
const started: ServerProcess[] = []

function launch(args: string[], stdin = ''): ServerProcess {
  const server = new ServerProcess(args, stdin)
  started.push(server)
  return server
}

function launchPlain(...more: string[]): Promise<ServerProcess> {
  return launch(['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more]).ready()
}

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
})

describe('start', () => {
  test('the log tells of it in the words of Redis 7.2', async () => {
    const server = await launchPlain()
    const pid = server.child.pid
    const words = server.stdout
      .trim()
      .split('\n')
      .map(line => line.replace(/^\d+:(.) \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} /, '$1 '))
    expect(words[0]).toBe('C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
    expect(words[1]).toMatch(
      new RegExp(`^C \\* Redis version=7\\.2\\.4, bits=64, .*pid=${pid}, just started$`),
    )
    expect(words[2]).toBe('C * Configuration loaded')
    expect(words).toContain(`M * Running mode=standalone, port=${port}.`)
    expect(words.slice(-2)).toEqual(['M * Server initialized', 'M * Ready to accept connections tcp'])
    expect(server.stderr).toBe('')
  })

  test('options, a file and stdin configure it; a directive without effect is named', async () => {
    const server = launch(
      ['-', '--maxclients', '77'],
      `port ${port}\nbind 127.0.0.1\nio-threads 4\nsave ""\n`,
    )
    await server.ready()
    const line = new Line(port).send('CONFIG GET maxclients\r\n')
    await line.expect('*2\r\n$10\r\nmaxclients\r\n$2\r\n77\r\n')
    expect(server.stdout).toContain('The directive io-threads is accepted and has no effect')
    line.close()
  })

  test('the path of the file is resolved before dir applies, and REWRITE finds it', async () => {
    const probe = launch(['--version'])
    await probe.end()
    const file = join(probe.folder, 'redis.conf')
    writeFileSync(file, `port ${port}\nbind 127.0.0.1\ndir /tmp\nsave ""\n`)
    const server = await launch([file]).ready()
    const line = new Line(port).send('CONFIG GET dir\r\n')
    await line.expect('*2\r\n$3\r\ndir\r\n$4\r\n/tmp\r\n')
    line.send('CONFIG SET maxmemory 100mb\r\nCONFIG REWRITE\r\n')
    await line.expect('+OK\r\n+OK\r\n')
    expect(readFileSync(file, 'utf8')).toContain('maxmemory 100mb')
    line.close()
    expect(server.ended).toBeNull()
  })

  test('--version and --help', async () => {
    const version = launch(['--version'])
    expect(await version.end()).toBe(0)
    expect(version.stdout).toMatch(
      /^Redis server v=7\.2\.4 sha=[0-9a-f]{8}:0 malloc=\S+ bits=64 build=\S+\n$/,
    )
    const help = launch(['--help'])
    expect(await help.end()).toBe(1)
    expect(help.stderr).toContain('Usage:')
  })
})

describe('what it refuses to start with', () => {
  test('a bad directive: the block on stderr, exit code 1', async () => {
    const server = launch(['-'], 'port 7\nnonsense yes\n')
    expect(await server.end()).toBe(1)
    expect(server.stderr).toBe(
      '\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\n' +
        "Reading the configuration file, at line 2\n>>> 'nonsense yes'\n" +
        'Bad directive or wrong number of arguments\n',
    )
    expect(server.stdout).toBe('')
  })

  test('a file that is not there', async () => {
    const server = launch(['nowhere.conf'])
    expect(await server.end()).toBe(1)
    expect(server.stdout).toContain(
      `# Fatal error, can't open config file '${server.folder}/nowhere.conf': No such file or directory`,
    )
  })

  test.each([
    ['dir /nowhere', 'No such file or directory'],
    ['logfile /nowhere/log', "Can't open the log file: No such file or directory"],
    ['rename-command NOSUCH X', 'No such command in rename-command'],
  ])('%s', async (directive, reason) => {
    const server = launch(['-'], `${directive}\n`)
    expect(await server.end()).toBe(1)
    expect(server.stderr).toContain(`at line 1\n>>> '${directive}'\n${reason}\n`)
  })

  test('a port that is taken', async () => {
    const holder = createServer().listen(port, '127.0.0.1')
    const server = launch(['--port', String(port), '--bind', '127.0.0.1'])
    expect(await server.end()).toBe(1)
    holder.close()
    expect(server.stdout).toContain(
      `# Warning: Could not create server TCP listening socket 127.0.0.1:${port}: bind: Address already in use`,
    )
    expect(server.stdout).toContain(`# Failed listening on port ${port} (tcp), aborting.`)
  })

  test('an address that is not ours, unless it may be missing', async () => {
    const server = launch(['--port', String(port), '--bind', '192.0.2.1'])
    expect(await server.end()).toBe(1)
    const other = launch(['--port', String(port), '--bind', '127.0.0.1 -192.0.2.1'])
    await other.ready()
    expect(other.stdout).toContain(`192.0.2.1:${port}: bind: Cannot assign requested address`)
  })

  test('nowhere to listen', async () => {
    const server = launch(['--port', '0'])
    expect(await server.end()).toBe(1)
    expect(server.stdout).toContain('# Configured to not listen anywhere, exiting.')
  })
})

describe('the end', () => {
  test('a fault in our own code is logged with its place, and the exit code is 1', () => {
    const code =
      "import { reportCrashes } from './server/io/crash.ts'; import { openLog } from './shared/io/log/log.ts';" +
      "reportCrashes(openLog({ format: 'redis', level: 'notice', logfile: '', role: () => 'M' }), '7.2.4');" +
      "setTimeout(() => { throw new Error('broken') }, 1)"
    const args = ['--import', './shared/io/typescript-modules.ts', '--input-type=module', '-e', code]
    const cwd = join(import.meta.dirname, '../..')
    const { status, stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stdout).toMatch(/# === REDIS BUG REPORT START/)
    expect(stdout).toMatch(/# Redis 7\.2\.4 crashed: broken\n.*# at /)
  })

  test('SHUTDOWN waits for replicas that lag, and can be called off', async () => {
    const primary = await launchPlain('--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1')
    const replica = launch(['--port', String(port + 1), '--save', '', '--replicaof', `127.0.0.1 ${port}`])
    await replica.says(/MASTER <-> REPLICA sync: Finished with success/)
    const line = new Line(port).send('WAIT 1 5000\r\n')
    await line.expect(':1\r\n')
    replica.child.kill('SIGSTOP')
    line.send('SET k v\r\n')
    await line.expect('+OK\r\n')
    line.send('SHUTDOWN NOSAVE\r\n')
    await primary.says(/Waiting for replicas before shutting down/)
    const other = new Line(port).send('SHUTDOWN ABORT\r\n')
    await other.expect('+OK\r\n')
    await line.expect('-ERR Errors trying to SHUTDOWN. Check logs.\r\n')
    line.send('SHUTDOWN NOSAVE\r\n')
    await expect.poll(() => primary.stdout.match(/Waiting for replicas/g)?.length).toBe(2)
    replica.child.kill('SIGCONT')
    expect(await primary.end()).toBe(0)
    expect(primary.stdout).toMatch(/1 of 1 replicas are in sync when shutting down/)
    for (const open of [line, other]) open.close()
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s', async signal => {
    const pidfile = '/tmp/holdfast-server-test.pid'
    const server = await launchPlain('--pidfile', pidfile)
    expect(readFileSync(pidfile, 'utf8')).toBe(`${server.child.pid}\n`)
    server.child.kill('SIGHUP')
    const line = new Line(port).send('PING\r\n')
    await line.expect('+PONG\r\n')
    line.close()
    server.child.kill(signal)
    expect(await server.end()).toBe(0)
    expect(server.stdout).toMatch(
      new RegExp(
        `# Received ${signal} scheduling shutdown\\.\\.\\.\n.*\\* User requested shutdown\\.\\.\\.\n` +
          '.*\\* Removing the pid file\\.\n.*# Redis is now ready to exit, bye bye\\.\\.\\.\n$',
      ),
    )
    expect(existsSync(pidfile)).toBe(false)
  })

  test('SHUTDOWN answers nothing when it works; replies before it arrive', async () => {
    const server = await launchPlain()
    const line = new Line(port).send(
      'SHUTDOWN ABORT\r\nSHUTDOWN SAVE NOSAVE\r\nPING\r\nSHUTDOWN NOSAVE\r\nPING\r\n',
    )
    expect(await server.end()).toBe(0)
    await line.expectClosed()
    await line.expect('-ERR No shutdown in progress.\r\n-ERR syntax error\r\n+PONG\r\n')
  })

  test('a restart on the same port needs no waiting', async () => {
    for (let round = 0; round < 2; round++) {
      const server = await launchPlain()
      const line = new Line(port).send('PING\r\n')
      await line.expect('+PONG\r\n')
      server.child.kill('SIGKILL')
      await server.end()
      line.close()
    }
  })
})

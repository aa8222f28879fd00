// A real redis-server for comparisons: its own directory, a port the system gave, ended with the test file.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address !== null && typeof address === 'object' ? address.port : 0
}

export interface RealRedis {
  readonly client: Redis
  /** Its working directory; the RDB file is `dump.rdb` in it. */
  readonly dir: string
  /** Ends the process and starts another in the same directory, which loads what is there. */
  restart(args?: readonly string[]): Promise<RealRedis>
  stop(): Promise<void>
}

/** Starts redis-server, in `dir` when given; fails when there is none on this machine. */
export async function startRedis(dir?: string, args: readonly string[] = []): Promise<RealRedis> {
  const home = dir ?? (await mkdtemp(join(tmpdir(), 'holdfast-redis-')))
  const port = await freePort()
  const fixed = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    home,
    '--save',
    '',
    '--enable-debug-command',
    'yes',
  ]
  const child: ChildProcess = spawn('redis-server', [...fixed, ...args], { stdio: 'ignore' })
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`redis-server ended with ${code}`)))
  })
  died.catch(() => undefined)
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null })
  client.on('error', () => undefined)
  await Promise.race([client.ping(), died])
  const end = async () => {
    client.disconnect()
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    client,
    dir: home,
    async restart(others = args) {
      await end()
      return startRedis(home, others)
    },
    async stop() {
      await end()
      await rm(home, { recursive: true, force: true })
    },
  }
}

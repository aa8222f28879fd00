/*
 * CONFIG SET of what the world may refuse, beside a real redis-server: the reply, and what the directives are
 * afterwards, whatever stood in the same command.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import type { RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'

/** `F` is a folder of the server's own with a file, a folder `bad` without room for an AOF, and `sub`. */
const CASES = [
  'dir F/nowhere',
  'dir F/file',
  'dir sub',
  'dir ..',
  'appendonly yes dir F/nowhere',
  'dir F/nowhere appendonly yes',
  'maxmemory 100mb dir F/nowhere',
  'dir F/sub maxmemory 1x',
  'dir F/sub dbfilename x/y',
  'dir F/bad appendonly yes',
  'appendonly yes dir F/bad',
  'maxmemory 200mb dir F/bad appendonly yes loglevel debug',
  'dir /proc',
  'appendonly yes',
  'dir F',
  'port TAKEN',
  'port 70000',
  'port TAKEN dir F/sub',
  'dir F/sub port TAKEN',
  'port TAKEN appendonly yes',
  'appendonly yes port TAKEN',
  'bind 1.2.3.4',
  'bind nonsense.invalid',
  'port 0 bind 1.2.3.4',
  'bind 127.0.0.1',
  'tls-port 1',
  'tls-replication yes',
  'tls-cluster yes',
  'tls-cert-file /nowhere',
  'repl-backlog-size 1',
  'repl-backlog-size 0',
  'logfile /nowhere/x',
  'dbfilename a/b',
  'appenddirname x',
  'appendfilename x',
  'unixsocket /tmp/x',
  'appendonly yes',
  'dir F/sub appendonly no',
  'appendonly yes',
]

let root = ''
let taken: Server
const servers: ServerProcess[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-config-set-'))
  const port = await freePort()
  taken = createServer()
  await new Promise<void>(resolve => taken.listen(port, '127.0.0.1', resolve))
  for (const [name, start] of [
    ['redis', startRedis],
    ['holdfast', startHoldfast],
  ] as const) {
    const folder = join(root, name)
    for (const sub of ['sub', 'bad']) mkdirSync(join(folder, sub), { recursive: true })
    for (const file of ['file', 'bad/appendonlydir']) writeFileSync(join(folder, file), 'x')
    servers.push(await start({ folder, args: ['--enable-protected-configs', 'yes'] }))
  }
})
afterAll(() => {
  taken.close()
  rmSync(root, { recursive: true, force: true })
})

test('a change that cannot be made says so, and nothing of it is left', async () => {
  const clients: RawClient[] = []
  for (const server of servers) clients.push(await server.connect())
  const { port: takenPort } = taken.address() as { port: number }
  for (const line of CASES) {
    const heard: string[] = []
    for (const [i, { folder, port }] of servers.entries()) {
      const words = line
        .split(' ')
        .map(word => word.replace(/^F/, folder).replace('TAKEN', String(takenPort)))
      const client = clients[i]!
      const reply = show(await client.send('CONFIG', 'SET', ...words))
      const names = line.split(' ').filter((_, n) => n % 2 === 0)
      const values = show(await client.send('CONFIG', 'GET', ...names, 'dir', 'appendonly', 'port'))
      heard.push(
        `${reply} ${values.split('\n').sort().join('\n')}`
          .replaceAll(folder, 'F')
          .replaceAll(String(port), 'PORT'),
      )
    }
    const [theirs, ours] = heard.map(text => `${line}: ${text.replace(/\$?\d+\) /g, '')}`)
    expect(ours).toBe(theirs)
  }
  for (const client of clients) client.close()
})

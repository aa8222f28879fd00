/*
 * Servers that save and start again in folders of their own, and what the tests of saving ask them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Arg } from '../support/raw-client.ts'
import { type Reply, show } from '../support/reply.ts'
import { running, type ServerProcess } from '../support/server-process.ts'
import { until } from './sentinel-fixture.ts'

const FAR = 4_102_444_800_000

/** A reply as text: bulk strings in quotes, arrays in brackets, the rest as on the wire. */
function short(reply: Reply): string {
  if (reply.kind === 'bulk') return `"${reply.text}"`
  return reply.kind === 'array' ? `[${reply.items.map(short).join(' ')}]` : show(reply)
}

/** A request over a connection of its own; the reply in short form. */
export async function ask(server: ServerProcess, ...argv: Arg[]): Promise<string> {
  const client = await server.connect()
  try {
    return short(await client.send(...argv))
  } finally {
    client.close()
  }
}

/** A field of INFO. */
export async function info(server: ServerProcess, field: string): Promise<string | undefined> {
  const client = await server.connect()
  const reply = await client.send('INFO', 'everything')
  client.close()
  return reply.kind === 'bulk' ? new RegExp(`^${field}:(.*)\r$`, 'm').exec(reply.text)?.[1] : undefined
}

export function digest(server: ServerProcess): Promise<string> {
  return ask(server, 'DEBUG', 'DIGEST')
}

/** Waits until no background save runs. */
export async function saved(server: ServerProcess): Promise<void> {
  const running = (): Promise<string | undefined> => info(server, 'rdb_bgsave_in_progress')
  await until('the background save ends', running, value => value === '0')
}

/** Ends it with SHUTDOWN, and waits for that; its exit code. */
export async function shutDown(server: ServerProcess, ...how: string[]): Promise<number | null | undefined> {
  const client = await server.connect()
  client.write(`SHUTDOWN ${how.join(' ')}\r\n`)
  await server.exited()
  client.close()
  return server.exitCode
}

/** A folder per call; after each test the servers in them end, and the folders go. */
export function foldersOfEachTest(): () => string {
  let folders: string[] = []
  afterEach(async () => {
    const inThem = [...running].filter(server => folders.includes(server.folder))
    await Promise.all(inThem.map(server => server.stop()))
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    folders = []
  })
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-saving-'))
    folders.push(folder)
    return folder
  }
}

/** Values of every type in every encoding, in three databases, some with a time to live. */
export async function fillAll(server: ServerProcess, fieldExpiry: boolean): Promise<void> {
  const client = await server.connect()
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
  const binary = Buffer.from(numbers(256))
  const requests: Arg[][] = []
  for (const db of [0, 3, 15]) {
    requests.push(['SELECT', db])
    const texts = ['', '0', '-1', '127', '-32769', '9223372036854775807', '007', 'text', 'x'.repeat(44)]
    for (const text of texts) requests.push(['SET', `string ${text}`, text])
    requests.push(
      ['SET', binary, binary],
      ['SET', 'long', 'abcdefgh'.repeat(50_000)],
      ['SET', '', 'empty key'],
    )
    requests.push(['RPUSH', 'list small', 1, 'two', '', binary])
    requests.push(['RPUSH', 'list large', ...numbers(3000).map(n => `element ${n} ${'x'.repeat(n % 90)}`)])
    requests.push(['RPUSH', 'list of long', 'l'.repeat(70_000), 'short', binary])
    requests.push(['SADD', 'set of integers', ...numbers(100).map(n => n * 1e9)])
    requests.push(['SADD', 'set small', 1, 'two', binary])
    requests.push(['SADD', 'set large', ...numbers(2000).map(n => `member ${n}`)])
    requests.push(['HSET', 'hash small', 'f', 'v', '', '', binary, binary])
    requests.push(['HSET', 'hash large', ...numbers(4000).map(n => `field or value ${n}`)])
    requests.push(['ZADD', 'zset small', 1.5, 'a', '-inf', 'b', 'inf', 'c', -3e200, binary])
    requests.push(['ZADD', 'zset large', ...numbers(2000).flatMap(n => [n / 8, `scored ${n}`])])
    for (const key of ['string text', 'long', 'list large', 'set small', 'hash large', 'zset large'])
      requests.push(['PEXPIREAT', key, FAR + db])
    if (fieldExpiry) {
      for (const size of ['small', 'large']) {
        requests.push(['HSET', `timed ${size}`, 'kept', 1, 'timed', 2])
        requests.push(['HPEXPIREAT', `timed ${size}`, FAR, 'FIELDS', 1, 'timed'])
      }
      requests.push(['HSET', 'timed large', ...numbers(4000).map(n => `field or value ${n}`)])
      requests.push(['PEXPIREAT', 'timed large', FAR + 7])
    }
  }
  const replies = await client.pipeline(requests)
  const failed = replies.find(reply => reply.kind === 'error')
  client.close()
  if (failed !== undefined) throw new Error(show(failed))
}

/** All that DEBUG DIGEST and the times of keys and fields tell, and the encodings if wanted. */
export async function contents(server: ServerProcess, encodings = true): Promise<string[]> {
  const client = await server.connect()
  const lines = [show(await client.send('DEBUG', 'DIGEST'))]
  for (let db = 0; db < 16; db++) {
    await client.send('SELECT', db)
    const keys = await client.send('KEYS', '*')
    for (const key of keys.kind === 'array' ? keys.items : []) {
      if (key.kind !== 'bulk') continue
      const questions = [['PEXPIRETIME', key.text]]
      if (encodings) questions.push(['OBJECT', 'ENCODING', key.text])
      if (key.text.startsWith('timed'))
        questions.push(['HPEXPIRETIME', key.text, 'FIELDS', '2', 'kept', 'timed'])
      const answers = await client.pipeline(questions)
      lines.push(`${db} ${show(key).slice(0, 40)} ${answers.map(show).join(' ')}`)
    }
  }
  client.close()
  return lines.toSorted()
}

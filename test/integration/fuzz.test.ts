/*
 * Bytes that make no sense, from many connections at once, while a bystander goes on undisturbed. The seeds
 * are fixed; FUZZ_SEED=n tries another one.
 */
import { beforeAll, expect, test } from 'vitest'
import { Random } from '../differential/streams/random.ts'
import { encodeRequest, RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

const connections = 1000
const atOnce = 10
const seeds = process.env.FUZZ_SEED === undefined ? [1, 2, 3] : [Number(process.env.FUZZ_SEED)]

/** Whole requests to start from; none of them may disturb the bystander even when it arrives as it is. */
const requests = [
  ['PING'],
  ['SET', 'fuzz:a', 'value', 'EX', '1000', 'GET'],
  ['GET', 'fuzz:a'],
  ['MSET', 'fuzz:a', '1', 'fuzz:b', '2'],
  ['SETRANGE', 'fuzz:c', '1000', 'x'],
  ['GETRANGE', 'fuzz:c', '-10', '-1'],
  ['INCRBYFLOAT', 'fuzz:d', '1.5'],
  ['LCS', 'fuzz:a', 'fuzz:b', 'IDX', 'WITHMATCHLEN'],
  ['SCAN', '0', 'MATCH', 'f[a-z]*', 'COUNT', '10', 'TYPE', 'string'],
  ['RESTORE', 'fuzz:e', '0', '\x00\x03abc\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00', 'REPLACE'],
  ['MULTI'],
  ['EXEC'],
  ['WATCH', 'fuzz:a'],
  ['HELLO', '3', 'SETNAME', 'fuzz'],
  ['AUTH', 'a', 'b'],
  ['CLIENT', 'LIST', 'ID', '1', '2'],
  ['CLIENT', 'SETNAME', 'fuzz'],
  ['SUBSCRIBE', 'fuzz'],
  ['PSUBSCRIBE', 'f*'],
  ['OBJECT', 'ENCODING', 'fuzz:a'],
  ['COMMAND', 'DOCS', 'get'],
  ['COMMAND', 'GETKEYS', 'MSET', 'a', 'b'],
  ['CONFIG', 'GET', 'max*'],
  ['INFO', 'everything'],
  ['REPLCONF', 'listening-port', '1', 'capa', 'eof'],
]

function garbage(random: Random): Buffer {
  const kind = random.integer(0, 3)
  if (kind === 0) return Buffer.from(random.text(random.integer(1, 2000)), 'latin1')
  if (kind === 1) return Buffer.from(random.text(random.integer(1, 500), 36, 58), 'latin1')
  const parts: Uint8Array[] = []
  for (let count = random.integer(1, 20); count > 0; count--) parts.push(encodeRequest(random.pick(requests)))
  const bytes = Buffer.concat(parts)
  if (kind === 3) return damaged(bytes, random)
  for (let flips = random.integer(1, 20); flips > 0; flips--) {
    bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
  }
  return bytes
}

/** Pieces left out, doubled or replaced by numbers at the edge. */
function damaged(bytes: Buffer, random: Random): Buffer {
  const from = random.integer(0, bytes.length - 1)
  const to = Math.min(bytes.length, from + random.integer(1, 40))
  const edges = [
    '-1',
    '0',
    '2147483647',
    '536870912',
    '1048576',
    '99999999999999999999',
    '\r\n',
    '*3\r\n',
    '$1\r\n',
  ]
  const middle = random.chance(0.5) ? bytes.subarray(from, to) : Buffer.from(random.pick(edges))
  const tail = random.chance(0.5) ? bytes.subarray(from) : bytes.subarray(to)
  return Buffer.concat([bytes.subarray(0, from), middle, tail])
}

/** One hostile connection: some garbage in pieces, then it leaves in one of several ways. */
async function attack(server: ServerProcess, random: Random): Promise<void> {
  const client = await RawClient.connect({ port: server.port })
  client.collect()
  for (let count = random.integer(1, 5); count > 0 && !client.closed; count--) {
    const bytes = garbage(random)
    const cut = random.integer(0, bytes.length)
    client.write(bytes.subarray(0, cut))
    await new Promise(setImmediate)
    client.write(bytes.subarray(cut))
  }
  const goodbye = random.integer(0, 2)
  if (goodbye === 0) client.socket.end()
  else if (goodbye === 1) client.socket.resetAndDestroy()
  else await client.untilClosed(random.integer(1, 20)).catch(() => undefined)
  client.close()
}

let server: ServerProcess

beforeAll(async () => {
  server = await startHoldfast()
})

test.each(seeds)('fuzzed bytes neither end the server nor disturb a bystander, seed %i', async seed => {
  const random = new Random(seed)
  const { pid } = server
  const bystander = await server.connect()
  let attacked = 0
  let rounds = 0
  const attacks = Array.from({ length: atOnce }, async () => {
    while (attacked++ < connections && server.isRunning) await attack(server, random)
  })
  const done = Promise.all(attacks)
  let busy = true
  done.finally(() => (busy = false)).catch(() => undefined)
  while (busy || rounds < 10) {
    const replies = await bystander.pipeline([
      ['SET', 'bystander', String(rounds)],
      ['GET', 'bystander'],
      ['PING'],
    ])
    expect(replies.map(show)).toEqual(['+OK', `$${rounds}`, '+PONG'])
    rounds++
  }
  await done
  bystander.close()

  expect(server.isRunning).toBe(true)
  expect(server.pid).toBe(pid)
  const after = await server.connect()
  expect(show(await after.send('GET', 'bystander'))).toBe(`$${rounds - 1}`)
  after.close()
})

/*
 * Requests of every family on the same few keys, with numbers at the edges, counts beyond all measure, bytes
 * of every kind and payloads that somebody has tampered with: each is answered, and a bystander goes on
 * undisturbed. The seeds are fixed; FUZZ_SEED=n tries another one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { makeStream, type Request } from '../differential/streams/generate.ts'
import { syntaxes } from '../differential/streams/grammar.ts'
import { dumps, tampered } from '../differential/streams/payloads.ts'
import { Random } from '../differential/streams/random.ts'
import { acrossTypesSyntaxes } from '../differential/syntax/across-types.ts'
import { hashSyntaxes } from '../differential/syntax/hash.ts'
import { listSyntaxes } from '../differential/syntax/list.ts'
import { setSyntaxes } from '../differential/syntax/set.ts'
import { sortSyntaxes } from '../differential/syntax/sort.ts'
import { sortedSetSyntaxes } from '../differential/syntax/sorted-set.ts'
import { encodeRequest, type RawClient } from '../support/raw-client.ts'
import { quoted, show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

const streams = 30
const atOnce = 5
const length = 400
const seeds = process.env.FUZZ_SEED === undefined ? [1, 2] : [Number(process.env.FUZZ_SEED)]

/** Times are up at once or not while this runs. */
const fieldTimeSyntaxes = syntaxes(`
  HEXPIRE <hash> <seconds> [NX|XX|GT|LT] FIELDS <member>#
  3 HPEXPIRE <hash> (1|20|<milliseconds>) [NX|XX|GT|LT] FIELDS <member>#
  (HEXPIREAT|HPEXPIREAT) <hash> <unix-seconds> [NX|XX|GT|LT] FIELDS <member>#
  (HTTL|HPTTL|HEXPIRETIME|HPEXPIRETIME|HPERSIST|HGETDEL) <hash> FIELDS <member>#
  3 HSETEX <hash> [FNX|FXX] [EX <seconds>|PX (1|20|<milliseconds>)|KEEPTTL] FIELDS (<member> <value>)#
  2 HGETEX <hash> [EX <seconds>|PX (1|20|<milliseconds>)|PERSIST] FIELDS <member>#
`)

const families = [
  acrossTypesSyntaxes,
  listSyntaxes,
  hashSyntaxes,
  fieldTimeSyntaxes,
  setSyntaxes,
  sortedSetSyntaxes,
  sortSyntaxes,
]

/** None for which SETRANGE would make hundreds of megabytes. */
const edges = [
  '9223372036854775807',
  '-9223372036854775807',
  '-9223372036854775808',
  '4611686018427387903',
  '-4611686018427387903',
  '1000000',
  '-1000000',
  '2147483648',
  '-2147483649',
  '4294967296',
  '18446744073709551616',
  '1e308',
  'nan',
  '-0',
  '',
  '\0',
]

/** A stream in which every fifth request is damaged once more. */
function makeRequests(seed: number): Request[] {
  const random = new Random(seed)
  const stream = makeStream({
    seed,
    length,
    syntaxes: random.pick(families),
    spoiled: 0.1,
    large: seed % 3 === 0,
  })
  return stream.map(request => (random.chance(0.2) ? damaged(request, random) : request))
}

function damaged(request: Request, random: Random): Request {
  const argv = [...request]
  if (argv[0] === 'RESTORE' && argv.length > 3) {
    const good = Buffer.from(random.pick(Object.values(dumps)), 'hex')
    argv[3] = tampered(good, random).toString('latin1')
    return argv
  }
  const at = random.integer(1, argv.length - 1)
  const choice = random.integer(0, 4)
  if (choice < 3) argv[at] = random.pick(edges)
  else if (choice === 3) argv[at] = random.text(random.integer(0, 100))
  else argv.splice(at, 0, random.pick(edges))
  return argv
}

/** Whether the reply may take for ever: more draws than anybody reads, or a long wait. */
function isEndless([name, ...args]: Request): boolean {
  if (/^[shz]rand/i.test(name!)) return args.some(arg => Math.abs(Number(arg)) > 1e5)
  return /^b[lrz]/i.test(name!)
}

/** Sends the requests on one connection after the other, a new one behind every request without end. */
async function attack(server: ServerProcess, requests: Request[]): Promise<number> {
  let answered = 0
  for (let at = 0; at < requests.length; ) {
    const client = await server.connect({ resp3: at % 2 === 0 })
    const end = requests.findIndex((request, i) => i >= at && isEndless(request))
    const upTo = end < 0 ? requests.length : end
    client.write(Buffer.concat(requests.slice(at, upTo + 1).map(encodeRequest)))
    for (; at < upTo; at++) {
      const reply = await client.next().catch(error => error as Error)
      if (reply instanceof Error) throw new Error(`${requests[at]!.map(quoted).join(' ')}: ${reply.message}`)
      answered++
    }
    at++
    if (end >= 0) await client.next(20).catch(() => undefined)
    client.close()
  }
  return answered
}

/** Every key comes back the same from its own dump. */
async function expectWholeKeys(client: RawClient): Promise<number> {
  const keys = await client.send('KEYS', '*')
  if (!('items' in keys)) throw new Error(`KEYS answered ${show(keys)}`)
  for (const key of keys.items) {
    if (!('text' in key)) throw new Error(`a key is ${show(key)}`)
    await client.send('PERSIST', key.text)
    const dump = await client.send('DUMP', key.text)
    if (!('text' in dump)) continue
    const replies = await client.pipeline([
      ['RESTORE', 'its copy', 0, dump.text, 'REPLACE'],
      ['DEBUG', 'DIGEST-VALUE', 'its copy', key.text],
      ['DEL', 'its copy'],
    ])
    const digests = show(replies[1]!).split('\n').slice(1)
    expect(show(replies[0]!), quoted(key.text)).toBe('+OK')
    expect(digests[0], quoted(key.text)).toBe(digests[1])
  }
  return keys.items.length
}

let server: ServerProcess

beforeAll(async () => {
  server = await startHoldfast({ args: ['--enable-debug-command', 'yes'] })
})

test.each(seeds)('requests of every kind are answered, seed %i', async seed => {
  const { pid } = server
  const bystander = await server.connect()
  let next = 0
  let answered = 0
  let busy = true
  const attackers = Array.from({ length: atOnce }, async () => {
    while (next < streams) {
      const replies = await attack(server, makeRequests(1000 * seed + next++))
      answered += replies
    }
  })
  const done = Promise.all(attackers).finally(() => (busy = false))
  done.catch(() => undefined)
  let rounds = 0
  while (busy) expect(show(await bystander.send('ECHO', ++rounds))).toBe(`$${rounds}`)
  await done
  expect(server.isRunning).toBe(true)
  expect(server.pid).toBe(pid)
  expect(answered).toBeGreaterThan((streams * length) / 2)
  await sleep(50)
  expect(await expectWholeKeys(bystander)).toBeGreaterThan(0)
  bystander.close()
})

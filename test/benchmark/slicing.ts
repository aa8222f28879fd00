/*
 * How long other clients wait while a collection of millions of elements is deleted, by DEL, UNLINK or expiry,
 * while one is changed during a full sync, and while one is read slowly; and how much memory that reading takes.
 * Redis deletes in one go with DEL, and in a thread with UNLINK; only DEL is measured there.
 *
 * Some machines stop a process that holds a lot of memory for 10 to 40 ms, several times a second, whatever it
 * does: virtual ones that pay dearly for each change to a page table, under a kernel that samples which pages are
 * in use (seen with PVM and DAMON: an idle redis-server with 1 GB showed it as we did). So a collection of each type
 * is first left alone for a while, in both servers; what requests wait then is shown, and is no fault of a removal.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '../support/server-process.ts'
import { info, startBoth, stopBoth, untilFreed } from './contestants.ts'
import { whileChanged } from './full-sync.ts'
import { mib } from './growth.ts'
import type { Options } from './options.ts'
import { pour, type Type, types } from './pour.ts'
import { probe, type Wait, type Waits } from './probe.ts'
import { rssBytes, settledRssBytes } from './process-usage.ts'
import { type Row, ratioGoal } from './table.ts'

const targetMs = 5
/** How long a collection is left alone, ms; a removal takes about as long. */
const aloneMs = 8000
const syncTargetMs = 10
const patienceMs = 60_000

const ways = { DEL: ['DEL', 'big'], UNLINK: ['UNLINK', 'big'], expiry: ['PEXPIRE', 'big', '1'] } as const
type Way = keyof typeof ways

/** Ends when most of the memory that the key took is free again. */
async function remove(server: ServerProcess, way: Way, free: number): Promise<void> {
  const client = await server.connect()
  // Everything has gone quiet after the filling, and the probe runs.
  await sleep(200)
  await client.send(...ways[way])
  client.close()
  await untilFreed(server, free)
}

/** The collection `big` is made. */
async function made(server: ServerProcess, type: Type, elements: number): Promise<{ free: number }> {
  const empty = await info(server, 'used_memory')
  await pour(server.port, type, 'big', elements)
  const full = await info(server, 'used_memory')
  return { free: empty + (full - empty) / 10 }
}

const whileAlone = (server: ServerProcess): Promise<Waits> => probe(server, () => sleep(aloneMs))

function longestOf(waits: Waits): Wait {
  return waits.reduce((longest, wait) => (wait.time > longest.time ? wait : longest))
}

function longest(waits: Waits): string {
  const { time, ran, queued } = longestOf(waits)
  return `${time.toFixed(1)} ms (ran ${ran.toFixed(1)}, queued ${queued.toFixed(1)})`
}

/** The longest of some waits beside Redis's. */
function seen(what: string, redis: Waits | undefined, holdfast: Waits): Row {
  return {
    what: `longest request while ${what}`,
    redis: redis === undefined ? '' : longest(redis),
    holdfast: longest(holdfast),
    target: '',
  }
}

/** `seen`, and whether it is short enough. */
function row(what: string, redis: Waits | undefined, holdfast: Waits, mostMs: number): Row {
  const met = longestOf(holdfast).time <= mostMs
  return { ...seen(what, redis, holdfast), target: `<= ${mostMs} ms`, met }
}

/** `seen` of a removal, which may not add to the `anyway` ms that requests wait on this machine. */
function removalRow(what: string, redis: Waits | undefined, holdfast: Waits, anyway: number): Row {
  return {
    ...seen(what, redis, holdfast),
    target: `<= ${targetMs} ms${anyway > targetMs ? ` (alone: ${anyway.toFixed(1)})` : ''}`,
    met: longestOf(holdfast).time <= Math.max(targetMs, anyway),
  }
}

async function removals(quick: boolean): Promise<Row[]> {
  const elements = quick ? 1_000_000 : 10_000_000
  const both = await startBoth()
  const rows: Row[] = []
  for (const type of types) {
    const what = `a ${type} of ${elements / 1e6}M`
    const theirs = await made(both.redis, type, elements)
    const redisAlone = await whileAlone(both.redis)
    const redis = await probe(both.redis, () => remove(both.redis, 'DEL', theirs.free))
    let anyway = longestOf(redisAlone).time
    for (const way of Object.keys(ways) as Way[]) {
      const { free } = await made(both.holdfast, type, elements)
      if (way === 'DEL') {
        const alone = await whileAlone(both.holdfast)
        anyway = Math.max(anyway, longestOf(alone).time)
        rows.push(seen(`${what} is left alone`, redisAlone, alone))
      }
      const waits = await probe(both.holdfast, () => remove(both.holdfast, way, free))
      rows.push(removalRow(`${what} goes by ${way}`, way === 'DEL' ? redis : undefined, waits, anyway))
    }
  }
  await stopBoth(both)
  return rows
}

async function changesUnderSync(quick: boolean): Promise<Row[]> {
  const elements = quick ? 1_000_000 : 10_000_000
  const rows: Row[] = []
  for (const type of types) {
    const both = await startBoth(['--repl-diskless-sync-delay', '0'])
    const redis = await whileChanged(both.redis, type, elements)
    const holdfast = await whileChanged(both.holdfast, type, elements)
    await stopBoth(both)
    rows.push(row(`a ${type} of ${elements / 1e6}M changes under a full sync`, redis, holdfast, syncTargetMs))
  }
  return rows
}

/** Reads the reply to SMEMBERS as over a slow line, about 40 MB/s. */
async function readSlowly(server: ServerProcess, elements: number): Promise<void> {
  const client = await server.connect()
  const { socket } = client
  client.collect()
  socket.removeAllListeners('data')
  // Header, and `$20\r\nelement:000000000000\r\n` each.
  let left = `*${elements}\r\n`.length + elements * 27
  let chunk = 0
  socket.on('data', bytes => {
    left -= bytes.length
    chunk += bytes.length
    if (chunk < 400_000) return
    chunk = 0
    socket.pause()
    setTimeout(() => socket.resume(), 10)
  })
  client.write('*2\r\n$8\r\nSMEMBERS\r\n$3\r\nbig\r\n')
  const deadline = performance.now() + patienceMs
  while (left > 0) {
    if (client.closed || performance.now() > deadline) throw new Error('the reply to SMEMBERS did not end')
    await sleep(20)
  }
  client.close()
}

async function whileRead(server: ServerProcess, elements: number): Promise<{ waits: Waits; rss: number }> {
  await pour(server.port, 'set', 'big', elements)
  const before = await settledRssBytes(server.pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, rssBytes(server.pid))
  }, 20)
  const waits = await probe(server, () => readSlowly(server, elements))
  clearInterval(watch)
  return { waits, rss: most - before }
}

export async function slicing({ quick }: Options): Promise<Row[]> {
  const rows = [...(await removals(quick)), ...(await changesUnderSync(quick))]
  const elements = quick ? 500_000 : 2_000_000
  const both = await startBoth()
  const redis = await whileRead(both.redis, elements)
  const holdfast = await whileRead(both.holdfast, elements)
  await stopBoth(both)
  const what = `SMEMBERS of ${elements / 1e6}M is read slowly`
  rows.push(row(what, redis.waits, holdfast.waits, targetMs), {
    what: `RSS growth while ${what}`,
    redis: mib(redis.rss),
    holdfast: mib(holdfast.rss),
    ...ratioGoal(holdfast.rss / redis.rss, '<= 0.25x'),
  })
  return rows
}

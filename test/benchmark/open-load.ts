/*
 * How long requests wait under an open load (`scheduled-load.ts`) while the server does something large
 * beside: nothing, a save, a full sync, a rewrite of the append only file. With how long that takes then, and
 * how much of a processor the thread needs that serves. A replica of its own would take the second processor
 * from everybody, so the full sync goes to a socket that reads the payload and throws it away.
 */

import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeRequest } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { startBoth, stopBoth, untilInfo } from './contestants.ts'
import type { Options } from './options.ts'
import { mainThreadTimes } from './process-usage.ts'
import { keyOf, scheduledLoad, textOf } from './scheduled-load.ts'
import type { Row } from './table.ts'

const targetMs = 5
const quietMs = 3000
const patienceMs = 120_000
/** The payload ends with the mark that its first line names. */
const markBytes = 40

interface Seen {
  times: number[]
  seconds: number
  /** Of the thread that serves, share of a processor. */
  busy: number
}

async function fill(server: ServerProcess, keys: number): Promise<void> {
  const client = await server.connect()
  const batch = 2000
  for (let from = 0; from < keys; from += batch) {
    const requests = Array.from({ length: Math.min(batch, keys - from) }, (_, i) =>
      encodeRequest(['SET', keyOf(from + i), textOf(from + i)]),
    )
    client.write(Buffer.concat(requests))
    for (const _ of requests) await client.next()
  }
  client.close()
}

async function ask(server: ServerProcess, ...words: string[]): Promise<void> {
  const client = await server.connect()
  await client.send(...words)
  client.close()
}

async function save(server: ServerProcess): Promise<void> {
  await ask(server, 'BGSAVE')
  await untilInfo(server, 'rdb_bgsave_in_progress', running => running === 0, patienceMs)
}

async function rewrite(server: ServerProcess): Promise<void> {
  await ask(server, 'BGREWRITEAOF')
  await untilInfo(server, 'aof_rewrite_in_progress', running => running === 0, patienceMs)
}

/** Takes a full sync as a replica does, and forgets it. */
function fullSync(server: ServerProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let mark = ''
    let head = ''
    let tail = ''
    const socket = connect(server.port, '127.0.0.1')
    const late = setTimeout(() => socket.destroy(new Error('the full sync did not end')), patienceMs)
    socket.write(encodeRequest(['REPLCONF', 'capa', 'eof', 'capa', 'psync2']))
    // Redis refuses PSYNC to who has not taken all replies.
    socket.once('data', () => socket.write(encodeRequest(['PSYNC', '?', '-1'])))
    socket.on('data', chunk => {
      if (mark === '') {
        head += chunk.toString('latin1', 0, 4096)
        mark = /\$EOF:([0-9a-f]{40})\r\n/.exec(head)?.[1] ?? ''
      }
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - markBytes))).slice(-markBytes)
      if (mark !== '' && tail === mark) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(late)
      resolve()
    })
  })
}

async function during(
  server: ServerProcess,
  keys: number,
  work: (server: ServerProcess) => Promise<void>,
): Promise<Seen> {
  let [seconds, ran] = [0, 0]
  const times = await scheduledLoad(server, keys, async () => {
    await sleep(500)
    const before = mainThreadTimes(server.pid)
    const start = performance.now()
    await work(server)
    seconds = (performance.now() - start) / 1000
    ran = mainThreadTimes(server.pid).ran - before.ran
    await sleep(200)
  })
  // What came before the work is not counted: the load's code was being compiled.
  return { times: times.slice(450), seconds, busy: ran / 1000 / seconds }
}

const works = {
  'nothing else': () => sleep(quietMs),
  BGSAVE: save,
  'a full sync': fullSync,
  BGREWRITEAOF: rewrite,
} as const
type Work = keyof typeof works

async function course(server: ServerProcess, keys: number): Promise<Record<Work, Seen>> {
  await fill(server, keys)
  const seen: Partial<Record<Work, Seen>> = {}
  for (const work of Object.keys(works) as Work[]) {
    // A file that is on is what people rewrite.
    if (work === 'BGREWRITEAOF') {
      await ask(server, 'CONFIG', 'SET', 'appendonly', 'yes')
      await untilInfo(server, 'aof_rewrite_in_progress', running => running === 0, patienceMs)
    }
    seen[work] = await during(server, keys, works[work])
    await sleep(500)
  }
  return seen as Record<Work, Seen>
}

/** The times that so many percent of the requests do not exceed. */
export function percentiles(times: readonly number[], percents: readonly number[]): number[] {
  const sorted = Float64Array.from(times).sort()
  return percents.map(percent => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!)
}

const shares = [50, 99, 99.9, 100]

export async function openLoad({ quick }: Options): Promise<Row[]> {
  const keys = quick ? 500_000 : 3_000_000
  const both = await startBoth(['--repl-diskless-sync-delay', '0'])
  const rows: Row[] = []
  const [theirs, ours] = [await course(both.redis, keys), await course(both.holdfast, keys)]
  await stopBoth(both)
  for (const work of Object.keys(works) as Work[]) {
    const line = ({ times }: Seen) =>
      percentiles(times, shares)
        .map(ms => ms.toFixed(2))
        .join(' / ')
    const met = percentiles(ours[work].times, [99])[0]! <= targetMs
    rows.push(
      {
        what: `GET p50/p99/p99.9/max during ${work}, ${keys / 1e6}M keys, open load`,
        redis: `${line(theirs[work])} ms`,
        holdfast: `${line(ours[work])} ms`,
        target: `p99 <= ${targetMs} ms`,
        met,
      },
      {
        what: `${work}: time taken, main thread's share`,
        redis: spent(theirs[work]),
        holdfast: spent(ours[work]),
        target: '',
      },
    )
  }
  return rows
}

function spent({ seconds, busy }: Seen): string {
  return `${seconds.toFixed(1)} s, ${(busy * 100).toFixed(0)} %`
}

/*
 * How long a full garbage collection stops Holdfast when it holds millions of elements, of each type: values live in
 * the arena, so it must not take longer than when there are none. Redis has no such thing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerProcess, startHoldfast } from '../support/server-process.ts'
import { flushAll } from './contestants.ts'
import { fill } from './load.ts'
import type { Options } from './options.ts'
import { pour, types } from './pour.ts'
import { median, type Row } from './table.ts'

const targetMs = 20
const patienceMs = 30_000

async function startWatched(): Promise<ServerProcess> {
  const before = process.env.NODE_OPTIONS
  const preload = new URL('./gc-on-signal.ts', import.meta.url)
  process.env.NODE_OPTIONS = `${before ?? ''} --import ${preload}`
  try {
    return await startHoldfast()
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = before
  }
}

interface Pause {
  ms: number
  /** How long the thread ran meanwhile, which no other process can prolong. */
  ranMs: number
}

/** Pauses of full collections; the first also finds what the filling has left. */
async function pauses(server: ServerProcess): Promise<Pause[]> {
  server.takeNews()
  process.kill(server.pid, 'SIGUSR2')
  let said = ''
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    await sleep(50)
    said += server.takeNews()
    const found = /^full collections: ([\d./ ]+)$/m.exec(said)
    if (found === null) continue
    return (found[1] as string).split(' ').map(pause => {
      const [ms = Number.NaN, ranMs = Number.NaN] = pause.split('/').map(Number)
      return { ms, ranMs }
    })
  }
  throw new Error('no garbage collection was seen')
}

export async function gc({ quick }: Options): Promise<Row[]> {
  const elements = quick ? 500_000 : 5_000_000
  const server = await startWatched()
  const rows: Row[] = []
  const measure = async (what: string) => {
    const [first, ...others] = await pauses(server)
    const longest = Math.max(...others.map(({ ms }) => ms))
    const middle = (of: (pause: Pause) => number) => median(others.map(of)).toFixed(1)
    rows.push({
      what: `full GC, ${what}`,
      redis: '',
      holdfast:
        `${middle(({ ms }) => ms)} ms (ran ${middle(({ ranMs }) => ranMs)}, max ${longest.toFixed(1)}, ` +
        `first ${first?.ms.toFixed(1)})`,
      target: `<= ${targetMs} ms`,
      met: longest <= targetMs,
    })
  }
  await measure('empty')
  await fill(server.port, elements)
  await measure(`${elements / 1e6}M strings`)
  for (const type of types) {
    await flushAll(server)
    await pour(server.port, type, type, elements)
    await measure(`a ${type} of ${elements / 1e6}M`)
  }
  await server.stop()
  return rows
}

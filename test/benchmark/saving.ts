/*
 * What a save of millions of keys costs, and how long it takes to load them: BGSAVE alone, BGSAVE while keys are
 * written over (how long other clients wait, what memory it takes), and a start from the file. Redis forks for it:
 * what it has to copy for its child counts as memory.
 */
import type { ServerProcess } from '../support/server-process.ts'
import { info, startBoth, stopBoth, untilInfo } from './contestants.ts'
import { fillInThread } from './fill-thread.ts'
import { fill } from './load.ts'
import type { Options } from './options.ts'
import { probe, type Wait, type Waits } from './probe.ts'
import { rssBytes } from './process-usage.ts'
import { type Row, ratioGoal } from './table.ts'

const targetMs = 5
const startTargetMs = 1
/** Writes during a save, a second. */
const pace = { batchLength: 20, perSecond: 20_000 }

interface Course {
  saveSeconds: number
  /** Of a save under load: what others wait, how much the memory grew at most, bytes; the start's pause, ms. */
  waits: Waits
  growth: number
  pauseMs: number
  loadSeconds: number
}

async function ask(server: ServerProcess, ...words: string[]): Promise<void> {
  const client = await server.connect()
  await client.send(...words)
  client.close()
}

async function save(server: ServerProcess): Promise<number> {
  const start = performance.now()
  await ask(server, 'BGSAVE')
  await untilInfo(server, 'rdb_bgsave_in_progress', running => running === 0)
  return (performance.now() - start) / 1000
}

/** A save while keys are written over, all through it. */
async function saveUnderLoad(server: ServerProcess, keys: number): Promise<{ waits: Waits; growth: number }> {
  const before = rssBytes(server.pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, rssBytes(server.pid))
  }, 100)
  // Longer than the save takes.
  const writing = fillInThread(server.port, Math.min(keys, pace.perSecond * 20), pace)
  const waits = await probe(server, () => save(server))
  clearInterval(watch)
  await writing
  return { waits, growth: most - before + (await info(server, 'rdb_last_cow_size')) }
}

/** How long it says that it loaded, after it was killed and started again. */
async function load(server: ServerProcess): Promise<number> {
  await server.kill9()
  server.takeNews()
  await server.start(120_000)
  return Number(/DB loaded from disk: ([\d.]+) seconds/.exec(server.takeNews())?.[1])
}

async function course(server: ServerProcess, keys: number): Promise<Course> {
  await fill(server.port, keys)
  const saveSeconds = await save(server)
  const { waits, growth } = await saveUnderLoad(server, keys)
  const pauseMs = (await info(server, 'latest_fork_usec')) / 1000
  return {
    saveSeconds,
    waits,
    growth: growth / rssBytes(server.pid),
    pauseMs,
    loadSeconds: await load(server),
  }
}

const longest = (waits: Waits): Wait => waits.reduce((most, wait) => (wait.time > most.time ? wait : most))

export async function saving({ quick }: Options): Promise<Row[]> {
  const keys = quick ? 500_000 : 5_000_000
  const both = await startBoth()
  const [theirs, ours] = [await course(both.redis, keys), await course(both.holdfast, keys)]
  await stopBoth(both)
  const of = `${keys / 1e6}M keys`
  const waited = ({ waits }: Course) =>
    `${longest(waits).time.toFixed(1)} ms (ran ${longest(waits).ran.toFixed(1)})`
  const seconds = (n: number) => `${n.toFixed(2)} s`
  const percent = (n: number) => `${(n * 100).toFixed(0)} %`
  return [
    {
      what: `save of ${of}`,
      redis: seconds(theirs.saveSeconds),
      holdfast: seconds(ours.saveSeconds),
      ...ratioGoal(ours.saveSeconds / theirs.saveSeconds, '<= 1x'),
    },
    {
      what: `pause that starts it under load`,
      redis: `${theirs.pauseMs.toFixed(2)} ms`,
      holdfast: `${ours.pauseMs.toFixed(2)} ms`,
      target: `<= ${startTargetMs} ms`,
      met: ours.pauseMs <= startTargetMs,
    },
    {
      what: `longest request while ${of} are saved under load`,
      redis: waited(theirs),
      holdfast: waited(ours),
      target: `<= ${targetMs} ms`,
      met: longest(ours.waits).time <= targetMs,
    },
    {
      what: `memory growth while ${of} are saved under load`,
      redis: percent(theirs.growth),
      holdfast: percent(ours.growth),
      target: '<= 10 %',
      met: ours.growth <= 0.1,
    },
    {
      what: `load of ${of}`,
      redis: seconds(theirs.loadSeconds),
      holdfast: seconds(ours.loadSeconds),
      ...ratioGoal(ours.loadSeconds / theirs.loadSeconds, '<= 1x'),
    },
  ]
}

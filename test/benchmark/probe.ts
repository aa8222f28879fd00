/*
 * How long single requests wait while something else goes on: a connection sends a PING or a GET each millisecond
 * and takes the time. It does so in a thread of its own, with a heap of its own, so that what the benchmark itself
 * allocates and collects meanwhile is not taken for the server's doing.
 *
 * On a machine with few processors the prober itself waits for one now and then, and compiles and collects: by the
 * scheduler's own count that was up to 10 ms of a round trip of 11. So much is taken off. It hides nothing of the
 * server's: a prober that waits for its reply sleeps, and is ready to run only once the reply is there. Time in which
 * the server is ready and waits for a processor counts, and is shown.
 */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { RawClient } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { mainThreadTimes, ownThreadTimes } from './process-usage.ts'

/** One request; milliseconds. */
export interface Wait {
  /** From the request to its reply, without what the prober itself needed and waited for. */
  time: number
  /** How long the server's main thread was running until the prober had its reply, and itself ran again. */
  ran: number
  /** How long it was ready to run and had no processor. */
  queued: number
}

export type Waits = Wait[]

interface Task {
  probe: { port: number; pid: number }
}

/** Requests before the first that counts: the thread's own code is compiled by then. */
const warmUp = 5000

/** Takes the time of requests from before `work` begins until it is done. */
export async function probe(server: ServerProcess, work: () => Promise<unknown>): Promise<Waits> {
  const task: Task = { probe: { port: server.port, pid: server.pid } }
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  await once(worker, 'message')
  try {
    await work()
  } finally {
    worker.postMessage('enough')
  }
  const [waits] = (await once(worker, 'message')) as [Waits]
  return waits
}

async function take({ port, pid }: Task['probe']): Promise<void> {
  const client = await RawClient.connect({ port })
  const waits: Wait[] = []
  let busy = true
  parentPort!.once('message', () => (busy = false))
  for (let at = -warmUp; busy; at++) {
    if (at === 0) parentPort!.postMessage('ready')
    const server = mainThreadTimes(pid)
    const own = ownThreadTimes()
    const start = performance.now()
    await (at % 2 === 0 ? client.send('PING') : client.send('GET', 'key:000000000001'))
    const trip = performance.now() - start
    const ownAfter = ownThreadTimes()
    const serverAfter = mainThreadTimes(pid)
    if (at < 0) continue
    const ran = serverAfter.ran - server.ran
    const queued = serverAfter.queued - server.queued
    const away = ownAfter.ran - own.ran + ownAfter.queued - own.queued
    waits.push({ time: trip - away, ran, queued })
    await sleep(1)
  }
  client.close()
  parentPort!.postMessage(waits)
}

const task = workerData as Task | null
if (task?.probe) await take(task.probe)

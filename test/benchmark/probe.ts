/*
 * How long single requests wait while something else goes on: a connection sends a PING or a GET each millisecond
 * and takes the time. It does so in a thread of its own, with a heap of its own, so that what the benchmark itself
 * allocates and collects meanwhile is not taken for the server's doing.
 */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { RawClient } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { mainThreadCpuMs } from './process-usage.ts'

export interface Waits {
  /** Round trips in milliseconds, sorted. */
  times: number[]
  /** How long the server's main thread was running during each, which no other process can prolong; sorted. */
  running: number[]
}

interface Task {
  probe: { port: number; pid: number }
}

/** Requests before the first that counts: the thread's own code is compiled by then. */
const warmUp = 300

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
  const times: number[] = []
  const running: number[] = []
  let busy = true
  parentPort!.once('message', () => (busy = false))
  for (let at = -warmUp; busy; at++) {
    if (at === 0) parentPort!.postMessage('ready')
    const ranBefore = mainThreadCpuMs(pid)
    const start = performance.now()
    await (at % 2 === 0 ? client.send('PING') : client.send('GET', 'key:000000000001'))
    const ms = performance.now() - start
    const ran = mainThreadCpuMs(pid) - ranBefore
    if (at >= 0) {
      times.push(ms)
      running.push(ran)
    }
    await sleep(1)
  }
  client.close()
  for (const numbers of [times, running]) numbers.sort((a, b) => a - b)
  parentPort!.postMessage({ times, running } satisfies Waits)
}

const task = workerData as Task | null
if (task?.probe) await take(task.probe)

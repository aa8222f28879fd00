// A thread that fills a server, so that the thread which takes the time of requests has nothing else to do.
import { Worker, workerData } from 'node:worker_threads'
import { fill, type Pace } from './load.ts'

interface Task {
  fill: { port: number; keys: number; pace: Pace }
}

/** Like fill(), in a thread of its own. */
export function fillInThread(port: number, keys: number, pace: Pace): Promise<void> {
  const task: Task = { fill: { port, keys, pace } }
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}

const task = workerData as Task | null
if (task?.fill) await fill(task.fill.port, task.fill.keys, 0, task.fill.pace)

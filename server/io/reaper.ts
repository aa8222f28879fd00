/**
 * Gives memory back to the system in a thread of its own: to unmap 33 MiB takes 2 to 3 ms, in which the main
 * thread would answer nobody; to hand them over takes 0.02. The thread costs 10 MB, and some ms of a
 * processor to start: it comes once the server holds so much that the first does not matter, and before the
 * second could; or else when it is first needed.
 */
import { Worker } from 'node:worker_threads'

const PROGRAM = "require('node:worker_threads').parentPort.on('message', memory => memory.transfer(0))"
const OPTIONS = {
  eval: true,
  name: 'reaper',
  env: {},
  execArgv: [],
  resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
}

/** From so many chunks of 33 MiB on the thread is worth its memory. */
const CHUNKS_MIN = 8

export class Reaper {
  private thread: Worker | null
  private readonly allowed: boolean

  /** `allowed` is false where the descriptors that a thread takes are needed more. */
  constructor(allowed: boolean) {
    this.thread = null
    this.allowed = allowed
  }

  /** Told now and then how many chunks the server holds. */
  watch(chunks: number): void {
    if (this.thread === null && chunks >= CHUNKS_MIN) this.start()
  }

  /** Frees memory that nothing refers to any more; it is detached at once. */
  readonly take = (memory: ArrayBuffer): void => {
    const thread = this.thread ?? this.start()
    if (thread === null) memory.transfer(0)
    else thread.postMessage(memory, [memory])
  }

  /** The thread, or null when the system has none for us just now. */
  private start(): Worker | null {
    if (!this.allowed) return null
    try {
      const thread = new Worker(PROGRAM, OPTIONS)
      thread.unref()
      // What it was sent is freed with it; the next piece starts another one.
      thread.on('error', () => {})
      thread.on('exit', () => {
        if (this.thread === thread) this.thread = null
      })
      this.thread = thread
      return thread
    } catch {
      return null
    }
  }
}

/*
 * An open load: requests are sent when a schedule says so, whether or not earlier ones were answered, and
 * each answer is timed from the moment its request was due. So a server that stops for 100 ms is seen as the
 * hundred late requests that it was to its clients; a load that waits for each answer sees one.
 *
 * One thread sends and sleeps between the requests to some 0.1 ms (`Atomics.wait`; a timer of the event loop
 * is late by up to 2 ms), writing to the sockets' descriptors itself. Another owns the sockets, reads, and
 * takes the time. What the sender is late is part of the times, for both servers alike.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { hrtime } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { encodeRequest } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'

/** All keys have values of this size, so that every reply to a GET has the same length. */
export const valueBytes = 64
const setsPerMs = 10
const getReply = `$${valueBytes}\r\n`.length + valueBytes + 2
const setReply = '+OK\r\n'.length
/** How long answers may still come after the last request, ms. */
const patienceMs = 60_000

/** Another value for each `seed`, as hard to compress as text in hexadecimal is. */
export function textOf(seed: number): string {
  let text = ''
  for (let i = 1; i <= valueBytes / 8; i++)
    text += (Math.imul(seed + i, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')
  return text
}

export const keyOf = (at: number): string => `key:${String(at).padStart(12, '0')}`

interface ReceiverTask {
  receive: { port: number; keys: number }
}
interface SenderTask {
  send: { writer: number; reader: number; keys: number; sent: SharedArrayBuffer; startMs: number }
}
type Task = ReceiverTask | SenderTask

/** Of the words shared between the threads: requests sent, and whether it is enough. */
const SENT = 0
const ENOUGH = 1

/** The same in every thread, unlike performance.now(). */
const nowMs = (): number => Number(hrtime.bigint()) / 1e6

/**
 * 10,000 SET and 1,000 GET a second, of random ones among `keys` keys, from before `work` begins until it is
 * done; how long each GET took, in milliseconds from when it was due.
 */
export async function scheduledLoad(
  server: ServerProcess,
  keys: number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const task: Task = { receive: { port: server.port, keys } }
  const worker = new Worker(new URL(import.meta.url), { workerData: task })
  const failed = new Promise<never>((_, reject) => worker.once('error', reject))
  await Promise.race([once(worker, 'message'), failed])
  try {
    await Promise.race([work(), failed])
  } finally {
    worker.postMessage('enough')
  }
  const [times] = (await Promise.race([once(worker, 'message'), failed])) as [Float64Array]
  return Array.from(times)
}

/** A connection and its descriptor; `arrived` hears how many bytes came. */
async function open(port: number, arrived: (bytes: number) => void): Promise<{ socket: Socket; fd: number }> {
  const callback = (n: number) => {
    arrived(n)
    return true
  }
  const buffer = Buffer.allocUnsafeSlow(65536)
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } })
  await once(socket, 'connect')
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle
  return { socket, fd }
}

async function receive({ port, keys }: ReceiverTask['receive']): Promise<void> {
  const sent = new SharedArrayBuffer(8)
  const words = new Int32Array(sent)
  const times: number[] = []
  let startMs = Number.POSITIVE_INFINITY
  let [gets, getBytes, setBytes] = [0, 0, 0]
  const reader = await open(port, bytes => {
    const now = nowMs()
    getBytes += bytes
    for (; getBytes >= getReply; getBytes -= getReply) times.push(now - dueMs(startMs, gets++))
  })
  const writer = await open(port, bytes => {
    setBytes += bytes
  })
  startMs = nowMs() + 50
  const send = { writer: writer.fd, reader: reader.fd, keys, sent, startMs }
  const sender = new Worker(new URL(import.meta.url), { workerData: { send } satisfies Task })
  const gone = once(sender, 'exit')
  parentPort!.postMessage('ready')
  await once(parentPort!, 'message')
  Atomics.store(words, ENOUGH, 1)
  await gone
  const all = Atomics.load(words, SENT)
  for (const until = nowMs() + patienceMs; gets < all && nowMs() < until; ) await sleep(20)
  if (setBytes % setReply !== 0) throw new Error('a SET was refused')
  reader.socket.destroy()
  writer.socket.destroy()
  parentPort!.postMessage(Float64Array.from(times))
}

/** GET number `at` is due half a millisecond after the SETs of its millisecond. */
function dueMs(startMs: number, at: number): number {
  return startMs + at + 0.5
}

function send({ writer, reader, keys, sent, startMs }: SenderTask['send']): void {
  const words = new Int32Array(sent)
  let seed = 0x9e3779b9
  const anyKey = (): string => {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    return keyOf((seed >>> 0) % keys)
  }
  for (let at = 0; Atomics.load(words, ENOUGH) === 0; at++) {
    const sets = Array.from({ length: setsPerMs }, () => encodeRequest(['SET', anyKey(), textOf(seed)]))
    const get = encodeRequest(['GET', anyKey()])
    sleepUntil(words, startMs + at)
    writeAll(words, writer, Buffer.concat(sets))
    sleepUntil(words, dueMs(startMs, at))
    writeAll(words, reader, get)
    Atomics.store(words, SENT, at + 1)
  }
}

function sleepUntil(words: Int32Array, ms: number): void {
  const early = ms - nowMs()
  if (early > 0) Atomics.wait(words, ENOUGH, 0, early)
}

/**
 * Writes all of it; where the kernel takes no more for now, the schedule waits, and the answers count late.
 */
function writeAll(words: Int32Array, fd: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(fd, bytes, from)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(words, SENT, Atomics.load(words, SENT), 0.2)
    }
  }
}

const task = workerData as Partial<ReceiverTask & SenderTask> | null
if (task?.receive) await receive(task.receive)
if (task?.send) send(task.send)

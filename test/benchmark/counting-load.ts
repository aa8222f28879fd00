/*
 * A load of one request whose reply always has the same length, by clients that count the bytes of their replies and
 * do not read them. redis-benchmark parses each reply: with a hundred elements in one it needs more of a processor
 * for a request than the servers do, so that what it measures is itself.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encodeRequest } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { cpuUs } from './process-usage.ts'
import type { Load, Throughput } from './redis-benchmark.ts'

const limitMs = 300_000
const marker = 'the reply before this one has ended'

/** A connection whose replies are counted, in a buffer that all share. */
async function open(port: number, arrived: (bytes: Buffer) => void): Promise<Socket> {
  const callback = (n: number, buffer: Buffer) => {
    arrived(buffer.subarray(0, n))
    return true
  }
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback } })
  await once(socket, 'connect')
  return socket
}

const shared = Buffer.allocUnsafeSlow(256 * 1024)

/** How many bytes the server replies with. */
async function replyBytes(port: number, request: Buffer): Promise<number> {
  const echo = encodeRequest(['ECHO', marker])
  const end = `$${marker.length}\r\n${marker}\r\n`
  let text = ''
  const socket = await open(port, bytes => {
    text += bytes.toString('latin1')
    if (text.endsWith(end)) socket.emit('counted')
  })
  socket.write(Buffer.concat([request, echo]))
  await once(socket, 'counted', { signal: AbortSignal.timeout(limitMs) })
  socket.destroy()
  if (text.startsWith('-')) throw new Error(`the server replied ${text.split('\r')[0]}`)
  return text.length - end.length
}

export async function countingLoad(server: ServerProcess, load: Load): Promise<Throughput> {
  const { requests, pipeline, clients = 50, words } = load
  const request = encodeRequest(words)
  const batch = Buffer.concat(Array<Buffer>(pipeline).fill(request))
  const whole = (await replyBytes(server.port, request)) * pipeline
  let batches = Math.ceil(requests / pipeline)
  let unanswered = batches
  const sockets: Socket[] = []
  const done = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error('the load did not end')), limitMs).unref()
    const client = async () => {
      let left = 0
      const send = () => {
        if (batches-- <= 0) return
        left = whole
        socket.write(batch)
      }
      const socket = await open(server.port, bytes => {
        left -= bytes.length
        if (left < 0) reject(new Error('a reply was longer than the one before'))
        if (left > 0) return
        if (--unanswered === 0) resolve()
        send()
      })
      socket.once('close', () => reject(new Error('the server closed the connection')))
      sockets.push(socket)
      return send
    }
    Promise.all(Array.from({ length: clients }, client)).then(senders => {
      start = performance.now()
      for (const send of senders) send()
    }, reject)
  })
  let start = 0
  const before = cpuUs(server.pid)
  await done
  const seconds = (performance.now() - start) / 1000
  const used = cpuUs(server.pid) - before
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  const sent = Math.ceil(requests / pipeline) * pipeline
  return { perSecond: sent / seconds, cpuUsPerRequest: used / sent }
}

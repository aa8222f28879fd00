/*
 * Fills a server with distinct keys through pipelines: 16-byte keys and 16-byte values, with or without a
 * time to live.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const batchesInFlight = 4
const ok = Buffer.from('+OK\r\n')

function request(at: number, expirySeconds: number): string {
  const digits = String(at).padStart(12, '0')
  const set = `$3\r\nSET\r\n$16\r\nkey:${digits}\r\n$16\r\nval:${digits}\r\n`
  if (expirySeconds === 0) return `*3\r\n${set}`
  return `*5\r\n${set}$2\r\nEX\r\n$${String(expirySeconds).length}\r\n${expirySeconds}\r\n`
}

export interface Pace {
  /** Requests in one write. */
  batchLength: number
  /** At most so many; Infinity is as fast as the server answers. */
  perSecond: number
}

/** @param expirySeconds 0 for none */
export async function fill(
  port: number,
  keys: number,
  expirySeconds = 0,
  { batchLength, perSecond }: Pace = { batchLength: 1000, perSecond: Number.POSITIVE_INFINITY },
): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  let received = 0
  let refused = ''
  socket.on('data', chunk => {
    received += chunk.length
    if (refused === '' && chunk.includes('-')) refused = chunk.toString('latin1').slice(0, 200)
  })
  const untilReceived = async (replies: number) => {
    while (received < replies * ok.length && refused === '') await once(socket, 'data')
    if (refused !== '') throw new Error(`a SET was refused: ${refused}`)
  }
  const start = performance.now()
  for (let from = 0; from < keys; from += batchLength) {
    const to = Math.min(keys, from + batchLength)
    let batch = ''
    for (let at = from; at < to; at++) batch += request(at, expirySeconds)
    socket.write(batch, 'latin1')
    await untilReceived(to - batchesInFlight * batchLength)
    const early = (to / perSecond) * 1000 - (performance.now() - start)
    if (early > 1) await sleep(early)
  }
  await untilReceived(keys)
  socket.destroy()
}

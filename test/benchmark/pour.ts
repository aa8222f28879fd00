/*
 * Fills a collection with many elements, a hundred in a request, through a pipeline. Elements have the names that
 * redis-benchmark gives them, so that its random ones are found.
 */
import { once } from 'node:events'
import { connect } from 'node:net'

export const types = ['set', 'hash', 'zset', 'list'] as const
export type Type = (typeof types)[number]

const perRequest = 100
const requestsPerWrite = 20
/** Requests without a reply so far. */
const mostInFlight = 100

function bulk(text: string | number): string {
  const bytes = String(text)
  return `$${bytes.length}\r\n${bytes}\r\n`
}

function digits(at: number): string {
  return String(at).padStart(12, '0')
}

/** Words of element number `at`: 20 bytes, with a value of 16 in hashes and a scattered score in sorted sets. */
const words: Record<Type, { command: string; count: number; of: (at: number) => string }> = {
  set: { command: 'SADD', count: 1, of: at => bulk(`element:${digits(at)}`) },
  list: { command: 'RPUSH', count: 1, of: at => bulk(`element:${digits(at)}`) },
  hash: {
    command: 'HSET',
    count: 2,
    of: at => `${bulk(`element:${digits(at)}`)}${bulk(`val:${digits(at)}`)}`,
  },
  zset: {
    command: 'ZADD',
    count: 2,
    of: at => `${bulk(Math.imul(at, 0x9e3779b1) >>> 0)}${bulk(`element:${digits(at)}`)}`,
  },
}

/** One request that adds the elements [from, to). */
export function addRequest(type: Type, key: string, from: number, to: number): string {
  const { command, count, of } = words[type]
  let request = `*${2 + (to - from) * count}\r\n${bulk(command)}${bulk(key)}`
  for (let at = from; at < to; at++) request += of(at)
  return request
}

/** One collection of so many elements. */
export function pour(port: number, type: Type, key: string, elements: number): Promise<void> {
  const requests = Math.ceil(elements / perRequest)
  return send(port, requests, at =>
    addRequest(type, key, at * perRequest, Math.min(elements, (at + 1) * perRequest)),
  )
}

/** Many collections, `<prefix>:0` and so on, of so many elements each. */
export function pourSmall(
  port: number,
  type: Type,
  prefix: string,
  keys: number,
  elements: number,
): Promise<void> {
  return send(port, keys, at => addRequest(type, `${prefix}:${at}`, 0, elements))
}

/** Sends requests whose replies are one line each. */
async function send(port: number, requests: number, request: (at: number) => string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  let replies = 0
  let refused = ''
  socket.on('data', (chunk: Buffer) => {
    if (refused === '' && chunk.includes('-')) refused = chunk.toString('latin1').slice(0, 200)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) replies++
  })
  const untilReplies = async (wanted: number) => {
    while (replies < wanted && refused === '') await once(socket, 'data')
    if (refused !== '') throw new Error(`a request was refused: ${refused}`)
  }
  for (let from = 0; from < requests; from += requestsPerWrite) {
    const to = Math.min(requests, from + requestsPerWrite)
    let batch = ''
    for (let at = from; at < to; at++) batch += request(at)
    socket.write(batch, 'latin1')
    await untilReplies(to - mostInFlight)
  }
  await untilReplies(requests)
  socket.destroy()
}

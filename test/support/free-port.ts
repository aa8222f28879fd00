/*
 * Free ports for test servers, found by binding them. They lie below the range from which the kernel takes
 * ports for outgoing connections, so one that is free stays free until the server binds it, unless another
 * test process picks it in the same moment; the start of a server is therefore tried more than once.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'

const lowest = 20_000
const highest = 29_999
const handedOut = new Set<number>()

async function canBind(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** A port of 127.0.0.1 that nobody listens on now, and that this process has not handed out before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1))
    if (handedOut.has(port)) continue
    handedOut.add(port)
    if (await canBind(port)) return port
  }
  throw new Error(`no free port between ${lowest} and ${highest}`)
}

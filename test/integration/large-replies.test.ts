// Replies of many elements over real sockets: whole and in order however slowly they are read.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeRequest, type RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

const MEMBERS = 300_000

describe('large replies', () => {
  let server: ServerProcess
  let admin: RawClient

  beforeAll(async () => {
    server = await startHoldfast()
    admin = await server.connect()
    for (let at = 0; at < MEMBERS; at += 10_000) {
      const members = Array.from({ length: 10_000 }, (_, i) => `member:${at + i}`)
      await admin.send('SADD', 'set', ...members)
    }
  })

  /** A connection that has asked for all members, and for a PING behind them, and reads nothing yet. */
  async function ask(): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.pause()
    socket.write(Buffer.concat([encodeRequest(['SMEMBERS', 'set']), encodeRequest(['PING'])]))
    const taken = new RegExp(`:${socket.localPort} .* cmd=smembers `)
    while (!taken.test(show(await admin.send('CLIENT', 'LIST'))));
    return socket
  }

  /** What arrives until the PING is answered. */
  async function readAll(socket: Socket): Promise<string> {
    const chunks: Buffer[] = []
    socket.on('data', chunk => {
      chunks.push(chunk as Buffer)
      if ((chunk as Buffer).subarray(-7).latin1Slice() === '+PONG\r\n') socket.end()
    })
    socket.resume()
    await once(socket, 'close')
    return Buffer.concat(chunks).latin1Slice()
  }

  function expectWhole(reply: string): void {
    expect(reply.startsWith(`*${MEMBERS}\r\n`)).toBe(true)
    expect(reply.endsWith('\r\n+PONG\r\n')).toBe(true)
    expect(new Set(reply.match(/member:\d+/g)).size).toBe(MEMBERS)
  }

  it('wait for their reader, with little in memory, while others are served', async () => {
    const socket = await ask()
    for (let i = 0; i < 50; i++) await admin.send('PING')
    const list = show(await admin.send('CLIENT', 'LIST', 'TYPE', 'normal'))
    const pending = [...list.matchAll(/omem=(\d+)/g)].map(match => Number(match[1]))
    expect(Math.max(...pending)).toBeLessThan(1_000_000)
    expectWhole(await readAll(socket))
  })

  it('are what the value was, for several readers, though it changes and goes', async () => {
    const readers = [await ask(), await ask(), await ask()]
    await admin.send('DEL', 'set')
    await admin.send('SADD', 'set', 'other')
    for (const reply of await Promise.all(readers.map(readAll))) expectWhole(reply)
  })
})

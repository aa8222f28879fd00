/*
 * Clients that go to a limit: one that never reads, one that sends byte by byte, one whose request never
 * ends, one with a very large value. What they must not do is to disturb the others.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeRequest, type RawClient } from '../support/raw-client.ts'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

const mib = 1024 * 1024

async function names(client: RawClient): Promise<string[]> {
  const list = await client.send('CLIENT', 'LIST')
  if (!('text' in list)) throw new Error(`CLIENT LIST answered ${show(list)}`)
  return [...list.text.matchAll(/ name=(\S*)/g)].map(match => match[1] as string)
}

async function statistic(client: RawClient, field: string): Promise<number> {
  const info = await client.send('INFO', 'stats')
  if (!('text' in info)) throw new Error(`INFO answered ${show(info)}`)
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info.text)?.[1])
}

describe('limits', () => {
  let server: ServerProcess
  beforeAll(async () => {
    const limits = ['--client-output-buffer-limit', 'normal 4mb 0 0', '--client-query-buffer-limit', '2mb']
    server = await startHoldfast({ args: limits })
  })

  test('a client that never reads its replies is dropped at its limit, and others go on', async () => {
    const other = await server.connect()
    await other.send('SET', 'large', 'x'.repeat(mib))
    const deaf = await server.connect()
    await deaf.send('CLIENT', 'SETNAME', 'deaf')
    deaf.stopReading()
    deaf.write(Buffer.concat(Array.from({ length: 200 }, () => encodeRequest(['GET', 'large']))))
    const replies = Array.from({ length: 20 }, async (_, at) => show(await other.send('ECHO', at)))
    expect(await Promise.all(replies)).toEqual(replies.map((_, at) => `$${at}`))
    await expect.poll(() => names(other), { timeout: 10_000 }).not.toContain('deaf')
    expect(show(await other.send('PING'))).toBe('+PONG')
    deaf.close()
    other.close()
  })

  test('without a limit a slow reader gets every byte', async () => {
    const slow = await server.connect()
    await slow.send('CONFIG', 'SET', 'client-output-buffer-limit', 'normal 0 0 0')
    await slow.send('SET', 'large', 'y'.repeat(mib))
    slow.stopReading()
    slow.write(Buffer.concat(Array.from({ length: 50 }, () => encodeRequest(['GET', 'large']))))
    await sleep(100)
    slow.socket.resume()
    for (let at = 0; at < 50; at++) {
      const reply = await slow.next()
      expect('text' in reply && reply.text === 'y'.repeat(mib)).toBe(true)
    }
    await slow.send('CONFIG', 'SET', 'client-output-buffer-limit', 'normal 4mb 0 0')
    slow.close()
  })

  test('requests that arrive byte by byte are understood', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => server.connect()))
    const streams = clients.map((_, at) =>
      Buffer.concat([
        encodeRequest(['SET', `slow:${at}`, `a\r\nvalue ${at}`]),
        Buffer.from(`ECHO "inline ${at}"\r\n`),
        encodeRequest(['GET', `slow:${at}`]),
      ]),
    )
    for (let at = 0; at < streams[0]!.length; at++) {
      for (const [i, client] of clients.entries()) client.write(streams[i]!.subarray(at, at + 1))
      if (at % 3 === 0) await new Promise(setImmediate)
    }
    for (const [at, client] of clients.entries()) {
      const replies = [await client.next(), await client.next(), await client.next()]
      expect(replies.map(show)).toEqual(['+OK', `$inline ${at}`, `$"a\\r\\nvalue ${at}"`])
      client.close()
    }
  })

  test('a request larger than the query buffer limit ends its connection only', async () => {
    const other = await server.connect()
    const large = await server.connect()
    large.write(encodeRequest(['SET', 'too-large', 'x'.repeat(8 * mib)]))
    await large.untilClosed()
    expect(show(await other.send('EXISTS', 'too-large'))).toBe(':0')
    other.close()
  })
})

describe('large values', () => {
  // Copying what has arrived again with every chunk would take minutes at the larger size, beyond any
  // patience.
  test.each([64, 200])('a value of %i MiB in chunks', async sizeMib => {
    const server = await startHoldfast()
    const client = await server.connect()
    const before = await statistic(client, 'total_net_input_bytes')
    const head = `*3\r\n$3\r\nSET\r\n$5\r\nlarge\r\n$${sizeMib * mib}\r\n`
    client.write(head)
    for (let at = 0; at < sizeMib; at++) {
      client.write(Buffer.alloc(mib, 65 + (at % 26)))
      await client.flushed()
    }
    client.write('\r\n')
    expect(show(await client.next(60_000))).toBe('+OK')
    expect(show(await client.send('STRLEN', 'large'))).toBe(`:${sizeMib * mib}`)
    for (const at of [0, 1, sizeMib >> 1, sizeMib - 1]) {
      const from = at * mib
      const letter = String.fromCharCode(65 + (at % 26))
      expect(show(await client.send('GETRANGE', 'large', from, from))).toBe(`$${letter}`)
      expect(show(await client.send('GETRANGE', 'large', from + mib - 1, from + mib - 1))).toBe(`$${letter}`)
    }
    const received = (await statistic(client, 'total_net_input_bytes')) - before
    expect(received).toBeGreaterThan(head.length + sizeMib * mib)
    expect(received).toBeLessThan(head.length + sizeMib * mib + 4096)
    client.write(encodeRequest(['GET', 'large']))
    const reply = await client.next(60_000)
    expect('text' in reply && reply.text.length).toBe(sizeMib * mib)
    client.close()
    await server.stop()
  })
})

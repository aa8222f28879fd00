/*
 * Odd input on the wire, byte for byte: what comes back, and whether the connection is closed.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { RawClient } from '../support/raw-client.ts'
import { quoted } from '../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../support/servers.ts'
import { inputs } from './syntax/odd-input.ts'

const args = ['--proto-max-bulk-len', '1048576']
const quietMs = 30
const patienceMs = 3000

let redis: ServerProcess
let holdfast: ServerProcess

beforeAll(async () => {
  ;[redis, holdfast] = await Promise.all([startRedis({ args }), startHoldfast({ args })])
})

class Listener {
  private readonly client: RawClient

  constructor(client: RawClient) {
    this.client = client
    client.collect()
  }

  static async open(server: ServerProcess, input: string): Promise<Listener> {
    const listener = new Listener(await RawClient.connect({ port: server.port }))
    listener.client.write(input)
    return listener
  }

  heard(): string {
    const closed = this.client.closed ? ' and closes' : ''
    return quoted(this.client.received().toString('latin1')) + closed
  }

  close(): void {
    this.client.close()
  }
}

/**
 * What the server says, once it has read all of the input and said nothing more for a while: it has read it
 * when it has answered many requests of another connection that were sent later.
 */
async function settled(server: ServerProcess, listener: Listener): Promise<string> {
  const other = await server.connect()
  for (let count = 0; count < 20; count++) await other.send('PING')
  other.close()
  let last = listener.heard()
  for (;;) {
    await sleep(quietMs)
    const now = listener.heard()
    if (now === last) return now
    last = now
  }
}

async function same(input: string): Promise<void> {
  const theirs = await Listener.open(redis, input)
  const ours = await Listener.open(holdfast, input)
  try {
    const expected = await settled(redis, theirs)
    const deadline = performance.now() + patienceMs
    while (ours.heard() !== expected && performance.now() < deadline) await sleep(5)
    expect(await settled(holdfast, ours)).toBe(expected)
  } finally {
    theirs.close()
    ours.close()
  }
}

describe.each(Object.entries(inputs))('%s', (_, cases) => {
  test.concurrent.each(cases.map(input => [quoted(input).slice(0, 100), input]))('%s', (_, input) =>
    same(input),
  )
})

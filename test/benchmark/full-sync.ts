/*
 * How long other clients wait while a replica takes a full sync and a large collection in it is changed. The
 * replica is a socket that asks for the sync and does not read on before the changes are done, so that the
 * collection is not in the stream yet when it changes.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeRequest } from '../support/raw-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { untilInfo } from './contestants.ts'
import { addRequest, pour, type Type } from './pour.ts'
import { probe, type Waits } from './probe.ts'

const changes = 2000

/** A request that takes element number `at` out, or in a list sets it. */
function takeRequest(type: Type, at: number): string {
  const element = `element:${String(at).padStart(12, '0')}`
  const words = {
    set: ['SREM', 'big', element],
    hash: ['HDEL', 'big', element],
    zset: ['ZREM', 'big', element],
    list: ['LSET', 'big', String(at % 1000), 'another'],
  }
  return encodeRequest(words[type]).toString('latin1')
}

/** Adds new elements and takes old ones out, here and there. */
async function change(server: ServerProcess, type: Type, elements: number): Promise<void> {
  const client = await server.connect()
  for (let i = 0; i < changes; i++) {
    const at = (i * 7919) % elements
    client.write(takeRequest(type, at) + addRequest(type, 'big', elements + i, elements + i + 1))
    await client.next()
    await client.next()
  }
  client.close()
}

/** The waits while a collection of so many elements is changed under a full sync. */
export async function whileChanged(server: ServerProcess, type: Type, elements: number): Promise<Waits> {
  await pour(server.port, type, 'big', elements)
  const replica = connect(server.port, '127.0.0.1')
  // When the server is done with us.
  replica.on('error', () => {})
  try {
    return await probe(server, async () => {
      await sleep(200)
      replica.write(encodeRequest(['REPLCONF', 'capa', 'eof', 'capa', 'psync2']))
      await once(replica, 'data')
      replica.pause()
      replica.write(encodeRequest(['PSYNC', '?', '-1']))
      await untilInfo(server, 'sync_full', syncs => syncs > 0)
      await change(server, type, elements)
    })
  } finally {
    replica.destroy()
  }
}

// Memory that was freed goes back to the system: what the kernel says of the process, not what it says itself.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { show } from '../support/reply.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

const MIB = 1 << 20
const TRIES = 200

function resident({ pid }: ServerProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / MIB
}

/** The resident set in MiB, once it is below a bound or has had its time. */
async function settled(server: ServerProcess, below: number): Promise<number> {
  for (let tries = 0; tries < TRIES && resident(server) >= below; tries++) await sleep(50)
  return resident(server)
}

it.each(['DEL', 'FLUSHALL'])('after %s', async command => {
  const server = await startHoldfast()
  const client = await server.connect()
  const names = Array.from({ length: 60 }, (_, i) => `key:${i}`)
  const empty = resident(server)
  // Chunks of smaller blocks, and one block that has its own memory.
  for (const name of names) await client.send('SETRANGE', name, 5 * MIB - 1, 'x')
  await client.send('SETRANGE', 'huge', 100 * MIB - 1, 'x')
  expect(resident(server)).toBeGreaterThan(empty + 390)
  await client.send(...(command === 'DEL' ? ['DEL', 'huge', ...names] : ['FLUSHALL']))
  // Two chunks are kept for what may come; the thread that frees is some MiB itself.
  expect(await settled(server, empty + 120)).toBeLessThan(empty + 120)
  await client.send('MEMORY', 'PURGE')
  expect(await settled(server, empty + 50)).toBeLessThan(empty + 50)
  expect(show(await client.send('DBSIZE'))).toBe(':0')
})

/*
 * Whether two servers hold the same data: the digest of everything, and, to name the key, each key's DUMP,
 * encoding and time to live.
 */
import { show } from '../../support/reply.ts'
import type { ServerProcess } from '../../support/servers.ts'

const databases = 16
const ttlToleranceMs = 5000

interface Entry {
  dump: string
  encoding: string
  ttlMs: number
}

async function entries(server: ServerProcess): Promise<Map<string, Entry>> {
  const client = await server.connect()
  const found = new Map<string, Entry>()
  for (let db = 0; db < databases; db++) {
    await client.send('SELECT', db)
    const keys = await client.send('KEYS', '*')
    if (keys.kind !== 'array') throw new Error(`KEYS answered ${show(keys)}`)
    for (const key of keys.items) {
      if (key.kind !== 'bulk') throw new Error(`KEYS answered ${show(key)}`)
      const [dump, encoding, ttl] = await client.pipeline([
        ['DUMP', key.text],
        ['OBJECT', 'ENCODING', key.text],
        ['PTTL', key.text],
      ])
      const ttlMs = ttl?.kind === 'integer' ? ttl.value : Number.NaN
      found.set(`key ${show(key)} in database ${db}`, { dump: show(dump!), encoding: show(encoding!), ttlMs })
    }
  }
  client.close()
  return found
}

async function digest(server: ServerProcess): Promise<string> {
  const client = await server.connect()
  const reply = show(await client.send('DEBUG', 'DIGEST'))
  client.close()
  return reply
}

/** @returns the first difference, or undefined when the data are the same */
export async function compareData(
  redis: ServerProcess,
  holdfast: ServerProcess,
): Promise<{ request: string; theirs: string; ours: string } | undefined> {
  const [a, b] = await Promise.all([entries(redis), entries(holdfast)])
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [theirs, ours] = [a.get(name), b.get(name)]
    if (theirs === undefined || ours === undefined || !same(theirs, ours)) {
      return { request: `data of ${name}`, theirs: JSON.stringify(theirs), ours: JSON.stringify(ours) }
    }
  }
  const [theirs, ours] = await Promise.all([digest(redis), digest(holdfast)])
  return theirs === ours ? undefined : { request: 'DEBUG DIGEST', theirs, ours }
}

function same(a: Entry, b: Entry): boolean {
  if (a.dump !== b.dump || a.encoding !== b.encoding) return false
  return a.ttlMs === b.ttlMs || (a.ttlMs > 0 && b.ttlMs > 0 && Math.abs(a.ttlMs - b.ttlMs) < ttlToleranceMs)
}

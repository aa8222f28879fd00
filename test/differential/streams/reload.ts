/*
 * Whether a server holds the same when it has saved its data and loaded them again.
 */
import { show } from '../../support/reply.ts'
import type { ServerProcess } from '../../support/servers.ts'

const databases = 16

/**
 * Saves and loads; a sentence that is the same for every server unless something was lost. Times to live go
 * first: keys must not expire on the way.
 */
export async function reload(server: ServerProcess): Promise<string> {
  const client = await server.connect()
  try {
    for (let db = 0; db < databases; db++) {
      await client.send('SELECT', db)
      const keys = await client.send('KEYS', '*')
      if (keys.kind !== 'array') return `KEYS answered ${show(keys)}`
      const names = keys.items.map(key => (key.kind === 'bulk' ? key.text : ''))
      await client.pipeline(names.map(name => ['PERSIST', name]))
    }
    const before = show(await client.send('DEBUG', 'DIGEST'))
    const reply = show(await client.send('DEBUG', 'RELOAD'))
    const after = show(await client.send('DEBUG', 'DIGEST'))
    return `${reply}, ${before === after ? `still ${after}` : `${before} became ${after}`}`
  } finally {
    client.close()
  }
}

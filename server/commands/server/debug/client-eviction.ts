/** DEBUG CLIENT-EVICTION: how many connections hold how much memory, in classes of powers of two. */
import { clientMemory } from '../../../../shared/client/describe.ts'
import type { DebugSubcommand } from './subcommand.ts'

const FIRST_LOG = 15
const LAST_LOG = 32

export const debugClientEviction: DebugSubcommand = {
  name: 'CLIENT-EVICTION',
  least: 2,
  most: 2,
  help: ['CLIENT-EVICTION', '    Show low level client eviction pools info (maxmemory-clients).'],
  run({ clients, reply, server }) {
    if (server.store.number('maxmemory-clients') === 0) {
      return reply.error('ERR maxmemory-clients is disabled.')
    }
    const pools = Array.from({ length: LAST_LOG - FIRST_LOG + 2 }, () => ({ bytes: 0, count: 0 }))
    for (const client of clients.byId.values()) {
      const bytes = clientMemory(client)
      const log = Math.floor(Math.log2(Math.max(1, bytes)))
      const pool = pools[Math.min(Math.max(log - FIRST_LOG + 1, 0), pools.length - 1)]!
      pool.bytes += bytes
      pool.count++
    }
    const lines = pools.map(({ bytes, count }, i) => {
      const from = i === 0 ? 0 : 2 ** (FIRST_LOG + i - 1)
      const to = i === pools.length - 1 ? '+            ' : ` - ${pad(2 ** (FIRST_LOG + i) - 1)}`
      return `bucket ${pad(from)}${to}: tot-mem: ${pad(bytes)}, clients: ${count}\n`
    })
    reply.verbatim('txt', lines.join(''))
  },
}

function pad(n: number): string {
  return String(n).padStart(10)
}

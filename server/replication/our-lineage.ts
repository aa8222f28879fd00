/** What this server is, as its lineage guard compares it with a primary. */
import { type Lineage, unknownLineage } from '../../shared/replication/lineage.ts'
import { onlyKeepalives } from './keepalives.ts'
import type { Guarded } from './lineage-guard.ts'
import type { Wiring } from './wiring.ts'

export function guarded(wiring: Wiring): Guarded {
  const { log, settings } = wiring.server
  return {
    seconds: () => settings.replicaLineageGuardSeconds,
    now: () => wiring.now(),
    lineage: () => ourLineage(wiring),
    idleSince: offset => onlyKeepalives(log, offset),
  }
}

/** Without a known history the ID is '', and no comparison says that a primary is behind. */
function ourLineage({ history, server }: Wiring): Lineage {
  const lineage = unknownLineage()
  if (history.known) lineage.id = history.id
  lineage.secondId = history.secondId
  lineage.secondOffset = history.secondOffset
  lineage.offset = server.log.end
  for (const db of server.keyspace.databases) {
    lineage.keys += db.table.count
    lineage.volatileKeys += db.expires.count
  }
  return lineage
}

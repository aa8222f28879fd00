/** INFO keyspace: the databases that hold keys. */
import type { ServerContext } from '../../../engine/context.ts'

export function keyspaceLines({ server }: ServerContext): string[] {
  const lines: string[] = []
  for (const db of server.keyspace.databases) {
    if (db.table.count === 0) continue
    lines.push(
      `db${db.index}:keys=${db.table.count},expires=${db.expires.count},avg_ttl=${Math.floor(db.avgTtl)}`,
    )
  }
  return lines
}

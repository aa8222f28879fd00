/** INFO replication: the lines of the part that replicates. */
import type { ServerContext } from '../../../engine/context.ts'

export function replicationLines({ server }: ServerContext): string[] {
  return server.info.get('replication')?.() ?? ['role:master', 'connected_slaves:0']
}

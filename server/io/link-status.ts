/**
 * For `systemctl status`: a replica's link to its primary, each time that it comes up. Departs from Redis,
 * which has other words for a link that goes on where it was.
 */
import type { Supervision } from '../../shared/io/supervision.ts'
import type { Replication } from '../replication/replication.ts'

const UP = 'MASTER <-> REPLICA sync: Finished with success. Ready to accept connections in read-write mode.'

/** Gives what looks, at each tick. */
export function reportLink(supervision: Supervision, replication: Replication): () => void {
  let up = false
  return () => {
    const was = up
    up = replication.isReplica() && replication.linkUp()
    if (up && !was) supervision.status(UP)
  }
}

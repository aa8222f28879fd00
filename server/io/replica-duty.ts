/**
 * Before a primary ends, its replicas get what it wrote: writes pause, and the end waits until all have it,
 * for shutdown-timeout seconds at most.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerHost } from '../engine/host.ts'
import type { ReplicaPeer } from '../replication/replica-peer.ts'
import type { Replication } from '../replication/replication.ts'
import type { LastDuty } from './ending.ts'
import type { Turns } from './turns.ts'

const LOOK_EVERY_MS = 5
/** The pause outlasts the wait, so that nothing is written between its end and the process's. */
const PAUSE_MARGIN_MS = 60_000

export function waitForReplicas(replication: Replication, host: ServerHost, turns: Turns): LastDuty {
  const { server, primary } = replication
  return async ({ now }, abandoned) => {
    const online = (): ReplicaPeer[] => [...primary.peers].filter(peer => peer.state === 'online')
    const total = online().length
    if (replication.isReplica() || total === 0) return true
    const timeoutMs = now ? 0 : server.store.number('shutdown-timeout') * 1000
    const target = server.log.end
    const behind = (): ReplicaPeer[] => online().filter(peer => peer.ackOffset < target)
    if (timeoutMs > 0 && behind().length > 0) {
      server.notice.notice('Waiting for replicas before shutting down.')
      turns.begin()
      host.pause(Date.now() + timeoutMs + PAUSE_MARGIN_MS, false)
      primary.requestAcks()
      const deadline = Date.now() + timeoutMs
      while (!abandoned() && behind().length > 0 && Date.now() < deadline) await sleep(LOOK_EVERY_MS)
      turns.begin()
      if (abandoned()) host.unpause()
    }
    const late = behind()
    for (const peer of late) {
      server.notice.notice(
        `Lagging replica ${peer.name} reported offset ${target - peer.ackOffset} behind master, ` +
          `lag=${peer.lagSeconds(Date.now())}, state=${peer.state}.`,
      )
    }
    server.notice.notice(`${total - late.length} of ${total} replicas are in sync when shutting down.`)
    return true
  }
}

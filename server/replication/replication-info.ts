/** The replication section of INFO, and the same facts for the metrics. */
import { formatHundredths } from '../../shared/bytes/double.ts'
import type { Server } from '../engine/server.ts'
import type { Failover } from './failover.ts'
import type { Primary } from './primary.ts'
import type { PrimaryLink } from './primary-link.ts'
import type { Wiring } from './wiring.ts'

/** What is told of: `Replication`. */
export interface Subject {
  readonly wiring: Wiring
  readonly server: Server
  readonly primary: Primary
  readonly link: PrimaryLink
  readonly failover: Failover
  isReplica(): boolean
  backlogActive(): boolean
}

/** One replica of ours, for the metrics. */
export interface PeerFacts {
  ip: string
  port: number
  state: string
  /** Last offset acknowledged. */
  offset: number
  lagSeconds: number
}

export interface PrimaryFacts {
  host: string
  port: number
  linkUp: boolean
  /** -1 when there is no link. */
  lastIoSecondsAgo: number
  syncInProgress: boolean
  offset: number
  readOnly: boolean
}

export function peerFacts({ primary, wiring }: Subject): PeerFacts[] {
  const now = wiring.now()
  return [...primary.peers]
    .filter(peer => peer.state !== 'none')
    .map(peer => ({
      ip: peer.ip,
      port: peer.port,
      state: peer.state,
      offset: peer.ackOffset,
      lagSeconds: peer.state === 'online' ? peer.lagSeconds(now) : 0,
    }))
}

/** Null on a primary. */
export function primaryFacts({ link, wiring }: Subject): PrimaryFacts | null {
  if (link.phase === 'none') return null
  const { log, settings } = wiring.server
  return {
    host: link.host,
    port: link.port,
    linkUp: link.phase === 'connected',
    lastIoSecondsAgo: link.phase === 'connected' ? seconds(wiring.now() - link.lastIo) : -1,
    syncInProgress: link.phase === 'transfer',
    offset: log.end,
    readOnly: settings.replicaReadOnly,
  }
}

/** `name:value` lines in Redis 7.2's order, without the heading. */
export function infoLines(replication: Subject): string[] {
  const { failover, primary, server, wiring } = replication
  const { log, settings } = server
  const { history } = wiring
  const lines = [`role:${replication.isReplica() ? 'slave' : 'master'}`, ...linkLines(replication)]
  lines.push(`connected_slaves:${primary.peers.size}`)
  if (settings.minReplicasToWrite > 0) lines.push(`min_slaves_good_slaves:${primary.good()}`)
  peerFacts(replication).forEach((peer, i) => {
    lines.push(
      `slave${i}:ip=${peer.ip},port=${peer.port},state=${peer.state},offset=${peer.offset},` +
        `lag=${peer.lagSeconds}`,
    )
  })
  const active = replication.backlogActive()
  lines.push(
    `master_failover_state:${failover.state}`,
    `master_replid:${history.id}`,
    `master_replid2:${history.secondId}`,
    `master_repl_offset:${log.end}`,
    `second_repl_offset:${history.secondOffset}`,
    `repl_backlog_active:${active ? 1 : 0}`,
    `repl_backlog_size:${settings.replBacklogSizeBytes}`,
    `repl_backlog_first_byte_offset:${active ? log.start + 1 : 0}`,
    `repl_backlog_histlen:${active ? log.length() : 0}`,
  )
  return lines
}

function linkLines(replication: Subject): string[] {
  const { link, server, wiring } = replication
  const facts = primaryFacts(replication)
  if (facts === null) return []
  const now = wiring.now()
  const lines = [
    `master_host:${facts.host}`,
    `master_port:${facts.port}`,
    `master_link_status:${facts.linkUp ? 'up' : 'down'}`,
    `master_last_io_seconds_ago:${facts.lastIoSecondsAgo}`,
    `master_sync_in_progress:${facts.syncInProgress ? 1 : 0}`,
    `slave_read_repl_offset:${link.received}`,
    `slave_repl_offset:${facts.offset}`,
  ]
  if (facts.syncInProgress) {
    const { read, total } = link.progress
    lines.push(
      `master_sync_total_bytes:${total}`,
      `master_sync_read_bytes:${read}`,
      `master_sync_left_bytes:${total - read}`,
      `master_sync_perc:${total > 0 ? formatHundredths((read / total) * 100) : '0.00'}`,
      `master_sync_last_io_seconds_ago:${seconds(now - link.lastIo)}`,
    )
  }
  if (!facts.linkUp) {
    const down = link.downSince === 0 ? -1 : seconds(now - link.downSince)
    lines.push(`master_link_down_since_seconds:${down}`)
  }
  if (link.guard.active) {
    const { guard } = link
    lines.push('master_lineage_guard:1', `master_lineage_guard_against:${guard.against}`)
    lines.push(`master_lineage_guard_seconds_left:${guard.secondsLeft}`)
  }
  const { settings, store } = server
  lines.push(
    `slave_priority:${settings.replicaPriority}`,
    `slave_read_only:${facts.readOnly ? 1 : 0}`,
    `replica_announced:${store.bool('replica-announced') ? 1 : 0}`,
  )
  return lines
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000))
}

/** The same facts as the control plane reads them, at the moment it asks. */
export class ReplicationFacts {
  private readonly subject: Subject

  constructor(subject: Subject) {
    this.subject = subject
  }

  get role(): 'master' | 'slave' {
    return this.subject.isReplica() ? 'slave' : 'master'
  }
  get replId(): string {
    return this.subject.wiring.history.id
  }
  get masterReplOffset(): number {
    return this.subject.server.log.end
  }
  get secondReplOffset(): number {
    return this.subject.wiring.history.secondOffset
  }
  get backlogActive(): boolean {
    return this.subject.backlogActive()
  }
  get replicas(): PeerFacts[] {
    return peerFacts(this.subject)
  }
  get master(): PrimaryFacts | null {
    return primaryFacts(this.subject)
  }
}

/*
 * Which replica to promote: Redis's rules. Unfit ones are dropped, then the smallest priority wins, then the
 * largest replication offset, then the smallest run id.
 *
 * Two rules are ours. Where replicas hold what the primary lost by a restart, only they are fit. And a
 * replica that has not got the data yet is unfit: Redis promotes the server that came back empty and waits
 * for its first sync, if the primary falters just then, and all the others must empty themselves.
 */
import { holdsWhatWasLost } from './reboot.ts'
import type { Instance, Master, SentinelState } from './types.ts'

/**
 * A replica's last sign of life, and its INFO while the primary is down, may be so many ping periods old.
 */
const FRESH_PING_PERIODS = 5
const FRESH_INFO_PERIODS = 3
const LINK_DOWN_FACTOR = 10

/** null: no replica is fit. */
export function selectReplica(state: SentinelState, master: Master, now: number): Instance | null {
  const fit = [...master.replicas.values()].filter(replica => isFit(state, master, replica, now))
  const keepers = fit.filter(replica => holdsWhatWasLost(state, master, replica, now))
  if (keepers.length > 0) return keepers.toSorted((a, b) => compare(a, b, heldOffset))[0]!
  if (master.rebootBehindSince !== 0) return null
  return fit.toSorted((a, b) => compare(a, b, replica => replica.replOffset))[0] ?? null
}

/** A real redis-server forgets its offset as a replica when a full sync is offered, but not its data's. */
function heldOffset(replica: Instance): number {
  return Math.max(replica.replOffset, replica.lineage.offset)
}

export function isFit(state: SentinelState, master: Master, replica: Instance, now: number): boolean {
  const { primary } = master
  if (replica.sdown || !replica.command.connected) return false
  if (replica.priority === 0 || replica.infoRefresh === 0) return false
  if (lacksData(primary, replica)) return false
  if (now - replica.lastAvailTime > state.periods.ping * FRESH_PING_PERIODS) return false
  const infoAge = primary.sdown
    ? state.periods.ping * FRESH_PING_PERIODS
    : state.periods.info * FRESH_INFO_PERIODS
  if (now - replica.infoRefresh > infoAge) return false
  const downFor = primary.sdown ? now - primary.sdownSince : 0
  return replica.masterLinkDownMs <= downFor + master.downAfter * LINK_DOWN_FACTOR
}

/**
 * It is empty, or taking its data in, where the primary was seen with keys. One in sync with a primary that
 * was emptied since is told apart by its offset, which is no lower than the primary's then.
 */
function lacksData(primary: Instance, replica: Instance): boolean {
  if (replica.masterLinkUp || !primary.holdsKeys || replica.replOffset >= primary.replOffset) return false
  return !replica.holdsKeys || replica.loading
}

function compare(a: Instance, b: Instance, offset: (replica: Instance) => number): number {
  if (a.priority !== b.priority) return a.priority - b.priority
  if (offset(a) !== offset(b)) return offset(b) - offset(a)
  if (a.runId === b.runId) return 0
  if (a.runId === '') return 1
  if (b.runId === '') return -1
  return a.runId.toLowerCase() < b.runId.toLowerCase() ? -1 : 1
}

/**
 * Keeps a replica's data when its own primary comes back without it.
 *
 * A primary that is killed and restarted at once, without a file or with an old one, answers PSYNC with a
 * full resynchronization, and Redis's replicas throw away the last copies of what it lost. Here a replica
 * first asks such a primary what it is (INFO), and while the primary is behind
 * (shared/replication/lineage.ts) the replica takes nothing from it: it keeps its data and its offset, says
 * so in INFO (`master_lineage_guard`), where sentinels read it and fail over (sentinel/core/reboot.ts), and
 * asks again every second.
 *
 * The guard is for a primary that restarted just now under the address that our data came from. It does not
 * object to a primary that was named by REPLICAOF since, to one that is a replica itself (whose data its own
 * guard kept or an operator chose), nor to one that has been serving for longer than the guard lasts: what
 * clients wrote there since is worth more than what it lost.
 *
 * It ends after `replica-lineage-guard-seconds`, at once by any REPLICAOF, and when the primary turns out to
 * have our history. A primary that restarts once more has the time anew.
 *
 * The default is 20 s. Sentinels do not wait for down-after here, since the primary answers: they see the
 * guard and promote within three seconds. 20 s leave room for a sentinel's connection timeout (3 s), a leader
 * that dies after its election (4 s until the next candidate) and a promotion that hangs (5 s).
 */
import type { Log } from '../../shared/ports/log.ts'
import { isBehind, type Lineage, sharedOffset } from '../../shared/replication/lineage.ts'

/** A primary's refusals or LOADING replies show for so long, ms, that it has just started. */
const STARTING_FRESH_MS = 5000
/** INFO's uptime is the difference of two whole seconds: it may be this much too large, ms. */
const UPTIME_ERROR_MS = 1000

/** How the guard, and the file that keeps it, write an address: as the arguments of REPLICAOF. */
export function addressOf(host: string, port: number): string {
  return `${host.toLowerCase()} ${port}`
}

/** What the guard must know of the server that it guards. */
export interface Guarded {
  /** Directive replica-lineage-guard-seconds; 0 switches the guard off. */
  seconds(): number
  /** Wall-clock ms. */
  now(): number
  /** What we are. */
  lineage(): Lineage
  /** Whether all we have from `offset` on are keepalives, which no data depends on. */
  idleSince(offset: number): boolean
}

export class LineageGuard {
  private readonly us: Guarded
  private readonly notice: Log
  /** Address (see `addressOf`) of the primary that our data came from, null when that does not bind us. */
  private home: string | null
  /** The last byte of that primary's stream came then, and so it was running; 0: not in this process. */
  private heardAt: number
  /** How long it took us to load our data, ms; a primary that started when we did may have been faster. */
  private bootMs: number
  /** When the primary last refused a connection, said that it loads, or broke a good link. */
  private startingAt: number
  /** Since when we hold our data back from it; 0: we do not. */
  private since: number
  /** Run ID of the primary that we object to, '' when it did not say. */
  against: string

  constructor(us: Guarded, notice: Log) {
    this.us = us
    this.notice = notice
    this.home = null
    this.bootMs = 0
    this.heardAt = 0
    this.startingAt = 0
    this.since = 0
    this.against = ''
  }

  // What happens to the link --------------------------------------------------------------------------------

  /** The link is up: our data is this primary's. */
  continued(address: string): void {
    this.home = address
    this.since = 0
  }

  /** The data that was loaded at start, in `bootMs`, came from that primary; null: nobody knows. */
  restored(address: string | null, bootMs: number): void {
    this.home = address
    this.bootMs = bootMs
  }

  /** A good link ended; its last byte came at `heardAt`. */
  lost(heardAt: number): void {
    this.heardAt = heardAt
    this.startingAt = this.us.now()
  }

  /** The primary refused the connection, or said that it is loading. */
  starting(): void {
    this.startingAt = this.us.now()
  }

  /** We were told whom to follow: whatever that one holds is wanted. */
  released(): void {
    if (this.since !== 0) this.notice.notice('Lineage guard: ended by REPLICAOF.')
    this.home = null
    this.heardAt = 0
    this.startingAt = 0
    this.since = 0
  }

  // Facts ---------------------------------------------------------------------------------------------------

  /** Address of the primary that our data came from, for the file that keeps it. */
  get origin(): string | null {
    return this.home
  }

  get active(): boolean {
    return this.since !== 0
  }

  /** Seconds until it gives in. */
  get secondsLeft(): number {
    if (this.since === 0) return 0
    return Math.max(0, Math.ceil((this.since - this.us.now()) / 1000 + this.us.seconds()))
  }

  /** Whether a primary at that address must say what it is before its data can be taken. */
  watches(address: string): boolean {
    return this.home === address && this.us.seconds() > 0
  }

  // The decision --------------------------------------------------------------------------------------------

  /** Whether the primary, which told `theirs` by INFO, must not replace our data now. */
  objects(address: string, theirs: Lineage): boolean {
    if (!this.watches(address)) return this.objection(false, address, theirs)
    const ours = this.us.lineage()
    const behind =
      this.startedLately(theirs) && isBehind(theirs, ours) && !this.onlyLostKeepalives(theirs, ours)
    return this.objection(behind, address, theirs)
  }

  /**
   * As `objects`, for a primary that did not answer INFO: all that is known is the history it offers in its
   * answer to PSYNC.
   */
  objectsToOffer(address: string, offer: { replid: string; offset: number }): boolean {
    const { replid: id, offset } = offer
    const theirs = { id, offset, runId: '', keys: -1 }
    const started = this.active || this.us.now() - this.startingAt <= STARTING_FRESH_MS
    if (!started || !this.watches(address)) return this.objection(false, address, theirs)
    const ours = this.us.lineage()
    const foreign = ours.id !== '' && id !== ours.id && id !== ours.secondId
    const behind = ours.keys > 0 && foreign && (this.active || offset < ours.offset)
    return this.objection(behind, address, theirs)
  }

  private startedLately(theirs: Lineage): boolean {
    if (this.active && theirs.runId === this.against) return true
    const now = this.us.now()
    const uptimeMs = theirs.uptimeSeconds * 1000
    const known = this.heardAt !== 0
    if (known && uptimeMs - UPTIME_ERROR_MS > now - this.heardAt) return false
    const limit = this.us.seconds() * 1000 + (known ? 0 : this.bootMs)
    return uptimeMs <= limit || now - this.startingAt <= STARTING_FRESH_MS
  }

  private onlyLostKeepalives(theirs: Lineage, ours: Lineage): boolean {
    const shared = sharedOffset(theirs, ours)
    return shared >= 0 && shared < ours.offset && this.us.idleSince(shared)
  }

  private objection(behind: boolean, address: string, theirs: Offer): boolean {
    if (!behind) {
      if (this.active) this.notice.notice('Lineage guard: ended, the master has what we have.')
      this.since = 0
      return false
    }
    const now = this.us.now()
    if (!this.active || (theirs.runId !== this.against && theirs.runId !== '')) {
      this.since = now
      this.against = theirs.runId
      this.explain(address, theirs)
    }
    if (now - this.since < this.us.seconds() * 1000) return true
    this.notice.warning(
      `Lineage guard: nobody decided in ${this.us.seconds()} seconds (replica-lineage-guard-seconds). ` +
        `Giving in: the data set of MASTER ${shown(address)} replaces ours.`,
    )
    this.home = null
    this.since = 0
    return false
  }

  private explain(address: string, theirs: Offer): void {
    const ours = this.us.lineage()
    const theirKeys = theirs.keys < 0 ? '' : `, ${theirs.keys} keys`
    this.notice.warning(
      `Lineage guard: MASTER ${shown(address)} came back without the data we have from it: it is at ` +
        `${theirs.id}:${theirs.offset}${theirKeys}, we are at ${ours.id}:${ours.offset}, ${ours.keys} ` +
        `keys. Keeping our data set for up to ${this.us.seconds()} seconds ` +
        '(replica-lineage-guard-seconds), so that Sentinel can fail over. To end this now: ' +
        `REPLICAOF ${address} takes the master's data set, REPLICAOF NO ONE makes this server the master.`,
    )
  }
}

/** What is known of the data that a primary would give us; `keys` -1 when it did not say. */
type Offer = Pick<Lineage, 'id' | 'offset' | 'keys' | 'runId'>

function shown(address: string): string {
  return address.replace(' ', ':')
}

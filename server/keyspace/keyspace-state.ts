/**
 * What all databases share while commands run: the sampled time, modes that change what expiry means,
 * counters.
 */
import type { Random } from '../../shared/ports/random.ts'
import { CLOCK_MASK } from './records.ts'

/** A fresh key's LFU counter: it must survive long enough to be used a second time. */
const LFU_INIT = 5

export class KeyspaceState {
  /** Wall-clock ms, sampled once per turn. */
  now: number
  /** LRU clock: seconds, 24 bits. */
  clock: number
  /**
   * Eviction goes by frequency; the record's clock is then minutes (16 bits) and a logarithmic counter (8).
   */
  lfu: boolean
  lfuLogFactor: number
  lfuDecayMinutes: number
  /** The client asked that its reads leave no trace (CLIENT NO-TOUCH). */
  noTouch: boolean
  /** We follow a primary: expired keys are hidden, but deleted only when it says so. */
  isReplica: boolean
  /** The stream being applied comes from our primary: nothing expires under it. */
  applying: boolean
  loading: boolean
  /** Clients are paused: the data must not change, not even by expiry. */
  paused: boolean
  hits: number
  misses: number
  expired: number
  expiredStalePercent: number
  expiredTimeCapReached: number
  evicted: number
  /** Wall-clock ms since when memory is over maxmemory, 0 when it is not; ms that it was before. */
  exceededSince: number
  exceededMs: number
  /** Called after a key was deleted because its time had passed. */
  onExpired: (db: number, key: Uint8Array) => void
  /** Fields of hashes deleted because their time had passed; told with whether the key went too. */
  expiredFields: number
  onFieldsExpired: (db: number, key: Uint8Array, fields: Uint8Array[], gone: boolean) => void
  /**
   * Whether anyone listens to new keys (event class n) and to reads that find nothing (m), and how they are
   * told.
   */
  tellsNew: boolean
  tellsMisses: boolean
  onNew: (db: number, key: Uint8Array) => void
  /** Types (as bits) that clients wait for, and how those are told of a new key `buf[off, off + len)`. */
  waitedFor: number
  onReady: (db: number, buf: Uint8Array, off: number, len: number) => void
  /**
   * Replies being sent from large values, and how they are told that the one at a root is about to change.
   */
  streamed: number
  onChanging: (root: number) => void
  /** Called after a database got other contents as a whole, if anyone waits for anything. */
  onReplaced: (db: number) => void
  onMissed: (db: number, key: Uint8Array) => void
  private readonly random: Random

  constructor(random: Random) {
    this.now = 0
    this.clock = 0
    this.lfu = false
    this.lfuLogFactor = 10
    this.lfuDecayMinutes = 1
    this.noTouch = false
    this.isReplica = false
    this.applying = false
    this.loading = false
    this.paused = false
    this.hits = 0
    this.misses = 0
    this.expired = 0
    this.expiredStalePercent = 0
    this.expiredTimeCapReached = 0
    this.evicted = 0
    this.exceededSince = 0
    this.exceededMs = 0
    this.onExpired = () => {}
    this.expiredFields = 0
    this.onFieldsExpired = () => {}
    this.tellsNew = false
    this.tellsMisses = false
    this.onNew = () => {}
    this.waitedFor = 0
    this.onReady = () => {}
    this.onReplaced = () => {}
    this.streamed = 0
    this.onChanging = () => {}
    this.onMissed = () => {}
    this.random = random
  }

  /** CONFIG RESETSTAT. */
  resetStats(): void {
    this.hits = 0
    this.misses = 0
    this.expired = 0
    this.expiredFields = 0
    this.expiredStalePercent = 0
    this.expiredTimeCapReached = 0
    this.evicted = 0
    this.exceededMs = 0
  }

  /** Takes the turn's time. */
  setNow(now: number): void {
    this.now = now
    this.clock = Math.floor(now / 1000) & CLOCK_MASK
  }

  /** The clock of a new record. */
  newClock(): number {
    return this.lfu ? (this.minutes() << 8) | LFU_INIT : this.clock
  }

  /** The clock of a record that takes the place of one with clock `old`: how often a key is used stays. */
  clockAfter(old: number): number {
    return this.lfu ? old : this.clock
  }

  /** The LFU clock of a key with that counter, accessed now. */
  lfuClock(counter: number): number {
    return (this.minutes() << 8) | counter
  }

  /** The LFU clock after one more access. */
  lfuTouch(clock: number): number {
    const counter = this.lfuDecayed(clock)
    return (this.minutes() << 8) | this.lfuIncremented(counter)
  }

  /** The LFU counter as it is now, after decay. */
  lfuDecayed(clock: number): number {
    const counter = clock & 0xff
    if (this.lfuDecayMinutes === 0) return counter
    const elapsed = (this.minutes() - (clock >>> 8)) & 0xffff
    return Math.max(0, counter - Math.floor(elapsed / this.lfuDecayMinutes))
  }

  /** Seconds since a record was touched, from its LRU clock. */
  idleSeconds(clock: number): number {
    return (this.clock - clock) & CLOCK_MASK
  }

  private lfuIncremented(counter: number): number {
    if (counter === 255) return 255
    const base = Math.max(0, counter - LFU_INIT)
    return this.random.below(base * this.lfuLogFactor + 1) === 0 ? counter + 1 : counter
  }

  private minutes(): number {
    return Math.floor(this.now / 60000) & 0xffff
  }
}

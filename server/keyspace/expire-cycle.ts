/**
 * Active expiry: deletes keys whose time has passed though nobody asks for them. Each step draws keys
 * uniformly from one database's expiry index; a database is left when few enough of those drawn were stale,
 * so that the stale share of all stays near that bound (10%, less with a higher effort). Redis walks its
 * expires table bucket by bucket instead, because it cannot draw uniformly; the bounds are Redis's own.
 *
 * Whoever has the timer calls `step` until it says that all is done or the time it grants is spent; see
 * `finish`.
 */
import type { Random } from '../../shared/ports/random.ts'
import { hasPassed } from '../values/has-passed.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'

/** Keys drawn by a step at effort 1, and the percentage of them that may be stale at the end. */
const KEYS_PER_STEP = 20
const STALE_PERCENT = 10
/** What a cycle's stale share, and a step's mean time to live, weigh in their moving averages. */
const STALE_WEIGHT = 0.05
const TTL_WEIGHT = 0.02

export class ExpireCycle {
  private readonly keyspace: Keyspace
  private readonly random: Random
  /** The database at work, and how many are still to be looked at in this cycle. */
  private at: number
  private left: number
  /** Of this cycle. */
  private drawn: number
  private stale: number

  constructor(keyspace: Keyspace, random: Random) {
    this.keyspace = keyspace
    this.random = random
    this.at = 0
    this.left = 0
    this.drawn = 0
    this.stale = 0
  }

  /**
   * Draws from one database once, `effort` (active-expire-effort, 1 to 10) deciding how many keys. True when
   * there is more to do in this cycle, false when it is complete. Nothing happens where keys must not be
   * deleted.
   */
  step(effort: number): boolean {
    const { databases, state } = this.keyspace
    if (state.isReplica || state.loading || state.paused) return false
    if (this.left === 0) this.left = databases.length
    while (databases[this.at]!.expires.count === 0) if (!this.next()) return false
    const db = databases[this.at]!
    const more = this.draw(db, KEYS_PER_STEP + Math.floor(KEYS_PER_STEP / 4) * (effort - 1))
    return more > STALE_PERCENT - (effort - 1) || this.next()
  }

  /**
   * Ends a cycle, complete or out of time, and takes account of it. The next goes on at the database where
   * this one was interrupted.
   */
  finish(outOfTime: boolean): void {
    const { state } = this.keyspace
    if (outOfTime) state.expiredTimeCapReached++
    const percent = this.drawn === 0 ? 0 : (this.stale * 100) / this.drawn
    state.expiredStalePercent += (percent - state.expiredStalePercent) * STALE_WEIGHT
    this.left = 0
    this.drawn = 0
    this.stale = 0
  }

  /** Goes on to the next database; false after the last of this cycle. */
  private next(): boolean {
    this.at = (this.at + 1) % this.keyspace.databases.length
    return --this.left > 0
  }

  /** Draws up to `count` keys and deletes the stale ones; gives the percentage of these. */
  private draw(db: Database, count: number): number {
    const { expires, records } = db
    const { now } = this.keyspace.state
    let drawn = 0
    let stale = 0
    let ttl = 0
    for (const end = Math.min(count, expires.count); drawn < end && expires.count > 0; drawn++) {
      const ref = expires.at(this.random.below(expires.count))
      const expireAt = records.expiry(ref)
      if (hasPassed(expireAt, now)) {
        stale++
        db.dropExpired(ref)
      } else ttl += expireAt - now
    }
    if (drawn > stale) this.average(db, ttl / (drawn - stale))
    this.drawn += drawn
    this.stale += stale
    return (stale * 100) / drawn
  }

  private average(db: Database, ttl: number): void {
    db.avgTtl = db.avgTtl === 0 ? ttl : db.avgTtl + (ttl - db.avgTtl) * TTL_WEIGHT
  }
}

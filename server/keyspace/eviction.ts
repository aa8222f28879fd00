/**
 * Eviction: what goes when memory is over maxmemory. Redis's approximation: of a few keys drawn at random the
 * best one goes, and a small pool remembers good candidates of earlier draws, which brings it close to true
 * LRU, LFU or TTL order. Departs from Redis: candidates are drawn uniformly (Redis takes runs of neighbouring
 * keys), and the work is bounded by keys per call, not by time.
 */
import { hashBytes } from '../../shared/bytes/hash.ts'
import { copyOf } from '../../shared/bytes/text.ts'
import type { Random } from '../../shared/ports/random.ts'
import type { Database } from './database.ts'
import type { Keyspace } from './keyspace.ts'
import type { KeyspaceState } from './keyspace-state.ts'
import { CLOCK_MASK, EXPIRES } from './records.ts'

/** What eviction goes by; the server's configuration and accounts stand behind it. */
export interface EvictionHost {
  /** Bytes allowed, 0 for no limit, and bytes in use that count towards it. */
  limit(): number
  used(): number
  /** maxmemory-policy, -samples, -eviction-tenacity (0 to 100). */
  policy(): string
  samples(): number
  tenacity(): number
  /** A replica with replica-ignore-maxmemory leaves eviction to its primary. */
  suspended(): boolean
  /** A key was evicted. */
  onEvicted(db: number, key: Uint8Array): void
  /** So many keys were evicted by a call. */
  onBatch(policy: string, keys: number): void
}

const POOL_SIZE = 16
/** Keys that a call evicts at most per point of tenacity: 200 at the usual 10, about half a millisecond. */
const KEYS_PER_TENACITY = 20
/** Segments of flushed tables given back before any key is evicted: about a millisecond's worth. */
const RECLAIM_SLICES = 16

type Candidate = { score: number; db: number; key: Uint8Array }

export class Eviction {
  /** Memory is still over the limit and more can go: call `makeRoom` again at a later turn. */
  unfinished: boolean
  private readonly keyspace: Keyspace
  private readonly random: Random
  private readonly host: EvictionHost
  /** Ascending by score. */
  private readonly pool: Candidate[]
  /** The policy whose scores are in the pool. */
  private pooledFor: string
  private nextDb: number

  constructor(keyspace: Keyspace, random: Random, host: EvictionHost) {
    this.unfinished = false
    this.keyspace = keyspace
    this.random = random
    this.host = host
    this.pool = []
    this.pooledFor = ''
    this.nextDb = 0
  }

  /**
   * Evicts while memory is over the limit, a bounded number of keys. False when there is no room and none can
   * be made: writes must be refused. True also when this call did its share and later ones will do the rest.
   */
  makeRoom(): boolean {
    const { host, keyspace } = this
    this.unfinished = false
    if (!this.over()) {
      this.within()
      return true
    }
    if (host.suspended() || keyspace.state.paused) return true
    const { state } = keyspace
    if (state.exceededSince === 0) state.exceededSince = state.now
    for (let i = 0; i < RECLAIM_SLICES && this.over() && keyspace.reclaim(); i++);
    // What is being freed already may be enough: no key goes before that is known.
    this.unfinished = this.over() && keyspace.reclaimable()
    if (this.unfinished) return true
    const policy = host.policy()
    const most = host.tenacity() >= 100 ? Infinity : Math.max(1, host.tenacity() * KEYS_PER_TENACITY)
    let evicted = 0
    let found = policy !== 'noeviction'
    while (found && evicted < most && this.over()) {
      found = this.evictOne(policy)
      if (found) evicted++
    }
    if (evicted > 0) host.onBatch(policy, evicted)
    if (!this.over()) this.within()
    else this.unfinished = found || keyspace.reclaimable()
    return !this.over() || this.unfinished
  }

  private over(): boolean {
    const limit = this.host.limit()
    return limit > 0 && this.host.used() > limit
  }

  private within(): void {
    const { state } = this.keyspace
    if (state.exceededSince === 0) return
    state.exceededMs += state.now - state.exceededSince
    state.exceededSince = 0
  }

  /** Evicts the best candidate there is; false when the policy allows none. */
  private evictOne(policy: string): boolean {
    const volatile = policy.startsWith('volatile-')
    if (policy.endsWith('-random')) return this.evictRandom(volatile)
    if (policy !== this.pooledFor) this.pool.length = 0
    this.pooledFor = policy
    for (;;) {
      if (!this.fillPool(policy, volatile)) return false
      while (this.pool.length > 0) {
        const { db, key } = this.pool.pop()!
        if (this.evictKey(this.keyspace.databases[db]!, key, volatile)) return true
      }
    }
  }

  /** The databases take turns. */
  private evictRandom(volatile: boolean): boolean {
    const { databases } = this.keyspace
    for (let i = 0; i < databases.length; i++) {
      this.nextDb = (this.nextDb + 1) % databases.length
      const db = databases[this.nextDb]!
      const ref = this.draw(db, volatile)
      if (ref === 0) continue
      db.writeRecord(ref)
      this.remove(db)
      return true
    }
    return false
  }

  /** Evicts a candidate, unless it is gone by now or may not be evicted any more. */
  private evictKey(db: Database, key: Uint8Array, volatile: boolean): boolean {
    const ref = db.table.find(hashBytes(key, 0, key.length), key, 0, key.length)
    if (ref === 0 || (volatile && (db.records.word0(ref) & EXPIRES) === 0)) return false
    db.writeRecord(ref)
    this.remove(db)
    return true
  }

  /** Deletes the record that `writeRecord` looked up. */
  private remove(db: Database): void {
    const { records } = db
    const key = copyOf(records.bytes, records.keyAt, records.keyLength)
    db.remove()
    this.keyspace.state.evicted++
    this.host.onEvicted(db.index, key)
  }

  private draw(db: Database, volatile: boolean): number {
    const { random } = this
    if (!volatile) return db.table.sample(random.below(2 ** 32), random.below(2 ** 32))
    return db.expires.count === 0 ? 0 : db.expires.at(random.below(db.expires.count))
  }

  /** Draws candidates from every database; false when there is no key to draw. */
  private fillPool(policy: string, volatile: boolean): boolean {
    const { state, databases } = this.keyspace
    let any = false
    for (const db of databases) {
      const keys = volatile ? db.expires.count : db.table.count
      if (keys > 0) any = true
      for (let i = Math.min(keys, this.host.samples()); i > 0; i--) {
        const ref = this.draw(db, volatile)
        this.offer(db, ref, scoreOf(state, db, ref, policy))
      }
    }
    return any
  }

  /** Puts a key in the pool when it is better than the worst there, or there is room. */
  private offer(db: Database, ref: number, score: number): void {
    const { pool } = this
    let at = 0
    while (at < pool.length && pool[at]!.score < score) at++
    if (at === 0 && pool.length === POOL_SIZE) return
    const { records } = db
    records.load(ref)
    const key = copyOf(records.bytes, records.keyAt, records.keyLength)
    for (const held of pool) if (held.db === db.index && Buffer.compare(held.key, key) === 0) return
    pool.splice(at, 0, { score, db: db.index, key })
    if (pool.length > POOL_SIZE) pool.shift()
  }
}

/** The higher, the sooner a key goes: seconds idle, rareness (0 to 255), or nearness of its expiry. */
function scoreOf(state: KeyspaceState, db: Database, ref: number, policy: string): number {
  if (policy === 'volatile-ttl') return -db.records.expiry(ref)
  const clock = db.records.word0(ref) & CLOCK_MASK
  return policy.endsWith('-lfu') ? 255 - state.lfuDecayed(clock) : state.idleSeconds(clock)
}

/** Makes records keep the clock that a policy goes by; after each change of these directives. */
export function applyPolicy(
  state: KeyspaceState,
  policy: string,
  lfuLogFactor: number,
  lfuDecayMinutes: number,
): void {
  state.lfu = policy.endsWith('-lfu')
  state.lfuLogFactor = lfuLogFactor
  state.lfuDecayMinutes = lfuDecayMinutes
}

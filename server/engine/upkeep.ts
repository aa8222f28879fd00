/**
 * The keyspace's own chores, in slices (`slices.ts`): keys whose time has passed, eviction that a
 * request began, memory of flushed databases and of large values that are gone. Whoever has the timer calls
 * `tick` at `hz`, then `slice` turn by turn while it asks for more; nothing here waits or blocks.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import { Args } from '../../shared/resp/args.ts'
import { applyPolicy, Eviction, type EvictionHost } from '../keyspace/eviction.ts'
import { ExpireCycle } from '../keyspace/expire-cycle.ts'
import { FieldExpireCycle } from '../keyspace/field-expire-cycle.ts'
import { OwnExpiryCycle } from '../keyspace/own-expiry-cycle.ts'
import type { Propagation } from './propagation.ts'
import type { Server } from './server.ts'
import { SLICE_US } from './slices.ts'

/** How often the arena gives back the empty pages, and after a while the chunks, that it keeps at hand. */
const TRIM_MS = 10_000
/**
 * The share of time that active expiry may take, in percent at effort 1, and what each further effort adds.
 */
const EXPIRE_PERCENT = 25
const EXPIRE_PERCENT_STEP = 2

export class Upkeep {
  readonly eviction: Eviction
  private readonly server: Server
  private readonly cycle: ExpireCycle
  /** Follows the keys' cycle, in the same time. */
  private readonly fieldCycle: FieldExpireCycle
  /** On a replica, in place of both. */
  private readonly ownCycle: OwnExpiryCycle
  private keysDone: boolean
  /** An expire cycle is under way, and has taken so much time. */
  private expiring: boolean
  private spentUs: number
  /** Wall-clock ms. */
  private trimmedAt: number

  constructor(server: Server, propagation: Propagation) {
    this.server = server
    this.eviction = new Eviction(server.keyspace, server.random, evictionHost(server, propagation))
    this.cycle = new ExpireCycle(server.keyspace, server.random)
    this.fieldCycle = new FieldExpireCycle(server.keyspace)
    this.ownCycle = new OwnExpiryCycle(server.keyspace, this.fieldCycle)
    this.keysDone = false
    this.expiring = false
    this.spentUs = 0
    this.trimmedAt = 0
    this.configure()
  }

  /** Takes the directives that eviction goes by; after each change of the configuration. */
  configure(): void {
    const { keyspace, settings } = this.server
    const { maxmemoryPolicy, lfuLogFactor, lfuDecayTimeMinutes } = settings
    applyPolicy(keyspace.state, maxmemoryPolicy, lfuLogFactor, lfuDecayTimeMinutes)
  }

  /** Begins a new expire cycle: every 1000 / hz ms, in a turn. */
  tick(): void {
    if (this.expiring) this.finish(true)
    this.expiring = this.server.activeExpire
    this.spentUs = 0
    const { arena, state } = this.server.keyspace
    if (Math.abs(state.now - this.trimmedAt) < TRIM_MS) return
    this.trimmedAt = state.now
    arena.trim()
    arena.pool.rest()
  }

  /** Works for a slice; true when there is more to do in a coming turn. */
  slice(budgetUs = SLICE_US): boolean {
    const { clock } = this.server.parts
    const start = clock.monotonicUs()
    if (this.eviction.unfinished) this.eviction.makeRoom()
    if (this.expiring) this.expire(start, budgetUs)
    const { keyspace } = this.server
    keyspace.arena.release()
    let more: boolean
    do more = keyspace.reclaim()
    while (more && clock.monotonicUs() - start < budgetUs)
    return this.expiring || this.eviction.unfinished || more || keyspace.arena.releasable
  }

  private expire(start: number, budgetUs: number): void {
    const { parts, settings, stats } = this.server
    const effort = settings.activeExpireEffort
    let more = true
    let now = start
    while (more && now - start < budgetUs) {
      more = this.expireStep(effort)
      now = parts.clock.monotonicUs()
    }
    stats.expireCycleUsec += now - start
    this.spentUs += now - start
    const percent = EXPIRE_PERCENT + EXPIRE_PERCENT_STEP * (effort - 1)
    const outOfTime = this.spentUs >= (10_000 * percent) / settings.hz
    if (more && !outOfTime) return
    this.finish(more)
  }

  /** Keys first, then fields of hashes. */
  private expireStep(effort: number): boolean {
    if (this.server.keyspace.state.isReplica) return this.ownCycle.step()
    if (this.keysDone) return this.fieldCycle.step()
    this.keysDone = !this.cycle.step(effort)
    return true
  }

  private finish(outOfTime: boolean): void {
    this.cycle.finish(outOfTime)
    this.fieldCycle.finish()
    this.ownCycle.finish()
    this.keysDone = false
    this.expiring = false
  }
}

function evictionHost(server: Server, propagation: Propagation): EvictionHost {
  const { settings, keyspace, watches } = server
  return {
    limit: () => settings.maxmemoryBytes,
    used: () => server.usedMemory() - server.uncountedMemory(),
    policy: () => settings.maxmemoryPolicy,
    samples: () => settings.maxmemorySamples,
    tenacity: () => settings.maxmemoryEvictionTenacity,
    suspended: () => keyspace.state.isReplica && settings.replicaIgnoreMaxmemory,
    onEvicted(db, key) {
      propagation.write(db, Args.of(settings.lazyfreeLazyEviction ? 'UNLINK' : 'DEL', key))
      if (watches.size > 0) watches.touch(db, latin1(key, 0, key.length))
      if (server.notifications !== 0) server.notify('e', 'evicted', db, key)
    },
    onBatch: (policy, keys) => server.parts.observe.evicted(policy, keys),
  }
}

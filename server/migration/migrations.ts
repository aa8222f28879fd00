/**
 * MIGRATE: keys on their way to other servers, and the connections kept to these.
 *
 * Redis serves nobody until the target has answered. Here the client waits as in BLPOP, and all others are
 * served. MIGRATE serialises the keys at once; until the move has ended `Holds` keeps writes to them waiting,
 * as Redis would, so what is deleted here is what has arrived there. Keys that expired or were evicted
 * meanwhile need no deletion. A server that has become a replica meanwhile deletes nothing.
 *
 * Further departures: as long as bytes move, a slow target is not given up; inside MULTI, where a client
 * cannot wait, MIGRATE of an existing key is an error.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Dial } from '../../shared/ports/dial.ts'
import { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { Gates } from '../engine/admission/gates.ts'
import type { Engine } from '../engine/engine.ts'
import type { Server } from '../engine/server.ts'
import { Migration, type MigrationKeeper, type MigrationRequest, type Parcel } from './migration.ts'
import { Target } from './target.ts'

/** What migrations need the world for; each call back comes inside a turn. */
export interface MigrationWorld extends Dial {
  /** Calls `act` in `ms`; answers with the means to call it off. */
  after(ms: number, act: () => void): () => void
}

/** How long an unused connection is kept, ms, and how many are. */
const KEPT_MS = 10_000
const KEPT_MOST = 64

export class Migrations implements MigrationKeeper {
  private readonly server: Server
  private readonly engine: Engine
  private readonly gates: Gates
  private readonly world: MigrationWorld
  /** Connections that nobody uses, the longest unused first. */
  private readonly kept: Target[]
  /** Connections in use. */
  private busy: number
  /** The role at the start of each migration. */
  private readonly wasReplica: WeakMap<Migration, boolean>

  constructor(server: Server, engine: Engine, gates: Gates, world: MigrationWorld) {
    this.server = server
    this.engine = engine
    this.gates = gates
    this.world = world
    this.kept = []
    this.busy = 0
    this.wasReplica = new WeakMap()
    server.migrations = this
  }

  static of(server: Server): Migrations {
    return server.migrations as Migrations
  }

  /** Connections open, used and kept: INFO's migrate_cached_sockets. */
  get sockets(): number {
    return this.kept.length + this.busy
  }

  /** Begins to move keys; the client is answered when it has ended. */
  begin(request: MigrationRequest): void {
    // A copy leaves the key as it is: who changes it meanwhile changes what stays.
    if (!request.copy) for (const { key } of request.parcels) this.server.holds.add(key)
    this.gates.refresh()
    const migration = new Migration(request, this)
    this.wasReplica.set(migration, this.server.keyspace.state.isReplica)
    migration.start()
  }

  now(): number {
    return this.server.keyspace.state.now
  }

  after(ms: number, act: () => void): () => void {
    return this.world.after(ms, act)
  }

  connect(migration: Migration, fresh: boolean): Target {
    const { host, port } = migration.request
    const at = fresh ? -1 : this.kept.findIndex(({ name }) => name === `${host}:${port}`)
    if (!fresh) this.busy++
    if (at < 0) return new Target(this.world, host, port, migration, this.lost)
    const target = this.kept.splice(at, 1)[0]!
    target.user = migration
    return target
  }

  private readonly lost = (target: Target): void => {
    const at = this.kept.indexOf(target)
    if (at >= 0) this.kept.splice(at, 1)
  }

  ended(migration: Migration, arrived: Parcel[], error: string | null, keep: boolean): void {
    const { request, target } = migration
    const { holds, keyspace } = this.server
    this.busy--
    if (keep) this.keep(target)
    else target.destroy()
    if (!request.copy) for (const { key } of request.parcels) holds.drop(key)
    this.gates.refresh()
    const { client, copy } = request
    if (!copy && keyspace.state.isReplica && !this.wasReplica.get(migration)) error ??= errors.readOnly
    else if (!copy) this.remove(request.db, arrived)
    this.engine.release(client, error, '+OK')
  }

  private keep(target: Target): void {
    if (this.kept.length >= KEPT_MOST) this.kept.shift()!.destroy()
    target.user = null
    target.idleSince = this.now()
    this.kept.push(target)
  }

  /** The keys are at home elsewhere now. */
  private remove(index: number, arrived: Parcel[]): void {
    const { server, engine } = this
    const db = server.keyspace.databases[index]!
    const words: Uint8Array[] = []
    for (const { key } of arrived) {
      if (db.writeKey(key, 0, key.length) === 0) continue
      db.remove()
      words.push(key)
      server.dirty++
      if (server.watches.size > 0) server.watches.touch(index, Buffer.from(key).latin1Slice())
      if (server.notifications !== 0) server.notify('g', 'del', index, key)
    }
    if (words.length > 0) engine.propagation.write(index, Args.of(latin1Bytes('DEL'), ...words))
  }

  /** Closes what was kept long enough; `now` in wall-clock ms. */
  cron(now: number): void {
    while (this.kept.length > 0 && now - this.kept[0]!.idleSince > KEPT_MS) this.kept.shift()!.destroy()
  }
}

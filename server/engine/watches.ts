/**
 * Keys that clients watch (WATCH): a client whose key changes finds its next EXEC refused. A key that expires
 * while it is watched has changed. One whose time had passed before is watched as a key that does not exist:
 * that it is deleted then, or put in the place of nothing, is no change.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Presence } from '../keyspace/database.ts'

/** What is under a key (latin1) now. */
export type LookAt = (db: number, key: string) => Presence

export class Watches {
  /** Clients by `db:key`. */
  private readonly byKey: Map<string, Set<Client>>
  private readonly lookAt: LookAt

  constructor(lookAt: LookAt) {
    this.byKey = new Map()
    this.lookAt = lookAt
  }

  /** Keys watched by anyone; zero makes `touch` not worth calling. */
  get size(): number {
    return this.byKey.size
  }

  /** Clients that watch something. */
  clients(): number {
    const all = new Set<Client>()
    for (const clients of this.byKey.values()) for (const client of clients) all.add(client)
    return all.size
  }

  add(client: Client, db: number, key: string): void {
    const name = `${db}:${key}`
    client.watched ??= new Map()
    if (client.watched.has(name)) return
    client.watched.set(name, this.lookAt(db, key) === 'expired')
    const clients = this.byKey.get(name)
    if (clients === undefined) this.byKey.set(name, new Set([client]))
    else clients.add(client)
  }

  drop(client: Client): void {
    if (client.watched === null) return
    for (const name of client.watched.keys()) {
      const clients = this.byKey.get(name)
      clients?.delete(client)
      if (clients?.size === 0) this.byKey.delete(name)
    }
    client.watched = null
  }

  /** Whether the time of a key has passed since the client began to watch it. */
  anyExpired(client: Client): boolean {
    for (const [name, expired] of client.watched ?? []) {
      const colon = name.indexOf(':')
      if (!expired && this.lookAt(Number(name.slice(0, colon)), name.slice(colon + 1)) === 'expired')
        return true
    }
    return false
  }

  /** The key has changed. */
  touch(db: number, key: string): void {
    const name = `${db}:${key}`
    const clients = this.byKey.get(name)
    if (clients === undefined) return
    for (const client of clients) {
      const watched = client.watched!
      if (watched.get(name) && this.lookAt(db, key) === 'nothing') watched.set(name, false)
      else client.set(clientState.dirtyCas)
    }
  }

  /** A database is about to be empty. */
  emptied(db: number): void {
    this.replaced(db, () => 'nothing')
  }

  /** Two databases are about to exchange their contents. */
  exchanged(a: number, b: number): void {
    this.replaced(a, key => this.lookAt(b, key))
    this.replaced(b, key => this.lookAt(a, key))
  }

  /** A database is about to get other contents: `will` tells what each key will be. */
  replaced(db: number, will: (key: string) => Presence): void {
    const prefix = `${db}:`
    for (const [name, clients] of this.byKey) {
      if (!name.startsWith(prefix)) continue
      const key = name.slice(prefix.length)
      const before = this.lookAt(db, key)
      const after = will(key)
      if (before === 'nothing' && after === 'nothing') continue
      for (const client of clients) this.replaceKey(client, name, before, after)
    }
  }

  private replaceKey(client: Client, name: string, before: Presence, after: Presence): void {
    const watched = client.watched!
    if (watched.get(name) && after !== 'live') watched.set(name, after === 'expired')
    else if (before === 'nothing' && after === 'expired') watched.set(name, true)
    else client.set(clientState.dirtyCas)
  }
}

/** Keys that clients watch (WATCH): a client whose key changes finds its next EXEC refused. */
import { type Client, clientState } from '../../shared/client/client.ts'

export class Watches {
  /** Clients by `db:key`. */
  private readonly byKey: Map<string, Set<Client>>

  constructor() {
    this.byKey = new Map()
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
    client.watched ??= new Set()
    client.watched.add(name)
    const clients = this.byKey.get(name)
    if (clients === undefined) this.byKey.set(name, new Set([client]))
    else clients.add(client)
  }

  drop(client: Client): void {
    if (client.watched === null) return
    for (const name of client.watched) {
      const clients = this.byKey.get(name)
      clients?.delete(client)
      if (clients?.size === 0) this.byKey.delete(name)
    }
    client.watched = null
  }

  touch(db: number, key: string): void {
    const clients = this.byKey.get(`${db}:${key}`)
    if (clients !== undefined) for (const client of clients) client.set(clientState.dirtyCas)
  }

  /** A whole database changes: `existed` tells which watched keys were there. */
  touchAll(db: number, affected: (key: string) => boolean): void {
    const prefix = `${db}:`
    for (const [name, clients] of this.byKey) {
      if (!name.startsWith(prefix) || !affected(name.slice(prefix.length))) continue
      for (const client of clients) client.set(clientState.dirtyCas)
    }
  }
}

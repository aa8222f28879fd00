/**
 * The sockets the server accepts connections on: one per `bind` address and the unix socket. CONFIG SET port
 * and bind move them while the server runs: the new ones are opened first, so that a failure leaves the old
 * ones as they were. Departs from Redis: a host name other than localhost, given to CONFIG SET bind, is
 * refused, since resolving it would block.
 */
import type { Server as NetServer } from 'node:net'
import { isIP } from 'node:net'
import type { ConfigStore } from '../../shared/config/store.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Connection } from '../../shared/io/connection.ts'
import { listen, listenNow } from '../../shared/io/listener.ts'
import type { Log } from '../../shared/ports/log.ts'

const WITHOUT_IT = new Set([
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOPROTOOPT',
  'ESOCKTNOSUPPORT',
  'EPFNOSUPPORT',
])

type BindAddress = { text: string; host: string; optional: boolean }

export class Listeners {
  private readonly store: ConfigStore
  private readonly log: Log
  private readonly accept: (connection: Connection, unixPath: string | null) => void
  private tcp: NetServer[]
  private unix: NetServer | null

  constructor(
    store: ConfigStore,
    log: Log,
    accept: (connection: Connection, unixPath: string | null) => void,
  ) {
    this.store = store
    this.log = log
    this.accept = accept
    this.tcp = []
    this.unix = null
  }

  /** Opens everything at start. Null, or the reason to exit, which is not logged yet. */
  async open(): Promise<string | null> {
    const port = this.store.number('port')
    const backlog = this.store.number('tcp-backlog')
    if (port > 0) {
      for (const address of this.addresses()) {
        try {
          const { host } = address
          this.tcp.push(await listen({ host, port }, backlog, connection => this.accept(connection, null)))
        } catch (error) {
          if (!this.mayMiss(address, port, error)) return `Failed listening on port ${port} (tcp), aborting.`
        }
      }
      if (this.tcp.length === 0) return `Failed listening on port ${port} (tcp), aborting.`
    }
    const path = this.store.path('unixsocket')
    if (path !== '') {
      const mode = this.store.number('unixsocketperm')
      try {
        const at = { path, mode: mode === 0 ? null : mode }
        this.unix = await listen(at, backlog, connection => this.accept(connection, path))
      } catch (error) {
        return `Failed opening Unix socket: bind: ${systemReason(error)}`
      }
    }
    return this.tcp.length === 0 && this.unix === null ? 'Configured to not listen anywhere, exiting.' : null
  }

  /** Moves the TCP sockets to the store's port and addresses; false when that cannot be done. */
  move(): boolean {
    const port = this.store.number('port')
    const opened: NetServer[] = []
    const old = this.tcp
    // An address in both sets cannot be opened twice, so the old ones close first and come back on failure.
    for (const server of old) server.close()
    if (port > 0) {
      for (const address of this.addresses()) {
        try {
          opened.push(this.openNow(address, port))
        } catch (error) {
          if (this.mayMiss(address, port, error)) continue
          for (const server of opened) server.close()
          this.tcp = []
          return false
        }
      }
    }
    this.tcp = opened
    return true
  }

  /** Stops accepting; open connections stay. */
  close(): void {
    for (const server of this.tcp) server.close()
    this.tcp = []
    this.unix?.close()
    this.unix = null
  }

  private openNow(address: BindAddress, port: number): NetServer {
    const host = address.host === 'localhost' ? '127.0.0.1' : address.host
    if (isIP(host) === 0) throw new Error('a host name cannot be resolved while the server runs')
    const backlog = this.store.number('tcp-backlog')
    return listenNow(host, port, backlog, connection => this.accept(connection, null))
  }

  private addresses(): BindAddress[] {
    return this.store.list('bind').map(text => {
      const optional = text.startsWith('-')
      const name = optional ? text.slice(1) : text
      return { text: name, host: name === '*' ? '0.0.0.0' : name === '::*' ? '::' : name, optional }
    })
  }

  /** Logs why an address could not be opened; true when the server can do without it. */
  private mayMiss({ text, optional }: BindAddress, port: number, error: unknown): boolean {
    const { code = '' } = error as NodeJS.ErrnoException
    this.log.warning(
      `Warning: Could not create server TCP listening socket ${text}:${port}: bind: ${systemReason(error)}`,
    )
    return WITHOUT_IT.has(code) || (optional && code === 'EADDRNOTAVAIL')
  }
}

/**
 * The sentinel's own port: listening sockets, who may come in (maxclients, protected mode, a password), idle
 * clients, and what a connection's bytes mean to the engine.
 */
import type { Server as NetServer } from 'node:net'
import { clientState } from '../../shared/client/client.ts'
import { systemReason } from '../../shared/io/config-files.ts'
import type { Connection } from '../../shared/io/connection.ts'
import type { Descriptors } from '../../shared/io/descriptors.ts'
import { listen } from '../../shared/io/listener.ts'
import type { SentinelEngine } from '../engine/engine.ts'
import type { Sentinel } from '../engine/sentinel.ts'

/** Address families that a machine may lack without harm. */
const WITHOUT_IT = new Set([
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOPROTOOPT',
  'ESOCKTNOSUPPORT',
  'EPFNOSUPPORT',
])

const FULL = Buffer.from('-ERR max number of clients reached\r\n')
const DENIED = Buffer.from(
  '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set ' +
    'for the default user. In this mode connections are only accepted from the loopback interface. Set ' +
    'protected-mode no or requirepass in the configuration file of this sentinel and restart it to ' +
    'connect from elsewhere.\r\n',
)

export class Port {
  private readonly sentinel: Sentinel
  private readonly engine: SentinelEngine
  private readonly descriptors: Descriptors
  private servers: NetServer[]

  constructor(engine: SentinelEngine, descriptors: Descriptors) {
    this.descriptors = descriptors
    this.sentinel = engine.sentinel
    this.engine = engine
    this.servers = []
  }

  /** Opens the sockets. Null, or the reason to exit. */
  async open(): Promise<string | null> {
    const { store, log } = this.sentinel
    const port = store.number('port')
    const backlog = store.number('tcp-backlog')
    for (const bind of port > 0 ? store.list('bind') : []) {
      const name = bind.replace(/^-/, '')
      const host = name === '*' ? '0.0.0.0' : name === '::*' ? '::' : name
      try {
        this.servers.push(await listen({ host, port }, backlog, connection => this.accept(connection, null)))
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException
        const reason = systemReason(error)
        log.warning(`Warning: Could not create server TCP listening socket ${name}:${port}: bind: ${reason}`)
        if (WITHOUT_IT.has(code) || (bind.startsWith('-') && code === 'EADDRNOTAVAIL')) continue
        return `Failed listening on port ${port} (tcp), aborting.`
      }
    }
    const path = store.path('unixsocket')
    if (path !== '') {
      const mode = store.number('unixsocketperm') || null
      try {
        this.servers.push(await listen({ path, mode }, backlog, connection => this.accept(connection, path)))
      } catch (error) {
        return `Failed opening Unix socket: bind: ${systemReason(error)}`
      }
    }
    return this.servers.length === 0 ? 'Configured to not listen anywhere, exiting.' : null
  }

  close(): void {
    for (const server of this.servers) server.close()
    this.servers = []
  }

  /** Drops clients that were idle longer than `timeout`; subscribers may be as silent as they like. */
  dropIdle(): void {
    const { clients, clock, store, log } = this.sentinel
    const limitMs = store.number('timeout') * 1000
    if (limitMs === 0) return
    const now = clock.wallMs()
    for (const client of clients.byId.values()) {
      if (client.has(clientState.subscribed | clientState.blocked)) continue
      if (now - client.lastInteraction <= limitMs) continue
      log.verbose('Closing idle client')
      this.sentinel.close(client, true)
    }
  }

  private accept(connection: Connection, unixPath: string | null): void {
    const { sentinel, engine } = this
    const { clients, stats, store } = sentinel
    const { socket } = connection
    const refusal = this.refusal(connection.fd, unixPath, socket.remoteAddress)
    if (refusal !== null) {
      stats.rejectedConnections++
      connection.refuse(refusal)
      return
    }
    stats.connections++
    const addr = unixPath === null ? address(socket.remoteAddress, socket.remotePort) : `${unixPath}:0`
    const laddr = unixPath === null ? address(socket.localAddress, socket.localPort) : `${unixPath}:0`
    const client = clients.add(connection, addr, laddr, unixPath !== null, sentinel.clock.wallMs())
    client.fd = connection.fd
    client.parser.maxBulk = store.number('proto-max-bulk-len')
    if (sentinel.passwordSet()) {
      client.set(clientState.unauthenticated)
      client.parser.authenticated = false
    }
    const keepaliveS = store.number('tcp-keepalive')
    if (unixPath === null && keepaliveS > 0) socket.setKeepAlive(true, keepaliveS * 1000)
    connection.open({
      data: (chunk, n) => engine.receive(client, chunk, n),
      closed: () => engine.disconnected(client),
    })
  }

  /** What to tell a connection that may not come in, or null. */
  private refusal(fd: number, unixPath: string | null, remote: string | undefined): Uint8Array | null {
    const { clients, store } = this.sentinel
    if (clients.byId.size >= store.number('maxclients') || this.descriptors.scarce(fd)) return FULL
    if (!store.bool('protected-mode') || unixPath !== null || this.sentinel.passwordSet()) return null
    return remote === undefined || remote === '127.0.0.1' || remote === '::1' ? null : DENIED
  }
}

/** As Redis prints addresses: an IPv6 host in brackets. */
function address(host = '?', port = 0): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

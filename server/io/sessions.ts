/**
 * From accepted sockets to clients: who may come in (maxclients, protected mode, a password), and what the
 * connection's bytes mean to the engine.
 */
import { type Client, clientState } from '../../shared/client/client.ts'
import type { Connection } from '../../shared/io/connection.ts'
import type { Descriptors } from '../../shared/io/descriptors.ts'
import type { Hold } from '../../shared/ports/transport.ts'
import type { Engine } from '../engine/engine.ts'
import type { Server } from '../engine/server.ts'
import type { Turns } from './turns.ts'

const FULL = Buffer.from('-ERR max number of clients reached\r\n')
const DENIED = Buffer.from(
  '-DENIED Redis is running in protected mode because protected mode is enabled and no password is ' +
    'set for the default user. In this mode connections are only accepted from the loopback interface. ' +
    'If you want to connect from external computers to Redis you may adopt one of the following ' +
    "solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from " +
    'the loopback interface by connecting to Redis from the same host the server is running, however ' +
    'MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make ' +
    'this change permanent. 2) Alternatively you can just disable the protected mode by editing the ' +
    "Redis configuration file, and setting the protected mode option to 'no', and then restarting the " +
    'server. 3) If you started the server manually just for testing, restart it with the ' +
    "'--protected-mode no' option. 4) Setup a an authentication password for the default user. NOTE: " +
    'You only need to do one of the above things in order for the server to start accepting ' +
    'connections from the outside.\r\n',
)

export class Sessions {
  /** Told when a connection is gone, before the engine forgets it. */
  onClosed: (client: Client) => void
  private readonly server: Server
  private readonly engine: Engine
  private readonly turns: Turns
  private readonly passwordSet: () => boolean
  private readonly holdOf: (client: Client) => Hold
  private readonly descriptors: Descriptors

  constructor(
    server: Server,
    engine: Engine,
    turns: Turns,
    holdOf: (client: Client) => Hold,
    passwordSet: () => boolean,
    descriptors: Descriptors,
  ) {
    this.onClosed = () => {}
    this.descriptors = descriptors
    this.server = server
    this.engine = engine
    this.turns = turns
    this.holdOf = holdOf
    this.passwordSet = passwordSet
  }

  /** Takes a new connection; `unixPath` is the socket it came through, or null for TCP. */
  accept(connection: Connection, unixPath: string | null): void {
    const { server } = this
    const { socket } = connection
    const refusal = this.refusal(connection.fd, unixPath !== null, socket.remoteAddress)
    if (refusal !== null) {
      server.stats.rejectedConnections++
      connection.refuse(refusal)
      return
    }
    const addr = unixPath === null ? address(socket.remoteAddress, socket.remotePort) : `${unixPath}:0`
    const laddr = unixPath === null ? address(socket.localAddress, socket.localPort) : `${unixPath}:0`
    const client = server.clients.add(connection, addr, laddr, unixPath !== null, Date.now())
    server.stats.connections++
    client.fd = connection.fd
    connection.hold = this.holdOf(client)
    client.parser.maxBulk = server.settings.protoMaxBulkLen
    if (this.passwordSet()) {
      client.set(clientState.unauthenticated)
      client.parser.authenticated = false
    }
    const keepalive = server.settings.tcpKeepaliveSeconds
    if (unixPath === null && keepalive > 0) socket.setKeepAlive(true, keepalive * 1000)
    this.open(client, connection)
  }

  private open(client: Client, connection: Connection): void {
    const { engine, turns } = this
    connection.open({
      data(chunk, n) {
        turns.begin()
        engine.receive(client, chunk, n)
      },
      closed: () => {
        this.onClosed(client)
        engine.disconnected(client)
      },
    })
  }

  /** What to tell a connection that may not come in, or null. */
  private refusal(fd: number, unix: boolean, remote: string | undefined): Uint8Array | null {
    const { clients, settings } = this.server
    if (clients.byId.size >= settings.maxclients || this.descriptors.scarce(fd)) return FULL
    if (!settings.protectedMode || unix || this.passwordSet()) return null
    return remote === undefined || isLoopback(remote) ? null : DENIED
  }
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1'
}

/** As Redis prints addresses: an IPv6 host in brackets. */
function address(host = '?', port = 0): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Listening sockets, TCP and unix, that hand out connections with their reading not yet begun. */
import { chmodSync, rmSync } from 'node:fs'
import * as net from 'node:net'
import { createServer, type Server } from 'node:net'
import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'
import { Connection } from './connection.ts'

export type ListenAddress = { host: string; port: number } | { path: string; mode: number | null }

/** Opens one listening socket. Rejects with the system's error (EADDRINUSE, EACCES ...). */
export function listen(
  address: ListenAddress,
  backlog: number,
  accept: (connection: Connection) => void,
): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>()
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, socket => {
    accept(new Connection(socket))
  })
  server.once('error', reject)
  const ready = (): void => {
    server.off('error', reject)
    server.on('error', () => {})
    if ('path' in address && address.mode !== null) chmodSync(address.path, address.mode)
    resolve(server)
  }
  if ('path' in address) {
    rmSync(address.path, { force: true })
    server.listen({ path: address.path, backlog }, ready)
  } else {
    server.listen({ host: address.host, port: address.port, backlog, ipv6Only: address.host === '::' }, ready)
  }
  return promise
}

type CreateHandle = (host: string, port: number, family: 4 | 6, fd: undefined, flags: number) => unknown

const IPV6_ONLY = 1

/**
 * Opens a TCP socket on an IP address at once, for a server that must answer whether it could (CONFIG SET
 * port). Node only offers this inside itself; where that is gone, the error comes too late to be thrown.
 * @throws the system's error
 */
export function listenNow(
  host: string,
  port: number,
  backlog: number,
  accept: (connection: Connection) => void,
): Server {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, socket => {
    accept(new Connection(socket))
  })
  server.on('error', () => {})
  const create = (net as unknown as { _createServerHandle?: CreateHandle })._createServerHandle
  const family = net.isIP(host) === 6 ? 6 : 4
  const handle = create?.(host, port, family, undefined, host === '::' ? IPV6_ONLY : 0)
  if (typeof handle === 'number') throw systemError(handle)
  if (handle === undefined) server.listen({ host, port, backlog, ipv6Only: host === '::' })
  else server.listen(handle as object, backlog)
  if (handle !== undefined && !server.listening) throw systemError(-constants.errno.EADDRINUSE)
  return server
}

function systemError(errno: number): Error {
  const [code, message] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', 'unknown error']
  return Object.assign(new Error(message), { errno, code })
}

/** Whether a connection comes from this machine, for directives whose value is `local`. */
import type { Client } from './client.ts'

export function isLocal(client: Client): boolean {
  return client.unixSocket || client.addr.startsWith('127.0.0.1:') || client.addr.startsWith('[::1]:')
}

/** What AUTH and HELLO AUTH change in a connection, and what RESET takes back. */
import { type Client, clientState } from '../../client/client.ts'

/** The connection speaks for `user` from now on. */
export function logIn(client: Client, user: string): void {
  client.user = user
  client.clear(clientState.unauthenticated)
  client.parser.authenticated = true
}

/** The connection as it was accepted: user `default`, who needs a password or not. */
export function logOut(client: Client, passwordSet: boolean): void {
  logIn(client, 'default')
  if (!passwordSet) return
  client.set(clientState.unauthenticated)
  client.parser.authenticated = false
}

/**
 * A sentinel's answers to what the shared commands ask of their process. There is one user so far, `default`,
 * whose password is requirepass.
 *
 * Departs from Redis: CLIENT PAUSE changes nothing, since the clients of a sentinel are its peers, too.
 */
import { createHash } from 'node:crypto'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Client } from '../../shared/client/client.ts'
import type { CommandHost } from '../../shared/command/context.ts'
import type { Sentinel } from './sentinel.ts'

export class SentinelHost implements CommandHost {
  readonly mode: string
  private readonly sentinel: Sentinel

  constructor(sentinel: Sentinel) {
    this.mode = 'sentinel'
    this.sentinel = sentinel
  }

  role(): string {
    return ''
  }

  authenticate(user: string, password: Uint8Array): boolean {
    if (user !== 'default') return false
    return !this.passwordSet() || samePassword(password, this.sentinel.store.text('requirepass'))
  }

  passwordSet(): boolean {
    return this.sentinel.passwordSet()
  }

  password(): string {
    return this.sentinel.store.text('requirepass')
  }

  hasUser(user: string): boolean {
    return user === 'default'
  }

  close(client: Client, now: boolean): void {
    this.sentinel.close(client, now)
  }

  pause(): void {}

  unpause(): void {}

  unblock(): boolean {
    return false
  }

  reset(): void {}

  replicate(): void {}
}

/** Compares digests, so that neither length nor contents leak through time. */
function samePassword(given: Uint8Array, wanted: string): boolean {
  const a = createHash('sha256').update(given).digest()
  const b = createHash('sha256').update(latin1Bytes(wanted)).digest()
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

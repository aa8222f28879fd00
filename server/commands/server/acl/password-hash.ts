/** The password of the user `default` as ACL commands show it. */
import { createHash } from 'node:crypto'
import { latin1Bytes } from '../../../../shared/bytes/text.ts'
import type { Server } from '../../../engine/server.ts'

/** SHA-256 in hexadecimal, or null when no password is needed. */
export function passwordHash(server: Server): string | null {
  const password = server.store.text('requirepass')
  return password === '' ? null : createHash('sha256').update(latin1Bytes(password)).digest('hex')
}

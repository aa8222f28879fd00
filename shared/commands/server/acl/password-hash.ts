/** The password of the user `default` as ACL commands show it. */
import { createHash } from 'node:crypto'
import { latin1Bytes } from '../../../bytes/text.ts'
import type { CommandHost } from '../../../command/context.ts'

/** SHA-256 in hexadecimal, or null when no password is needed. */
export function passwordHash(host: CommandHost): string | null {
  const password = host.password()
  return password === '' ? null : createHash('sha256').update(latin1Bytes(password)).digest('hex')
}

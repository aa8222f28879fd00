/*
 * Redis's glob over the core's strings, which hold one byte per character.
 */
import { globAll, matchGlob } from '../../shared/bytes/glob.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'

export function globText(pattern: string, text: string, nocase = false): boolean {
  const bytes = latin1Bytes(pattern)
  return globAll(bytes) || matchGlob(bytes, 0, bytes.length, latin1Bytes(text), 0, text.length, nocase)
}

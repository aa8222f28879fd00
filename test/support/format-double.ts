// A double as the text that the server replies with and keeps it as.
import { DOUBLE_TEXT_MAX, writeDouble } from '../../shared/bytes/double.ts'

const written = Buffer.alloc(DOUBLE_TEXT_MAX)

export function formatDouble(n: number): string {
  return written.latin1Slice(0, writeDouble(written, 0, n))
}

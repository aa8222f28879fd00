/**
 * What a primary puts into its stream when it has nothing to say: PING, which shows that it lives, and
 * REPLCONF GETACK, which asks replicas for their offset. Both move the offset and change no data.
 */
import { latin1, latin1Bytes } from '../../shared/bytes/text.ts'
import type { CommandLog } from '../log/command-log.ts'

export const PING = latin1Bytes('*1\r\n$4\r\nPING\r\n')
export const GETACK = latin1Bytes('*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n')

const KEEPALIVES = /^(?:\*1\r\n\$4\r\nPING\r\n|\*3\r\n\$8\r\nREPLCONF\r\n\$6\r\nGETACK\r\n\$1\r\n\*\r\n)*$/i
/** A longer tail is taken for data; this is half a day of PINGs. */
const TAIL_MAX = 64 * 1024

/** Whether the log, which still has everything from `offset` on, has nothing but keepalives there. */
export function onlyKeepalives(log: CommandLog, offset: number): boolean {
  if (!log.covers(offset) || log.end - offset > TAIL_MAX) return false
  let text = ''
  for (let at = offset; at < log.end; ) {
    const bytes = log.read(at, TAIL_MAX)
    text += latin1(bytes, 0, bytes.length)
    at += bytes.length
  }
  return KEEPALIVES.test(text)
}

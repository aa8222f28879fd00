/** The names of active channels that match a glob: the reply to PUBSUB CHANNELS and SHARDCHANNELS. */
import { matchGlob } from '../../bytes/glob.ts'
import { latin1Bytes } from '../../bytes/text.ts'
import type { ReplyWriter } from '../../resp/reply-writer.ts'

/** `pattern` null: all of them. */
export function replyChannels(reply: ReplyWriter, names: Iterable<string>, pattern: Uint8Array | null): void {
  const found: string[] = []
  for (const name of names) {
    if (pattern !== null) {
      const bytes = latin1Bytes(name)
      if (!matchGlob(pattern, 0, pattern.length, bytes, 0, bytes.length, false)) continue
    }
    found.push(name)
  }
  reply.array(found.length)
  for (const name of found) reply.bulkText(name)
}

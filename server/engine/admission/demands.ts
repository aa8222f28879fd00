/**
 * What a request demands of the server, as flags of commands. A plain command demands what its own flags say.
 * EXEC demands what its queue does: it writes if anything queued writes, and it needs complete data, or a
 * loaded data set, if anything queued does.
 */
import type { Client, Queued } from '../../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../../shared/command/entry.ts'

/** The flags that EXEC has as soon as one queued command has them. */
const ANY = flagBit.write | flagBit.readonly | flagBit.may_replicate | flagBit.denyoom
/** The flags that EXEC has only as long as all queued commands have them. */
const ALL = flagBit.stale | flagBit.loading

/** `CommandEntry.flags`, or for EXEC those of its queue as a whole. */
export function demandsOf(client: Client, entry: CommandEntry): number {
  return entry.name === 'exec' && client.queue !== null
    ? demandsOfAll(entry.flags, client.queue)
    : entry.flags
}

function demandsOfAll(own: number, queue: readonly Queued[]): number {
  let any = own
  let all = own
  for (const { entry } of queue) {
    any |= entry.flags & ANY
    all &= entry.flags
  }
  return (any & ~ALL) | (all & ALL)
}

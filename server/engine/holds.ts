/**
 * Keys that are on their way to another server (MIGRATE). Writes that name one wait until it has arrived or
 * stays, in any database, and so do writes that name no key (FLUSHALL, SWAPDB): the move is atomic for those
 * who write, though the server goes on serving. Reads see the key until it has left.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import type { Client } from '../../shared/client/client.ts'
import { type CommandEntry, flagBit } from '../../shared/command/entry.ts'
import { findKeys } from '../../shared/command/keys.ts'
import type { Args } from '../../shared/resp/args.ts'

export class Holds {
  /** As latin1 texts. */
  private readonly keys: Set<string>

  constructor() {
    this.keys = new Set()
  }

  get size(): number {
    return this.keys.size
  }

  add(key: Uint8Array): void {
    this.keys.add(latin1(key, 0, key.length))
  }

  drop(key: Uint8Array): void {
    this.keys.delete(latin1(key, 0, key.length))
  }

  /** Whether the request, or one that an EXEC would run, has to wait. */
  concern(client: Client, entry: CommandEntry, args: Args): boolean {
    if (entry.name !== 'exec') return this.names(entry, args)
    return client.queue?.some(queued => this.names(queued.entry, queued.args)) ?? false
  }

  private names({ definition, flags }: CommandEntry, args: Args): boolean {
    if ((flags & flagBit.write) === 0) return false
    const uses = findKeys(definition, args)
    if (uses === null || uses.length === 0) return true
    return uses.some(({ at }) => this.keys.has(args.text(at)))
  }
}

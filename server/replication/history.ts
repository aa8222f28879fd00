/**
 * Which history our data is: the replication ID that names it and, after a promotion or a change of the
 * primary's ID, the ID it had before with the offset up to which both are the same (PSYNC2). Offsets of the
 * protocol count from one: the byte at log position `p` is asked for as `p + 1`.
 */
import type { Random } from '../../shared/ports/random.ts'

export const NO_ID = '0'.repeat(40)

export class History {
  id: string
  /** The ID before, or forty zeros. */
  secondId: string
  /** First byte, counted from one, that the second ID does not have; -1 when there is none. */
  secondOffset: number
  /** Whether our data is what `id` and the log's end say, so that a primary may continue from there. */
  known: boolean
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
    this.id = random.hex(40)
    this.secondId = NO_ID
    this.secondOffset = -1
    this.known = true
  }

  /** A new history that nobody shares. */
  renew(): void {
    this.adopt(this.random.hex(40))
  }

  /** The history of a primary whose data we have taken over whole. */
  adopt(id: string): void {
    this.id = id
    this.secondId = NO_ID
    this.secondOffset = -1
    this.known = true
  }

  /** Ours is a history of its own that began where another one, `id`, was at `offset`. */
  continueFrom(id: string, offset: number): void {
    this.secondId = id
    this.secondOffset = offset + 1
  }

  /** From `offset` (the log's end) on ours is another history, of a new ID unless one is given. */
  branch(offset: number, id = this.random.hex(40)): void {
    this.continueFrom(this.id, offset)
    this.id = id
  }

  /**
   * Whether somebody at byte `wanted` (counted from one) of history `id` shares everything before it with us.
   */
  shares(id: string, wanted: number): boolean {
    const asked = id.toLowerCase()
    return asked === this.id || (asked === this.secondId && wanted <= this.secondOffset)
  }
}

/**
 * Host names, looked up without holding up anything: Redis's sentinel waits for the resolver inside its event
 * loop, and a slow one drives it into TILT.
 *
 * Addresses are kept for a while; one that is too old is still given out while it is looked up anew, and when
 * the resolver fails.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { utf8 } from '../../shared/config/split-args.ts'

const FRESH_MS = 5000

interface Entry {
  address: string | null
  /** performance.now() of the last success. */
  learnedAt: number
  /** The look-up under way, if any. */
  asking: Promise<string | null> | null
}

/** Looks one name up; rejects when it has no address. */
export type LookUp = (name: string) => Promise<string>

const systemLookUp: LookUp = async name => (await lookup(name)).address

export class Names {
  private readonly lookUp: LookUp
  private readonly entries: Map<string, Entry>

  constructor(lookUp: LookUp = systemLookUp) {
    this.lookUp = lookUp
    this.entries = new Map()
  }

  /** The address of a host (latin1), which may be an address already; null: it has none. */
  async resolve(host: string): Promise<string | null> {
    if (isIP(host) !== 0) return host
    const entry = this.entry(host)
    if (entry.address !== null) {
      if (performance.now() - entry.learnedAt > FRESH_MS) void this.refresh(host, entry)
      return entry.address
    }
    return this.refresh(host, entry)
  }

  /** Looks several up at once; returns when all are known, or the time is over. */
  async prepare(hosts: readonly string[], timeoutMs: number): Promise<void> {
    const asked = Promise.all(hosts.map(host => this.resolve(host)))
    const late = new Promise(resolve => setTimeout(resolve, timeoutMs).unref())
    await Promise.race([asked, late])
  }

  /** The address known so far, without asking; a host that is an address is its own. */
  known(host: string): string | null {
    return isIP(host) !== 0 ? host : (this.entries.get(host)?.address ?? null)
  }

  /** Nothing answered there: looks the name up anew, for the next attempt. */
  distrust(host: string): void {
    const entry = this.entries.get(host)
    if (entry !== undefined && entry.address !== null) void this.refresh(host, entry)
  }

  private entry(host: string): Entry {
    let entry = this.entries.get(host)
    if (entry === undefined) {
      entry = { address: null, learnedAt: 0, asking: null }
      this.entries.set(host, entry)
    }
    return entry
  }

  private refresh(host: string, entry: Entry): Promise<string | null> {
    entry.asking ??= this.ask(host, entry)
    return entry.asking
  }

  private async ask(host: string, entry: Entry): Promise<string | null> {
    try {
      entry.address = await this.lookUp(utf8(host))
      entry.learnedAt = performance.now()
    } catch {
      // The address known before, if any, is better than none.
    }
    entry.asking = null
    return entry.address
  }
}

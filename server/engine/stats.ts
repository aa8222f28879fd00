/** Counters of the whole server, as INFO stats reports them; CONFIG RESETSTAT zeroes most. */
export class Stats {
  commands = 0
  connections = 0
  rejectedConnections = 0
  netIn = 0
  netOut = 0
  /** Chunks read from and replies written to connections. */
  reads = 0
  writes = 0
  netReplIn = 0
  netReplOut = 0
  unexpectedErrors = 0
  errorReplies = 0
  syncFull = 0
  syncPartialOk = 0
  syncPartialErr = 0
  protocolErrors = 0
  outputBufferDrops = 0
  queryBufferDrops = 0
  evictedClients = 0
  latestForkUsec = 0
  totalForks = 0
  peakMemory = 0
  /** Failed AUTH. */
  deniedAuth = 0
  expireCycleUsec = 0
  /** Error replies by their first word. */
  readonly errors: Map<string, number> = new Map()

  /** Counts one error reply. */
  error(text: string): void {
    this.errorReplies++
    const space = text.indexOf(' ')
    const prefix = space < 0 ? text : text.slice(0, space)
    const count = this.errors.get(prefix)
    // A bound against error texts made by scripts: Redis stops at 128 too.
    if (count !== undefined || this.errors.size < 128) this.errors.set(prefix, (count ?? 0) + 1)
  }

  reset(): void {
    const keep = { peakMemory: this.peakMemory, latestForkUsec: this.latestForkUsec }
    this.errors.clear()
    for (const [name, value] of Object.entries(this)) {
      if (typeof value === 'number') (this as unknown as Record<string, number>)[name] = 0
    }
    Object.assign(this, keep)
  }
}

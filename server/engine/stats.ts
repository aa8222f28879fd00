/** How many first words of error replies are counted apart. */
const ERRORS_MAX = 128
/** What is counted in their place once there are more. */
const TOO_MANY = 'ERRORSTATS_DISABLED'
/** Longest first word of an error reply; what has none of that length is an ERR, as in Redis. */
const WORD_MAX = 30

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
  /** Deep checks of values that clients sent (RESTORE). */
  payloadChecks = 0
  /** Turns of the event loop that had work, the time they took, and what of it the commands took. */
  loopCycles = 0
  loopUsec = 0
  loopCommandUsec = 0
  /** Of the timer's ticks. */
  cronUsec = 0
  /** The longest turn, and the most commands in one. */
  loopUsecMax = 0
  loopCommandsMax = 0
  /** Error replies by their first word; nothing but TOO_MANY after a flood of them. */
  readonly errors: Map<string, number> = new Map()
  /** Told once, with all words so far, when there are more than are counted apart. */
  onFlood: (words: string[]) => void = () => {}

  /** Counts one error reply. */
  error(text: string): void {
    this.errorReplies++
    const space = text.indexOf(' ')
    const word = space < 0 || space > WORD_MAX ? 'ERR' : text.slice(0, space)
    const count = this.errors.get(word)
    if (count !== undefined) this.errors.set(word, count + 1)
    else if (!this.errors.has(TOO_MANY)) this.countNew(word)
  }

  /** A bound against words that users make up: from the 129th on they are not told apart (Redis 7.2.5). */
  private countNew(word: string): void {
    const { errors } = this
    if (errors.size < ERRORS_MAX) {
      errors.set(word, 1)
      return
    }
    this.onFlood([...errors.keys()])
    errors.clear()
    errors.set(TOO_MANY, 1)
  }

  reset(): void {
    const { peakMemory } = this
    this.errors.clear()
    for (const [name, value] of Object.entries(this)) {
      if (typeof value === 'number') (this as unknown as Record<string, number>)[name] = 0
    }
    this.peakMemory = peakMemory
  }
}

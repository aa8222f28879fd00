/** Counters of a sentinel's own port, as INFO stats reports them. */
export class Stats {
  commands = 0
  connections = 0
  rejectedConnections = 0
  netIn = 0
  netOut = 0
  errorReplies = 0
  reads = 0
  writes = 0
  /** Of the last whole second. */
  opsPerSecond = 0
  inPerSecond = 0
  outPerSecond = 0
  private before = { commands: 0, netIn: 0, netOut: 0 }

  /** To be called once a second. */
  second(): void {
    const { commands, netIn, netOut, before } = this
    this.opsPerSecond = commands - before.commands
    this.inPerSecond = netIn - before.netIn
    this.outPerSecond = netOut - before.netOut
    this.before = { commands, netIn, netOut }
  }
}

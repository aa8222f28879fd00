/**
 * What the server's pure code tells the metrics as it happens, where reading a total at scrape time would
 * lose the distribution. Implemented over prom-client in server/control/.
 */
export interface Observe {
  /** The pause that starts a snapshot (what Redis reports as fork time), in seconds. */
  snapshotStart(seconds: number): void
  /** One fsync of the append only file, in seconds. */
  fsync(seconds: number): void
  /** One write to the append only file, in seconds. */
  aofWrite(seconds: number): void
  /** `keys` keys evicted under the maxmemory policy of that name. */
  evicted(policy: string, keys: number): void
  /** A client of that class was dropped at its output buffer limit. */
  outputBufferDrop(clientClass: 'normal' | 'replica' | 'pubsub'): void
  /** A full synchronisation with a replica (as primary) or the primary (as replica) ended well. */
  fullSync(seconds: number, bytes: number): void
}

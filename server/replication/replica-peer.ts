/**
 * One replica of ours: what it announced, how far it is, and its place in the command log, from whose blocks
 * it is served. It holds no bytes of its own but those of a full sync on their way.
 */
import type { Client } from '../../shared/client/client.ts'
import type { LogReader } from '../log/command-log.ts'

/** As INFO names them; `none` before PSYNC. */
export type PeerState = 'none' | 'wait_bgsave' | 'send_bulk' | 'online'

/**
 * A stretch of a full sync's payload, for every replica that it feeds; `free` is called when none needs it.
 */
export class BulkChunk {
  readonly bytes: Uint8Array
  private users: number
  private readonly free: ((bytes: Uint8Array) => void) | null

  constructor(bytes: Uint8Array, users = 1, free: ((bytes: Uint8Array) => void) | null = null) {
    this.bytes = bytes
    this.users = users
    this.free = free
  }

  release(): void {
    if (--this.users === 0) this.free?.(this.bytes)
  }
}

export class ReplicaPeer implements LogReader {
  readonly client: Client
  state: PeerState
  /** Next byte of the log it will be sent. */
  offset: number
  /** What REPLCONF said: where it listens, '' and 0 when it did not say, and what it can do. */
  announcedIp: string
  port: number
  eof: boolean
  psync2: boolean
  /** It wants the payload only (redis-cli --rdb). */
  rdbOnly: boolean
  /** It wants the stream without the data before it (redis-cli --replica). */
  noData: boolean
  /** It came by SYNC: no +FULLRESYNC line, and it may never acknowledge. */
  oldProtocol: boolean
  ackOffset: number
  /** What it has fsynced to its AOF (FACK). */
  aofOffset: number
  /** Wall-clock ms, here and below. */
  ackAt: number
  /** When its full sync last got bytes away. */
  progressAt: number
  /** Since when it is over the soft output limit; 0 when it is not. */
  softLimitSince: number
  /** Chunks of the full sync on their way; shared with the other replicas of the same walk. */
  readonly bulk: (BulkChunk | null)[]
  bulkBytes: number
  /** Everything of the full sync is in `bulk` or beyond. */
  bulkComplete: boolean
  private bulkAt: number
  /** What the socket was handed last. */
  private handed: BulkChunk | null

  constructor(client: Client) {
    this.client = client
    this.state = 'none'
    this.offset = 0
    this.announcedIp = ''
    this.port = 0
    this.eof = false
    this.psync2 = false
    this.rdbOnly = false
    this.noData = false
    this.oldProtocol = false
    this.ackOffset = 0
    this.aofOffset = 0
    this.ackAt = 0
    this.progressAt = 0
    this.softLimitSince = 0
    this.bulk = []
    this.bulkBytes = 0
    this.bulkComplete = false
    this.bulkAt = 0
    this.handed = null
  }

  /** The peer of a connection; made when there is none. */
  static of(client: Client): ReplicaPeer {
    if (client.replication instanceof ReplicaPeer) return client.replication
    const peer = new ReplicaPeer(client)
    client.replication = peer
    return peer
  }

  get ip(): string {
    if (this.announcedIp !== '') return this.announcedIp
    const { addr } = this.client
    return addr.slice(0, addr.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  }

  /** As the log names it. */
  get name(): string {
    return `${this.ip}:${this.port > 0 ? this.port : '<unknown-replica-port>'}`
  }

  lagSeconds(now: number): number {
    return Math.max(0, Math.floor(now / 1000) - Math.floor(this.ackAt / 1000))
  }

  queueBulk(chunk: BulkChunk): void {
    this.bulk.push(chunk)
    this.bulkBytes += chunk.bytes.length
  }

  /** Takes the next chunk out, or null. The socket must have passed on the one before. */
  nextBulk(): Uint8Array | null {
    this.handed?.release()
    this.handed = null
    if (this.bulkAt === this.bulk.length) {
      this.bulk.length = 0
      this.bulkAt = 0
      return null
    }
    const chunk = this.bulk[this.bulkAt]!
    this.bulk[this.bulkAt++] = null
    this.bulkBytes -= chunk.bytes.length
    this.handed = chunk
    if (this.bulkAt >= 1024) {
      this.bulk.splice(0, this.bulkAt)
      this.bulkAt = 0
    }
    return chunk.bytes
  }
}

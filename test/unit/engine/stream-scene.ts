/** A room with large collections, and a connection to it that reads only when told to. */
import { type Client, clientState } from '../../../shared/client/client.ts'
import type { Transport } from '../../../shared/ports/transport.ts'
import { ServerRoom } from '../commands/server-room.ts'

/** Elements of each collection. */
export const MEMBERS = 3000

/** A peer that takes bytes only when told to. */
class SlowPeer implements Transport {
  taken = ''
  private waiting = ''
  private wake: (() => void) | null = null
  ended = false

  send(buf: Uint8Array, start: number, end: number): boolean {
    this.waiting += Buffer.from(buf.subarray(start, end)).latin1Slice()
    return true
  }

  pending(): number {
    return this.waiting.length
  }

  drained(callback: () => void): void {
    this.wake = callback
  }

  /** Reads all there is. */
  read(): void {
    this.taken += this.waiting
    this.waiting = ''
    const { wake } = this
    this.wake = null
    wake?.()
  }

  end(): void {}

  destroy(): void {
    this.ended = true
  }

  pause(): void {}
}

export class Scene {
  readonly room: ServerRoom
  readonly peer: SlowPeer
  readonly reader: Client
  worked = 0

  constructor(elements = 1000) {
    this.room = new ServerRoom()
    this.peer = new SlowPeer()
    const { clients } = this.room.server
    this.reader = clients.add(this.peer, '127.0.0.1:5001', '127.0.0.1:6379', false, this.room.now)
    this.room.engine.streams.elements = elements
    this.room.engine.streams.onWork = () => this.worked++
    for (let at = 0; at < MEMBERS; at += 1000) {
      const names = Array.from({ length: 1000 }, (_, i) => `member:${at + i}:`.padEnd(120, 'x'))
      this.room.raw(['SADD', 'set', ...names])
      this.room.raw(['RPUSH', 'list', ...names])
      this.room.raw(['HSET', 'hash', ...names.flatMap(name => [name, `v${name}`])])
      this.room.raw(['ZADD', 'zset', ...names.flatMap((name, i) => [String(at + i), name])])
    }
  }

  /** Sends requests from the reader, in one turn. */
  send(...lines: string[]): void {
    const bytes = Buffer.from(lines.map(line => `${line}\r\n`).join(''))
    this.room.engine.receive(this.reader, bytes, bytes.length)
    this.room.engine.endTurn()
  }

  slice(): void {
    this.room.engine.streams.slice()
    this.room.engine.endTurn()
  }

  /** Reads until nothing more comes. */
  readAll(): string {
    const { peer } = this
    for (let before = -1; before !== peer.taken.length; ) {
      before = peer.taken.length
      this.slice()
      peer.read()
    }
    const { taken } = peer
    peer.taken = ''
    return taken
  }

  /** The reply made at once, as in a transaction. */
  atOnce(request: string): string {
    this.send('MULTI', request, 'EXEC')
    return this.readAll().replace(/^\+OK\r\n\+QUEUED\r\n\*1\r\n/, '')
  }

  get streaming(): boolean {
    return this.reader.has(clientState.streaming)
  }

  free(): void {
    while (this.room.server.keyspace.reclaim());
  }
}

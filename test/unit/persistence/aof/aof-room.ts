/**
 * A server with an append only file on a model disk, whose clients know what was acknowledged to them; and
 * what a server that starts with such a disk loads.
 */
import { dataDigest } from '../../../../server/keyspace/digest.ts'
import { Aof } from '../../../../server/persistence/aof/aof.ts'
import { AofLoader } from '../../../../server/persistence/aof/aof-loader.ts'
import { EMPTY_MANIFEST, type Manifest, parseManifest } from '../../../../server/persistence/aof/manifest.ts'
import type { Client } from '../../../../shared/client/client.ts'
import type { Hold, Keeper, Transport } from '../../../../shared/ports/transport.ts'
import { ServerRoom } from '../../commands/server-room.ts'
import { SeededRandom } from '../../replication/network.ts'
import { ModelDisk } from './model-disk.ts'

const FOLDER = 'appendonlydir'
const MANIFEST = `${FOLDER}/appendonly.aof.manifest`

/** A connection that keeps what it is sent while it must. */
class KeepingWire implements Transport, Keeper {
  heard = ''
  hold: Hold | null = null
  private readonly kept: string[] = []

  send(buf: Uint8Array, start: number, end: number): boolean {
    const text = Buffer.from(buf.subarray(start, end)).latin1Slice()
    if (this.kept.length > 0 || this.hold?.holds()) {
      this.kept.push(text)
      this.hold?.keep(this)
    } else this.heard += text
    return true
  }

  release(): void {
    this.heard += this.kept.shift() ?? ''
  }

  pending(): number {
    return 0
  }

  drained(): void {}
  end(): void {}
  destroy(): void {}
  pause(): void {}
}

export class AofRoom {
  readonly room: ServerRoom
  readonly aof: Aof
  readonly disk: ModelDisk
  private readonly wire: KeepingWire
  private readonly client: Client
  private slicing = false

  constructor(disk = new ModelDisk(new SeededRandom(1)), options: Record<string, string> = {}) {
    this.disk = disk
    this.room = new ServerRoom(options)
    const { engine, server, gates } = this.room
    server.log.mode({ backlog: false })
    this.aof = new Aof(server, {
      disk,
      manifests: disk,
      appendDisk: disk,
      streamDb: () => server.log.selected,
      wake: () => {
        this.slicing = true
      },
      progressed: () => {},
      changed: () => {
        gates.refresh()
        engine.propagation.wake()
      },
    })
    this.room.diskError = () => this.aof.misconf
    engine.propagation.onGrown.push(() => this.aof.work())
    disk.turn = () => engine.turn(this.room.now)
    ;[this.wire, this.client] = this.connected()
  }

  private connected(): [KeepingWire, Client] {
    const wire = new KeepingWire()
    const client = this.room.connect(wire)
    wire.hold = this.aof.held.of(client)
    return [wire, client]
  }

  /** Loads what the disk holds, and goes on with it. */
  static started(disk?: ModelDisk, options: Record<string, string> = {}): AofRoom {
    const it = new AofRoom(disk, { appendonly: 'yes', ...options })
    const { manifest, total, last } = load(it.room, it.disk)
    let error: string | null = 'not open'
    it.aof.open(manifest, { total, last }, failure => {
      error = failure
    })
    it.settle()
    if (error !== null) throw new Error(error)
    return it
  }

  /** Runs a command; its reply may wait. */
  say(...words: (string | number)[]): void {
    this.sayAs(this.client, words)
  }

  /** Another client: how it says something, and what arrived since last asked. */
  another(): [say: (...words: (string | number)[]) => void, heard: () => string] {
    const [wire, client] = this.connected()
    return [(...words) => this.sayAs(client, words), () => takeHeard(wire)]
  }

  private sayAs(client: Client, words: readonly (string | number)[]): void {
    const bytes = Buffer.from(
      `*${words.length}\r\n${words.map(word => `$${String(word).length}\r\n${word}\r\n`).join('')}`,
      'latin1',
    )
    this.room.engine.receive(client, bytes, bytes.length)
    this.room.engine.endTurn()
  }

  /** What arrived since last asked. */
  heard(): string {
    return takeHeard(this.wire)
  }

  /** The disk answers once, or a slice of a rewrite is worked. */
  step(): void {
    if (this.slicing) {
      this.slicing = this.aof.slice()
      this.room.engine.endTurn()
    }
    this.disk.step()
    this.room.engine.endTurn()
  }

  /** Goes on until nothing is left to be done. */
  settle(): void {
    for (let i = 0; i < 10_000 && (this.slicing || !this.disk.idle); i++) this.step()
  }

  /** Time goes by, in ticks of a tenth of a second. */
  pass(ms: number): void {
    for (let t = 0; t < ms; t += 100) {
      this.room.pass(100)
      this.aof.tick()
      this.room.engine.endTurn()
    }
  }

  get digest(): string {
    return dataDigest(this.room.server.keyspace)
  }

  info(): Map<string, string> {
    return new Map(this.aofLines().map(line => line.split(':') as [string, string]))
  }

  private aofLines(): string[] {
    return [`size:${this.aof.size}`, `base:${this.aof.baseSize}`, `error:${this.aof.writeError ?? ''}`]
  }
}

function takeHeard(wire: KeepingWire): string {
  const { heard } = wire
  wire.heard = ''
  return heard
}

/** Takes the files into `room`; only the last one that holds anything may be torn. */
function load(room: ServerRoom, disk: ModelDisk): { manifest: Manifest; total: number; last: number } {
  if (!disk.files.has(MANIFEST)) return { manifest: EMPTY_MANIFEST, total: 0, last: 0 }
  const manifest = parseManifest(disk.bytes(MANIFEST).latin1Slice())
  const { base, incremental } = manifest
  let total = 0
  let last = 0
  let torn = false
  room.server.setLoading(true)
  for (const { name } of [...(base === null ? [] : [base]), ...incremental]) {
    const file = disk.files.get(`${FOLDER}/${name}`)
    if (file === undefined) throw new Error(`${name} is missing`)
    if (torn && file.content.length > 0) throw new Error(`what stands before ${name} is torn`)
    const loader = new AofLoader(room.engine)
    loader.push(file.content, 0, file.content.length)
    const end = loader.finish()
    torn ||= end.torn
    file.content = file.content.subarray(0, end.valid)
    file.sync()
    total += end.valid
    last = end.valid
  }
  room.server.setLoading(false)
  return { manifest, total, last: incremental.length > 0 ? last : 0 }
}

/** The digest of what a server would load from the disk. */
export function loaded(disk: ModelDisk): string {
  const room = new ServerRoom()
  load(room, disk)
  return dataDigest(room.server.keyspace)
}

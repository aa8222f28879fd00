/**
 * A server without sockets whose disk is a map of names to bytes: nothing gets there before the test says so,
 * and it can be made to fail.
 */
import { bgsave } from '../../../server/commands/server/bgsave.ts'
import { debug } from '../../../server/commands/server/debug/debug.ts'
import { lastsave } from '../../../server/commands/server/lastsave.ts'
import { save } from '../../../server/commands/server/save.ts'
import type { ProcessFacts } from '../../../server/engine/server.ts'
import { Aof } from '../../../server/persistence/aof/aof.ts'
import { type AppendDisk, Refused } from '../../../server/persistence/aof/append-disk.ts'
import type { Disk, NewFile } from '../../../server/persistence/disk.ts'
import { Persistence } from '../../../server/persistence/persistence.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import { RdbLoader, type RdbLoaderOptions } from '../../../server/persistence/rdb-loader.ts'
import { beginSnapshot, openRdb, type StreamPlace } from '../../../server/persistence/rdb-start.ts'
import { ServerRoom } from '../commands/server-room.ts'

export const FULL = 'No space left on device'

class ModelFile implements NewFile {
  readonly name: string
  waiting = 0
  error: string | null = null
  abandoned = false
  /** What to tell when it is safe, once `commit` was called. */
  private done: ((error: string | null) => void) | null = null
  private readonly disk: ModelDisk
  private readonly onRoom: () => void
  readonly chunks: Buffer[] = []

  constructor(disk: ModelDisk, name: string, onRoom: () => void) {
    this.disk = disk
    this.name = name
    this.onRoom = onRoom
  }

  get committing(): boolean {
    return this.done !== null
  }

  write(chunk: Uint8Array, length: number): void {
    if (this.error !== null) return
    this.chunks.push(Buffer.from(chunk.subarray(0, length)))
    this.waiting += length
  }

  commit(done: (error: string | null) => void): void {
    this.done = done
  }

  abandon(): void {
    this.abandoned = true
  }

  /** The disk has taken all that waits; and all is safe, when that was all. */
  drain(): void {
    this.waiting = 0
    this.onRoom()
    if (this.done === null || this.abandoned) return
    this.disk.files.set(this.name, Buffer.concat(this.chunks))
    this.end(null)
  }

  /** What is to be written next cannot be. */
  fail(): void {
    this.error = FULL
    this.waiting = 0
    if (this.done === null) this.onRoom()
    else this.end(FULL)
  }

  private end(error: string | null): void {
    const done = this.done!
    this.done = null
    done(error)
  }
}

export class ModelDisk implements Disk {
  readonly files = new Map<string, Buffer>()
  /** Made in the background, the latest last. */
  readonly made: ModelFile[] = []
  /** Whether the files that are written at once fail. */
  full = false

  create(_temporary: string, name: string, onRoom: () => void): ModelFile {
    const file = new ModelFile(this, name, onRoom)
    this.made.push(file)
    return file
  }

  createNow(_temporary: string, name: string): NewFile {
    const file = new ModelFile(this, name, () => {})
    if (this.full) file.error = FULL
    file.commit = done => {
      const failed = file.error
      if (failed === null) this.files.set(name, Buffer.concat(file.chunks))
      done(failed)
    }
    return file
  }

  readNow(name: string, take: (bytes: Uint8Array, length: number) => void): string | null {
    const bytes = this.files.get(name)
    if (bytes === undefined) return 'No such file or directory'
    take(bytes, bytes.length)
    return null
  }
}

export class SavingScene {
  readonly room: ServerRoom
  readonly disk = new ModelDisk()
  readonly persistence: Persistence
  /** What was logged. */
  readonly said: string[] = []
  place: StreamPlace | null = null
  wakes = 0

  /** On a room of the test's own, or on one with the commands that save. */
  constructor(options: Record<string, string> | ServerRoom = {}) {
    const room = options instanceof ServerRoom ? options : roomThatSaves(options)
    const { server } = room
    Object.assign(server.parts.world, { process: (): Partial<ProcessFacts> => ({ pid: 77 }) })
    const note = (text: string): number => this.said.push(text)
    Object.assign(server, { notice: { debug: note, verbose: note, notice: note, warning: note } })
    this.room = room
    const nothing = (): void => {}
    const aof = new Aof(server, {
      disk: this.disk,
      manifests: this.disk,
      appendDisk: NO_APPEND_DISK,
      streamDb: () => -1,
      wake: nothing,
      progressed: nothing,
      changed: nothing,
    })
    this.persistence = new Persistence(server, aof, {
      disk: this.disk,
      place: () => this.place,
      wake: () => this.wakes++,
      changed: () => room.gates.refresh(),
    })
    room.diskError = () => this.persistence.diskError()
  }

  /** The file that is made in the background. */
  get file(): ModelFile {
    return this.disk.made.at(-1)!
  }

  get saved(): Buffer | undefined {
    return this.disk.files.get('dump.rdb')
  }

  info(field: string): string | undefined {
    const lines = this.room.server.info.get('persistence')!()
    return lines.find(line => line.startsWith(`${field}:`))?.slice(field.length + 1)
  }

  /** Works until the walk is over. */
  walk(): void {
    for (let n = 0; !this.file.committing; n++) {
      if (!this.persistence.slice() && !this.file.committing) this.file.drain()
      if (n > 1e6) throw new Error('the walk does not end')
    }
  }

  /** Works until the save is over. */
  finish(): void {
    this.walk()
    this.file.drain()
  }

  /** Lets time go by in ticks. */
  tick(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.room.pass(Math.min(100, ms - passed))
      this.persistence.cron()
    }
  }
}

function roomThatSaves(options: Record<string, string>): ServerRoom {
  const room = new ServerRoom({ save: '', ...options }, [save, bgsave, lastsave, debug])
  room.server.store.put('enable-debug-command', ['yes'])
  return room
}

/** The file that holds what a room holds. */
export function rdbOf(room: ServerRoom, place: StreamPlace | null = null): Buffer {
  const chunks: Buffer[] = []
  const keep = (chunk: Uint8Array, length: number): void => {
    chunks.push(Buffer.from(chunk.subarray(0, length)))
  }
  const writer = openRdb(room.server, keep, place)
  const snapshot = beginSnapshot(room.server, rdbForm(writer))
  while (snapshot.step());
  writer.eof()
  return Buffer.concat(chunks)
}

/** Loads a file into a room, which is empty. */
export function load(room: ServerRoom, file: Uint8Array, options: RdbLoaderOptions): RdbLoader {
  const loader = new RdbLoader(room.server, room.server.keyspace.databases, options)
  for (let at = 0; at < file.length; ) at += loader.push(file, at, Math.min(50_000, file.length - at))
  loader.finish()
  return loader
}

/** A room with what a file holds. */
export function roomWith(file: Uint8Array): ServerRoom {
  const room = new ServerRoom()
  load(room, file, { dropExpired: false })
  return room
}

/** For an append only file that is never on. */
const NO_APPEND_DISK: AppendDisk = {
  open() {},
  make() {},
  makeNow: () => new Refused('there is none'),
  namesNow: () => [],
  textNow: () => null,
  writeNow: () => null,
  remove() {},
}

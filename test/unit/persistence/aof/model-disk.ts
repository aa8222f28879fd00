/**
 * A disk that exists only here. What is asked of it is done when a test says so, one call after the other;
 * what was not synced may be lost in a crash, from a random byte on; it can be full, and fail to sync: what
 * that sync was for never gets there, though later ones end well, as Linux has it.
 */
import {
  type AppendDisk,
  type AppendFile,
  type Opened,
  Refused,
} from '../../../../server/persistence/aof/append-disk.ts'
import type { Disk, NewFile } from '../../../../server/persistence/disk.ts'
import type { SeededRandom } from '../../replication/network.ts'

class Stored {
  content: Buffer = Buffer.alloc(0)
  safe: Buffer = Buffer.alloc(0)
  private lost: [from: number, to: number][] = []

  sync(): void {
    this.safe = Buffer.from(this.content)
    for (const [from, to] of this.lost) this.safe.fill(0, from, Math.min(to, this.safe.length))
  }

  failToSync(): void {
    this.lost.push([this.safe.length, this.content.length])
  }

  /** Any number of unsynced bytes is there, but none that a sync has failed for, nor what follows those. */
  crash(below: (bound: number) => number): void {
    const from = this.safe.length
    const most = Math.min(this.content.length, ...this.lost.map(([at]) => Math.max(from, at)))
    const end = from + below(Math.max(0, most - from) + 1)
    this.content = Buffer.concat([this.safe, this.content.subarray(from, end)])
    this.lost = []
    this.sync()
  }

  /** All that was written is there: only the process is gone. */
  keep(): void {
    this.lost = []
    this.sync()
  }

  truncate(length: number): void {
    this.content = this.content.subarray(0, length)
    this.lost = this.lost.filter(([from]) => from < length).map(([from, to]) => [from, Math.min(to, length)])
    if (this.safe.length > length) this.sync()
  }
}

export class ModelDisk implements Disk, AppendDisk {
  readonly files = new Map<string, Stored>()
  /** Bytes that may still be written; writes beyond fail. */
  room = Number.POSITIVE_INFINITY
  /** What syncs are answered with. */
  syncError: string | null = null
  /** Why no file can be made, or null. */
  refusal: string | null = null
  /** Called before each answer: begins a turn. */
  turn: () => void = () => {}
  private readonly random: SeededRandom
  private readonly calls: (() => void)[] = []

  constructor(random: SeededRandom) {
    this.random = random
  }

  get idle(): boolean {
    return this.calls.length === 0
  }

  /** Does the next call that waits, if any. */
  step(): void {
    const call = this.calls.shift()
    if (call === undefined) return
    this.turn()
    call()
  }

  /** The power goes: nothing that was asked for is done, and of unsynced bytes any number may be there. */
  crash(): void {
    this.calls.length = 0
    for (const file of this.files.values()) {
      file.crash(bound => this.random.below(bound))
    }
  }

  /** The process is killed: what was written is there, and nothing else that was asked for is done. */
  kill(): void {
    this.calls.length = 0
    for (const file of this.files.values()) file.keep()
  }

  bytes(name: string): Buffer {
    return this.files.get(name)?.content ?? Buffer.alloc(0)
  }

  ask(call: () => void): void {
    this.calls.push(call)
  }

  /** How many of `length` bytes there is room for. */
  take(length: number): number {
    const taken = Math.min(length, this.room)
    this.room -= taken
    return taken
  }

  open(name: string, done: Opened): void {
    this.ask(() => {
      const file = this.files.get(name)
      if (file === undefined) done(null, 'No such file or directory')
      else done(new ModelFile(this, file), null)
    })
  }

  make(name: string, done: Opened): void {
    this.ask(() => {
      const file = this.makeNow(name)
      if (file instanceof Refused) done(null, file.reason)
      else done(file, null)
    })
  }

  makeNow(name: string): AppendFile | Refused {
    if (this.refusal !== null) return new Refused(this.refusal)
    if (this.files.has(name)) return new Refused('File exists')
    const file = new Stored()
    this.files.set(name, file)
    return new ModelFile(this, file)
  }

  namesNow(folder: string): string[] | Refused {
    const names = [...this.files.keys()].filter(name => name.startsWith(`${folder}/`))
    return names.map(name => name.slice(folder.length + 1))
  }

  textNow(name: string): string | null {
    return this.files.get(name)?.content.latin1Slice() ?? null
  }

  writeNow(name: string, bytes: Uint8Array): string | null {
    if (this.take(bytes.length) < bytes.length) return 'No space left on device'
    this.put(name, Buffer.from(bytes))
    return null
  }

  put(name: string, content: Buffer): void {
    const stored = new Stored()
    stored.content = content
    stored.sync()
    this.files.set(name, stored)
  }

  remove(name: string, done: () => void): void {
    this.ask(() => {
      this.files.delete(name)
      done()
    })
  }

  create(_temporary: string, name: string, onRoom: () => void): NewFile {
    const disk = this
    let content = Buffer.alloc(0)
    const file = {
      waiting: 0,
      error: null as string | null,
      write(chunk: Uint8Array, length: number) {
        content = Buffer.concat([content, chunk.subarray(0, length)])
        this.waiting += length
        disk.ask(() => {
          this.waiting = 0
          if (disk.take(length) < length) this.error = 'No space left on device'
          onRoom()
        })
      },
      commit(done: (error: string | null) => void) {
        disk.ask(() => {
          this.error ??= disk.syncError
          if (this.error !== null) return done(this.error)
          disk.put(name, content)
          done(null)
        })
      },
      abandon() {},
    }
    return file
  }

  createNow(): NewFile {
    throw new Error('nothing is written at once')
  }

  readNow(): string | null {
    throw new Error('nothing is read at once')
  }
}

class ModelFile implements AppendFile {
  private readonly disk: ModelDisk
  private readonly file: Stored

  constructor(disk: ModelDisk, file: Stored) {
    this.disk = disk
    this.file = file
  }

  write(bytes: Uint8Array, done: (written: number, error: string | null) => void): void {
    this.disk.ask(() => {
      const taken = this.disk.take(bytes.length)
      this.file.content = Buffer.concat([this.file.content, bytes.subarray(0, taken)])
      done(taken, taken === 0 ? 'No space left on device' : null)
    })
  }

  writeNow(bytes: Uint8Array): number | string {
    const taken = this.disk.take(bytes.length)
    this.file.content = Buffer.concat([this.file.content, bytes.subarray(0, taken)])
    return taken === 0 ? 'No space left on device' : taken
  }

  sync(done: (error: string | null) => void): void {
    this.disk.ask(() => {
      if (this.disk.syncError === null) this.file.sync()
      else this.file.failToSync()
      done(this.disk.syncError)
    })
  }

  truncate(length: number, done: (error: string | null) => void): void {
    this.disk.ask(() => {
      this.file.truncate(length)
      done(null)
    })
  }

  close(): void {}
}

// A handler that notes what an RDB stream tells, and helpers to make streams: for the tests of the RDB codec.
import type { ByteSlice } from '../../../../server/persistence/rdb/rdb-cursor.ts'
import {
  type RdbHandler,
  RdbReader,
  type RdbReaderOptions,
} from '../../../../server/persistence/rdb/rdb-reader.ts'
import { RdbWriter, type RdbWriterOptions } from '../../../../server/persistence/rdb/rdb-writer.ts'

/** Notes every event as one line of text. */
export class Recorder implements RdbHandler {
  readonly events: string[] = []
  readonly values = new Map<string, Buffer>()

  header(version: number): void {
    this.events.push(`header ${version}`)
  }

  aux(name: string, value: string): void {
    this.events.push(`aux ${name}=${value}`)
  }

  selectDb(db: number): void {
    this.events.push(`db ${db}`)
  }

  resizeDb(keys: number, expires: number): void {
    this.events.push(`resize ${keys} ${expires}`)
  }

  string(key: ByteSlice, value: ByteSlice, expireAtMs: number, idleSeconds: number, freq: number): void {
    const bytes = Buffer.from(value.copy())
    this.values.set(key.text(), bytes)
    const shown = bytes.length > 100 ? `${bytes.length} bytes` : bytes.toString('latin1')
    this.events.push(`${key.text()}=${shown} ${expireAtMs} ${idleSeconds} ${freq}`)
  }

  functionLibrary(code: Uint8Array): void {
    this.events.push(`function ${Buffer.from(code).toString('latin1')}`)
  }

  end(): void {
    this.events.push('end')
  }
}

/** What a writer makes. */
export function written(write: (writer: RdbWriter) => void, options?: RdbWriterOptions): Buffer {
  const chunks: Uint8Array[] = []
  const writer = new RdbWriter((chunk, length) => chunks.push(chunk.slice(0, length)), options)
  write(writer)
  writer.flush()
  return Buffer.concat(chunks)
}

/** A complete stream around `write`. */
export function stream(write: (writer: RdbWriter) => void, options?: RdbWriterOptions): Buffer {
  return written(writer => {
    writer.header()
    write(writer)
    writer.eof()
  }, options)
}

/** Reads a whole stream in pieces of the given sizes (the last size repeats); throws as the reader does. */
export function read(
  bytes: Uint8Array,
  sizes: number[] = [bytes.length],
  options?: RdbReaderOptions,
): Recorder {
  const recorder = new Recorder()
  const reader = new RdbReader(recorder, options)
  let at = 0
  for (let turn = 0; at < bytes.length && !reader.done; turn++) {
    const size = Math.min(sizes[Math.min(turn, sizes.length - 1)]!, bytes.length - at)
    at += reader.push(bytes, at, size)
  }
  reader.finish()
  return recorder
}

export function put(writer: RdbWriter, key: string, value: string | Uint8Array): void {
  const k = Buffer.from(key, 'latin1')
  const v = typeof value === 'string' ? Buffer.from(value, 'latin1') : value
  writer.stringEntry(k, 0, k.length, v, 0, v.length)
}

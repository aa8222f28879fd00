/**
 * The payload of DUMP and RESTORE: a value as an RDB file holds it (type byte, object), then two bytes of RDB
 * version and a CRC64 over all before, both little-endian. Equal strings give the bytes that Redis gives.
 */
import { Crc64 } from '../../../shared/bytes/crc64.ts'
import { copyOf } from '../../../shared/bytes/text.ts'
import type { Home } from '../../values/home.ts'
import type { Values } from '../../values/values.ts'
import { ByteSlice, RdbCursor, SHORT } from './rdb-cursor.ts'
import { RdbError } from './rdb-error.ts'
import { TYPE_STRING, VERSION_MAX, VERSION_WRITTEN } from './rdb-format.ts'
import { RdbWriter } from './rdb-writer.ts'
import { rdbType, rdbVersion, ValueWriter } from './write-value.ts'

/** Version and checksum. */
const FOOTER = 10

/** Makes a payload of that version, whose value `write` writes, type byte first. */
function dumpPayload(
  write: (writer: RdbWriter) => void,
  compression: boolean,
  version = VERSION_WRITTEN,
): Uint8Array {
  const chunks: Uint8Array[] = []
  let size = 0
  const writer = new RdbWriter(
    (chunk, length) => {
      chunks.push(copyOf(chunk, 0, length))
      size += length
    },
    { compression, checksum: false, lzfMaxLength: Infinity },
  )
  write(writer)
  writer.flush()
  const payload = new Uint8Array(size + FOOTER)
  let at = 0
  for (const chunk of chunks) {
    payload.set(chunk, at)
    at += chunk.length
  }
  payload[at] = version & 255
  payload[at + 1] = version >>> 8
  const crc = new Crc64()
  crc.update(payload, 0, at + 2)
  crc.writeTo(payload, at + 2)
  return payload
}

/** The payload of the string `bytes[off, off + len)`. */
export function dumpString(bytes: Uint8Array, off: number, len: number, compression = true): Uint8Array {
  return dumpPayload(writer => {
    writer.byte(TYPE_STRING)
    writer.string(bytes, off, len)
  }, compression)
}

/** The payload of the value of the record that `home` has loaded. */
export function dumpValue(values: Values, home: Home, compression = true): Uint8Array {
  const { meta } = home.records
  const write = (writer: RdbWriter): void => {
    writer.byte(rdbType(meta))
    new ValueWriter(values, writer).write(home)
  }
  return dumpPayload(write, compression, rdbVersion(meta))
}

/**
 * Whether `bytes[off, off + len)` is a payload of a version we read, with the right checksum. RESTORE answers
 * "DUMP payload version or checksum are wrong" when it is not. The checksum can be left out of account.
 */
export function verifyDumpPayload(bytes: Uint8Array, off: number, len: number, checksum = true): boolean {
  if (len < FOOTER) return false
  const footer = off + len - FOOTER
  if ((bytes[footer]! | (bytes[footer + 1]! << 8)) > VERSION_MAX) return false
  if (!checksum) return true
  const crc = new Crc64()
  crc.update(bytes, off, len - 8)
  return crc.matches(bytes, footer + 2)
}

/** The type byte of a verified payload's value, or -1 when there is no value. */
export function dumpType(bytes: Uint8Array, off: number, len: number): number {
  return len > FOOTER ? bytes[off]! : -1
}

/**
 * Runs `read` over a verified payload's value, its type byte skipped. Answers null when the value is corrupt
 * or cut short ("Bad data format"). As in Redis, bytes left over behind the value are not looked at.
 */
export function readDumpPayload<T>(
  bytes: Uint8Array,
  off: number,
  len: number,
  read: (cursor: RdbCursor) => T,
): T | null {
  if (len <= FOOTER) return null
  try {
    return read(RdbCursor.over(bytes, off + 1, len - FOOTER - 1))
  } catch (error) {
    if (error === SHORT || error instanceof RdbError) return null
    throw error
  }
}

/**
 * The string in a verified payload of type string, or null when it is corrupt. Stands as long as `bytes`
 * does.
 */
export function readDumpString(bytes: Uint8Array, off: number, len: number): ByteSlice | null {
  return readDumpPayload(bytes, off, len, cursor => {
    const slice = new ByteSlice()
    cursor.string(slice)
    return slice
  })
}

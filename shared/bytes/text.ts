/**
 * Bytes and text. A JavaScript string stands for bytes one character each (latin1), so any bytes survive the
 * way there and back. Loops serve short runs, native calls long ones: below about 64 bytes the call costs
 * more than the work.
 */
import { sameBytes } from './copy.ts'

const NATIVE_FROM = 64

const latin1Slice = Buffer.prototype.latin1Slice

/** `bytes[off, off + len)` as a string of one character a byte. */
export function latin1(bytes: Uint8Array, off = 0, len = bytes.length - off): string {
  if (len > 16) return latin1Slice.call(bytes as Buffer, off, off + len)
  let text = ''
  for (let i = 0; i < len; i++) text += String.fromCharCode(bytes[off + i]!)
  return text
}

/** The bytes of a latin1 string, in a fresh array of their own. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  writeLatin1(bytes, 0, text)
  return bytes
}

/** Writes a latin1 string at `target[off]`; answers the offset after it. */
export function writeLatin1(target: Uint8Array, off: number, text: string): number {
  const len = text.length
  for (let i = 0; i < len; i++) target[off + i] = text.charCodeAt(i)
  return off + len
}

/** A copy of `bytes[off, off + len)` that owns its memory; `slice` of a Buffer is but a view. */
export function copyOf(bytes: Uint8Array, off: number, len: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, off, off + len)
}

/** Whether the bytes are `lowerAscii` (a literal in small letters), ASCII case aside. */
export function equalsIgnoreCase(bytes: Uint8Array, off: number, len: number, lowerAscii: string): boolean {
  if (len !== lowerAscii.length) return false
  for (let i = 0; i < len; i++) {
    let c = bytes[off + i]!
    if (c >= 0x41 && c <= 0x5a) c += 32
    if (c !== lowerAscii.charCodeAt(i)) return false
  }
  return true
}

/** Whether two runs of bytes are the same. */
export function equalBytes(
  a: Uint8Array,
  aOff: number,
  aLen: number,
  b: Uint8Array,
  bOff: number,
  bLen: number,
): boolean {
  return aLen === bLen && sameBytes(a, aOff, b, bOff, aLen)
}

/** Orders two runs as memcmp and then the shorter first: negative, 0 or positive. */
export function compareBytes(
  a: Uint8Array,
  aOff: number,
  aLen: number,
  b: Uint8Array,
  bOff: number,
  bLen: number,
): number {
  const common = aLen < bLen ? aLen : bLen
  if (common >= NATIVE_FROM) {
    return Buffer.compare(a.subarray(aOff, aOff + aLen), b.subarray(bOff, bOff + bLen))
  }
  for (let i = 0; i < common; i++) {
    const difference = a[aOff + i]! - b[bOff + i]!
    if (difference !== 0) return difference
  }
  return aLen - bLen
}

/**
 * CRC64 as RDB files and DUMP payloads carry it: Jones' polynomial 0xad93d23594c935a9, bits reflected, start
 * 0, no final xor. JavaScript has no fast 64-bit integers, so a value is two 32-bit halves, and eight tables
 * take eight bytes a turn ("slicing by eight"): the loop has neither BigInt nor a dependence on each byte in
 * turn.
 */

const POLYNOMIAL_LOW = 0xac4bc9b5 | 0 // the polynomial, bits reversed
const POLYNOMIAL_HIGH = 0x95ac9329 | 0

/** Tables for the low and high half: entry k * 256 + b is byte b's effect, k zero bytes later. */
const LOW = new Int32Array(8 * 256)
const HIGH = new Int32Array(8 * 256)

for (let byte = 0; byte < 256; byte++) {
  let low = byte
  let high = 0
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1
    low = (low >>> 1) | (high << 31)
    high >>>= 1
    if (carry) {
      low ^= POLYNOMIAL_LOW
      high ^= POLYNOMIAL_HIGH
    }
  }
  LOW[byte] = low
  HIGH[byte] = high
}
for (let i = 256; i < 8 * 256; i++) {
  const low = LOW[i - 256]!
  const high = HIGH[i - 256]!
  LOW[i] = ((low >>> 8) | (high << 24)) ^ LOW[low & 255]!
  HIGH[i] = (high >>> 8) ^ HIGH[low & 255]!
}

/** A running CRC64. Feed it with `update`; it can be read at any time and goes on from there. */
export class Crc64 {
  /** The two halves, as signed 32-bit integers. */
  low: number
  high: number

  constructor() {
    this.low = 0
    this.high = 0
  }

  reset(): void {
    this.low = 0
    this.high = 0
  }

  /** Takes `bytes[off, off + len)` into the sum. */
  update(bytes: Uint8Array, off = 0, len = bytes.length - off): void {
    let low = this.low
    let high = this.high
    const end = off + len
    let i = off
    for (const wide = end - 7; i < wide; i += 8) {
      low ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
      high ^= bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16) | (bytes[i + 7]! << 24)
      const a = 1792 | (low & 255)
      const b = 1536 | ((low >>> 8) & 255)
      const c = 1280 | ((low >>> 16) & 255)
      const d = 1024 | (low >>> 24)
      const e = 768 | (high & 255)
      const f = 512 | ((high >>> 8) & 255)
      const g = 256 | ((high >>> 16) & 255)
      const h = high >>> 24
      low = LOW[a]! ^ LOW[b]! ^ LOW[c]! ^ LOW[d]! ^ LOW[e]! ^ LOW[f]! ^ LOW[g]! ^ LOW[h]!
      high = HIGH[a]! ^ HIGH[b]! ^ HIGH[c]! ^ HIGH[d]! ^ HIGH[e]! ^ HIGH[f]! ^ HIGH[g]! ^ HIGH[h]!
    }
    for (; i < end; i++) {
      const k = (low ^ bytes[i]!) & 255
      low = ((low >>> 8) | (high << 24)) ^ LOW[k]!
      high = (high >>> 8) ^ HIGH[k]!
    }
    this.low = low
    this.high = high
  }

  /** The sum in hexadecimal digits, without zeros before it. */
  text(): string {
    return ((BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0)).toString(16)
  }

  /** Writes the sum as 8 little-endian bytes at `target[off]`. */
  writeTo(target: Uint8Array, off: number): void {
    for (let i = 0; i < 4; i++) {
      target[off + i] = this.low >>> (8 * i)
      target[off + 4 + i] = this.high >>> (8 * i)
    }
  }

  /** Whether the 8 little-endian bytes at `bytes[off]` are this sum. */
  matches(bytes: Uint8Array, off: number): boolean {
    for (let i = 0; i < 4; i++) {
      if (bytes[off + i] !== ((this.low >>> (8 * i)) & 255)) return false
      if (bytes[off + 4 + i] !== ((this.high >>> (8 * i)) & 255)) return false
    }
    return true
  }

  /** The sum as an unsigned number of 64 bits: for tests and messages. */
  value(): bigint {
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0)
  }
}

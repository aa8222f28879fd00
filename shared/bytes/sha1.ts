/**
 * SHA-1 (FIPS 180-4) of short byte strings, many in a row. node:crypto takes over a microsecond for each,
 * whatever its length; this takes a fraction of that up to a few hundred bytes, and writes its result where
 * it is told.
 */

const BLOCK = 64
/** Where the message's length stands in the last block. */
const LENGTH_AT = 56

const state = new Int32Array(5)
const schedule = new Int32Array(80)
const lastBlock = new Uint8Array(BLOCK)

/** Writes the 20 bytes of the digest of data[from, to) to out[at...]; `out` may be the data itself. */
export function sha1Into(out: Uint8Array, at: number, data: Uint8Array, from = 0, to = data.length): void {
  state[0] = 0x67452301
  state[1] = 0xefcdab89 | 0
  state[2] = 0x98badcfe | 0
  state[3] = 0x10325476
  state[4] = 0xc3d2e1f0 | 0
  const length = to - from
  let pos = from
  for (; to - pos >= BLOCK; pos += BLOCK) compress(data, pos)
  let used = 0
  while (pos < to) lastBlock[used++] = data[pos++]!
  lastBlock[used++] = 0x80
  if (used > LENGTH_AT) {
    lastBlock.fill(0, used)
    compress(lastBlock, 0)
    used = 0
  }
  lastBlock.fill(0, used)
  writeUint32(lastBlock, LENGTH_AT, Math.floor(length / 0x20000000))
  writeUint32(lastBlock, LENGTH_AT + 4, length << 3)
  compress(lastBlock, 0)
  for (let i = 0; i < 5; i++) writeUint32(out, at + 4 * i, state[i]!)
}

function writeUint32(bytes: Uint8Array, at: number, n: number): void {
  bytes[at] = n >>> 24
  bytes[at + 1] = n >>> 16
  bytes[at + 2] = n >>> 8
  bytes[at + 3] = n
}

function compress(data: Uint8Array, pos: number): void {
  const w = schedule
  for (let t = 0; t < 16; t++, pos += 4) {
    w[t] = (data[pos]! << 24) | (data[pos + 1]! << 16) | (data[pos + 2]! << 8) | data[pos + 3]!
  }
  for (let t = 16; t < 80; t++) {
    const x = w[t - 3]! ^ w[t - 8]! ^ w[t - 14]! ^ w[t - 16]!
    w[t] = (x << 1) | (x >>> 31)
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  for (let t = 0; t < 80; t++) {
    let f: number
    if (t < 20) f = ((b & c) | (~b & d)) + 0x5a827999
    else if (t < 40) f = (b ^ c ^ d) + 0x6ed9eba1
    else if (t < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
    else f = (b ^ c ^ d) + 0xca62c1d6
    const next = (((a << 5) | (a >>> 27)) + f + e + w[t]!) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state[0] = state[0]! + a
  state[1] = state[1]! + b
  state[2] = state[2]! + c
  state[3] = state[3]! + d
  state[4] = state[4]! + e
}

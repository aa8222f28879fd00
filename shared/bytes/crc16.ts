/**
 * CRC16 (XMODEM: polynomial 0x1021, start 0) and the cluster's hash slot of a key: the CRC modulo 16384, of
 * the part between the first `{` and the next `}` when that part is not empty, else of the whole key.
 */

export const SLOTS = 16384

const OPEN = 0x7b
const CLOSE = 0x7d

const TABLE = new Uint16Array(256)
for (let i = 0; i < 256; i++) {
  let crc = i << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  TABLE[i] = crc
}

/** The CRC16 of `bytes[off, off + len)`. */
export function crc16(bytes: Uint8Array, off = 0, len = bytes.length - off): number {
  let crc = 0
  for (let i = off; i < off + len; i++) crc = ((crc << 8) & 0xff00) ^ TABLE[(crc >>> 8) ^ bytes[i]!]!
  return crc
}

/** The hash slot, 0..16383, of the key in `bytes[off, off + len)`. */
export function keySlot(bytes: Uint8Array, off = 0, len = bytes.length - off): number {
  const end = off + len
  let open = off
  while (open < end && bytes[open] !== OPEN) open++
  let close = open + 1
  while (close < end && bytes[close] !== CLOSE) close++
  const tagged = close < end && close > open + 1
  return (tagged ? crc16(bytes, open + 1, close - open - 1) : crc16(bytes, off, len)) & (SLOTS - 1)
}

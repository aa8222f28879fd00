// Packed values as versions of Redis before 7.0 wrote them, put together from the formats' definitions.

/** Bytes of an entry of a ziplist: of a text, or given (encoding and data). */
type Entry = string | Uint8Array

function body(entry: Entry): Buffer {
  if (typeof entry !== 'string') return Buffer.from(entry)
  const text = Buffer.from(entry, 'latin1')
  const head =
    text.length < 64
      ? [text.length]
      : text.length < 16384
        ? [0x40 | (text.length >> 8), text.length & 255]
        : [0x80, text.length >>> 24, (text.length >> 16) & 255, (text.length >> 8) & 255, text.length & 255]
  return Buffer.concat([Buffer.from(head), text])
}

export function ziplist(...entries: Entry[]): Buffer {
  const parts: Buffer[] = []
  let before = 0
  let at = 10
  let tail = 10
  for (const entry of entries) {
    const back = before < 254 ? Buffer.from([before]) : Buffer.from([254, 0, 0, 0, 0])
    if (before >= 254) back.writeUInt32LE(before, 1)
    const whole = Buffer.concat([back, body(entry)])
    parts.push(whole)
    before = whole.length
    tail = at
    at += whole.length
  }
  const head = Buffer.alloc(10)
  head.writeUInt32LE(at + 1, 0)
  head.writeUInt32LE(tail, 4)
  head.writeUInt16LE(entries.length, 8)
  return Buffer.concat([head, ...parts, Buffer.from([255])])
}

/** Integers as entries of a ziplist. */
export const integer = {
  small: (n: number) => Buffer.from([0xf1 + n]),
  int8: (n: number) => Buffer.from([0xfe, n & 255]),
  int16: (n: number) => Buffer.from([0xc0, n & 255, (n >> 8) & 255]),
  int24: (n: number) => Buffer.from([0xf0, n & 255, (n >> 8) & 255, (n >> 16) & 255]),
  int32(n: number): Buffer {
    const bytes = Buffer.from([0xd0, 0, 0, 0, 0])
    bytes.writeInt32LE(n, 1)
    return bytes
  },
  int64(n: bigint): Buffer {
    const bytes = Buffer.from([0xe0, 0, 0, 0, 0, 0, 0, 0, 0])
    bytes.writeBigInt64LE(n, 1)
    return bytes
  },
}

/** A zipmap of fields and values; `unused` bytes follow each value. */
export function zipmap(pairs: [string, string][], unused = 0): Buffer {
  const parts: Buffer[] = [Buffer.from([Math.min(pairs.length, 254)])]
  const length = (n: number) => {
    const bytes = Buffer.from([254, 0, 0, 0, 0])
    bytes.writeUInt32LE(n, 1)
    return n < 254 ? Buffer.from([n]) : bytes
  }
  for (const [field, value] of pairs) {
    parts.push(length(field.length), Buffer.from(field, 'latin1'), length(value.length))
    parts.push(Buffer.from([unused]), Buffer.from(value, 'latin1'), Buffer.alloc(unused))
  }
  return Buffer.concat([...parts, Buffer.from([255])])
}

/** A string as RDB has it, not compressed. */
export function string(bytes: Uint8Array | string): Buffer {
  const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)
  const head = data.length < 64 ? Buffer.from([data.length]) : Buffer.from([0x80, 0, 0, 0, 0])
  if (data.length >= 64) head.writeUInt32BE(data.length, 1)
  return Buffer.concat([head, data])
}

/** A listpack of small numbers and of texts shorter than 64 bytes, each as it is given, canonical or not. */
export function listpack(...entries: (string | number)[]): Buffer {
  const parts = entries.map(entry => {
    if (typeof entry === 'number') return Buffer.from([entry, 1])
    const text = Buffer.from(entry, 'latin1')
    return Buffer.concat([Buffer.from([0x80 | text.length]), text, Buffer.from([text.length + 1])])
  })
  const all = Buffer.concat(parts)
  const head = Buffer.alloc(6)
  head.writeUInt32LE(all.length + 7, 0)
  head.writeUInt16LE(entries.length, 4)
  return Buffer.concat([head, all, Buffer.from([255])])
}

export function double(n: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(n)
  return bytes
}

export function int64(n: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(n))
  return bytes
}

export function value(type: number, ...parts: (Uint8Array | number)[]): Buffer {
  return Buffer.concat([
    Buffer.from([type]),
    ...parts.map(part => (typeof part === 'number' ? Buffer.from([part]) : part)),
  ])
}

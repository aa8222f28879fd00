/**
 * Numbers as redis.conf writes them. Values are exact 64-bit integers (BigInt): `maxmemory` may be 2^64-1,
 * and overflow wraps as it does in Redis. Configuration is never on a hot path.
 */

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const UINT64_MAX = 2n ** 64n - 1n

/** A canonical signed 64-bit integer (no `+`, no leading zero, no space), or null. */
export function parseInteger(text: string): bigint | null {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return null
  const value = BigInt(text)
  return value < INT64_MIN || value > INT64_MAX ? null : value
}

/**
 * C's strtoll over the whole text: space and sign before the digits, none at all is 0, too large saturates.
 */
export function parseLoose(text: string, base: 8 | 10 = 10): bigint | null {
  if (text === '') return 0n
  const parts = /^[ \t-\r]*([+-]?)(\d+)$/.exec(text)
  if (parts === null || (base === 8 && /[89]/.test(parts[2]!))) return null
  const size = base === 8 ? BigInt(`0o${parts[2]}`) : BigInt(parts[2]!)
  const value = parts[1] === '-' ? -size : size
  return value < INT64_MIN ? INT64_MIN : value > INT64_MAX ? INT64_MAX : value
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ['k', 1000n],
  ['kb', 1024n],
  ['m', 1000n ** 2n],
  ['mb', 1024n ** 2n],
  ['g', 1000n ** 3n],
  ['gb', 1024n ** 3n],
])

/** A size of memory (`100mb`, `1g`, a bare unit is 0) as an unsigned 64-bit integer, or null. */
export function parseMemory(text: string): bigint | null {
  const parts = /^(\d{0,127})([a-z]*)$/i.exec(text)
  const unit = parts === null ? undefined : UNITS.get(parts[2]!.toLowerCase())
  if (parts === null || unit === undefined) return null
  const size = BigInt(parts[1]!)
  return BigInt.asUintN(64, (size > UINT64_MAX ? UINT64_MAX : size) * unit)
}

/** A size of memory in the largest unit that divides it: `100mb`, `1gb`, `1000`. */
export function formatMemory(bytes: bigint): string {
  for (const unit of ['gb', 'mb', 'kb']) {
    const size = UNITS.get(unit)!
    if (bytes !== 0n && bytes % size === 0n) return `${bytes / size}${unit}`
  }
  return `${bytes}`
}

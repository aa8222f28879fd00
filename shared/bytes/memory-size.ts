/** Sizes of memory as Redis prints them (`1.05M`, in INFO) and reads them (`1gb`, in configuration). */

import { formatHundredths } from './double.ts'

const KI = 1024
const PRINTED_UNITS = ['K', 'M', 'G', 'T', 'P'] as const

/** A number of bytes as INFO's `*_human` fields print it: `512B`, `1.05M`, `2.00G`. */
export function formatMemorySize(bytes: number): string {
  if (bytes < KI) return `${bytes}B`
  let size = bytes
  for (const unit of PRINTED_UNITS) {
    size /= KI
    if (size < KI) return `${formatHundredths(size)}${unit}`
  }
  return `${BigInt(bytes)}B`
}

const MULTIPLIERS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1000],
  ['kb', KI],
  ['m', 1000 * 1000],
  ['mb', KI * KI],
  ['g', 1000 * 1000 * 1000],
  ['gb', KI * KI * KI],
])

const MAX_UINT64 = 2 ** 64 - 1

/**
 * The bytes that a configuration value such as `100mb` or `1g` means (k, m, g are powers of 1000; kb, mb, gb
 * of 1024; case does not matter), or NaN when it means none. A unit without digits counts as 0, as in Redis.
 * Sizes beyond 2^53 lose their low bits.
 */
export function parseMemorySize(text: string): number {
  const parts = /^(\d{0,127})([a-z]*)$/i.exec(text)
  if (parts === null) return NaN
  const multiplier = MULTIPLIERS.get(parts[2]!.toLowerCase())
  if (multiplier === undefined) return NaN
  return Math.min(Number(parts[1]!), MAX_UINT64) * multiplier
}

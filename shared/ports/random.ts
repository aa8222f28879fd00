/** Randomness, handed to code that must stay deterministic under test. */
export interface Random {
  /** A uniform integer in [0, bound), bound <= 2^32. */
  below(bound: number): number
  /** `count` lower-case hexadecimal characters, as run IDs and replication IDs need. */
  hex(count: number): string
}

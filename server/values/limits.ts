/**
 * How large a small collection may become before it changes its encoding: the directives of the same names,
 * which may change at any time. Negative list sizes are Redis's byte classes.
 */
export interface Limits {
  readonly listMaxListpackSize: number
  readonly listCompressDepth: number
  readonly hashMaxListpackEntries: number
  readonly hashMaxListpackValue: number
  readonly setMaxIntsetEntries: number
  readonly setMaxListpackEntries: number
  readonly setMaxListpackValue: number
  readonly zsetMaxListpackEntries: number
  readonly zsetMaxListpackValue: number
}

/** Redis's own defaults. */
export const defaultLimits: Limits = {
  listMaxListpackSize: -2,
  listCompressDepth: 0,
  hashMaxListpackEntries: 512,
  hashMaxListpackValue: 64,
  setMaxIntsetEntries: 512,
  setMaxListpackEntries: 128,
  setMaxListpackValue: 64,
  zsetMaxListpackEntries: 128,
  zsetMaxListpackValue: 64,
}

/** The operations of BITOP on strings of different lengths, which count as zeros where they have ended. */
import { type BitVectors, bitVectors, PIECE } from './bit-vectors.ts'

export interface BitSource {
  readonly bytes: Uint8Array
  readonly at: number
  readonly length: number
}

export type BitOperation = 'AND' | 'OR' | 'XOR' | 'NOT' | 'DIFF' | 'DIFF1' | 'ANDOR' | 'ONE'

/**
 * Places of a piece: the result; a source; what several sources have, or any but the first; a moment's
 * work; ones.
 */
const RESULT = 0
const SOURCE = PIECE
const OTHERS = 2 * PIECE
const SCRATCH = 3 * PIECE
const ONES = 4 * PIECE

/** Writes the result, as long as the longest source, to `to[at]`, which overlaps with no source. */
export function combineBits(
  operation: BitOperation,
  sources: readonly BitSource[],
  to: Uint8Array,
  at: number,
): void {
  const vectors = bitVectors()
  let length = 0
  for (const source of sources) length = Math.max(length, source.length)
  for (let from = 0; from < length; from += PIECE) {
    const size = Math.min(PIECE, length - from)
    combinePiece(vectors, operation, sources, from, size)
    to.set(vectors.bytes.subarray(RESULT, RESULT + size), at + from)
  }
}

/** Makes bytes `[from, from + size)` of the result, in its place. */
function combinePiece(
  vectors: BitVectors,
  operation: BitOperation,
  sources: readonly BitSource[],
  from: number,
  size: number,
): void {
  const { bytes } = vectors
  load(bytes, RESULT, sources[0]!, from, size)
  switch (operation) {
    case 'NOT':
      bytes.fill(0xff, ONES, ONES + size)
      return vectors.xor(RESULT, ONES, RESULT, size)
    case 'AND':
    case 'OR':
    case 'XOR': {
      const combine = vectors[operation.toLowerCase() as 'and' | 'or' | 'xor']
      for (let s = 1; s < sources.length; s++) {
        load(bytes, SOURCE, sources[s]!, from, size)
        combine(RESULT, SOURCE, RESULT, size)
      }
      return
    }
    case 'ONE':
      bytes.fill(0, OTHERS, OTHERS + size)
      for (let s = 1; s < sources.length; s++) {
        load(bytes, SOURCE, sources[s]!, from, size)
        vectors.and(RESULT, SOURCE, SCRATCH, size)
        vectors.or(OTHERS, SCRATCH, OTHERS, size)
        vectors.xor(RESULT, SOURCE, RESULT, size)
      }
      return vectors.andNot(RESULT, OTHERS, RESULT, size)
    case 'DIFF':
      uniteOthers(vectors, sources, from, size)
      return vectors.andNot(RESULT, OTHERS, RESULT, size)
    case 'DIFF1':
      uniteOthers(vectors, sources, from, size)
      return vectors.andNot(OTHERS, RESULT, RESULT, size)
    case 'ANDOR':
      uniteOthers(vectors, sources, from, size)
      return vectors.and(RESULT, OTHERS, RESULT, size)
  }
}

/** Bits that any source but the first has. */
function uniteOthers(vectors: BitVectors, sources: readonly BitSource[], from: number, size: number): void {
  load(vectors.bytes, OTHERS, sources[1]!, from, size)
  for (let s = 2; s < sources.length; s++) {
    load(vectors.bytes, SOURCE, sources[s]!, from, size)
    vectors.or(OTHERS, SOURCE, OTHERS, size)
  }
}

/** Copies `size` bytes of a source from byte `from` on to a place; zeros follow its end. */
function load(
  to: Uint8Array,
  place: number,
  { bytes, at, length }: BitSource,
  from: number,
  size: number,
): void {
  const there = Math.max(0, Math.min(length - from, size))
  to.set(bytes.subarray(at + from, at + from + there), place)
  if (there < size) to.fill(0, place + there, place + size)
}

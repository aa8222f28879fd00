/**
 * A set of references: a bit per granule, in pieces of 1 KiB per page of the arena that one of them is in. So
 * it takes a sixty-fourth of what they refer to at most, however many there are.
 */
const PIECE_SHIFT = 13
const PIECE_MASK = (1 << PIECE_SHIFT) - 1

export class RefSet {
  private readonly pieces: Map<number, Int32Array>

  constructor() {
    this.pieces = new Map()
  }

  has(ref: number): boolean {
    const piece = this.pieces.get(ref >>> PIECE_SHIFT)
    return piece !== undefined && ((piece[(ref & PIECE_MASK) >>> 5]! >>> (ref & 31)) & 1) !== 0
  }

  add(ref: number): void {
    let piece = this.pieces.get(ref >>> PIECE_SHIFT)
    if (piece === undefined) {
      piece = new Int32Array(1 << (PIECE_SHIFT - 5))
      this.pieces.set(ref >>> PIECE_SHIFT, piece)
    }
    piece[(ref & PIECE_MASK) >>> 5]! |= 1 << (ref & 31)
  }

  get isEmpty(): boolean {
    return this.pieces.size === 0
  }
}

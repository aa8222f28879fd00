/**
 * Positions on the globe as scores of a sorted set: longitude and latitude cut into 2^26 steps each, their
 * bits interleaved (latitude has the even ones) to an integer of 52 bits, which a double holds exactly. So
 * what lies near another is mostly near it in the order of scores, and a square of the grid is a range of
 * scores.
 */

export const LONGITUDE_MAX = 180
/** Where a map by Mercator's projection is a square. */
export const LATITUDE_MAX = 85.05112878
/** Steps of a whole position, bits for each coordinate. */
export const STEPS = 26

const HALF_BITS = 26
const HALF = 2 ** HALF_BITS
const QUARTER_BITS = 13
const QUARTER_MASK = (1 << QUARTER_BITS) - 1

/** Spreads up to 16 bits so that a zero follows each. */
function spread(n: number): number {
  n = (n | (n << 8)) & 0x00ff00ff
  n = (n | (n << 4)) & 0x0f0f0f0f
  n = (n | (n << 2)) & 0x33333333
  return (n | (n << 1)) & 0x55555555
}

/** The opposite: every other bit. */
function gather(n: number): number {
  n &= 0x55555555
  n = (n | (n >>> 1)) & 0x33333333
  n = (n | (n >>> 2)) & 0x0f0f0f0f
  n = (n | (n >>> 4)) & 0x00ff00ff
  return (n | (n >>> 8)) & 0xffff
}

/** Which of 2^steps parts of `[-max, max]` a coordinate lies in; `max` itself is one beyond the last. */
export function cellOf(coordinate: number, max: number, steps: number): number {
  return Math.floor(((coordinate + max) / (2 * max)) * 2 ** steps)
}

/** The bits of two cells, of up to 26 bits each (27 where a coordinate is its maximum). */
export function interleave(latitudeCell: number, longitudeCell: number): number {
  const low = spread(latitudeCell & QUARTER_MASK) | (spread(longitudeCell & QUARTER_MASK) << 1)
  const high = spread(latitudeCell >>> QUARTER_BITS) | (spread(longitudeCell >>> QUARTER_BITS) << 1)
  return high * HALF + low
}

/** The score of a position. */
export function scoreOf(longitude: number, latitude: number): number {
  return interleave(cellOf(latitude, LATITUDE_MAX, STEPS), cellOf(longitude, LONGITUDE_MAX, STEPS))
}

/** The position that a score means: the middle of its cell. Any score means one. */
export class Position {
  longitude: number
  latitude: number

  constructor() {
    this.longitude = 0
    this.latitude = 0
  }

  decode(score: number): void {
    if (!(score >= 0 && score < 2 ** 56)) return this.decodeAny(score)
    const low = score % HALF
    const high = Math.floor(score / HALF)
    this.setCells(
      gather(low) + gather(high) * (QUARTER_MASK + 1),
      gather(low >>> 1) + gather(high >>> 1) * (QUARTER_MASK + 1),
    )
  }

  private setCells(latitudeCell: number, longitudeCell: number): void {
    this.latitude = middleOf(latitudeCell, LATITUDE_MAX)
    this.longitude = middleOf(longitudeCell, LONGITUDE_MAX)
  }

  /** A score that GEOADD does not give: it is taken as Redis's processor converts it to 64 bits. */
  private decodeAny(score: number): void {
    const bits = toUint64(score)
    let latitudeCell = 0
    let longitudeCell = 0
    for (let i = 0n; i < 32n; i++) {
      if (((bits >> (2n * i)) & 1n) !== 0n) latitudeCell += 2 ** Number(i)
      if (((bits >> (2n * i + 1n)) & 1n) !== 0n) longitudeCell += 2 ** Number(i)
    }
    this.setCells(latitudeCell, longitudeCell)
  }
}

function toUint64(score: number): bigint {
  if (score >= 2 ** 64) return 0n
  return score >= -(2 ** 63) ? BigInt.asUintN(64, BigInt(Math.trunc(score))) : 1n << 63n
}

function middleOf(cell: number, max: number): number {
  const least = -max + (cell / HALF) * 2 * max
  const most = -max + ((cell + 1) / HALF) * 2 * max
  return Math.max(-max, Math.min(max, (least + most) / 2))
}

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz'
const LETTERS = 11

/**
 * The standard geohash of a position, whose latitudes go to 90 degrees: ten letters that mean it, and a
 * zero.
 */
export function geohashOf({ longitude, latitude }: Position): string {
  const bits = BigInt(interleave(cellOf(latitude, 90, STEPS), cellOf(longitude, LONGITUDE_MAX, STEPS)))
  let letters = ''
  for (let i = 1; i < LETTERS; i++) letters += ALPHABET[Number((bits >> BigInt(2 * STEPS - 5 * i)) & 31n)]
  return `${letters}0`
}

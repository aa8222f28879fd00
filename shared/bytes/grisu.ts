/**
 * Doubles in decimal as Redis prints them since 7.2: by Grisu2 (Florian Loitsch, "Printing Floating-Point
 * Numbers Quickly and Accurately with Integers", PLDI 2010), digit for digit as its C library, fpconv, does.
 *
 * Every number between the two points halfway to a double's neighbours reads back as that double. The double
 * and these two ends are multiplied with a power of ten that leaves 34 to 60 of a product's 64 bits behind
 * the binary point. The power is itself rounded to 64 bits, so a product may be wrong by one unit of its last
 * place; therefore both ends are moved inwards by one. Printed is the number of fewest digits in what is
 * left: the digits of the upper end, as many as it takes until the rest is smaller than the range; the last
 * of them is lowered while that comes nearer to the double. In one double of a thousand a number of fewer
 * digits is lost with that unit (819.714855 becomes 819.7148549999999), and Redis's replies show it.
 *
 * JavaScript's fast integers have 32 bits, and its doubles are exact up to 53. So a product is made of parts
 * of 26 bits, and its digits come eight at a time. What ends the digits is that the rest is small, so it does
 * not matter that zeros are seen as late as that; they are taken off again. A subnormal's range is too wide
 * for these bounds: it goes through the same steps one digit at a time, in bigints.
 */
import { writeDigits, writeInteger } from './integer.ts'
import { bitLength, roundShift } from './numeral.ts'
import { writeLatin1 } from './text.ts'

const ZERO = 0x30
const DOT = 0x2e
const MINUS = 0x2d
const PLUS = 0x2b
const LETTER_E = 0x65

/** A double is its mantissa, an integer of 53 bits, times 2^(biased exponent - BIAS). */
const BIAS = 1075
/** The powers of ten that there are: 10^-348, 10^-340, ... 10^340. */
const FIRST_POWER = -348
const POWER_STEP = 8
const POWERS = 87
/** How many bits of a product may be behind the binary point. */
const FRACTION_MIN = 32
const FRACTION_MAX = 60

/** The power of ten of an index, 10^n. */
function tenOf(index: number): number {
  return FIRST_POWER + POWER_STEP * index
}

/** 10^n is a significand of 64 bits, the highest one set, times 2^exponent. */
function exponentOf(n: number): number {
  return Math.floor(n * 3.321928094887362) - 63
}

/** By index, as far as they were needed; all of them would take milliseconds of every start. */
const significands: bigint[] = []

function significandOf(index: number): bigint {
  return (significands[index] ??= computeSignificand(tenOf(index)))
}

/** That of 10^n, rounded. */
function computeSignificand(n: number): bigint {
  // A fraction has so many bits below those 64 that cutting it off does not show.
  const scale = n < 0 ? 1400 : 0
  const value = n < 0 ? (1n << BigInt(scale)) / 10n ** BigInt(-n) : 10n ** BigInt(n)
  return roundShift(value, exponentOf(n) + scale)
}

/**
 * Which power an upper end, 64 bits times 2^exponent, is multiplied with: fpconv's guess or the next that
 * fits.
 */
function choosePower(exponent: number): number {
  const guess = Math.trunc(-(exponent + POWERS) * 0.30102999566398114)
  let index = Math.trunc((guess - FIRST_POWER) / POWER_STEP)
  for (;;) {
    const fraction = -(exponent + exponentOf(tenOf(index)) + 64)
    if (fraction > FRACTION_MAX) index++
    else if (fraction < FRACTION_MIN) index--
    else return index
  }
}

/**
 * A power as doubles, a row for each that was needed so far (the first is at ROW): three limbs of 26 bits;
 * then how far from a double its end halfway to the next double is, and the lower end below a power of two,
 * where doubles are twice as close: half and a quarter of it. Of such a distance there are the whole units of
 * a product, and the bound above which what the product has over is enough to take the rest of the distance
 * from. For half also the bound from which adding makes one unit more. Last the exponents: of two, and of ten
 * with the other sign.
 */
const LOW = 0
const MIDDLE = 1
const HIGH = 2
const HALF = 3
const QUARTER = 5
const ENOUGH = 1
const CARRIES_FROM = 7
const EXPONENT = 8
const TEN = 9
const ROW = 10
const rows = new Float64Array((1 + POWERS) * ROW)
/** Where the row for each biased exponent of a normal double begins; 0 until it is needed. */
const rowFor = new Uint16Array(2047)

function makeRow(biased: number): number {
  // The upper end has 11 bits more than the mantissa.
  const index = choosePower(biased - BIAS - 11)
  const row = (1 + index) * ROW
  if (rows[row + HIGH] === 0) rows.set(powerRow(index), row)
  rowFor[biased] = row
  return row
}

function powerRow(index: number): number[] {
  const significand = significandOf(index)
  const limb = (index: number) => Number(BigInt.asUintN(26, significand >> BigInt(26 * index)))
  const units = (bits: number) => Number(significand >> BigInt(bits))
  const half = BigInt.asUintN(54, significand)
  const quarter = BigInt.asUintN(55, significand)
  return [
    ...[limb(0), limb(1), limb(2)],
    ...[units(54), Number((half + 1n) / 2n) - 1],
    ...[units(55), Number((quarter + 3n) / 4n) - 1],
    2 ** 53 - Number(half / 2n),
    exponentOf(tenOf(index)),
    -tenOf(index),
  ]
}

const LIMB = 2 ** 26
const PER_LIMB = 2 ** -26
const LIMB_MASK = LIMB - 1
const LOWER = 2 ** 34
const PER_LOWER = 2 ** -34

/** 10^i. */
const tens = Int32Array.from({ length: 10 }, (_, i) => 10 ** i)
/** For each number of bits behind the point: 1 in units of 2^34, and the other way round. */
const oneFor = new Float64Array(FRACTION_MAX + 1)
const perOneFor = new Float64Array(FRACTION_MAX + 1)
/** How many decimal places there must be at least until a rest is surely smaller than the range. */
const placesFor = new Uint8Array(FRACTION_MAX + 1)
/** 10^those / 2^bits: a unit of the product in units of the last place. */
const scaleFor = new Float64Array(FRACTION_MAX + 1)
for (let bits = FRACTION_MIN, places = 0; bits <= FRACTION_MAX; bits++) {
  // A range is narrower than 2^11 units.
  while (10 ** places <= 2 ** (bits - 11)) places++
  oneFor[bits] = 2 ** (bits - 34)
  perOneFor[bits] = 2 ** (34 - bits)
  placesFor[bits] = places
  scaleFor[bits] = 10 ** places / 2 ** bits
}

/** What is printed: `head`, a point, `first` (eight digits or none) and `last`, all times 10^exponent. */
const decimal = { head: 0, first: 0, firstWidth: 0, last: 0, lastWidth: 0, exponent: 0 }

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/** Writes a finite double other than 0 at `target[off]`, at most 25 bytes; answers the offset after it. */
export function writeGrisu(target: Uint8Array, off: number, n: number): number {
  double[0] = n
  const low = words[0]!
  const high = words[1]!
  const biased = (high >>> 20) & 0x7ff
  const negative = high >>> 31
  if (negative === 1) target[off++] = MINUS
  if (biased === 0) return writeLatin1(target, off, subnormal(n < 0 ? -n : n))
  const end = writeSixPlaces(target, off, n < 0 ? -n : n, biased)
  if (end >= 0) return end
  convert(low & LIMB_MASK, (((high & 0xfffff) | 0x100000) << 6) | (low >>> 26), biased)
  return layOut(target, off, 18 - negative)
}

/**
 * By biased exponent, how near six places must be: 127/128 of halfway to the next double, times 10^6. Below
 * half a millionth, and where there are more than nine digits, nothing is near.
 */
const nearFor = new Float64Array(2047)
for (let biased = BIAS - 52 - 21; biased < BIAS - 52 + 30; biased++) {
  nearFor[biased] = (127 / 128) * 1e6 * 2 ** (biased - BIAS - 1)
}

/**
 * Writes a positive double of up to nine digits and six decimal places, as most scores are, without Grisu2;
 * answers -1 where it is no such double, or Grisu2 might print other digits.
 *
 * Two decimals of up to fifteen digits are never the same double, so if this one is within the range, no
 * other is, and Grisu2 prints it. It surely is when it misses the double by less than 127/128 of the way to
 * an end: that way is 512 units of a product or more, and Grisu2's ends are wrong by less than three of them.
 * (Below a power of two the range is half as wide. But six places that are not exactly that power are far
 * from it.)
 */
function writeSixPlaces(target: Uint8Array, off: number, n: number, biased: number): number {
  if (n >= 1e9) return -1
  const millionths = Math.floor(n * 1e6 + 0.5)
  // What is between the two, exactly where it is small: 24 bits of n, and the others, times 10^6.
  const coarse = Math.fround(n)
  const error = coarse * 1e6 - millionths + (n - coarse) * 1e6
  if (error >= nearFor[biased]! || -error >= nearFor[biased]!) return -1
  const whole = Math.floor(millionths / 1e6) | 0
  let fraction = (millionths - whole * 1e6) | 0
  if (fraction === 0) return -1
  let places = 6
  if (fraction % 1000 === 0) {
    fraction = (fraction / 1000) | 0
    places = 3
  }
  while (fraction % 10 === 0) {
    fraction = (fraction / 10) | 0
    places--
  }
  off = writeInteger(target, off, whole)
  target[off] = DOT
  off += places + 1
  writeDigits(target, off, fraction, places)
  return off
}

/**
 * Computes `decimal` for the mantissa `m1 * 2^26 + m0`. All in one function, so that these doubles stay in
 * registers: cut in three it takes a quarter longer.
 */
function convert(m0: number, m1: number, biased: number): void {
  const made = rowFor[biased]!
  const row = made === 0 ? makeRow(biased) : made
  const p0 = rows[row + LOW]!
  const p1 = rows[row + MIDDLE]!
  const p2 = rows[row + HIGH]!
  const m0p0 = m0 * p0
  const m1p0 = m1 * p0
  const m0p1 = m0 * p1
  const m1p1 = m1 * p1
  const m0p2 = m0 * p2
  const carry0 = Math.floor(m0p0 * PER_LIMB)
  const carry1 = Math.floor(m1p0 * PER_LIMB)
  const carry2 = Math.floor(m0p1 * PER_LIMB)
  const carry3 = Math.floor(m1p1 * PER_LIMB)
  const carry4 = Math.floor(m0p2 * PER_LIMB)
  // The product's lowest 53 bits are less than a unit; it is rounded by adding half of one.
  const limb1 = (carry0 + (m1p0 - carry1 * LIMB) + (m0p1 - carry2 * LIMB)) | 0
  const limb2 = ((carry1 + carry2 + (m1p1 - carry3 * LIMB) + (m0p2 - carry4 * LIMB)) | 0) + (limb1 >>> 26) + 1
  const top = m1 * p2 + carry3 + carry4 + (limb2 >>> 26)
  const over = (limb2 & 1) * 2 ** 52 + (limb1 & LIMB_MASK) * LIMB + (m0p0 - carry0 * LIMB)

  // Each of these floors is 0 where there is a carry or a borrow, else -1: that takes the end inwards by one.
  const lowerEnd = row + (m1 === 0x4000000 && m0 === 0 ? QUARTER : HALF)
  const distance = rows[row + HALF]! + Math.floor((over - rows[row + CARRIES_FROM]!) * 2 ** -53)
  const below = rows[lowerEnd]! + Math.floor((rows[lowerEnd + ENOUGH]! - over) * 2 ** -53)

  // The double has `top` and below it 25 bits, of `limb2`; the upper end is so much above it.
  const bottom = ((limb2 & LIMB_MASK) >>> 1) + distance
  const above = top + (bottom >>> 25)
  const bits = 1022 - biased - rows[row + EXPONENT]!
  const one = oneFor[bits]!
  const perOne = perOneFor[bits]!
  const whole = (above * perOne * 2 ** -9) | 0
  const rest = above - whole * one * 2 ** 9
  let upper = Math.floor(rest * 2 ** -9)
  let lower = (rest - upper * 2 ** 9) * 2 ** 25 + (bottom & 0x1ffffff)
  const range = distance + below
  decimal.exponent = rows[row + TEN]! | 0
  decimal.head = whole
  decimal.firstWidth = 0
  if (upper === 0 && lower <= range) {
    takeWhole()
    return
  }

  let scale = scaleFor[bits]!
  let places = placesFor[bits]!
  if (range * scale <= 1) {
    scale *= 10
    places++
  }
  for (;;) {
    // What is behind the point, times `unit`: `chunk` and a rest, exactly, for the rest ends in as many zero
    // bits as there were digits. Only the first guess at the chunk may be wrong, by one.
    const unit = tens[places > 8 ? 8 : places]!
    let chunk = ((upper + lower * PER_LOWER) * perOne * unit) | 0
    let left = (upper * unit - chunk * one) * LOWER + lower * unit
    if (left < 0) {
      chunk = (chunk - 1) | 0
      left += one * LOWER
    } else if (left >= one * LOWER) {
      chunk = (chunk + 1) | 0
      left -= one * LOWER
    }
    if (places <= 8) {
      takeLast(chunk, places, left * perOne * PER_LOWER, range * scale, distance * scale)
      return
    }
    if (left < range * 1e8) {
      setLast(chunk, 8)
      return
    }
    decimal.first = chunk
    decimal.firstWidth = 8
    places -= 8
    upper = Math.floor(left * PER_LOWER)
    lower = left - upper * LOWER
  }
}

/** The upper end is a whole number within the range: `decimal` is that, without zeros at the end. */
function takeWhole(): void {
  decimal.lastWidth = 0
  while (decimal.head % 10 === 0) {
    decimal.head = (decimal.head / 10) | 0
    decimal.exponent++
  }
}

/** The digits that end `decimal`; all further numbers are in units of the last one, and exact. */
function takeLast(chunk: number, places: number, rest: number, range: number, distance: number): void {
  const shorter = (chunk / 10) | 0
  if (chunk - shorter * 10 + rest < range) {
    setLast(shorter, places - 1)
    return
  }
  const steps = Math.min(Math.ceil(distance - rest - 0.5), Math.floor(range - rest))
  decimal.last = steps > 0 ? (chunk - steps) | 0 : chunk
  decimal.lastWidth = places
}

/** The last digits are the `width` digits of n, which is not 0, but for zeros at the end. */
function setLast(n: number, width: number): void {
  if (n % 10000 === 0) {
    n = (n / 10000) | 0
    width -= 4
  }
  while (n % 10 === 0) {
    n = (n / 10) | 0
    width--
  }
  decimal.last = n
  decimal.lastWidth = width
}

/**
 * Writes `decimal` as fpconv lays it out: plainly with up to seven zeros at its end, up to six places, or
 * from a thousandth on and below ten thousand; else with an exponent, and then no more than `most` digits.
 */
function layOut(target: Uint8Array, off: number, most: number): number {
  const headWidth = widthOf(decimal.head)
  const count = headWidth + decimal.firstWidth + decimal.lastWidth
  const exponent = decimal.exponent - decimal.firstWidth - decimal.lastWidth
  /** Where the point is, in digits from the first. */
  const point = count + exponent
  const size = Math.abs(point - 1)
  if (exponent >= 0 && size < count + 7) {
    writeDecimal(target, off, headWidth)
    return writeZeros(target, off + count, exponent)
  }
  if (exponent < 0 && (exponent > -7 || size < 4)) {
    if (point <= 0) {
      target[off] = ZERO
      target[off + 1] = DOT
      const start = writeZeros(target, off + 2, -point)
      writeDecimal(target, start, headWidth)
      return start + count
    }
    writeDecimal(target, off + 1, headWidth)
    for (let i = off; i < off + point; i++) target[i] = target[i + 1]!
    target[off + point] = DOT
    return off + count + 1
  }
  writeDecimal(target, off + 1, headWidth)
  target[off] = target[off + 1]!
  target[off + 1] = DOT
  let end = count === 1 ? off + 1 : off + 1 + Math.min(count, most)
  target[end++] = LETTER_E
  target[end++] = point > 0 ? PLUS : MINUS
  return writeInteger(target, end, size)
}

/** How many digits an int32 of at least 1 has. */
function widthOf(n: number): number {
  const width = ((32 - Math.clz32(n)) * 1233) >> 12
  return n < tens[width]! ? width : width + 1
}

/** Writes the digits of `decimal`, without a point. */
function writeDecimal(target: Uint8Array, off: number, headWidth: number): void {
  const { head, firstWidth, lastWidth } = decimal
  off += headWidth
  writeDigits(target, off, head, headWidth)
  if (firstWidth !== 0) writeDigits(target, off + 8, decimal.first, 8)
  off += firstWidth
  if (lastWidth !== 0) writeDigits(target, off + lastWidth, decimal.last, lastWidth)
}

function writeZeros(target: Uint8Array, off: number, count: number): number {
  for (let i = 0; i < count; i++) target[off + i] = ZERO
  return off + count
}

/** The text of a positive subnormal: the same in bigints, one digit at a time. */
function subnormal(n: number): string {
  const mantissa = BigInt(n / 2 ** -1074)
  const shift = 64 - bitLength(2n * mantissa + 1n)
  const exponent = 1 - BIAS - 1 - shift
  const index = choosePower(exponent)
  const significand = significandOf(index)
  const units = (halves: bigint) => ((halves << BigInt(shift)) * significand + (1n << 63n)) >> 64n
  let upper = units(2n * mantissa + 1n) - 1n
  let distance = upper - units(2n * mantissa)
  let range = upper - units(2n * mantissa - 1n) - 1n
  // The unit of the digit that is looked at, from the tenth in front of the point on.
  let one = (10n ** 9n) << BigInt(-(exponent + exponentOf(tenOf(index)) + 64))
  let places = -9
  for (; places > 0 ? upper % one >= range : upper % one > range; places++) {
    if (places < 0) one /= 10n
    else {
      upper *= 10n
      distance *= 10n
      range *= 10n
    }
  }
  let shown = upper / one
  for (let rest = upper % one; 2n * (distance - rest) > one && range - rest >= one; rest += one) shown--
  const text = String(shown)
  const size = tenOf(index) + places - (text.length - 1)
  return `${text[0]}${text.length > 1 ? '.' : ''}${text.slice(1)}e-${size}`
}

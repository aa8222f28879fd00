/*
 * The words of generated requests: few keys, so that commands meet on them; values on both sides of every
 * encoding's border, but short enough for LCS, which takes the product of two lengths; numbers with a liking
 * for edges and for what only looks like a number.
 *
 * A key must never expire in the middle of a stream, since the two servers do not run in step: times are at
 * least a minute ahead, or past.
 */
import { collectionWords } from './collection-words.ts'
import type { Vocabulary } from './grammar.ts'
import { float, integer, notIntegers } from './numbers.ts'
import { badPayload, payload } from './payloads.ts'
import type { Random } from './random.ts'

const oddKeys = [
  '',
  'a*b',
  'h[ae]llo',
  'k\r\nk',
  '\0',
  '\xff\xfe binary',
  '12345',
  'x'.repeat(300),
  'y'.repeat(70_000),
]

function key(random: Random): string {
  return random.chance(0.04) ? random.pick(oddKeys) : `key:${random.integer(0, 14)}`
}

function repetitive(random: Random): string {
  return random.text(random.integer(1, 40), 97, 122).repeat(random.integer(2, 100))
}

function value(random: Random): string {
  const choice = random.real()
  if (choice < 0.25) return String(random.integer(-20_000, 20_000))
  if (choice < 0.35) return integer(random)
  if (choice < 0.4) return float(random)
  if (choice < 0.65) return random.text(random.integer(0, 25), 32, 126)
  if (choice < 0.8) return random.text(random.integer(40, 70), 97, 100)
  if (choice < 0.9) return random.text(random.integer(0, 300))
  if (choice < 0.98) return repetitive(random)
  return random.text(random.integer(1000, 4000), 97, 122)
}

/** A time with edges: `usual` nine times out of ten. */
function time(random: Random, usual: () => number): string {
  if (random.chance(0.9)) return String(usual())
  const edges = [
    '0',
    '-1',
    '-9223372036854775808',
    '9223372036854775807',
    '9223372036854775',
    '9223372036854776',
  ]
  return random.chance(0.6) ? random.pick(edges) : random.pick(notIntegers)
}

/** All over the globe, or within a few kilometres; edges, and what is none. */
function coordinate(random: Random, max: number): string {
  if (random.chance(0.03)) return random.pick(['x', '', '1e3', '-181', 'nan', 'inf', '-inf', '90'])
  if (random.chance(0.03)) return random.pick([`${max}`, `-${max}`, '0', '-0'])
  if (random.chance(0.3)) return ((random.real() * 2 - 1) * max).toFixed(6)
  return (13 + random.real() * 0.3).toFixed(random.integer(1, 8))
}

function pattern(random: Random): string {
  const patterns = [
    '*',
    'key:*',
    'key:?',
    'key:1[0-4]',
    'key:[^1]',
    '*[',
    '\\*',
    'a\\*b',
    'k*1*',
    '**',
    '',
    '[a-',
    '?*?',
  ]
  return random.pick(patterns)
}

/**
 * @param nowMs the time around which absolute expiry times lie; what was past when a stream was made is past
 *   when it runs
 */
export function vocabulary(nowMs: number): Vocabulary {
  const now = Math.floor(nowMs / 1000)
  const past = (random: Random) => random.chance(0.1)
  return {
    ...collectionWords,
    key,
    value,
    integer,
    float,
    payload,
    'bad-payload': badPayload,
    pattern,
    index: random => (random.chance(0.1) ? integer(random) : String(random.integer(-60, 60))),
    offset: random =>
      random.chance(0.08)
        ? random.pick(['-1', '536870911', '536870912', '4294967296', '9223372036854775807', 'x', ''])
        : String(random.integer(0, 120)),
    geo: random => (random.chance(0.03) ? key(random) : `geo:${random.integer(0, 3)}`),
    place: random => (random.chance(0.05) ? random.pick(oddKeys) : `place ${random.integer(0, 60)}`),
    longitude: random => coordinate(random, 180),
    latitude: random => coordinate(random, 85.05112878),
    radius: random => {
      if (random.chance(0.04)) return random.pick(['-1', '0', 'x', '', 'nan', 'inf', '1e10'])
      return (10 ** (random.real() * 7.5)).toFixed(random.integer(0, 4))
    },
    length: random =>
      random.chance(0.03) ? random.pick(['-1', 'x', '']) : (10 ** (random.real() * 5)).toFixed(2),
    few: random => (random.chance(0.05) ? random.pick(['0', '-1', 'x', '']) : String(random.integer(1, 20))),
    hll: random => (random.chance(0.03) ? random.pick(oddKeys) : `hll:${random.integer(0, 5)}`),
    element: random => String(random.integer(0, 100_000)),
    // Headers that are wrong, or right; what is wrong further on shows in different ways
    // (hyperloglog.test.ts).
    'hll-payload': random => {
      const magic = random.chance(0.8) ? 'HYLL' : 'HYLA'
      const encoding = random.pick(['\x01', '\x01', '\0', '\x02'])
      const cardinality = random.pick(['\0'.repeat(8), `\x07${'\0'.repeat(6)}\x80`, '\xff'.repeat(7)])
      return `${magic}${encoding}\0\0\0${cardinality}\x7f\xff`
    },
    'header-offset': random => String(random.integer(0, 15)),
    byte: random => random.text(1, 0, 255),
    bit: random => (random.chance(0.04) ? random.pick(['2', '-1', 'x', '']) : String(random.integer(0, 1))),
    'bit-offset': random =>
      random.chance(0.06)
        ? random.pick(['-1', '4294967296', '9223372036854775807', 'x', '', '#1'])
        : String(random.integer(0, random.chance(0.05) ? 40_000 : 200)),
    'field-offset': random => {
      if (random.chance(0.05))
        return random.pick(['-1', '4294967296', '#-1', '#', 'x', '', '#99999999999999'])
      return random.chance(0.4) ? `#${random.integer(0, 12)}` : String(random.integer(0, 300))
    },
    field: random => {
      if (random.chance(0.05))
        return random.pick(['u64', 'i65', 'u0', 'i0', 'u', 'x8', 'U8', 'u08', 'i-1', ''])
      const width = random.chance(0.5) ? random.pick([1, 7, 8, 16, 31, 32, 33, 63]) : random.integer(1, 63)
      return random.chance(0.05) ? 'i64' : `${random.pick(['u', 'i'])}${width}`
    },
    operand: random => (random.chance(0.3) ? integer(random) : String(random.integer(-300, 300))),
    seconds: random => time(random, () => random.integer(100, 100_000)),
    milliseconds: random => time(random, () => random.integer(100_000, 100_000_000)),
    'unix-seconds': random =>
      time(random, () => (past(random) ? random.integer(1, now - 1) : now + random.integer(100, 100_000))),
    'unix-milliseconds': random =>
      time(random, () =>
        past(random) ? random.integer(1, nowMs - 1) : nowMs + random.integer(100_000, 100_000_000),
      ),
    db: random =>
      random.chance(0.1)
        ? random.pick(['16', '-1', 'x', '', '9223372036854775808'])
        : String(random.integer(0, 3)),
    cursor: random => (random.chance(0.5) ? random.pick(notIntegers) : String(random.integer(0, 50))),
    count: random => (random.chance(0.2) ? integer(random) : '100000'),
    type: random => random.pick(['string', 'STRING', 'list', 'set', 'zset', 'Hash', 'nosuch', '']),
    text: random => random.text(random.integer(0, 20), 32, 126),
    junk: random =>
      random.pick([...notIntegers, 'NX', 'XX', 'GET', 'EX', 'KEEPTTL', '*', '0', '-1', 'key:1']),
  }
}

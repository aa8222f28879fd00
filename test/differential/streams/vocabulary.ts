/*
 * The words of generated requests: few keys, so that commands meet on them; values on both sides of every
 * encoding's border, but short enough for LCS, which takes the product of two lengths; numbers with a liking
 * for edges and for what only looks like a number.
 *
 * A key must never expire in the middle of a stream, since the two servers do not run in step: times are at
 * least a minute ahead, or past.
 */
import type { Vocabulary } from './grammar.ts'
import type { Random } from './random.ts'

const edgeIntegers = [
  '0',
  '-0',
  '1',
  '-1',
  '9999',
  '10000',
  '2147483647',
  '2147483648',
  '-2147483648',
  '4294967296',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775806',
  '-9223372036854775807',
  '1000000000000000000',
]

const notIntegers = [
  '',
  ' ',
  '-',
  '+1',
  ' 1',
  '1 ',
  '01',
  '-01',
  '1.0',
  '1e3',
  '0x10',
  'abc',
  '9223372036854775808',
  '-9223372036854775809',
  '18446744073709551616',
  '99999999999999999999999999999999',
  '\xff',
]

const edgeFloats = [
  '0.1',
  '-0.0',
  '3.0e3',
  '5e-324',
  '1e308',
  '-1.7976931348623157e308',
  '1e400',
  '1e5000',
  '123456789012345678901234567890',
  '.5',
  '5.',
  '+2.5',
  '0x1p-2',
  'inf',
  '-inf',
  'nan',
  '1e',
  '1,5',
  ' 1.5',
  '1.5 ',
]

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

function integer(random: Random): string {
  // For SCAN's cursor, and in messages, Redis takes a zero byte for the end; nowhere else.
  if (random.chance(0.01)) return '1\0'
  if (random.chance(0.06)) return random.pick(notIntegers)
  if (random.chance(0.25)) return random.pick(edgeIntegers)
  return String(random.integer(-200, 200))
}

function float(random: Random): string {
  if (random.chance(0.3)) return random.pick(edgeFloats)
  if (random.chance(0.3)) return integer(random)
  return `${random.integer(-999, 999)}.${random.integer(0, 99_999)}`
}

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
    key,
    value,
    integer,
    float,
    pattern,
    index: random => (random.chance(0.1) ? integer(random) : String(random.integer(-60, 60))),
    offset: random =>
      random.chance(0.08)
        ? random.pick(['-1', '536870911', '536870912', '4294967296', '9223372036854775807', 'x', ''])
        : String(random.integer(0, 120)),
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
    type: random => random.pick(['string', 'STRING', 'list', 'nosuch', '']),
    text: random => random.text(random.integer(0, 20), 32, 126),
    junk: random =>
      random.pick([...notIntegers, 'NX', 'XX', 'GET', 'EX', 'KEEPTTL', '*', '0', '-1', 'key:1']),
  }
}

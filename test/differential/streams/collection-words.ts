/*
 * The words of requests about lists, hashes, sets and sorted sets: a few keys of each type, now and then one of
 * another; few members, so that they meet again; lengths on both sides of the thresholds (64 bytes, and 20
 * where tests make them small).
 */
import type { Vocabulary } from './grammar.ts'
import { float, integer, notIntegers } from './numbers.ts'
import type { Random } from './random.ts'

const kinds = ['list', 'hash', 'set', 'zset', 'text']

/** A key that mostly holds the type it is named after. */
function typed(kind: string): (random: Random) => string {
  return random => {
    if (random.chance(0.02)) return random.pick(['', '\0', '\xff\xfe', 'x'.repeat(300)])
    return `${random.chance(0.06) ? random.pick(kinds) : kind}:${random.integer(0, 3)}`
  }
}

const edgeMembers = [
  '',
  ' ',
  '\0',
  '\0a',
  'a\r\n',
  '\xff\xfe binary',
  '007',
  '+1',
  '-0',
  '1.5',
  '0x10',
  '1e3',
  '127',
  '128',
  '4095',
  '4096',
  '-4097',
  '32767',
  '32768',
  '8388607',
  '-8388609',
  '2147483648',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775808',
]

const edgeLengths = [19, 20, 21, 63, 64, 65, 127, 128, 300, 4095, 4096]

function member(random: Random): string {
  const choice = random.real()
  if (choice < 0.5) return `m${random.integer(0, 30)}`
  if (choice < 0.8) return String(random.integer(-10, 30))
  if (choice < 0.9) return random.pick(edgeMembers)
  if (choice < 0.93) return random.pick('abc'.split('')).repeat(random.pick(edgeLengths))
  return random.text(random.integer(0, 3))
}

function withoutZeros(make: (random: Random) => string): (random: Random) => string {
  return random => make(random).replaceAll('\0', '0')
}

/** Long enough that a few of them fill a node of a list. */
function element(random: Random): string {
  if (random.chance(0.9)) return member(random)
  return random.text(random.integer(500, 5000), 97, random.pick([97, 122]))
}

const edgeScores = [
  'inf',
  '-inf',
  '+inf',
  'Infinity',
  '-0',
  '0',
  '0.0',
  '9007199254740992',
  '9007199254740993',
  '1e300',
  '-1e300',
  '1.7976931348623157e308',
  '0.3',
  '3.3333333333333335',
]

function score(random: Random): string {
  if (random.chance(0.6)) return String(random.integer(-5, 20))
  if (random.chance(0.3)) return random.pick(edgeScores)
  if (random.chance(0.5)) return float(random)
  return (random.integer(-300, 300) / 16).toString()
}

function scoreLimit(random: Random): string {
  const text = random.chance(0.3) ? random.pick(['-inf', '+inf', 'inf']) : score(random)
  return random.chance(0.2) ? `(${text}` : text
}

function lexLimit(random: Random): string {
  if (random.chance(0.3)) return random.pick(['-', '+'])
  if (random.chance(0.05)) return random.pick(['', '(', '[', 'm1', '--', '+a'])
  return `${random.pick(['(', '['])}${random.chance(0.3) ? random.pick(['m', 'a', 'm2', '1']) : member(random)}`
}

/** How many of something that there is: none, some, all, or no number at all. */
function amount(random: Random): string {
  if (random.chance(0.08)) return random.pick(notIntegers)
  if (random.chance(0.1))
    return random.pick(['9223372036854775807', '-9223372036854775808', '2147483648', '100000'])
  return String(random.chance(0.9) ? random.integer(0, 12) : random.integer(-3, -1))
}

/** For random choices with repetition: how often is bounded, or Redis answers for ever. */
function randomAmount(random: Random): string {
  if (random.chance(0.08)) return random.pick([...notIntegers, '-9223372036854775808', '9223372036854775807'])
  return String(random.integer(-20, 20))
}

/** Several times the usual number of members, so that what is chosen is everything there is. */
const all = '100000'

function timeout(random: Random): string {
  return random.pick(['0.001', '0.01', '1e-3', '.002'])
}

const badTimeouts = ['-1', '-0.5', 'nan', '1e400', 'x', '', '-inf', ' 1', '1 ', '9223372036854775808']

export const collectionWords: Vocabulary = {
  list: typed('list'),
  hash: typed('hash'),
  set: typed('set'),
  zset: typed('zset'),
  // Sorted sets whose members have one score, as the commands about lexical ranges want them.
  lexical: random => `lexical:${random.integer(0, 2)}`,
  // Sorted sets to be sorted, which makes them skip lists in Redis.
  sorted: random => `sorted:${random.integer(0, 2)}`,
  sortable: random => typed(random.pick(['list', 'list', 'hash', 'set', 'set', 'text', 'sorted']))(random),
  // Where set operations store: which encoding that gives is another matter in 7.0 and 7.2.
  stored: random => `stored:${random.integer(0, 2)}`,
  any: random => typed(random.pick(kinds))(random),
  member,
  element,
  score,
  weight: random => (random.chance(0.7) ? random.pick(['1', '2', '0', '-1', '0.5']) : score(random)),
  'score-limit': scoreLimit,
  'lex-limit': lexLimit,
  position: random =>
    random.chance(0.15)
      ? random.pick([...notIntegers, '9223372036854775807', '-9223372036854775808', '4294967296'])
      : String(random.integer(-12, 12)),
  amount,
  'random-amount': randomAmount,
  all: () => all,
  step: random => (random.chance(0.2) ? integer(random) : all),
  'member-pattern': random => random.pick(['*', 'm*', '?', 'm1?', '[0-9]', '-*', '', '*\xff*', 'a*']),
  timeout,
  'bad-timeout': random => random.pick(badTimeouts),
  'sort-by': random =>
    random.pick(['w:*', 'hash:*', 'h:*->f', 'h:*->', 'nosort', 'x*y*z', '*', '#', 'w:*->f->g']),
  'sort-get': random => random.pick(['#', 'w:*', 'h:*->f', 'h:*->nosuch', 'list:*', '*', 'nostar', 'h:*->']),
  'sortable-integer': withoutZeros(integer),
  'sortable-text': withoutZeros(member),
  'sort-weight': withoutZeros(random =>
    // None that is out of a double's range.
    random.chance(0.8) ? String(random.integer(-9, 9)) : float(random).replace(/e(-?)\d{3,}$/, 'e$199'),
  ),
  'weight-key': random => `w:${random.chance(0.7) ? random.integer(-10, 30) : member(random)}`,
  'weight-hash': random => `h:${random.chance(0.7) ? random.integer(-10, 30) : member(random)}`,
}

/** For collections of thousands of members: what differs from the words above. */
export const largeWords: Vocabulary = {
  member: random => (random.chance(0.9) ? `member:${random.integer(0, 5000)}` : member(random)),
  element: random => (random.chance(0.9) ? `element:${random.integer(0, 500)}` : element(random)),
  integer: random => (random.chance(0.9) ? String(random.integer(-2000, 2000)) : integer(random)),
  // 7.2 makes a skip list at once of many pairs, which keeps -0; a listpack, which 7.0 makes first, does not.
  score: random =>
    random.chance(0.8) ? String(random.integer(-400, 400) / 4) : score(random).replace(/^-0(\.0)?$/, '0'),
  'score-limit': random =>
    random.chance(0.7) ? `${random.pick(['', '('])}${random.integer(-400, 400) / 4}` : scoreLimit(random),
  'lex-limit': random =>
    random.chance(0.7) ? `${random.pick(['[', '('])}member:${random.integer(0, 5000)}` : lexLimit(random),
  position: random =>
    random.chance(0.7) ? String(random.integer(-3000, 3000)) : String(random.integer(-12, 12)),
  amount: random => (random.chance(0.5) ? String(random.integer(0, 12)) : String(random.integer(0, 1000))),
  'random-amount': random => String(random.integer(-300, 300)),
}

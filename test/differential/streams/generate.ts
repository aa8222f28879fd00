/*
 * Streams of requests from a seed: produced from syntaxes, and now and then spoiled, because a server that
 * answers good requests well may still differ in how it refuses bad ones.
 */

import { largeWords } from './collection-words.ts'
import { produce, type Syntax } from './grammar.ts'
import { Random } from './random.ts'
import { vocabulary } from './vocabulary.ts'

export type Request = readonly string[]

/** Requests that are only right behind the one before them; shrinking keeps the two together. */
export const attached = new WeakSet<Request>()

export interface StreamOptions {
  seed: number
  length: number
  syntaxes: readonly Syntax[]
  /** The share of requests that are spoiled. */
  spoiled?: number
  /** Collections grow to thousands of members. */
  large?: boolean
}

export function makeStream({
  seed,
  length,
  syntaxes,
  spoiled = 0.06,
  large = false,
}: StreamOptions): Request[] {
  const random = new Random(seed)
  const words = { ...vocabulary(Date.now()), ...(large ? largeWords : {}) }
  // Fewer than a listpack may have: 7.2 looks at how many come at once, 7.0 at how many there are.
  const most = large ? 120 : 4
  const total = syntaxes.reduce((sum, syntax) => sum + syntax.weight, 0)
  const stream: Request[] = []
  while (stream.length < length) {
    let at = random.real() * total
    const syntax = syntaxes.find(({ weight }) => (at -= weight) < 0) ?? syntaxes[0]!
    for (const [at, argv] of produce(syntax, words, random, most).entries()) {
      if (syntax.spoilable && random.chance(spoiled)) spoil(argv, random, words.junk!)
      if (random.chance(0.2)) changeCase(argv, random)
      if (at > 0) attached.add(argv)
      stream.push(argv)
    }
  }
  return stream
}

function spoil(argv: string[], random: Random, junk: (random: Random) => string): void {
  const at = random.integer(1, argv.length)
  switch (random.integer(0, 5)) {
    case 0:
      if (argv.length > 1) argv.pop()
      break
    case 1:
      argv.push(junk(random))
      break
    case 2:
      argv.splice(at, 0, junk(random))
      break
    case 3:
      if (at < argv.length) argv[at] = junk(random)
      break
    case 4:
      argv.push(withoutZeros(argv[at] ?? argv[0]!))
      break
    default:
      argv.splice(1)
  }
}

/** A message that names a bad option ends, in Redis, at the option's first zero byte. */
function withoutZeros(text: string): string {
  return text.replaceAll('\0', '0')
}

/** Of the command and its options, which are the words in capitals. */
function changeCase(argv: string[], random: Random): void {
  argv.forEach((arg, at) => {
    if (/^[A-Z]+$/.test(arg))
      argv[at] = random.chance(0.5) ? arg.toLowerCase() : arg[0] + arg.slice(1).toLowerCase()
  })
}

/*
 * A command's syntax as one line, from which requests are made:
 *
 *     SET <key> <value> [NX|XX] [GET] [EX <seconds>|PX <milliseconds>|KEEPTTL]
 *
 * `[a|b]` is one of the alternatives or nothing, `(a|b)` one of them, `x...` one to four times x, `x#` the same
 * with the count before it, `x=` as many as that count was, `<name>` a word of the vocabulary, everything else
 * stands for itself. Options that follow each other come in any order.
 *
 * `SPOP <set> ; DEL @` are requests that belong together, `@` being the first one's key.
 */
import type { Random } from './random.ts'

type Node =
  | { type: 'literal'; text: string }
  | { type: 'word'; name: string }
  | { type: 'group'; optional: boolean; choices: Node[][] }
  | { type: 'repeat'; node: Node; how: '...' | '#' | '=' }

export type Vocabulary = Record<string, (random: Random) => string>

export interface Syntax {
  readonly line: string
  /** How often it is chosen among others, 1 when not told. */
  readonly weight: number
  /** Whether requests of it may be spoiled. */
  readonly spoilable: boolean
  readonly requests: readonly (readonly Node[])[]
}

/**
 * Reads lines such as `SET <key> <value>` or, chosen five times as often, `5 SET <key> <value>`; one that
 * begins with `!` is never spoiled.
 */
export function syntaxes(text: string): Syntax[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => {
      const parts = /^(! )?(?:([\d.]+) )?(.*)$/.exec(line)
      const [, whole, weight, rest] = parts as unknown as [string, string?, string?, string?]
      const requests = (rest ?? '').split(' ; ').map(readRequest)
      const spoilable = whole === undefined && requests.length === 1
      return { line, weight: Number(weight ?? 1), spoilable, requests }
    })
}

function readRequest(text: string): Node[] {
  const lexemes = /\.\.\.|(?<=[>)])[#=]|[[\]()|]|<[a-z0-9-]+>|[^\s[\]()|<>]+/g
  const tokens = [...text.matchAll(lexemes)].map(match => match[0])
  const { nodes, at } = sequence(tokens, 0)
  if (at !== tokens.length) throw new Error(`unbalanced syntax: ${text}`)
  return nodes
}

function sequence(tokens: string[], from: number): { nodes: Node[]; at: number } {
  const nodes: Node[] = []
  let at = from
  while (at < tokens.length) {
    const token = tokens[at] as string
    if (token === '|' || token === ']' || token === ')') break
    if (token === '...' || ((token === '#' || token === '=') && /[>)]$/.test(tokens[at - 1] ?? ''))) {
      nodes.push({ type: 'repeat', node: nodes.pop()!, how: token as '...' | '#' | '=' })
      at++
    } else if (token === '[' || token === '(') {
      const group = alternatives(tokens, at)
      nodes.push(group.node)
      at = group.at
    } else {
      const word = /^<(.*)>$/.exec(token)?.[1]
      nodes.push(word === undefined ? { type: 'literal', text: token } : { type: 'word', name: word })
      at++
    }
  }
  return { nodes, at }
}

function alternatives(tokens: string[], from: number): { node: Node; at: number } {
  const optional = tokens[from] === '['
  const choices: Node[][] = []
  let at = from
  do {
    const choice = sequence(tokens, at + 1)
    choices.push(choice.nodes)
    at = choice.at
  } while (tokens[at] === '|')
  if (tokens[at] !== (optional ? ']' : ')')) throw new Error(`unbalanced syntax: ${tokens.join(' ')}`)
  return { node: { type: 'group', optional, choices }, at: at + 1 }
}

/**
 * Makes the requests of a syntax; it is one, unless the syntax says otherwise.
 *
 * @param most how many times `x...` is x at most
 */
export function produce(syntax: Syntax, vocabulary: Vocabulary, random: Random, most = 4): string[][] {
  const maker = new Maker(vocabulary, random, most)
  const made = syntax.requests.map(nodes => maker.expand(nodes))
  const key = made[0]![1]!
  return made.map((argv, at) => (at === 0 ? argv : argv.map(arg => (arg === '@' ? key : arg))))
}

class Maker {
  private readonly vocabulary: Vocabulary
  private readonly random: Random
  private readonly most: number
  /** What the last `x#` counted. */
  private counted = 1

  constructor(vocabulary: Vocabulary, random: Random, most: number) {
    this.vocabulary = vocabulary
    this.random = random
    this.most = most
  }

  expand(nodes: readonly Node[]): string[] {
    const out: string[] = []
    let options: string[][] = []
    const flush = () => {
      while (options.length > 0)
        out.push(...options.splice(this.random.integer(0, options.length - 1), 1)[0]!)
      options = []
    }
    for (const node of nodes) {
      const words = this.one(node)
      if (node.type === 'group' && node.optional) {
        options.push(words)
      } else {
        flush()
        out.push(...words)
      }
    }
    flush()
    return out
  }

  private one(node: Node): string[] {
    switch (node.type) {
      case 'literal':
        return [node.text]
      case 'word': {
        const make = this.vocabulary[node.name]
        if (make === undefined) throw new Error(`the vocabulary has no <${node.name}>`)
        return [make(this.random)]
      }
      case 'group':
        if (node.optional && this.random.chance(0.6)) return []
        return this.expand(this.random.pick(node.choices))
      case 'repeat': {
        const most = node.how === '...' && this.random.chance(0.5) ? this.most : 4
        const count = node.how === '=' ? this.counted : this.random.integer(1, most)
        if (node.how === '#') this.counted = count
        const out = node.how === '#' ? [String(count)] : []
        for (let left = count; left > 0; left--) out.push(...this.one(node.node))
        return out
      }
    }
  }
}

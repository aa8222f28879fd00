/*
 * A command's syntax as one line, from which requests are made:
 *
 *     SET <key> <value> [NX|XX] [GET] [EX <seconds>|PX <milliseconds>|KEEPTTL]
 *
 * `[a|b]` is one of the alternatives or nothing, `(a|b)` one of them, `x...` one to four times x, `<name>` a
 * word of the vocabulary, everything else stands for itself. Options that follow each other come in any
 * order.
 */
import type { Random } from './random.ts'

type Node =
  | { type: 'literal'; text: string }
  | { type: 'word'; name: string }
  | { type: 'group'; optional: boolean; choices: Node[][] }
  | { type: 'repeat'; node: Node }

export type Vocabulary = Record<string, (random: Random) => string>

export interface Syntax {
  readonly line: string
  /** How often it is chosen among others, 1 when not told. */
  readonly weight: number
  /** Whether requests of it may be spoiled. */
  readonly spoilable: boolean
  readonly nodes: readonly Node[]
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
      const tokens = [...(rest ?? '').matchAll(/\.\.\.|[[\]()|]|<[a-z0-9-]+>|[^\s[\]()|<>]+/g)].map(m => m[0])
      const { nodes, at } = sequence(tokens, 0)
      if (at !== tokens.length) throw new Error(`unbalanced syntax: ${line}`)
      return { line, weight: Number(weight ?? 1), spoilable: whole === undefined, nodes }
    })
}

function sequence(tokens: string[], from: number): { nodes: Node[]; at: number } {
  const nodes: Node[] = []
  let at = from
  while (at < tokens.length) {
    const token = tokens[at] as string
    if (token === '|' || token === ']' || token === ')') break
    if (token === '...') {
      nodes.push({ type: 'repeat', node: nodes.pop()! })
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

/** Makes one request of a syntax. */
export function produce(syntax: Syntax, vocabulary: Vocabulary, random: Random): string[] {
  return expand(syntax.nodes, vocabulary, random)
}

function expand(nodes: readonly Node[], vocabulary: Vocabulary, random: Random): string[] {
  const out: string[] = []
  let options: string[][] = []
  const flush = () => {
    while (options.length > 0) out.push(...options.splice(random.integer(0, options.length - 1), 1)[0]!)
    options = []
  }
  for (const node of nodes) {
    const words = one(node, vocabulary, random)
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

function one(node: Node, vocabulary: Vocabulary, random: Random): string[] {
  switch (node.type) {
    case 'literal':
      return [node.text]
    case 'word': {
      const make = vocabulary[node.name]
      if (make === undefined) throw new Error(`the vocabulary has no <${node.name}>`)
      return [make(random)]
    }
    case 'group':
      if (node.optional && random.chance(0.6)) return []
      return expand(random.pick(node.choices), vocabulary, random)
    case 'repeat': {
      const out: string[] = []
      for (let count = random.integer(1, 4); count > 0; count--)
        out.push(...one(node.node, vocabulary, random))
      return out
    }
  }
}

/*
 * The law of the house: only io/ and control/ folders touch the world, and main.ts and boot.ts wire.
 * Everything else is synchronous and deterministic; these rules say which words it must not contain.
 */
import { lineOf, type Node, type Source, type Violation, walk } from './source.ts'

const asynchronous = ['Promise', 'PromiseLike', 'AsyncIterable', 'AsyncGenerator', 'AsyncIterator', 'Awaited']
const timers = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'clearTimeout',
  'clearInterval',
]
const world = [
  'process',
  'performance',
  'console',
  'crypto',
  'fetch',
  'Worker',
  'MessageChannel',
  'globalThis',
]
const bannedNames = new Set([...asynchronous, ...timers, ...world])
const bannedMembers = new Set(['Date.now', 'Math.random'])

export function touchesTheWorld(path: string): boolean {
  const folders = path.split('/').slice(0, -1)
  if (folders.includes('io') || folders.includes('control')) return true
  return /^(server|sentinel)\/(main|boot)\.ts$/.test(path)
}

export function purity(source: Source): Violation[] {
  if (touchesTheWorld(source.path)) return []
  const found: Violation[] = importViolations(source)
  const own = declaredNames(source.ast)
  walk(source.ast, (node, parent, field) => {
    const word = bannedSyntax(node) ?? bannedReference(node, parent, field, own)
    if (word) {
      found.push({ where: `${source.path}:${lineOf(source, node)}`, what: `${word} in a pure file` })
    }
  })
  return found
}

function importViolations(source: Source): Violation[] {
  const found: Violation[] = []
  for (const { specifier, target, names, line } of source.imports) {
    const where = `${source.path}:${line}`
    if (target !== undefined) {
      if (touchesTheWorld(target)) found.push({ where, what: `a pure file imports ${target}` })
    } else if (!allowedPackage(specifier, names)) {
      found.push({ where, what: `a pure file imports ${specifier}` })
    }
  }
  return found
}

/** Buffers and digests compute and nothing more; every other package may do anything. */
function allowedPackage(specifier: string, names: string[]): boolean {
  if (specifier === 'node:buffer') return true
  return specifier === 'node:crypto' && names.length > 0 && names.every(name => name === 'createHash')
}

function bannedSyntax(node: Node): string | undefined {
  if (node.async === true) return 'async'
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return 'await'
  if (node.type === 'ImportExpression') return 'import()'
  if (node.type === 'CallExpression' && nameOf(node.callee) === 'Date') return 'Date()'
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date') {
    return (node.arguments as Node[]).length === 0 ? 'new Date()' : undefined
  }
  if (node.type !== 'MemberExpression') return undefined
  const member = `${nameOf(node.object)}.${node.computed ? literalOf(node.property) : nameOf(node.property)}`
  return bannedMembers.has(member) ? member : undefined
}

/**
 * A banned name where it is used as a variable or a type; `job.process` and `{ process: 1 }` are only labels.
 */
function bannedReference(
  node: Node,
  parent: Node | undefined,
  field: string,
  own: Set<string>,
): string | undefined {
  const name = nameOf(node)
  if (name === undefined || !bannedNames.has(name) || own.has(name)) return undefined
  const label = (field === 'property' || field === 'key') && parent?.computed !== true
  const shorthand = parent?.type === 'Property' && parent.shorthand === true
  return label && !shorthand ? undefined : name
}

/** Names the file binds itself: a parameter called `process` is not Node's. */
function declaredNames(ast: Node): Set<string> {
  const own = new Set<string>()
  walk(ast, (node, parent, field) => {
    const name = nameOf(node)
    if (name === undefined || !parent) return
    const binds =
      field === 'params' ||
      (field === 'id' && /Declar|Expression/.test(parent.type)) ||
      (field === 'local' && parent.type.startsWith('Import'))
    if (binds) own.add(name)
  })
  return own
}

function nameOf(node: unknown): string | undefined {
  const { type, name } = (node ?? {}) as Partial<Node>
  return type === 'Identifier' ? (name as string) : undefined
}

function literalOf(node: unknown): unknown {
  return (node as Node).value
}

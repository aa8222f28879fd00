/*
 * A source file as the style rules see it: its text, its syntax tree and its imports.
 *
 * The tree comes from the parser that vitest itself runs on, so that a rule never mistakes a word in a
 * comment, a string or a regular expression for code.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseAst } from 'vitest/node'

/** A syntax tree node, loosely typed: rules look at a few fields and walk the rest. */
export interface Node {
  type: string
  start: number
  [field: string]: unknown
}

export interface Import {
  /** As written: './x.ts', 'node:net', 'pino'. */
  specifier: string
  /** Path from the project's root when the import is relative, else undefined. */
  target: string | undefined
  /** Imported names; empty for `import 'x'`, `import * as x` and `export * from 'x'`. */
  names: string[]
  line: number
}

export interface Source {
  /** Path from the project's root, with slashes. */
  path: string
  text: string
  ast: Node
  imports: Import[]
}

/** What a rule found: `where` is `path:line`, or a path. */
export interface Violation {
  where: string
  what: string
}

export const roots = ['shared', 'server', 'sentinel']

export function parseSource(path: string, text: string): Source {
  const ast = parseAst(text, { lang: 'ts' }) as unknown as Node
  const source: Source = { path, text, ast, imports: [] }
  walk(ast, node => {
    const literal = node.source as Node | null | undefined
    if (literal?.type !== 'Literal') return
    const specifier = String(literal.value)
    source.imports.push({
      specifier,
      target: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
      names: importedNames(node),
      line: lineOf(source, node),
    })
  })
  return source
}

/** Every .ts file of the project outside test/, parsed. */
export function readProject(projectRoot: string): Source[] {
  return roots.flatMap(root =>
    readdirSync(join(projectRoot, root), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
      .map(entry => join(entry.parentPath, entry.name))
      .map(file => {
        const path = file.slice(projectRoot.length + 1).replaceAll('\\', '/')
        return parseSource(path, readFileSync(file, 'utf8'))
      }),
  )
}

/** Calls `visit` for every node, with the node it hangs on and the field it hangs there by. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined, field: string) => void,
  parent?: Node,
  field = '',
): void {
  visit(node, parent, field)
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof child.type === 'string') {
        walk(child as Node, visit, node, key)
      }
    }
  }
}

export function lineOf(source: Source, node: Node): number {
  return source.text.slice(0, node.start).split('\n').length
}

function importedNames(node: Node): string[] {
  const specifiers = (node.specifiers ?? []) as Node[]
  return specifiers.flatMap(specifier => {
    const imported = (specifier.imported ?? specifier.local) as Node | undefined
    return specifier.type === 'ImportSpecifier' || specifier.type === 'ExportSpecifier'
      ? [String(imported?.name ?? imported?.value)]
      : []
  })
}

/*
 * Who may import whom (docs/architecture.md, "The house"), and that nobody does so in a circle.
 */
import type { Source, Violation } from './source.ts'

/** A file whose path starts with `from` may import, of the project's own files, only those below `only`. */
const directions = [
  { from: 'shared/', only: ['shared/'] },
  { from: 'server/', only: ['server/', 'shared/'] },
  { from: 'sentinel/', only: ['sentinel/', 'shared/'] },
  { from: 'server/memory/', only: ['server/memory/', 'shared/bytes/'] },
  { from: 'server/values/', only: ['server/memory/', 'server/values/', 'shared/'] },
  {
    from: 'sentinel/core/',
    only: ['sentinel/core/', 'shared/bytes/', 'shared/ports/', 'shared/replication/'],
  },
]

/** The engine is handed the command table; it never reaches for it. */
const never = [{ from: 'server/engine/', to: 'server/commands/' }]

/**
 * `redis-server --sentinel` is a sentinel: the entry point hands over, and the server knows nothing of it.
 */
const handover = { from: 'server/main.ts', to: 'sentinel/boot.ts' }

export function importDirection(source: Source): Violation[] {
  const found: Violation[] = []
  for (const { target, line } of source.imports) {
    if (target === undefined) continue
    if (source.path === handover.from && target === handover.to) continue
    const broken =
      directions.some(
        ({ from, only }) => source.path.startsWith(from) && !only.some(to => target.startsWith(to)),
      ) || never.some(({ from, to }) => source.path.startsWith(from) && target.startsWith(to))
    if (broken) found.push({ where: `${source.path}:${line}`, what: `must not import ${target}` })
  }
  return found
}

/**
 * One violation per circle of imports, type imports included: what is described in a circle is understood in
 * none.
 */
export function importCycles(sources: Source[]): Violation[] {
  const edges = new Map(sources.map(source => [source.path, source.imports.map(({ target }) => target)]))
  const found: Violation[] = []
  const done = new Set<string>()
  const trail: string[] = []

  function visit(path: string): void {
    const seenAt = trail.indexOf(path)
    if (seenAt >= 0) {
      found.push({ where: path, what: `imports itself: ${[...trail.slice(seenAt), path].join(' -> ')}` })
      return
    }
    if (done.has(path)) return
    trail.push(path)
    for (const target of edges.get(path) ?? []) if (target !== undefined && edges.has(target)) visit(target)
    trail.pop()
    done.add(path)
  }
  for (const path of edges.keys()) visit(path)
  return found
}

// The result as a Markdown table: one row per measured thing, Redis and Holdfast beside each other.

export interface Row {
  what: string
  redis: string
  holdfast: string
  /** Holdfast divided by Redis, where that means something. */
  ratio?: number
  /** The goal in words, such as `>= 1.2x`. */
  target: string
  /** Whether the goal was reached; undefined when there is none. */
  met?: boolean
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A goal on the ratio, `'>= 1.2x'` or `'<= 0.85x'`. */
export function ratioGoal(ratio: number, target: string): { ratio: number; target: string; met: boolean } {
  const limit = Number.parseFloat(target.slice(3))
  const shown = Math.round(ratio * 100) / 100
  return { ratio, target, met: target.startsWith('>=') ? shown >= limit : shown <= limit }
}

export function markdown(rows: readonly Row[]): string {
  const cells = rows.map(({ what, redis, holdfast, ratio, target, met }) => [
    what,
    redis,
    holdfast,
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    target,
    met === undefined ? '' : met ? 'yes' : 'NO',
  ])
  const head = ['what', 'redis-server', 'Holdfast', 'ratio', 'target', 'met']
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map(row => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...cells.map(line)].join('\n')
}

/**
 * The start-up banner: a holdfast (what kelp grips the rock with), and beside it the facts Redis's banner
 * carries, in the same words, since scripts wait for ` PID: n` and `Port: n`.
 */

export interface BannerFacts {
  /** Holdfast's own version. */
  version: string
  /** The Redis version whose behaviour is offered, as INFO reports it. */
  redisVersion: string
  /** Eight hexadecimal characters, 00000000 when unknown. */
  commit: string
  /** 1 when the tree had uncommitted changes. */
  modified: number
  pid: number
  mode: 'standalone' | 'sentinel' | 'cluster'
  /** The port clients use: `port`, or `tls-port` when that is 0. */
  port: number
}

const PICTURE = [
  '                                   ',
  '          )    (  )    (           ',
  '         (  )   )(   (  )          ',
  '          )(   (  )   )(           ',
  '          \\ \\   \\/   / /           ',
  '           \\ \\  ||  / /            ',
  '            \\ \\ || / /             ',
  '             \\ \\||/ /              ',
  '              \\ || /               ',
  '            __/ || \\__             ',
  '        ___/ _/ || \\_ \\___         ',
  '    ___/  __/  /||\\  \\__  \\___     ',
  '   /__.__/____/_||_\\____\\__.__\\    ',
  '  /     .    holdfast     .    \\   ',
  ' /___.______________.________.__\\  ',
]

/** Several lines, an empty one before and after; no line is a log line. */
export function banner(facts: BannerFacts): string {
  const { version, redisVersion, commit, modified, mode, port, pid } = facts
  const beside = new Map([
    [3, `Holdfast ${version}, Redis ${redisVersion} (${commit}/${modified}) 64 bit`],
    [5, `Running in ${mode} mode`],
    [6, `Port: ${port}`],
    [7, `PID: ${pid}`],
  ])
  const lines = PICTURE.map((row, i) => `${row}${beside.get(i) ?? ''}`.trimEnd())
  return `${lines.join('\n')}\n\n`
}

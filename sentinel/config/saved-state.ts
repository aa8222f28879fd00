/**
 * The state file of a sentinel whose configuration file cannot be written: its text, and how it and the
 * configuration are read together.
 *
 * It holds the lines that would stand in the configuration file, and, as comments, the `sentinel` lines that
 * the configuration had then. So a start can tell what was changed where: per subject (a setting of one
 * master, say) the saved lines count where the configuration still says what it said, and the configuration
 * counts where it was edited meanwhile.
 */
import { ConfigError, type ConfigPlace } from '../../shared/config/error.ts'
import { trimLine } from '../../shared/config/parse.ts'
import { splitArgs } from '../../shared/config/split-args.ts'
import { isOfMaster, topicOf } from './rewrite.ts'

export interface StateLine {
  readonly argv: readonly string[]
  readonly place: ConfigPlace
}

export interface SavedState {
  readonly path: string
  /** How many saves came before: of two state files the one with more is newer. */
  readonly count: number
  /** The lines of the configuration at that time. */
  readonly configured: readonly StateLine[]
  readonly lines: readonly StateLine[]
}

const COUNT = '# saved '
const CONFIGURED = '# configured: '

/** The text of a state file; `text` is the state as it would stand in the configuration file. */
export function formatSaved(
  config: string,
  count: number,
  configured: readonly string[],
  text: string,
): string {
  const head = [
    `# The state of the sentinel whose configuration is ${config}, which it could not write.`,
    `${COUNT}${count}`,
    ...configured.map(line => `${CONFIGURED}${line}`),
  ]
  return `${head.join('\n')}\n${text}`
}

/** Throws ConfigError at a line that is none. */
export function parseSaved(path: string, text: string): SavedState {
  let count = 0
  const configured: StateLine[] = []
  const lines: StateLine[] = []
  let number = 0
  for (const raw of text.split('\n')) {
    number++
    const line = trimLine(raw)
    if (line.startsWith(COUNT)) count = Number(line.slice(COUNT.length)) || 0
    else if (line.startsWith(CONFIGURED)) configured.push(lineOf(path, number, line.slice(CONFIGURED.length)))
    else if (line !== '' && line[0] !== '#') lines.push(lineOf(path, number, line))
  }
  return { path, count, configured, lines }
}

function lineOf(file: string, line: number, text: string): StateLine {
  const place = { file, line, text }
  const argv = splitArgs(text)
  if (argv === null || argv.length === 0) throw new ConfigError(place, 'Unbalanced quotes in state line')
  argv[0] = argv[0]!.toLowerCase()
  return { argv, place }
}

/** The lines that count, of the configuration as it is now and of what was saved. */
export function mergeSaved(now: readonly StateLine[], saved: SavedState): StateLine[] {
  const present = byTopic(now)
  const before = byTopic(saved.configured)
  const kept = byTopic(saved.lines)
  const edited = new Set<string>()
  const merged: StateLine[] = []
  for (const topic of new Set([...present.keys(), ...kept.keys()])) {
    if (texts(present.get(topic)) !== texts(before.get(topic))) edited.add(topic)
    merged.push(...((edited.has(topic) ? present.get(topic) : kept.get(topic)) ?? []))
  }
  const watched = new Set(merged.flatMap(({ argv }) => (isAbout(argv, 'monitor') ? [argv[2]] : [])))
  return merged.filter(line => {
    const { argv } = line
    if (now.includes(line) || !isOfMaster(argv)) return true
    // What was learned of a master goes with it, its replicas also when it stands for another server now.
    const name = argv[2] ?? ''
    return watched.has(name) && !(isAbout(argv, 'known-replica') && edited.has(`sentinel monitor ${name}`))
  })
}

function isAbout(argv: readonly string[], directive: string): boolean {
  return argv[0] === 'sentinel' && argv[1]?.toLowerCase() === directive
}

function byTopic(lines: readonly StateLine[]): Map<string, StateLine[]> {
  const topics = new Map<string, StateLine[]>()
  for (const line of lines) {
    const topic = topicOf(line.argv)
    const others = topics.get(topic)
    if (others === undefined) topics.set(topic, [line])
    else others.push(line)
  }
  return topics
}

function texts(lines: readonly StateLine[] | undefined): string {
  return JSON.stringify((lines ?? []).map(({ argv }) => argv))
}

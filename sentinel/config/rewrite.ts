/**
 * The file a sentinel keeps its state in, rewritten: the user's own lines and comments stay where they are,
 * each `sentinel` line takes the place of the old line about the same thing and the same master, new ones go
 * to the end. Only `loglevel` among the general directives can change at run time.
 *
 * Departs from Redis, which on this occasion also writes the general directives that differ from their
 * default.
 */
import { RewriteText } from '../../shared/config/rewrite.ts'
import { splitArgs } from '../../shared/config/split-args.ts'
import { canonicalName } from '../core/names-of-settings.ts'

/** Directives about one master: its name is part of what the line is about. */
const GLOBAL = new Set([
  'myid',
  'current-epoch',
  'announce-ip',
  'announce-port',
  'sentinel-user',
  'sentinel-pass',
  'resolve-hostnames',
  'announce-hostnames',
  'deny-scripts-reconfig',
])

/**
 * @param old the file's text (latin1), '' when there is none
 * @param lines the state, as core/config-lines.ts makes it
 * @param loglevel when it was changed since the start, else null
 */
export function rewriteState(old: string, lines: readonly string[], loglevel: string | null): string {
  const topics = new Set<string>()
  const file = new RewriteText(old.trimEnd(), argv => {
    const topic = topicOf(argv)
    topics.add(topic)
    return topic
  })
  for (const line of lines) file.put(topicOf(splitArgs(line)!), line, true)
  if (loglevel !== null) file.put('loglevel', `loglevel ${loglevel}`, true)
  for (const topic of topics) if (topic.startsWith('sentinel ')) file.settle(topic)
  return file.text()
}

/** What a line is about; argv[0] is in lower case. */
export function topicOf(argv: readonly string[]): string {
  if (argv[0] !== 'sentinel' || argv.length < 2) return argv[0]!
  const name = canonicalName(argv[1]!)
  return isOfMaster(argv) ? `sentinel ${name} ${argv[2] ?? ''}` : `sentinel ${name}`
}

/** Whether a line is about one master, which its third word names. */
export function isOfMaster(argv: readonly string[]): boolean {
  return argv[0] === 'sentinel' && argv.length >= 2 && !GLOBAL.has(argv[1]!.toLowerCase())
}

/**
 * Configuration text -> lines with their arguments. A file, the text of stdin and the options of the command
 * line form one text, in that order, and lines are counted in it, as Redis counts them. An `include` is a
 * text of its own, read when its line is reached: a generator, so that whoever takes the lines has already
 * acted on the `dir` that a relative include depends on.
 *
 * Departs from Redis: a file that includes itself is refused instead of exhausting the stack.
 */

import { ConfigError, type ConfigPlace } from './error.ts'
import { splitArgs } from './split-args.ts'

/** How files are read. Both are given latin1 paths; `read` answers latin1 text. */
export interface ConfigReader {
  /**
   * The whole file; throws an Error whose message is the operating system's (`No such file or directory`).
   */
  read(path: string): string
  /** The paths that a pattern with `*`, `?` or `[` matches, sorted. */
  glob(pattern: string): readonly string[]
}

/** One line that says something: comments and blank lines are left out. */
export interface ConfigLine {
  readonly place: ConfigPlace
  /** The directive, in small letters, and its arguments; null when the quotes do not balance. */
  readonly argv: readonly string[] | null
}

/** What a process is started with. */
export interface ConfigSource {
  /** The path of the file, or null. */
  readonly file: string | null
  /** The text of stdin, or null when it is not asked for. */
  readonly stdin: string | null
  /** Lines made of the command line's options, or null. */
  readonly options: string | null
}

const INCLUDE_DEPTH_MAX = 64

function readOrRefuse(path: string, reader: ConfigReader): string {
  try {
    return reader.read(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(null, `Fatal error, can't open config file '${path}': ${why}`, true)
  }
}

/** The text of a file, or of all files that a glob matches, one after the other (none: empty). */
function fileText(path: string, reader: ConfigReader): string {
  if (!/[*?[]/.test(path)) return readOrRefuse(path, reader)
  let text = ''
  for (const match of reader.glob(path)) text += readOrRefuse(match, reader)
  return text
}

function* textLines(
  text: string,
  file: string,
  reader: ConfigReader,
  depth: number,
): Generator<ConfigLine, void, undefined> {
  let line = 0
  for (const raw of text.split('\n')) {
    line++
    const trimmed = trimLine(raw)
    if (trimmed === '' || trimmed[0] === '#') continue
    const place: ConfigPlace = { file, line, text: trimmed }
    const argv = splitArgs(trimmed)
    if (argv !== null && argv.length === 0) continue
    if (argv !== null) argv[0] = argv[0]!.toLowerCase()
    if (argv?.[0] === 'include' && argv.length === 2) {
      if (depth === INCLUDE_DEPTH_MAX) throw new ConfigError(place, 'Includes are nested too deeply')
      yield* textLines(fileText(argv[1]!, reader), argv[1]!, reader, depth + 1)
    } else yield { place, argv }
  }
}

/** A line without the space that Redis trims: blanks, tabs and line ends. */
export function trimLine(line: string): string {
  return line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}

/** All lines of a configuration, includes in place. Throws ConfigError when a file cannot be read. */
export function* readConfig(
  source: ConfigSource,
  reader: ConfigReader,
): Generator<ConfigLine, void, undefined> {
  let text = source.file === null ? '' : fileText(source.file, reader)
  if (source.stdin !== null) text += source.stdin
  if (source.options !== null) text += `\n${source.options}`
  yield* textLines(text, source.file ?? '', reader, 0)
}

/**
 * The command line of redis-server and redis-sentinel: `[/path/to/redis.conf] [--directive value ...] [-]`.
 * Options become lines of configuration after the file's, by Redis 7's rules: what follows `--name` belongs
 * to it until the next `--name`, and the first argument belongs to it even when it begins with `--`.
 */

import { fromUtf8, quoteArg, splitArgs } from './split-args.ts'

export type CommandLine =
  | {
      readonly action: 'run'
      /** The path as it was typed, or null. Resolve it before `dir` applies. */
      readonly configFile: string | null
      /** Whether the text of stdin follows the file's. */
      readonly stdin: boolean
      /** The options as lines (latin1), or null when the command line is empty. */
      readonly options: string | null
    }
  | { readonly action: 'version' }
  | { readonly action: 'help' }
  /** Something that this process does not do: say why on stderr and exit with 1. */
  | { readonly action: 'refuse'; readonly reason: string }

const NO_MEMORY_TEST =
  'There is no memory test here: use a tool that runs without an operating system, such as memtest86+.'
const NO_SYSTEM_CHECK = 'There is no system check here: no fork is made, so overcommit and THP do not matter.'

function isOption(arg: string | undefined): boolean {
  return arg?.startsWith('--') === true
}

/** The lines that the arguments from `at` mean, and whether stdin is asked for. */
function optionLines(argv: readonly string[], at: number): { text: string; stdin: boolean } {
  let text = ''
  let stdin = false
  let complete = true
  for (let i = at; i < argv.length; i++) {
    const arg = fromUtf8(argv[i]!)
    const last = i === argv.length - 1
    if (arg === '-' && (i === 0 || last)) stdin = true
    else if (complete && isOption(arg)) {
      if (text !== '') text += '\n'
      text += `${arg.slice(2)} `
      complete = splitArgs(arg)?.length !== 1
      if (complete) continue
      const name = arg.toLowerCase()
      const bare = last || isOption(argv[i + 1])
      if (bare && name === '--save') text += '""'
      complete = bare && !last && (name === '--save' || name === '--sentinel')
    } else {
      text += `${quoteArg(arg)} `
      complete = true
    }
  }
  return { text, stdin }
}

/** Reads the arguments after the program's own name, as JavaScript strings. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const first = argv[0]
  if (first === undefined) return { action: 'run', configFile: null, stdin: false, options: null }
  if (first === '-v' || first === '--version') return { action: 'version' }
  if (first === '-h' || first === '--help') return { action: 'help' }
  if (first === '--test-memory') return { action: 'refuse', reason: NO_MEMORY_TEST }
  if (first === '--check-system') return { action: 'refuse', reason: NO_SYSTEM_CHECK }
  const configFile = first.startsWith('-') ? null : first
  const { text, stdin } = optionLines(argv, configFile === null ? 0 : 1)
  return { action: 'run', configFile, stdin, options: text }
}

/** What the server's `--help` prints (Redis prints it on stderr and exits with 1). */
export function usage(program: string): string {
  return `${head(program, '/path/to/redis.conf')}
Examples:
       ${program} (run with the default configuration)
       echo 'maxmemory 128mb' | ${program} -
       ${program} /etc/redis/6379.conf
       ${program} --port 7777
       ${program} --port 7777 --replicaof 127.0.0.1 8888
       ${program} /etc/myredis.conf --loglevel verbose -
       ${program} /etc/myredis.conf --loglevel verbose

Sentinel mode:
       ${program} /etc/sentinel.conf --sentinel
`
}

/** The same of the sentinel, which cannot do without a file: it keeps its state there. */
export function sentinelUsage(program: string): string {
  return `${head(program, '/path/to/sentinel.conf')}
The file is needed, and must be writable: the sentinel keeps its state in it. Without a line such as
"sentinel monitor mymaster 127.0.0.1 6379 2" it watches nothing until SENTINEL MONITOR is sent.

Examples:
       ${program} /etc/redis/sentinel.conf
       ${program} /etc/redis/sentinel.conf --port 26380
       ${program} /etc/redis/sentinel.conf --loglevel verbose
       ${program} /etc/redis/sentinel.conf --sentinel monitor mymaster 127.0.0.1 6379 2
`
}

function head(program: string, file: string): string {
  return `Usage: ${program} [${file}] [options] [-]
       ${program} - (read config from stdin)
       ${program} -v or --version
       ${program} -h or --help
`
}

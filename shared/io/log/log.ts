/**
 * The process's log, over pino: level gating, json and fields are pino's, lines in Redis's format are made
 * from what pino hands its stream. A call below the level costs one empty function. Syslog is not supported:
 * in a container or under systemd standard output is collected anyway (`announceStart` says so when it is
 * asked for).
 */
import { isatty } from 'node:tty'
import { type Logger, pino } from 'pino'
import type { Log, LogFormat, LogLevel, RoleLetter } from '../../ports/log.ts'
import { redisLine } from './line.ts'
import { LogSink } from './sink.ts'

const PINO_LEVELS = { debug: 20, verbose: 30, notice: 40, warning: 50 }
const MARKS: Record<number, string> = { 20: '.', 30: '-', 40: '*', 50: '#' }
const ROLE_WORDS: Record<RoleLetter, string> = { M: 'master', S: 'slave', X: 'sentinel', C: 'starting' }

type LevelName = keyof typeof PINO_LEVELS

export interface LogOptions {
  format: LogFormat
  level: LogLevel
  /**
   * A path to append to, or '' for standard output. Taken relative to the working directory, line by line.
   */
  logfile: string
  /** Asked at every line, since a role changes. */
  role: () => RoleLetter
  pid?: number
  now?: () => Date
  /** The descriptor that stands for standard output. */
  stdout?: number
}

/** Opens the log. Throws "Can't open the log file: reason", fit for the fatal config error block. */
export function openLog(options: LogOptions): ProcessLog {
  return new ProcessLog(options)
}

export class ProcessLog implements Log {
  readonly format: LogFormat
  /** Whether lines go to a terminal: one of the two reasons to show the banner. */
  readonly toTerminal: boolean
  /** What was logged at level warning last: why the process ends, if it does. */
  lastWarning: string
  readonly #sink: LogSink
  readonly #pino: Logger<LevelName, true>
  readonly #flush: () => void

  constructor(options: LogOptions) {
    const { pid = process.pid, now = () => new Date(), stdout = 1, role } = options
    this.format = options.format
    this.toTerminal = options.logfile === '' && isatty(stdout)
    this.lastWarning = ''
    this.#sink = new LogSink(
      options.logfile,
      lines => this.warning(`${lines} log lines were lost: nobody was reading the log`, { lines }),
      stdout,
    )
    this.#pino = pino(
      {
        customLevels: PINO_LEVELS,
        useOnlyCustomLevels: true,
        level: pinoLevel(options.level),
        base: { pid },
        timestamp: () => `,"time":"${now().toISOString()}"`,
        mixin: () => ({ role: ROLE_WORDS[role()] }),
        formatters: { level: label => ({ level: label }) },
      },
      options.format === 'json' ? this.#sink : new RedisLines(this.#sink, pid, role, now),
    )
    this.#flush = () => this.flush()
    process.on('exit', this.#flush)
  }

  get level(): LogLevel {
    return this.#pino.level === 'silent' ? 'nothing' : (this.#pino.level as LevelName)
  }

  set level(level: LogLevel) {
    this.#pino.level = pinoLevel(level)
  }

  debug(text: string, fields?: Record<string, unknown>): void {
    this.#pino.debug(fields, text)
  }

  verbose(text: string, fields?: Record<string, unknown>): void {
    this.#pino.verbose(fields, text)
  }

  notice(text: string, fields?: Record<string, unknown>): void {
    this.#pino.notice(fields, text)
  }

  warning(text: string, fields?: Record<string, unknown>): void {
    this.lastWarning = text
    this.#pino.warning(fields, text)
  }

  /** Text as it is, several lines, at level notice: the banner. Only for the redis format. */
  raw(text: string): void {
    if (this.#pino.isLevelEnabled('notice')) this.#sink.write(text)
  }

  /** Lines are written as they come; this waits (at most a second) for a reader that had stalled. */
  flush(): void {
    this.#sink.flush()
  }

  close(): void {
    process.removeListener('exit', this.#flush)
    this.#sink.close()
  }
}

/**
 * The stream pino writes to in the redis format: takes the level and text pino leaves on it, not the json.
 */
class RedisLines {
  readonly [pino.symbols.needsMetadataGsym] = true as const
  lastLevel = 0
  lastMsg = ''
  readonly #sink: LogSink
  readonly #pid: number
  readonly #role: () => RoleLetter
  readonly #now: () => Date

  constructor(sink: LogSink, pid: number, role: () => RoleLetter, now: () => Date) {
    this.#sink = sink
    this.#pid = pid
    this.#role = role
    this.#now = now
  }

  write(): void {
    const mark = MARKS[this.lastLevel] ?? '*'
    this.#sink.write(redisLine(this.#pid, this.#role(), this.#now(), mark, this.lastMsg))
  }
}

function pinoLevel(level: LogLevel): LevelName | 'silent' {
  return level === 'nothing' ? 'silent' : level
}

/**
 * The log as code sees it: four levels, Redis's own. `text` says it all in words, in Redis's phrase where
 * Redis has one, because tools and people search for it; `fields` repeat the facts for the json format.
 */
export interface Log {
  debug(text: string, fields?: Record<string, unknown>): void
  verbose(text: string, fields?: Record<string, unknown>): void
  notice(text: string, fields?: Record<string, unknown>): void
  warning(text: string, fields?: Record<string, unknown>): void
}

/** The values of `loglevel`, least important first; `nothing` silences the log. */
export const LOG_LEVELS = ['debug', 'verbose', 'notice', 'warning', 'nothing'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The values of `log-format` (a directive of Holdfast's own). */
export const LOG_FORMATS = ['redis', 'json'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

/**
 * Who writes: M master, S slave, X sentinel, C a process that is not up yet (in Redis also a forked child).
 */
export type RoleLetter = 'M' | 'S' | 'X' | 'C'

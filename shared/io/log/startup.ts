/**
 * What a starting process logs, in Redis 7.2's sequence and words (levels too: 7.0 had most of them at
 * warning). The order is: `announceStart` (role C) once the configuration is read, `announceMode` (role M, S
 * or X) once the process knows its mode and ports, then "Server initialized" and "Ready to accept
 * connections" from the boot file.
 */
import type { Log } from '../../ports/log.ts'
import { type BannerFacts, banner } from './banner.ts'
import type { ProcessLog } from './log.ts'

/** What is running. */
export type Build = Omit<BannerFacts, 'mode' | 'port'>

export interface StartFacts extends Build {
  /** Whether any config file or directive was given; without one Redis warns. */
  configured: boolean
  /** The program's name, for that warning. */
  program: string
}

export function announceStart(log: Log, facts: StartFacts): void {
  const { redisVersion, commit, modified, pid } = facts
  log.notice('oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
  log.notice(
    `Redis version=${redisVersion}, bits=64, commit=${commit}, modified=${modified}, ` +
      `pid=${pid}, just started`,
    { holdfast_version: facts.version, redis_version: redisVersion, commit },
  )
  if (facts.configured) log.notice('Configuration loaded')
  else {
    log.warning(
      'Warning: no config file specified, using the default config. ' +
        `In order to specify a config file use ${facts.program} /path/to/redis.conf`,
    )
  }
}

export interface ModeFacts extends BannerFacts {
  alwaysShowLogo: boolean
  syslogEnabled: boolean
}

/**
 * The banner, or the one line in its place. As in Redis: shown when asked for, or when lines go to a terminal
 * and not to syslog; in json never, since it is not json.
 */
export function announceMode(log: ProcessLog, facts: ModeFacts): void {
  log.notice('monotonic clock: POSIX clock_gettime')
  const wanted = facts.alwaysShowLogo || (log.toTerminal && !facts.syslogEnabled)
  if (wanted && log.format === 'redis') log.raw(banner(facts))
  else log.notice(`Running mode=${facts.mode}, port=${facts.port}.`, { mode: facts.mode, port: facts.port })
}

/**
 * The file descriptors of the process: how many it may have, how many clients that leaves room for, and
 * whether those that saves, logs and links need are about to run out. Lines and refusals are Redis's.
 *
 * Redis keeps 32 back for itself. Node needs about twenty before the first client, and more where the
 * configuration asks for files and sockets; so what is in use and will be is counted, and 32 is the least.
 *
 * Node raises the soft limit to the hard one when it starts, where Redis does so itself and logs it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { Log } from '../ports/log.ts'
import { limitOpenFiles } from './libc.ts'

const KEPT_MIN = 32
/** Never given to anybody but the process itself: a save, a rewrite, a look-up of a name, all at once. */
const SPARE = 6
/** For probes and scrapes of a control plane, which clients leave free too. */
const PROBES = 2
/** Below this a thread's event loop, which takes five, is a luxury. */
const TIGHT = 1024

export class Descriptors {
  /** As many as the process may have open; Infinity where there is no limit. */
  private limit: number
  /** Not for clients. */
  private readonly kept: number
  private readonly forProbes: number

  /**
   * @param planned how many the process is going to open beside those of its clients
   * @param controlled whether it has a control plane
   */
  constructor(planned: number, controlled: boolean) {
    this.limit = openFilesLimit()
    this.forProbes = controlled ? PROBES : 0
    this.kept = Math.max(KEPT_MIN, openNow() + planned + this.forProbes + SPARE)
  }

  /** Whether there are so few that what can be done without another thread should be. */
  get tight(): boolean {
    return this.limit < TIGHT
  }

  /** How many of `maxclients` there are descriptors for, the limit raised where that is possible. */
  fit(maxclients: number, log: Log): number {
    const wanted = maxclients + this.kept
    if (this.limit >= wanted) return maxclients
    const before = this.limit
    if (limitOpenFiles(wanted)) {
      this.limit = wanted
      const from = `(it was originally set to ${before})`
      log.notice(`Increased maximum number of open files to ${wanted} ${from}.`)
      return maxclients
    }
    const room = before - this.kept
    if (room < 1) return 0
    log.warning(
      `You requested maxclients of ${maxclients} requiring at least ${wanted} max file descriptors.`,
    )
    log.warning(
      `Server can't set maximum open files to ${wanted} because of OS error: Operation not permitted.`,
    )
    log.warning(
      `Current maximum open files is ${before}. maxclients has been reduced to ${room} to compensate for ` +
        "low ulimit. If you need higher maxclients increase 'ulimit -n'.",
    )
    return room
  }

  /** Why the process ends when `fit` has found room for no client at all. */
  shortage(maxclients: number): string {
    return (
      `Your current 'ulimit -n' of ${this.limit} is not enough for the server to start. Please increase ` +
      `your open file limit to at least ${maxclients + this.kept}. Exiting.`
    )
  }

  /**
   * Whether a socket just accepted took one of the last descriptors: the system hands out the lowest free
   * one, so its number says how many are in use.
   * @param fd -1 where the platform hides it
   * @param probe for the control plane, which may have a few more than clients
   */
  scarce(fd: number, probe = false): boolean {
    return fd >= this.limit - SPARE - (probe ? 0 : this.forProbes)
  }
}

/** The soft limit on open files. */
function openFilesLimit(): number {
  try {
    const soft = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    if (soft !== undefined) return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
  } catch {}
  return reportedLimit()
}

/** The same where there is no /proc: the diagnostic report has it, which takes some milliseconds. */
function reportedLimit(): number {
  // Without the network's interfaces, whose names it would look up.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean }
  const { excludeNetwork } = report
  report.excludeNetwork = true
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }
  report.excludeNetwork = excludeNetwork
  const soft = Number(userLimits?.open_files?.soft)
  return Number.isFinite(soft) ? soft : Number.POSITIVE_INFINITY
}

function openNow(): number {
  try {
    // One of them is the folder's own.
    return readdirSync('/dev/fd').length - 1
  } catch {
    return KEPT_MIN - SPARE
  }
}

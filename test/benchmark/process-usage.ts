/*
 * What a process has used, from the kernel's own accounting in /proc (Linux only).
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** The kernel counts CPU time in these. */
const tickUs = 10_000

/** User and system time of all its threads so far, in microseconds. */
export function cpuUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The name of the process, in parentheses, may contain spaces; the fields after it do not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickUs
}

/** What the scheduler knows of a thread, in milliseconds so far. */
export interface ThreadTimes {
  ran: number
  /** Ready to run, without a processor. */
  queued: number
}

function threadTimes(path: string): ThreadTimes {
  const [ran = 0, queued = 0] = readFileSync(path, 'latin1').split(' ').map(Number)
  return { ran: ran / 1e6, queued: queued / 1e6 }
}

/** Of the main thread of a process. */
export const mainThreadTimes = (pid: number): ThreadTimes => threadTimes(`/proc/${pid}/task/${pid}/schedstat`)

/** Of the thread that asks. */
export const ownThreadTimes = (): ThreadTimes => threadTimes('/proc/thread-self/schedstat')

/** Resident set size in bytes. */
export function rssBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
}

/** The resident set size once it has stopped changing, or after five seconds. */
export async function settledRssBytes(pid: number): Promise<number> {
  let last = rssBytes(pid)
  for (let same = 0, tries = 0; same < 3 && tries < 20; tries++) {
    await sleep(250)
    const now = rssBytes(pid)
    same = Math.abs(now - last) < 1024 * 1024 ? same + 1 : 0
    last = now
  }
  return last
}

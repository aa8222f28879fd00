/**
 * What an init system that started us is told: systemd by datagrams to its NOTIFY_SOCKET, upstart by stopping
 * once. Words and log lines are Redis's.
 *
 * Datagrams come from this very process, so `NotifyAccess=main`, which is what Type=notify implies, lets them
 * in. Where Node cannot call the C library, systemd's own program `systemd-notify` sends them; then the unit
 * needs `NotifyAccess=all`.
 *
 * Departs from Redis: upstart is told when we serve, not before we begin to.
 */
import { spawnSync } from 'node:child_process'
import type { Log } from '../ports/log.ts'
import { sendDatagram } from './libc.ts'

type Supervisor = 'systemd' | 'upstart'

const NOTIFY_MS = 2000

export class Supervision {
  private readonly by: Supervisor | null
  private readonly log: Log
  private complained: boolean

  /** @param setting the directive `supervised`: no, systemd, upstart or auto */
  constructor(setting: string, log: Log) {
    this.log = log
    this.complained = false
    this.by = supervisor(setting)
    if (this.by === null) complain(setting, log)
    if (this.by === 'upstart') log.notice('supervised by upstart, will stop to signal readiness.')
    if (this.by !== 'systemd') return
    log.notice(
      'Supervised by systemd. Please make sure you set appropriate values for TimeoutStartSec and ' +
        'TimeoutStopSec in your service unit.',
    )
    this.status('Redis is loading...')
  }

  /** One line for `systemctl status`. */
  status(text: string): void {
    this.notify(`STATUS=${text}`)
  }

  /** The start is over. */
  ready(status: string): void {
    this.status(status)
    this.notify('READY=1')
    if (this.by !== 'upstart') return
    delete process.env.UPSTART_JOB
    process.kill(process.pid, 'SIGSTOP')
  }

  /** The end has begun. */
  stopping(): void {
    this.notify('STOPPING=1')
  }

  private notify(text: string): void {
    const path = process.env.NOTIFY_SOCKET
    if (this.by !== 'systemd' || path === undefined) return
    const sent = sendDatagram(path, Buffer.from(`${text}\n`)) ?? viaProgram(text)
    if (sent || this.complained) return
    this.complained = true
    this.log.warning(`systemd supervision error: ${path} does not take messages`)
  }
}

/** Who is to be told, by the directive `supervised` and what the environment says; null for nobody. */
export function supervisor(setting: string): Supervisor | null {
  const { UPSTART_JOB, NOTIFY_SOCKET } = process.env
  if (UPSTART_JOB !== undefined && (setting === 'upstart' || setting === 'auto')) return 'upstart'
  return NOTIFY_SOCKET !== undefined && (setting === 'systemd' || setting === 'auto') ? 'systemd' : null
}

function complain(setting: string, log: Log): void {
  if (setting === 'upstart') log.warning('upstart supervision requested, but UPSTART_JOB not found!')
  if (setting === 'systemd') log.warning('systemd supervision error: NOTIFY_SOCKET not found!')
}

function viaProgram(text: string): boolean {
  const { status } = spawnSync('systemd-notify', ['--no-block', `--pid=${process.pid}`, text], {
    stdio: 'ignore',
    timeout: NOTIFY_MS,
  })
  return status === 0
}

/**
 * FAILOVER: a planned change of roles without loss. Writes are paused until a replica has everything, then it
 * is told to take over by PSYNC ... FAILOVER, and we become its replica. At every step there is a way back.
 */

import type { Primary } from './primary.ts'
import type { PrimaryLink } from './primary-link.ts'
import type { ReplicaPeer } from './replica-peer.ts'
import type { Wiring } from './wiring.ts'

/** As INFO names them. */
export type FailoverState = 'no-failover' | 'waiting-for-sync' | 'failover-in-progress'

/** The pause has no end of its own: whatever ends the failover ends it. */
const PAUSE_MS = 1e12

export class Failover {
  state: FailoverState
  private readonly wiring: Wiring
  private readonly primary: Primary
  private readonly link: PrimaryLink
  /** Become a replica of that host and port. */
  private readonly stepDown: (host: string, port: number) => void
  /** Be a primary again. */
  private readonly stepUp: () => void
  /** The replica that shall take over; null for whichever is ready first. */
  private target: { host: string; port: number } | null
  private force: boolean
  private deadline: number

  constructor(
    wiring: Wiring,
    primary: Primary,
    link: PrimaryLink,
    stepDown: (host: string, port: number) => void,
    stepUp: () => void,
  ) {
    this.state = 'no-failover'
    this.wiring = wiring
    this.primary = primary
    this.link = link
    this.stepDown = stepDown
    this.stepUp = stepUp
    this.target = null
    this.force = false
    this.deadline = Number.POSITIVE_INFINITY
  }

  get running(): boolean {
    return this.state !== 'no-failover'
  }

  /** The replica that announced that address, or undefined. */
  find(host: string, port: number): ReplicaPeer | undefined {
    return [...this.primary.peers].find(peer => peer.ip === host && peer.port === port)
  }

  /** `timeout` in ms, 0 for none. */
  begin(target: { host: string; port: number } | null, timeout: number, force: boolean): void {
    const { wiring } = this
    wiring.server.notice.notice(
      target === null ? 'FAILOVER requested.' : `FAILOVER requested to ${target.host}:${target.port}.`,
    )
    this.state = 'waiting-for-sync'
    this.target = target
    this.force = force
    this.deadline = timeout > 0 ? wiring.now() + timeout : Number.POSITIVE_INFINITY
    wiring.server.host.pause(wiring.now() + PAUSE_MS, false)
    this.primary.requestAcks()
    if (timeout > 0) wiring.world.later(timeout)
  }

  /** FAILOVER ABORT. */
  abort(): void {
    this.wiring.server.notice.notice('FAILOVER aborted by request.')
    this.undo()
  }

  /** At the end of a turn. */
  work(): void {
    if (this.state === 'no-failover') return
    const { wiring } = this
    const late = wiring.now() >= this.deadline
    if (this.state === 'failover-in-progress') {
      if (!late || this.force) return
      wiring.server.notice.notice('Failover target did not answer in time.')
      this.undo()
      return
    }
    const ready = this.ready()
    if (ready !== undefined) this.handOver(ready.ip, ready.port)
    else if (late && this.force && this.target !== null) {
      wiring.server.notice.notice('Failover target is not in sync in time: forced.')
      this.handOver(this.target.host, this.target.port)
    } else if (late) {
      wiring.server.notice.notice('Replica never caught up before timeout')
      this.undo()
    }
  }

  private ready(): ReplicaPeer | undefined {
    const { end } = this.wiring.server.log
    const { target } = this
    return [...this.primary.peers].find(peer => {
      if (peer.state !== 'online' || peer.ackOffset < end) return false
      return target === null || (peer.ip === target.host && peer.port === target.port)
    })
  }

  private handOver(host: string, port: number): void {
    this.state = 'failover-in-progress'
    this.wiring.server.notice.notice(`Failover target is ${host}:${port}: it has everything; handing over.`)
    this.link.failover = true
    this.stepDown(host, port)
  }

  /** The target answered our PSYNC ... FAILOVER. */
  answered(taken: boolean): void {
    if (this.state !== 'failover-in-progress') return
    if (taken) this.end()
    else {
      this.wiring.server.notice.notice('Failover target rejected psync request')
      this.undo()
    }
  }

  private undo(): void {
    const inProgress = this.state === 'failover-in-progress'
    this.link.failover = false
    this.end()
    if (inProgress) this.stepUp()
  }

  private end(): void {
    this.state = 'no-failover'
    this.target = null
    this.deadline = Number.POSITIVE_INFINITY
    this.wiring.server.host.unpause()
    this.wiring.wake()
  }
}

/**
 * What the control plane reads: the core's state and the port's counters as plain facts, at the moment asked.
 */
import { REDIS_VERSION } from '../../shared/command/version.ts'
import type { MonitoredFacts, NodeFacts, SentinelFacts } from '../control/facts.ts'
import { ckquorum, fieldsOf } from '../core/queries.ts'
import { addressKey, currentAddress } from '../core/state.ts'
import type { Instance, Master, SentinelState } from '../core/types.ts'
import type { ProcessFacts, Sentinel } from '../engine/sentinel.ts'

export class LiveFacts implements SentinelFacts {
  private readonly sentinel: Sentinel
  private readonly process: ProcessFacts

  constructor(sentinel: Sentinel) {
    this.sentinel = sentinel
    this.process = sentinel.world.process()
  }

  readonly redisVersion = REDIS_VERSION

  get buildId(): string {
    return this.process.commit
  }

  get os(): string {
    return this.process.os
  }

  get tcpPort(): number {
    return this.sentinel.state.port
  }

  get myId(): string {
    return this.sentinel.state.myid
  }

  get pid(): number {
    return this.process.pid
  }

  get uptimeSeconds(): number {
    return Math.floor((this.sentinel.clock.wallMs() - this.sentinel.startedAt) / 1000)
  }

  get startTimeSeconds(): number {
    return Math.floor(this.sentinel.startedAt / 1000)
  }

  get connectedClients(): number {
    return this.sentinel.clients.byId.size
  }

  get commandsProcessed(): number {
    return this.sentinel.stats.commands
  }

  get tilt(): boolean {
    return this.sentinel.state.tilt
  }

  get tiltSinceSeconds(): number {
    const { state } = this.sentinel
    return state.tilt ? Math.floor((this.sentinel.now() - state.tiltSince) / 1000) : -1
  }

  get totalTilt(): number {
    return this.sentinel.state.tiltTotal
  }

  get runningScripts(): number {
    return this.sentinel.state.scripts.filter(job => job.running).length
  }

  get scriptsQueueLength(): number {
    return this.sentinel.state.scripts.length
  }

  get simulateFailureFlags(): number {
    const { crashAfterElection, crashAfterPromotion } = this.sentinel.state
    return (crashAfterElection ? 1 : 0) + (crashAfterPromotion ? 2 : 0)
  }

  get currentEpoch(): number {
    return this.sentinel.state.currentEpoch
  }

  get masters(): MonitoredFacts[] {
    return [...this.sentinel.state.masters.values()].map(master => this.monitored(master))
  }

  private monitored(master: Master): MonitoredFacts {
    const now = this.sentinel.now()
    const { host, port } = currentAddress(master)
    const check = ckquorum(this.sentinel.state, master.name) as { status?: string; error?: string }
    return {
      name: master.name,
      address: addressKey(host, port),
      status: master.odown ? 'odown' : master.primary.sdown ? 'sdown' : 'ok',
      replicas: [...master.replicas.values()].map(inst => ({
        ...nodeFacts(this.sentinel.state, master, inst, now),
        replOffset: inst.replOffset,
        priority: inst.priority,
      })),
      peers: [...master.sentinels.values()].map(inst => nodeFacts(this.sentinel.state, master, inst, now)),
      ckquorum: { ok: check.status !== undefined, message: check.status ?? check.error ?? '' },
      quorum: master.quorum,
      failoverTimeoutMs: master.failoverTimeout,
      parallelSyncs: master.parallelSyncs,
      downAfterMs: master.downAfter,
      configEpoch: master.configEpoch,
      lastOkPingReplyMs: now - master.primary.lastAvailTime,
      failoverState: master.failoverState,
    }
  }
}

function nodeFacts(state: SentinelState, master: Master, inst: Instance, now: number): NodeFacts {
  const fields = fieldsOf(state, master, inst, now)
  return {
    address: addressKey(inst.host, inst.port),
    runId: inst.runId,
    flags: fields[fields.indexOf('flags') + 1]!,
  }
}

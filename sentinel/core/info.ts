/*
 * What a server tells about itself by INFO (and by ROLE while a promotion is awaited), and what follows
 * from it.
 */
import { noteLineage, unknownLineage } from '../../shared/replication/lineage.ts'
import type { Step } from './context.ts'
import { confirmPromotion, requestInfo } from './failover.ts'
import { noteReturn, primaryRebooted } from './reboot.ts'
import { noteReconfProgress } from './reconf.ts'
import { findReplica, sameAddress } from './state.ts'
import { addReplica } from './switch.ts'
import type { Instance, Master, Reply } from './types.ts'

export function receiveInfo(step: Step, master: Master, inst: Instance, reply: Reply): void {
  inst.infoPending = false
  if (typeof reply !== 'string') return
  const { now } = step
  inst.info = reply
  inst.infoRefresh = now
  inst.masterLinkDownMs = 0
  inst.holdsKeys = false
  inst.loading = false
  inst.guards = false
  inst.guardsAgainst = ''
  const lineage = unknownLineage()
  let role: Instance['roleReported'] | null = null
  const replicas: [string, number][] = []
  const following = { host: inst.masterHost, port: inst.masterPort }
  for (const line of reply.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).trimEnd()
    noteLineage(lineage, name, value)
    if (name === 'role') role = value === 'master' ? 'master' : value === 'slave' ? 'slave' : role
    else if (name === 'run_id') noteRunId(step, master, inst, value)
    else if (name === 'master_host') following.host = value
    else if (name === 'master_port') following.port = Number(value)
    else if (/^slave\d+$/.test(name)) addListedReplica(replicas, value)
    else noteField(inst, name, value)
  }
  inst.lineage = lineage
  if (inst.kind === 'master') noteReturn(step, master)
  if (role === null) return
  if (role === 'slave') {
    inst.replicaRunId = inst.runId
    noteFollowing(step, inst, following.host, following.port)
  }
  // Its offset as a primary, so that a replica already promoted compares by what it has.
  if (role === 'master' && lineage.offset >= 0) inst.replOffset = lineage.offset
  if (role === 'master' && inst.kind === 'master') discoverReplicas(step, master, replicas)
  noteRole(step, master, inst, role)
  if (step.state.tilt) return
  if (role === 'slave' && inst.kind === 'slave') noteReconfProgress(step, master, inst)
}

function noteField(inst: Instance, name: string, value: string): void {
  if (name === 'master_link_down_since_seconds') inst.masterLinkDownMs = Number(value) * 1000 || 0
  else if (name === 'master_link_status') inst.masterLinkUp = value === 'up'
  else if (name === 'slave_priority') inst.priority = Number(value) || 0
  else if (name === 'slave_repl_offset') inst.replOffset = Number(value) || 0
  else if (name === 'master_lineage_guard') inst.guards = value === '1'
  else if (name === 'master_lineage_guard_against') inst.guardsAgainst = value
  else if (name === 'loading') inst.loading = value === '1'
  else if (/^db\d+$/.test(name)) inst.holdsKeys = true
  else if (name === 'replica_announced') inst.replicaAnnounced = value !== '0'
}

function noteRunId(step: Step, master: Master, inst: Instance, runId: string): void {
  if (inst.runId !== '' && inst.runId !== runId) {
    step.event('notice', '+reboot', master, inst)
    if (inst.kind === 'master' && master.masterRebootDownAfterPeriod !== 0) inst.rebootSince = step.now
    if (inst.kind === 'master') {
      primaryRebooted(step, master)
      for (const replica of master.replicas.values()) requestInfo(step, master, replica)
    }
  }
  inst.runId = runId
}

function noteFollowing(step: Step, inst: Instance, host: string, port: number): void {
  if (sameAddress(step.state, inst.masterHost, inst.masterPort, host, port)) return
  inst.masterHost = host
  inst.masterPort = port
  inst.confChangeTime = step.now
}

/** `ip=10.0.0.2,port=6379,state=online,...`, of which the first two matter. */
function addListedReplica(found: [string, number][], value: string): void {
  const ip = /(?:^|,)ip=([^,]+)/.exec(value)
  const port = /(?:^|,)port=(\d+)/.exec(value)
  if (ip === null || port === null) return
  const number = Number(port[1])
  if (number >= 1 && number <= 65_535) found.push([ip[1]!, number])
}

function discoverReplicas(step: Step, master: Master, found: [string, number][]): void {
  for (const [host, port] of found) {
    if (findReplica(step.state, master, host, port) !== undefined) continue
    if (sameAddress(step.state, master.primary.host, master.primary.port, host, port)) continue
    const replica = addReplica(step, master, host, port)
    step.persist()
    step.event('notice', '+slave', master, replica)
  }
}

function noteRole(step: Step, master: Master, inst: Instance, role: Instance['roleReported']): void {
  if (role !== inst.roleReported) {
    inst.roleReported = role
    inst.roleReportedTime = step.now
    if (role === 'slave') inst.confChangeTime = step.now
    const expected = (inst.kind === 'master') === (role === 'master')
    step.event(
      'verbose',
      expected ? '+role-change' : '-role-change',
      master,
      inst,
      `new reported role is ${role}`,
    )
  }
  if (!step.state.tilt && role === 'master' && inst.kind === 'slave') confirmPromotion(step, master, inst)
}

/** ROLE: ['master', offset, replicas] or ['slave', host, port, link state, offset]. */
export function receiveRole(step: Step, master: Master, inst: Instance, reply: Reply): void {
  if (!Array.isArray(reply)) return
  const role = reply[0]
  if (role === 'master' || role === 'slave') noteRole(step, master, inst, role)
}

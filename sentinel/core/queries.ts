/*
 * Everything SENTINEL and INFO tell without changing anything, as plain values. Names and order of fields
 * are Redis 7's (INFO's sentinel_total_tilt is newer).
 */
import { globText } from './glob-text.ts'
import { DEBUG_PERIODS, globalParameters } from './settings.ts'
import { announced, currentAddress, nameOf } from './state.ts'
import type { Answer, Instance, Master, SentinelState } from './types.ts'

const NO_SUCH_MASTER: Answer = { error: 'ERR No such master with that name' }

export function masters(state: SentinelState, now: number): Answer {
  return [...state.masters.values()].map(master => ({ fields: fieldsOf(state, master, master.primary, now) }))
}

export function master(state: SentinelState, name: string, now: number): Answer {
  const found = state.masters.get(name)
  return found === undefined ? NO_SUCH_MASTER : { fields: fieldsOf(state, found, found.primary, now) }
}

/** Those that are not to be announced (`replica-announced no`) are counted everywhere but not shown here. */
export function replicas(state: SentinelState, name: string, now: number): Answer {
  const found = state.masters.get(name)
  if (found === undefined) return NO_SUCH_MASTER
  const shown = [...found.replicas.values()].filter(inst => inst.replicaAnnounced)
  return shown.map(inst => ({ fields: fieldsOf(state, found, inst, now) }))
}

export function sentinels(state: SentinelState, name: string, now: number): Answer {
  const found = state.masters.get(name)
  if (found === undefined) return NO_SUCH_MASTER
  return [...found.sentinels.values()].map(inst => ({ fields: fieldsOf(state, found, inst, now) }))
}

/** [ip, port], or null for an unknown name. */
export function masterAddress(state: SentinelState, name: string): Answer {
  const found = state.masters.get(name)
  if (found === undefined) return null
  const { host, port } = currentAddress(found)
  return [announced(state, host), String(port)]
}

/** ROLE of a sentinel. */
export function role(state: SentinelState): Answer {
  return ['sentinel', [...state.masters.keys()]]
}

export interface QuorumCheck {
  usable: number
  voters: number
  quorumReachable: boolean
  majorityReachable: boolean
}

export function checkQuorum(found: Master): QuorumCheck {
  let usable = 1
  for (const peer of found.sentinels.values()) if (!peer.sdown) usable++
  const voters = found.sentinels.size + 1
  const majorityReachable = usable >= Math.floor(voters / 2) + 1
  return { usable, voters, quorumReachable: usable >= found.quorum, majorityReachable }
}

/** SENTINEL CKQUORUM. */
export function ckquorum(state: SentinelState, name: string): Answer {
  const found = state.masters.get(name)
  if (found === undefined) return NO_SUCH_MASTER
  const { usable, quorumReachable, majorityReachable } = checkQuorum(found)
  if (quorumReachable && majorityReachable) {
    return { status: `OK ${usable} usable Sentinels. Quorum and failover authorization can be reached` }
  }
  const reasons: string[] = []
  if (!quorumReachable) {
    reasons.push('Not enough available Sentinels to reach the specified quorum for this master')
  }
  if (!majorityReachable) {
    reasons.push('Not enough available Sentinels to reach the majority and authorize a failover')
  }
  return { error: `NOQUORUM ${usable} usable Sentinels. ${reasons.join('. ')}` }
}

/**
 * SENTINEL INFO-CACHE: [name, [[age in ms, INFO text] of the primary and each replica], ...]; age null:
 * none yet.
 */
export function infoCache(state: SentinelState, names: readonly string[], now: number): Answer {
  const wanted = [...state.masters.values()].filter(each => names.includes(each.name))
  return wanted.flatMap(found => {
    const servers = [found.primary, ...found.replicas.values()]
    const entries = servers.map(
      (inst): Answer => [
        inst.infoRefresh === 0 ? 0 : now - inst.infoRefresh,
        inst.info === '' ? null : inst.info,
      ],
    )
    return [found.name, entries]
  })
}

/** SENTINEL PENDING-SCRIPTS. */
export function pendingScripts(state: SentinelState, now: number): Answer {
  return state.scripts.map(job => {
    const argv = [job.path, ...job.args]
    const timing: Answer[] = job.running
      ? ['run-time', String(now - job.startedAt)]
      : ['run-delay', String(Math.max(0, job.notBefore - now))]
    const flags = job.running ? 'running' : 'scheduled'
    return [
      'argv',
      argv,
      'flags',
      flags,
      'pid',
      String(job.pid),
      ...timing,
      'retry-num',
      String(job.attempts),
    ]
  })
}

/** SENTINEL DEBUG without arguments. */
export function debugParameters(state: SentinelState): Answer {
  return {
    fields: DEBUG_PERIODS.flatMap(([name, field]) => [name.toUpperCase(), String(state.periods[field])]),
  }
}

/** SENTINEL CONFIG GET: what each pattern matches, in the order of the patterns, each parameter once. */
export function configGet(state: SentinelState, patterns: readonly string[]): Answer {
  const known = globalParameters(state)
  const wanted = new Set(patterns.flatMap(pattern => known.filter(([name]) => globText(pattern, name, true))))
  return { fields: [...wanted].flat() }
}

/** The sentinel section of INFO, without its "# Sentinel" headline; lines end in CRLF. */
export function infoSection(state: SentinelState, now: number): string {
  const running = state.scripts.filter(job => job.running).length
  const flags = (state.crashAfterElection ? 1 : 0) + (state.crashAfterPromotion ? 2 : 0)
  const lines = [
    `sentinel_masters:${state.masters.size}`,
    `sentinel_tilt:${state.tilt ? 1 : 0}`,
    `sentinel_tilt_since_seconds:${state.tilt ? Math.floor((now - state.tiltSince) / 1000) : -1}`,
    `sentinel_total_tilt:${state.tiltTotal}`,
    `sentinel_running_scripts:${running}`,
    `sentinel_scripts_queue_length:${state.scripts.length}`,
    `sentinel_simulate_failure_flags:${flags}`,
  ]
  let index = 0
  for (const each of state.masters.values()) {
    const current = currentAddress(each)
    const address = `${announced(state, current.host)}:${current.port}`
    const status = each.odown ? 'odown' : each.primary.sdown ? 'sdown' : 'ok'
    const peers = `slaves=${each.replicas.size},sentinels=${each.sentinels.size + 1}`
    lines.push(`master${index++}:name=${each.name},status=${status},address=${address},${peers}`)
  }
  return `${lines.join('\r\n')}\r\n`
}

function flagsOf(found: Master, inst: Instance): string {
  const failing = inst.kind === 'master' && found.failoverState !== 'none'
  const flags: [string, boolean][] = [
    ['s_down', inst.sdown],
    ['o_down', inst.kind === 'master' && found.odown],
    [inst.kind, true],
    ['disconnected', !inst.command.connected],
    ['master_down', inst.kind === 'sentinel' && inst.masterDown],
    ['failover_in_progress', failing],
    ['promoted', inst === found.promoted],
    ['reconf_sent', inst.reconf === 'sent'],
    ['reconf_inprog', inst.reconf === 'inprog'],
    ['reconf_done', inst.reconf === 'done'],
    ['force_failover', failing && found.failoverForced],
    ['script_kill_sent', inst.scriptKillSent],
  ]
  return flags.flatMap(([name, set]) => (set ? [name] : [])).join(',')
}

/** Name, value, name, value, ... of one peer, as SENTINEL MASTER, REPLICAS and SENTINELS print it. */
export function fieldsOf(state: SentinelState, found: Master, inst: Instance, now: number): string[] {
  const fields: [string, string | number][] = [
    ['name', nameOf(state, inst)],
    ['ip', announced(state, inst.host)],
    ['port', inst.port],
    ['runid', inst.runId],
    ['flags', flagsOf(found, inst)],
    ['link-pending-commands', inst.pending],
    ['link-refcount', 1],
  ]
  if (inst.kind === 'master' && found.failoverState !== 'none')
    fields.push(['failover-state', found.failoverState])
  fields.push(
    ['last-ping-sent', inst.actPingTime === 0 ? 0 : now - inst.actPingTime],
    ['last-ok-ping-reply', now - inst.lastAvailTime],
    ['last-ping-reply', now - inst.lastPongTime],
  )
  if (inst.sdown) fields.push(['s-down-time', now - inst.sdownSince])
  if (inst.kind === 'master' && found.odown) fields.push(['o-down-time', now - found.odownSince])
  fields.push(['down-after-milliseconds', found.downAfter])
  if (inst.kind === 'sentinel') fields.push(...sentinelFields(inst, now))
  else {
    fields.push(
      ['info-refresh', inst.infoRefresh === 0 ? 0 : now - inst.infoRefresh],
      ['role-reported', inst.roleReported],
      ['role-reported-time', now - inst.roleReportedTime],
    )
    fields.push(...(inst.kind === 'master' ? masterFields(found, now) : replicaFields(inst)))
  }
  return fields.flatMap(([name, value]) => [
    name,
    typeof value === 'number' ? String(Math.round(value)) : value,
  ])
}

function masterFields(found: Master, now: number): [string, string | number][] {
  const fields: [string, string | number][] = [
    ['config-epoch', found.configEpoch],
    ['num-slaves', found.replicas.size],
    ['num-other-sentinels', found.sentinels.size],
    ['quorum', found.quorum],
    ['failover-timeout', found.failoverTimeout],
    ['parallel-syncs', found.parallelSyncs],
  ]
  // Fields of ours are left out while they say the usual: clients may compare the list with Redis's.
  if (!found.rebootGuard) fields.push(['reboot-guard', 'no'])
  if (found.rebootBehindSince !== 0) fields.push(['reboot-behind-time', now - found.rebootBehindSince])
  if (found.notificationScript !== null) fields.push(['notification-script', found.notificationScript])
  if (found.clientReconfigScript !== null) fields.push(['client-reconfig-script', found.clientReconfigScript])
  return fields
}

function replicaFields(inst: Instance): [string, string | number][] {
  return [
    ['master-link-down-time', inst.masterLinkDownMs],
    ['master-link-status', inst.masterLinkUp ? 'ok' : 'err'],
    ['master-host', inst.masterHost === '' ? '?' : inst.masterHost],
    ['master-port', inst.masterPort],
    ['slave-priority', inst.priority],
    ['slave-repl-offset', inst.replOffset],
    ['replica-announced', inst.replicaAnnounced ? 1 : 0],
  ]
}

function sentinelFields(inst: Instance, now: number): [string, string | number][] {
  return [
    ['last-hello-message', now - inst.lastHelloReceived],
    ['voted-leader', inst.votedLeader],
    ['voted-leader-epoch', inst.votedEpoch],
  ]
}

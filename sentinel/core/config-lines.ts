/*
 * State -> the `sentinel ...` lines of its file. The lines are Redis's, so either program can take over the
 * other's file; settings at their default are left out, as Redis does.
 */
import { currentAddress, sameAddress } from './state.ts'
import type { Master, SentinelState } from './types.ts'

export function configLines(state: SentinelState): string[] {
  const lines = [line('myid', state.myid)]
  if (!state.denyScriptsReconfig) lines.push(line('deny-scripts-reconfig', 'no'))
  if (state.resolveHostnames) lines.push(line('resolve-hostnames', 'yes'))
  if (state.announceHostnames) lines.push(line('announce-hostnames', 'yes'))
  for (const master of state.masters.values()) pushMaster(lines, state, master)
  lines.push(line('current-epoch', state.currentEpoch))
  if (state.announceIp !== '') lines.push(line('announce-ip', state.announceIp))
  if (state.announcePort !== 0) lines.push(line('announce-port', state.announcePort))
  if (state.sentinelUser !== '') lines.push(line('sentinel-user', state.sentinelUser))
  if (state.sentinelPass !== '') lines.push(line('sentinel-pass', state.sentinelPass))
  return lines
}

function pushMaster(lines: string[], state: SentinelState, master: Master): void {
  const { name, primary } = master
  const { periods } = state
  const current = currentAddress(master)
  const push = (directive: string, ...values: (string | number)[]) =>
    lines.push(line(directive, name, ...values))
  push('monitor', current.host, current.port, master.quorum)
  if (master.downAfter !== periods.defaultDownAfter) push('down-after-milliseconds', master.downAfter)
  if (master.failoverTimeout !== periods.defaultFailoverTimeout)
    push('failover-timeout', master.failoverTimeout)
  if (master.parallelSyncs !== 1) push('parallel-syncs', master.parallelSyncs)
  if (master.notificationScript !== null) push('notification-script', master.notificationScript)
  if (master.clientReconfigScript !== null) push('client-reconfig-script', master.clientReconfigScript)
  if (master.authPass !== null) push('auth-pass', master.authPass)
  if (master.authUser !== null) push('auth-user', master.authUser)
  if (master.masterRebootDownAfterPeriod !== 0) {
    push('master-reboot-down-after-period', master.masterRebootDownAfterPeriod)
  }
  if (master.refusedAfter !== 0) push('refused-after-milliseconds', master.refusedAfter)
  if (!master.rebootGuard) push('reboot-guard', 'no')
  push('config-epoch', master.configEpoch)
  push('leader-epoch', master.leaderEpoch)
  for (const replica of master.replicas.values()) {
    // While our failover is under way its promoted replica is written as the primary, so the primary stands
    // here.
    const swapped = sameAddress(state, replica.host, replica.port, current.host, current.port)
    const { host, port } = swapped ? primary : replica
    push('known-replica', host, port)
  }
  for (const peer of master.sentinels.values()) push('known-sentinel', peer.host, peer.port, peer.runId)
  for (const [from, to] of master.renamedCommands) push('rename-command', from, to)
}

function line(...words: (string | number)[]): string {
  return `sentinel ${words.map(word => quoted(String(word))).join(' ')}`
}

/**
 * As a configuration file needs it: in double quotes when it is empty or holds anything but plain
 * characters.
 */
function quoted(word: string): string {
  if (/^[!-~]+$/.test(word) && !/["'#\\]/.test(word)) return word
  const escaped = word.replace(/[\\"]|[^\x20-\x7e]/g, char => {
    if (char === '\\' || char === '"') return `\\${char}`
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return `"${escaped}"`
}

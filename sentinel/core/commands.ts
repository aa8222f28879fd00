/*
 * The SENTINEL subcommands that change something or vote. Each answers exactly once; since answers are
 * guarded, a client that reads +OK to a change of the configuration knows that it is on disk.
 */

import type { Step } from './context.ts'
import { askBack } from './detection.ts'
import { vote } from './election.ts'
import { advanceFailover, startFailover } from './failover.ts'
import { globText } from './glob-text.ts'
import { closeLinks } from './links.ts'
import { NOT_SAVED } from './saving.ts'
import { selectReplica } from './selection.ts'
import { configSet, debugSet, OK, setMaster } from './settings.ts'
import { addMaster, allInstances, resetInstance, sameAddress } from './state.ts'
import { clearFailover, forgetOutage } from './switch.ts'
import type { Answer, CoreCommand, Master } from './types.ts'

const NO_SUCH_MASTER: Answer = { error: 'ERR No such master with that name' }
const NOT_AN_INTEGER: Answer = { error: 'ERR value is not an integer or out of range' }

type Handler = (step: Step, args: readonly string[]) => Answer

const HANDLERS: Record<CoreCommand, Handler> = {
  'config-set': configSet,
  debug: debugSet,
  failover,
  flushconfig: step => {
    step.persist()
    return OK
  },
  'is-master-down-by-addr': isMasterDown,
  monitor,
  remove,
  reset,
  set: setMaster,
  'simulate-failure': simulateFailure,
}

/** Those whose +OK promises that the file was written. */
const SAVING = new Set<CoreCommand>(['config-set', 'flushconfig', 'monitor', 'remove', 'set'])

export function runCommand(step: Step, client: number, name: CoreCommand, args: readonly string[]): void {
  const reply = HANDLERS[name](step, args)
  const unsaved = SAVING.has(name) && reply === OK ? NOT_SAVED : undefined
  const votes = name === 'is-master-down-by-addr' && Array.isArray(reply)
  step.answer(client, reply, unsaved, votes ? [reply[0]!, '*', 0] : undefined)
}

function isMasterDown(step: Step, args: readonly string[]): Answer {
  const { state } = step
  const [host, portText, epochText, candidate] = args as [string, string, string, string]
  const port = integer(portText)
  const epoch = integer(epochText)
  if (port === null || epoch === null) return NOT_AN_INTEGER
  const master = findByAddress(step, host, port)
  if (master === null) return [0, '*', 0]
  const wantsVote = candidate !== '*'
  if (wantsVote) vote(step, master, epoch, candidate)
  askBack(step, master)
  const down = master.primary.sdown && !state.tilt ? 1 : 0
  if (!wantsVote || master.leader === '') return [down, '*', 0]
  return [down, master.leader, master.leaderEpoch]
}

function findByAddress(step: Step, host: string, port: number): Master | null {
  for (const master of step.state.masters.values()) {
    if (sameAddress(step.state, master.primary.host, master.primary.port, host, port)) return master
  }
  return null
}

function integer(text: string): number | null {
  if (!/^(0|-?[1-9]\d{0,15})$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

function monitor(step: Step, args: readonly string[]): Answer {
  const { state } = step
  const [name, host, portText, quorumText] = args as [string, string, string, string]
  const quorum = integer(quorumText)
  if (quorum === null) return { error: 'ERR Invalid quorum' }
  const port = integer(portText)
  if (port === null) return { error: 'ERR Invalid port' }
  if (!state.environment.canResolve(host, state.resolveHostnames)) {
    return { error: 'ERR Invalid IP address or hostname specified' }
  }
  const reason = addMaster(step.state, name, host, port, quorum, step.now)
  if (typeof reason === 'string') return { error: `ERR ${reason}` }
  step.persist()
  step.event('warning', '+monitor', reason, reason.primary, `quorum ${quorum}`)
  return OK
}

function remove(step: Step, args: readonly string[]): Answer {
  const master = step.state.masters.get(args[0]!)
  if (master === undefined) return NO_SUCH_MASTER
  step.persist()
  step.event('warning', '-monitor', master, master.primary)
  for (const inst of allInstances(master)) closeLinks(step, master, inst)
  step.state.masters.delete(master.name)
  return OK
}

function reset(step: Step, args: readonly string[]): Answer {
  let count = 0
  for (const master of step.state.masters.values()) {
    if (!globText(args[0]!, master.name)) continue
    count++
    resetMaster(step, master)
  }
  return count
}

function resetMaster(step: Step, master: Master): void {
  for (const inst of allInstances(master)) closeLinks(step, master, inst)
  clearFailover(step, master)
  master.replicas.clear()
  master.sentinels.clear()
  master.leader = ''
  forgetOutage(step, master)
  resetInstance(master.primary, 'master', master.name, step.now)
  master.primary.runId = ''
  master.primary.info = ''
  master.primary.infoRefresh = 0
  step.persist()
  step.event('warning', '+reset-master', master, master.primary)
}

function failover(step: Step, args: readonly string[]): Answer {
  const master = step.state.masters.get(args[0]!)
  if (master === undefined) return NO_SUCH_MASTER
  if (master.failoverState !== 'none') return { error: 'INPROG Failover already in progress' }
  if (selectReplica(step.state, master, step.now) === null) {
    return { error: 'NOGOODSLAVE No suitable replica to promote' }
  }
  step.log('notice', `Executing user requested FAILOVER of '${master.name}'`)
  startFailover(step, master, true)
  advanceFailover(step, master)
  return OK
}

function simulateFailure(step: Step, args: readonly string[]): Answer {
  for (const arg of args) {
    const mode = arg.toLowerCase()
    if (mode === 'help') return ['crash-after-election', 'crash-after-promotion']
    if (mode === 'crash-after-election') step.state.crashAfterElection = true
    else if (mode === 'crash-after-promotion') step.state.crashAfterPromotion = true
    else return { error: 'ERR Unknown failure simulation specified' }
    const moment =
      mode === 'crash-after-election'
        ? 'being successfully elected as failover leader'
        : 'promoting the selected replica to master'
    step.log('warning', `Failure simulation: this Sentinel will crash after ${moment}`)
  }
  return OK
}

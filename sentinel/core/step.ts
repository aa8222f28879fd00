/*
 * The sentinel as a function: an event comes in at a time, actions come out, the state is changed in place.
 */

import { runCommand } from './commands.ts'
import { Step } from './context.ts'
import {
  askPeers,
  checkOdown,
  checkSdown,
  expireDownReplies,
  receiveAskReply,
  receivePong,
} from './detection.ts'
import { advanceFailover, receivePromotionReply, requestInfo } from './failover.ts'
import { receiveHello } from './hello.ts'
import { receiveInfo, receiveRole } from './info.ts'
import { linkDown, linkUp } from './links.ts'
import { converse, watch } from './monitor.ts'
import { checkReboot } from './reboot.ts'
import { repairReplicas } from './repairs.ts'
import { askAgain, saved, saveFailed } from './saving.ts'
import { runScripts, scriptExited, scriptStarted } from './scripts.ts'
import { allInstances } from './state.ts'
import { checkTime } from './tilt.ts'
import type { Action, Event, LinkId, Master, Reply, RequestId, SentinelState } from './types.ts'

/** now: monotonic ms, never smaller than before. The actions are to be performed in order. */
export function step(state: SentinelState, event: Event, now: number): Action[] {
  const here = new Step(state, now)
  dispatch(here, event)
  return here.actions
}

function dispatch(step: Step, event: Event): void {
  switch (event.type) {
    case 'started':
      start(step)
      break
    case 'tick':
      tick(step)
      break
    case 'linkUp':
      becameConnected(step, event.link, event.localAddress)
      break
    case 'linkDown':
      linkDown(step, event.link, event.reason, event.refused)
      break
    case 'reply':
      receiveReply(step, event.request, event.reply)
      break
    case 'hello':
      noteActivity(step, event.link)
      receiveHello(step, event.text)
      break
    case 'command':
      runCommand(step, event.client, event.name, event.args)
      break
    case 'persisted':
      saved(step, event.token)
      goOn(step)
      break
    case 'persistFailed':
      saveFailed(step, event.token, event.reason)
      goOn(step)
      break
    case 'scriptStarted':
      scriptStarted(step, event.job, event.pid)
      break
    case 'scriptExited':
      scriptExited(step, event.job, event.exitCode, event.signal)
      break
  }
}

function start(step: Step): void {
  step.state.lastTick = step.now
  step.state.saving.startedAt = step.now
  step.log('notice', `Sentinel ID is ${step.state.myid}`)
  step.persist()
  for (const master of step.state.masters.values()) {
    step.event('warning', '+monitor', master, master.primary, `quorum ${master.quorum}`)
    watch(step, master)
  }
}

function becameConnected(step: Step, link: LinkId, localAddress: string): void {
  const owner = linkUp(step, link, localAddress)
  if (owner === null || owner.kind !== 'command') return
  const { master, instance } = owner
  if (instance.kind !== 'sentinel') requestInfo(step, master, instance)
  instance.lastPingTime = 0
  instance.lastHelloSent = 0
  converse(step, master, instance)
  advanceFailover(step, master)
}

function noteActivity(step: Step, link: LinkId | null): void {
  const owner = link === null ? undefined : step.state.links.get(link)
  if (owner !== undefined) owner.instance.pubsub.lastActivity = step.now
}

function tick(step: Step): void {
  const { state } = step
  checkTime(step)
  for (const master of state.masters.values()) {
    watch(step, master)
    if (!state.tilt) act(step, master)
  }
  runScripts(step)
  askAgain(step)
}

/** What waited for the disk may happen now. */
function goOn(step: Step): void {
  for (const master of step.state.masters.values()) {
    if (master.failoverState !== 'none') advanceFailover(step, master)
  }
}

function act(step: Step, master: Master): void {
  expireDownReplies(step, master)
  checkReboot(step, master)
  for (const inst of allInstances(master)) {
    const fell = checkSdown(step, master, inst)
    // Their offsets will be wanted in a moment.
    if (fell && inst === master.primary) {
      for (const replica of master.replicas.values()) requestInfo(step, master, replica)
    }
  }
  judge(step, master)
  repairReplicas(step, master)
}

/** What may follow from any news about the primary, at once and not at the next tick. */
function judge(step: Step, master: Master): void {
  if (step.state.tilt) return
  checkOdown(step, master)
  advanceFailover(step, master)
  askPeers(step, master)
}

function receiveReply(step: Step, id: RequestId, reply: Reply): void {
  const { state } = step
  const request = state.requests.get(id)
  if (request === undefined) return
  state.requests.delete(id)
  const owner = state.links.get(request.link)
  if (owner === undefined) return
  const { master, instance } = owner
  instance.pending--
  switch (request.kind) {
    case 'ping':
      receivePong(step, master, instance, reply)
      if (instance.sdown && !state.tilt) checkSdown(step, master, instance)
      break
    case 'info':
      receiveInfo(step, master, instance, reply)
      break
    case 'role':
      receiveRole(step, master, instance, reply)
      break
    case 'promote':
      receivePromotionReply(step, master, instance, reply)
      break
    case 'ask':
      receiveAskReply(step, instance, reply, request.epoch)
      judge(step, master)
      break
    default:
  }
  if (master.failoverState !== 'none') advanceFailover(step, master)
}

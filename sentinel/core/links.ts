/*
 * Our connections to a peer: when they are opened, given up and tried again.
 *
 * A lost link is tried again at once and then at growing intervals of at most a second (Redis: once a
 * second), so that a peer that comes back is seen promptly. A link that is up but silent is replaced: after
 * a partition TCP itself may take much longer than the partition did.
 */
import type { Step } from './context.ts'
import { commandName } from './context.ts'
import type { Instance, LinkKind, LinkOwner, Master } from './types.ts'

const RETRY_FIRST_MS = 50
const RETRY_MAX_MS = 1000
const CONNECT_TIMEOUT_MIN_MS = 1000
const CONNECT_TIMEOUT_MAX_MS = 3000
/** A silent link younger than this is left alone. */
const SILENT_LINK_MIN_MS = 3000

export function openLinks(step: Step, master: Master, inst: Instance): void {
  if (inst.command.id === null && step.now >= inst.command.retryAt) open(step, master, inst, 'command')
  if (inst.kind === 'sentinel') return
  if (inst.pubsub.id === null && step.now >= inst.pubsub.retryAt) open(step, master, inst, 'pubsub')
}

function open(step: Step, master: Master, inst: Instance, kind: LinkKind): void {
  const { state, now } = step
  const link = inst[kind]
  link.id = state.nextLink++
  link.connected = false
  link.since = now
  state.links.set(link.id, { master, instance: inst, kind })
  const forSentinel = inst.kind === 'sentinel'
  const pass = forSentinel ? state.sentinelPass || null : master.authPass
  const user = forSentinel ? state.sentinelUser || null : master.authUser
  step.do({
    type: 'openLink',
    link: link.id,
    kind,
    host: inst.host,
    port: inst.port,
    user,
    pass,
    clientName: `sentinel-${state.myid.slice(0, 8)}-${kind === 'command' ? 'cmd' : 'pubsub'}`,
    authCommand: commandName(master, inst, 'AUTH'),
    clientCommand: commandName(master, inst, 'CLIENT'),
    timeoutMs: Math.max(CONNECT_TIMEOUT_MIN_MS, Math.min(CONNECT_TIMEOUT_MAX_MS, master.downAfter)),
  })
}

/** Marks the link as connected; answers whose it is, or null for a link we have given up. */
export function linkUp(step: Step, id: number, localAddress: string): LinkOwner | null {
  const owner = step.state.links.get(id)
  if (owner === undefined) return null
  const { instance, kind } = owner
  const link = instance[kind]
  link.connected = true
  link.since = step.now
  link.failures = 0
  link.lastActivity = step.now
  instance.refusedSince = 0
  if (kind === 'command') instance.localAddress = localAddress
  return owner
}

/** Notes that the link ended by itself and when to try again. */
export function linkDown(step: Step, id: number, reason: string, refused: boolean): void {
  const { state, now } = step
  const owner = state.links.get(id)
  if (owner === undefined) return
  const { master, instance, kind } = owner
  const link = instance[kind]
  if (!link.connected) {
    step.event(
      'debug',
      kind === 'command' ? '-cmd-link-reconnection' : '-pubsub-link-reconnection',
      master,
      instance,
      `#${reason}`,
    )
    if (refused && instance.refusedSince === 0) instance.refusedSince = now
    if (!refused) instance.refusedSince = 0
  }
  forget(step, owner, id)
  link.retryAt =
    link.failures === 0 ? now : now + Math.min(RETRY_MAX_MS, RETRY_FIRST_MS << Math.min(link.failures, 8))
  link.failures++
}

/** Drops what belongs to a link that is no more: its requests will not be answered. */
function forget(step: Step, owner: LinkOwner, id: number): void {
  const { state } = step
  const { instance, kind } = owner
  state.links.delete(id)
  instance[kind].id = null
  instance[kind].connected = false
  if (kind === 'pubsub') return
  for (const [request, entry] of state.requests) if (entry.link === id) state.requests.delete(request)
  instance.pending = 0
  instance.infoPending = false
  instance.askPending = false
  instance.voteAskedEpoch = 0
}

function close(step: Step, owner: LinkOwner, id: number): void {
  step.do({ type: 'closeLink', link: id })
  forget(step, owner, id)
}

/** Closes both links of a peer; they are opened anew by the next tick if the peer is still ours. */
export function closeLinks(step: Step, master: Master, inst: Instance): void {
  for (const kind of ['command', 'pubsub'] as const) {
    const id = inst[kind].id
    if (id !== null) close(step, { master, instance: inst, kind }, id)
    inst[kind].retryAt = step.now
    inst[kind].failures = 0
  }
}

/** Replaces links that are up but silent for too long. */
export function checkSilence(step: Step, master: Master, inst: Instance): void {
  const { now, state } = step
  const { command, pubsub } = inst
  const patience = Math.min(
    state.periods.minLinkReconnectPeriod,
    Math.max(SILENT_LINK_MIN_MS, master.downAfter),
  )
  if (command.connected && now - command.since > patience && inst.actPingTime !== 0) {
    const silent = now - Math.max(inst.actPingTime, inst.lastPongTime)
    if (silent > Math.max(SILENT_LINK_MIN_MS, master.downAfter / 2)) {
      close(step, { master, instance: inst, kind: 'command' }, command.id!)
    }
  }
  const quiet = now - Math.max(pubsub.lastActivity, pubsub.since)
  if (pubsub.connected && quiet > state.periods.publish * 3) {
    close(step, { master, instance: inst, kind: 'pubsub' }, pubsub.id!)
  }
}

/*
 * Giving a master another primary, after our own failover or because a hello told of one.
 *
 * Redis throws all instances away and makes new ones; here peers that stay keep their links and what is
 * known of them, so the first PING to the new primary need not wait for a connection.
 */
import type { Step } from './context.ts'
import { closeLinks } from './links.ts'
import { forgetReboot } from './reboot.ts'
import { addressKey, announced, createInstance, findReplica, resetInstance, sameAddress } from './state.ts'
import type { Instance, Master } from './types.ts'

/** Ends any failover of ours, successful or not, without an event. */
export function clearFailover(step: Step, master: Master): void {
  master.failoverState = 'none'
  master.failoverStateTime = step.now
  master.failoverForced = false
  master.failoverScheduledAt = 0
  master.promoted = null
  for (const replica of master.replicas.values()) replica.reconf = 'none'
}

/** A new outage, if one comes, owes nothing to the last. */
export function forgetOutage(step: Step, master: Master): void {
  master.odown = false
  master.failoverNotBefore = step.now
  master.failoverAttempts = 0
  master.foreignVoteSince = 0
  forgetReboot(master)
  for (const peer of master.sentinels.values()) peer.masterDown = false
}

/**
 * host:port is the primary from now on, the old primary one of its replicas. Emits +switch-master and
 * +slave for each replica, and persists. The caller has set configEpoch.
 */
export function switchMaster(step: Step, master: Master, host: string, port: number): void {
  const { state } = step
  const old = master.primary
  step.event(
    'warning',
    '+switch-master',
    master,
    null,
    `${master.name} ${announced(state, old.host)} ${old.port} ${announced(state, host)} ${port}`,
  )
  const ours = master.configIsOurs
  clearFailover(step, master)
  const known = findReplica(state, master, host, port)
  if (known !== undefined) master.replicas.delete(known.name)
  master.primary = known ?? createInstance('master', master.name, host, port, step.now)
  if (known !== undefined) {
    resetInstance(known, 'master', master.name, step.now)
    // What it said as a replica does not describe it as a primary: ask at once.
    known.infoRefresh = 0
    known.lastInfoSent = 0
  }
  if (!sameAddress(state, old.host, old.port, host, port)) {
    const oldKey = addressKey(old.host, old.port)
    resetInstance(old, 'slave', oldKey, step.now)
    if (ours) old.demotedAt = step.now
    master.replicas.set(oldKey, old)
  } else {
    closeLinks(step, master, old)
  }
  forgetOutage(step, master)
  step.persist()
  for (const replica of master.replicas.values()) step.event('notice', '+slave', master, replica)
  greetAtOnce(master)
}

/** The next tick tells everybody. */
export function greetAtOnce(master: Master): void {
  master.primary.lastHelloSent = 0
  for (const replica of master.replicas.values()) replica.lastHelloSent = 0
  for (const peer of master.sentinels.values()) peer.lastHelloSent = 0
}

/** A replica we did not know of, from INFO or the configuration file. */
export function addReplica(step: Step, master: Master, host: string, port: number): Instance {
  const name = addressKey(host, port)
  const replica = createInstance('slave', name, host, port, step.now)
  master.replicas.set(name, replica)
  return replica
}

/*
 * Hellos: how sentinels find each other and how configurations spread. Each sentinel publishes, on every
 * server and to every sentinel, every two seconds and at once when something changed:
 *
 *     ip,port,runid,current_epoch,master_name,master_ip,master_port,master_config_epoch
 *
 * The highest configuration epoch wins. Departure: two forced failovers at the same moment can give two
 * addresses one epoch, on which Redis's sentinels would disagree for ever; here the smaller address wins.
 */

import type { Step } from './context.ts'
import { helloCommand } from './context.ts'
import { leaderGreeted } from './election.ts'
import { closeLinks } from './links.ts'
import { queueReconfScript } from './scripts.ts'
import { addressKey, announced, createInstance, currentAddress, findReplica, sameAddress } from './state.ts'
import { clearFailover, greetAtOnce, switchMaster } from './switch.ts'
import type { Instance, Master } from './types.ts'

export interface Hello {
  host: string
  port: number
  runId: string
  currentEpoch: number
  masterName: string
  masterHost: string
  masterPort: number
  configEpoch: number
}

export function formatHello(step: Step, master: Master, inst: Instance): string {
  const { state } = step
  const host = state.announceIp || inst.localAddress
  const port = state.announcePort || state.port
  const address = currentAddress(master)
  const about = `${master.name},${announced(state, address.host)},${address.port},${master.configEpoch}`
  return `${host},${port},${state.myid},${state.currentEpoch},${about}`
}

export function sendHello(step: Step, master: Master, inst: Instance): void {
  if (step.send(inst, 'hello', [helloCommand(master, inst, formatHello(step, master, inst))])) {
    inst.lastHelloSent = step.now
  }
}

/** null: not a hello. */
export function parseHello(text: string): Hello | null {
  const fields = text.split(',')
  if (fields.length !== 8) return null
  const [host, portText, runId, epochText, masterName, masterHost, masterPortText, configText] =
    fields as string[]
  const port = wholeNumber(portText!)
  const masterPort = wholeNumber(masterPortText!)
  const currentEpoch = wholeNumber(epochText!)
  const configEpoch = wholeNumber(configText!)
  if (port === null || masterPort === null || currentEpoch === null || configEpoch === null) return null
  if (port < 1 || port > 65_535 || masterPort < 1 || masterPort > 65_535) return null
  if (!host || !runId || !masterName || !masterHost) return null
  return { host, port, runId, currentEpoch, masterName, masterHost, masterPort, configEpoch }
}

function wholeNumber(text: string): number | null {
  if (!/^\d{1,16}$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

export function receiveHello(step: Step, text: string): void {
  const { state } = step
  const hello = parseHello(text)
  if (hello === null) {
    step.log('warning', `Ignoring a malformed hello message: ${JSON.stringify(text.slice(0, 200))}`)
    return
  }
  if (hello.runId === state.myid) return
  const master = state.masters.get(hello.masterName)
  if (master === undefined) return
  const peer = findOrAddPeer(step, master, hello)
  if (hello.currentEpoch > state.currentEpoch) {
    state.currentEpoch = hello.currentEpoch
    step.persist()
    step.event('warning', '+new-epoch', master, null, String(state.currentEpoch))
  }
  peer.lastHelloReceived = step.now
  peer.helloEpoch = hello.currentEpoch
  peer.helloConfigEpoch = hello.configEpoch
  peer.helloMasterHost = hello.masterHost
  peer.helloMasterPort = hello.masterPort
  followConfig(step, master, peer, hello)
  leaderGreeted(step, master, peer)
}

function followConfig(step: Step, master: Master, peer: Instance, hello: Hello): void {
  const current = currentAddress(master)
  const sameHost = sameAddress(step.state, current.host, current.port, hello.masterHost, hello.masterPort)
  const newer = hello.configEpoch > master.configEpoch
  if (
    !newer &&
    !(hello.configEpoch === master.configEpoch && !sameHost && theirsWinsTie(step, master, current, hello))
  )
    return
  master.configEpoch = hello.configEpoch
  master.configIsOurs = false
  step.persist()
  if (sameAddress(step.state, master.primary.host, master.primary.port, hello.masterHost, hello.masterPort)) {
    // A failover of ours that this configuration overtook must not replace it.
    if (master.failoverState !== 'none' && master.failoverEpoch <= hello.configEpoch)
      clearFailover(step, master)
    return
  }
  step.event('warning', '+config-update-from', master, peer)
  queueReconfScript(step, master, 'observer', master.primary, hello.masterHost, hello.masterPort)
  switchMaster(step, master, hello.masterHost, hello.masterPort)
}

function theirsWinsTie(step: Step, master: Master, current: Instance, hello: Hello): boolean {
  if (hello.configEpoch === 0) return false
  const theirs = findReplica(step.state, master, hello.masterHost, hello.masterPort)
  if (theirs === undefined) return false
  const key = ({ host, port }: Instance) => addressKey(step.state.environment.addressOf(host), port)
  return key(theirs) < key(current)
}

function findOrAddPeer(step: Step, master: Master, hello: Hello): Instance {
  const known = master.sentinels.get(hello.runId)
  if (known !== undefined && sameAddress(step.state, known.host, known.port, hello.host, hello.port))
    return known
  step.persist()
  dropOthersAt(step, master, hello)
  if (known !== undefined) {
    const where = `ip ${hello.host} port ${hello.port} for ${hello.runId}`
    step.event('notice', '+sentinel-address-switch', master, master.primary, where)
    moveEverywhere(step, hello)
    return known
  }
  const peer = createInstance('sentinel', hello.runId, hello.host, hello.port, step.now)
  peer.runId = hello.runId
  master.sentinels.set(hello.runId, peer)
  step.event('notice', '+sentinel', master, peer)
  greetAtOnce(master)
  return peer
}

/** A sentinel lives at that address now, so the one with another run id that lived there is gone. */
function dropOthersAt(step: Step, master: Master, hello: Hello): void {
  for (const other of master.sentinels.values()) {
    if (
      other.runId === hello.runId ||
      !sameAddress(step.state, other.host, other.port, hello.host, hello.port)
    )
      continue
    step.event('notice', '+sentinel-invalid-addr', master, other)
    for (const each of step.state.masters.values()) {
      const obsolete = each.sentinels.get(other.runId)
      if (obsolete === undefined) continue
      closeLinks(step, each, obsolete)
      each.sentinels.delete(other.runId)
    }
  }
}

function moveEverywhere(step: Step, hello: Hello): void {
  for (const each of step.state.masters.values()) {
    const peer = each.sentinels.get(hello.runId)
    if (peer === undefined) continue
    closeLinks(step, each, peer)
    peer.host = hello.host
    peer.port = hello.port
  }
}

/*
 * What must be true at every moment, watched from outside: only what leaves a sentinel counts, because what
 * it merely thought before it crashed can hurt nobody.
 */
import type { Action, Event } from '../../sentinel/core/types.ts'
import type { SentinelNode } from './sentinel-node.ts'
import type { ServerModel } from './server-model.ts'

export class SafetyViolation extends Error {}

interface Epochs {
  current: number
  config: number
}

export class SafetyChecks {
  /** "sentinel master epoch" -> whom it voted for. */
  private readonly votes = new Map<string, string>()
  /** Those of the votes that were given while the disk refused. */
  private readonly fromMemory = new Set<string>()
  /** "master epoch" -> the elected leader. */
  private readonly leaders = new Map<string, string>()
  /** "master configEpoch" -> the address it stands for. */
  private readonly configs = new Map<string, string>()
  /** The largest epochs a sentinel has shown to anybody while its disk took writes. */
  private readonly shown = new Map<string, Epochs>()
  /** The epochs in its memory, within one life. */
  private readonly held = new Map<string, Epochs>()
  /** Epochs of forced failovers: they are not elected, and two may share one. */
  private readonly forced = new Set<number>()
  checks = 0

  stepped(node: SentinelNode, event: Event, actions: readonly Action[]): void {
    this.checks++
    for (const action of actions) {
      if (action.type === 'send') for (const command of action.commands) this.sent(node, command)
      else if (action.type === 'answer') this.answered(node, event, action.reply)
      else if (action.type === 'publish' && action.name === '+elected-leader') this.elected(node)
    }
    this.epochsNeverFall(node)
  }

  restarted(node: SentinelNode): void {
    const { state } = node
    this.held.delete(node.host)
    this.forgetMemory(node)
    const shown = this.shown.get(node.host)
    if (shown === undefined) return
    this.demand(state.currentEpoch >= shown.current, `${node.host} forgot epoch ${shown.current} in a crash`)
    for (const master of state.masters.values()) {
      const { configEpoch } = master
      this.demand(
        configEpoch >= shown.config,
        `${node.host} forgot configuration epoch ${shown.config} in a crash`,
      )
    }
  }

  /** Votes that were given while the disk refused bind only the process that gave them. */
  private forgetMemory(node: SentinelNode): void {
    for (const key of this.fromMemory) {
      if (!key.startsWith(`${node.host} `)) continue
      if (node.forgot) this.votes.delete(key)
      this.fromMemory.delete(key)
    }
  }

  promoted(server: ServerModel): void {
    this.demand(server.priority !== 0, `${server.host} was promoted in spite of priority 0`)
  }

  private demand(condition: boolean, otherwise: string): void {
    if (!condition) throw new SafetyViolation(otherwise)
  }

  private show(node: SentinelNode, current: number, config: number): void {
    if (node.forgetful) return
    const shown = this.shown.get(node.host)
    if (shown === undefined) {
      this.shown.set(node.host, { current, config })
      return
    }
    shown.current = Math.max(shown.current, current)
    shown.config = Math.max(shown.config, config)
  }

  private sent(node: SentinelNode, command: readonly string[]): void {
    if (command[0] === 'PUBLISH') {
      const fields = command[2]!.split(',')
      const [epoch, master, host, port, config] = fields.slice(3) as [string, string, string, string, string]
      this.show(node, Number(epoch), Number(config))
      if (!this.forced.has(Number(config)))
        this.once(this.configs, `${master} ${config}`, `${host}:${port}`, 'config')
    } else if (command[1] === 'is-master-down-by-addr' && command[5] !== '*') {
      this.show(node, Number(command[4]), 0)
      // Asking for votes in an epoch is the candidate's own vote for itself.
      this.voted(node, [...node.state.masters.keys()][0]!, Number(command[4]), command[5]!)
    }
  }

  private answered(node: SentinelNode, _event: Event, reply: unknown): void {
    if (!Array.isArray(reply) || reply.length !== 3 || typeof reply[2] !== 'number') return
    const [, leader, epoch] = reply as [number, string, number]
    if (leader === '*') return
    this.show(node, epoch, 0)
    this.voted(node, [...node.state.masters.keys()][0]!, epoch, leader)
  }

  private voted(node: SentinelNode, master: string, epoch: number, leader: string): void {
    const key = `${node.host} ${master} ${epoch}`
    if (node.forgetful && !this.votes.has(key)) this.fromMemory.add(key)
    this.once(this.votes, key, leader, 'vote')
  }

  private elected(node: SentinelNode): void {
    for (const master of node.state.masters.values()) {
      if (master.failoverState === 'none' || master.failoverState === 'wait_start') continue
      if (master.failoverForced) this.forced.add(master.failoverEpoch)
      else this.once(this.leaders, `${master.name} ${master.failoverEpoch}`, node.myid, 'leader')
    }
  }

  /** A fact that may be stated many times but never differently. */
  private once(facts: Map<string, string>, key: string, value: string, what: string): void {
    const before = facts.get(key)
    if (before === undefined) facts.set(key, value)
    else this.demand(before === value, `two ${what}s for ${key}: ${before} and ${value}`)
  }

  private epochsNeverFall(node: SentinelNode): void {
    const { currentEpoch } = node.state
    let config = 0
    for (const master of node.state.masters.values()) config = Math.max(config, master.configEpoch)
    const held = this.held.get(node.host)
    if (held === undefined) {
      this.held.set(node.host, { current: currentEpoch, config })
      return
    }
    this.demand(currentEpoch >= held.current, `the epoch of ${node.host} fell from ${held.current}`)
    this.demand(config >= held.config, `the configuration epoch of ${node.host} fell from ${held.config}`)
    held.current = currentEpoch
    held.config = config
  }
}

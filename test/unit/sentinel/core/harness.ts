/*
 * One core, driven by hand: events go in, actions are looked at.
 */

import type { DirectiveError } from '../../../../sentinel/core/config-load.ts'
import { loadDirectives } from '../../../../sentinel/core/config-load.ts'
import { createState } from '../../../../sentinel/core/state.ts'
import { step } from '../../../../sentinel/core/step.ts'
import type { Action, CoreCommand, Event, Instance, SentinelState } from '../../../../sentinel/core/types.ts'

export const MYID = 'a'.repeat(40)
export const PEER = 'b'.repeat(40)
export const OTHER = 'c'.repeat(40)

export function load(lines: readonly string[], executable = false): [SentinelState, DirectiveError | null] {
  const state = createState({
    myid: MYID,
    port: 26379,
    seed: 1,
    now: 0,
    environment: {
      canExecute: () => executable,
      addressOf: host => (host === 'one.example' ? '10.0.0.1' : host),
      canResolve: (host, names) => names || /^[\d.]+$|:/.test(host),
    },
  })
  const directives = lines.map((text, i) => ({ args: text.split(' ').slice(1), line: i + 1, text }))
  return [state, loadDirectives(state, directives, 0)]
}

/** A core that watches m at 10.0.0.1:6379 with two peers, on a disk that writes when it is told to. */
export class Core {
  readonly state: SentinelState
  now = 1000
  actions: Action[] = []
  private client = 1

  constructor(lines: readonly string[] = [], executable = true) {
    const [state, error] = load(
      [
        'sentinel monitor m 10.0.0.1 6379 2',
        'sentinel down-after-milliseconds m 1000',
        `sentinel known-sentinel m 10.0.2.2 26379 ${PEER}`,
        `sentinel known-sentinel m 10.0.2.3 26379 ${OTHER}`,
        'sentinel known-replica m 10.0.0.2 6379',
        ...lines,
      ],
      executable,
    )
    if (error !== null) throw new Error(error.reason)
    this.state = state
    this.event({ type: 'started' })
    this.write()
  }

  get master() {
    return this.state.masters.get('m')!
  }

  peer(runId: string): Instance {
    return this.master.sentinels.get(runId)!
  }

  event(event: Event): Action[] {
    this.actions = step(this.state, event, this.now)
    return this.actions
  }

  tick(ms = 25): Action[] {
    this.now += ms
    return this.event({ type: 'tick' })
  }

  write(): Action[] {
    return this.event({ type: 'persisted', token: this.state.saving.asked })
  }

  connect(inst: Instance): Action[] {
    return this.event({ type: 'linkUp', link: inst.command.id!, localAddress: '10.0.2.1' })
  }

  connectAll(): void {
    this.connect(this.master.primary)
    for (const replica of this.master.replicas.values()) this.connect(replica)
    for (const peer of this.master.sentinels.values()) this.connect(peer)
  }

  /** Answers every PING among the last actions, and those of others if told. */
  command(name: CoreCommand, ...args: string[]): Action[] {
    return this.event({ type: 'command', client: this.client++, name, args })
  }

  /** The answer among the last actions, undefined if none has left. */
  answer(): unknown {
    const found = this.actions.find(action => action.type === 'answer')
    return found?.type === 'answer' ? found.reply : undefined
  }

  /** "name payload" of the events that left with the last actions. */
  told(): string[] {
    return this.actions.flatMap(action =>
      action.type === 'publish' ? [`${action.name} ${action.payload}`] : [],
    )
  }

  /** The last command of each send among the last actions. */
  sent(): string[] {
    return this.actions.flatMap(action => (action.type === 'send' ? [action.commands.at(-1)!.join(' ')] : []))
  }
}

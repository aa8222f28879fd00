/*
 * What one step works with: the state, the time, and the actions it collects. It also keeps the order that
 * safety needs: once a vote, an epoch or a configuration has changed, nothing that could reveal it leaves
 * before the change is on disk or the disk has refused it (saving.ts). Such actions are "guarded": they wait
 * in `state.held` for the newest persist token.
 *
 * Redis writes its file synchronously inside the event instead; here the disk is the shell's, and detection
 * (PING, INFO) goes on while it writes.
 */
import { queueScript } from './script-queue.ts'
import { announced, nameOf } from './state.ts'
import type {
  Action,
  Answer,
  ClientRequestId,
  Instance,
  LogLevel,
  Master,
  RequestKind,
  SentinelState,
} from './types.ts'
import { HELLO_CHANNEL } from './types.ts'

/** Redis's limit on requests without reply, per link. */
const PENDING_MAX = 100

/** How a peer is named in event payloads: `<type> <name> <ip> <port>[ @ <master> <ip> <port>]`. */
export function describe(state: SentinelState, master: Master, inst: Instance): string {
  const own = `${inst.kind} ${nameOf(state, inst)} ${announced(state, inst.host)} ${inst.port}`
  if (inst.kind === 'master') return own
  return `${own} @ ${master.name} ${announced(state, master.primary.host)} ${master.primary.port}`
}

export class Step {
  readonly state: SentinelState
  readonly now: number
  readonly actions: Action[] = []
  private dirty = false

  constructor(state: SentinelState, now: number) {
    this.state = state
    this.now = now
  }

  do(action: Action): void {
    this.actions.push(action)
  }

  /** The state must reach the disk; everything guarded from here on waits for it. */
  persist(): void {
    if (this.dirty) return
    this.dirty = true
    const { saving } = this.state
    if (saving.asked === saving.settled) saving.askedAt = this.now
    this.do({ type: 'persist', token: ++saving.asked })
  }

  /** Whether the disk has answered to all that was decided so far. */
  get settled(): boolean {
    return this.state.saving.settled === this.state.saving.asked
  }

  guarded(action: Action, unsaved?: Answer, abstained?: Answer): void {
    if (this.settled) this.do(action)
    else this.state.held.push({ token: this.state.saving.asked, action, unsaved, abstained })
  }

  /**
   * An event of a master about one of its peers, with an optional text after the description of that. With
   * inst null the text says it all; with master null it is an event of the sentinel itself, of which no
   * script is told.
   */
  event(level: LogLevel, name: string, master: Master | null, inst: Instance | null, text = ''): void {
    const head = master !== null && inst !== null ? describe(this.state, master, inst) : ''
    const payload = head === '' || text === '' ? head + text : `${head} ${text}`
    this.guarded({ type: 'publish', level, name, payload })
    const script = master?.notificationScript
    if (level === 'warning' && script) queueScript(this.state, this.now, script, [name, payload])
  }

  log(level: LogLevel, text: string): void {
    this.do({ type: 'log', level, text })
  }

  /** `unsaved`, `abstained`: what is said instead; see Held. */
  answer(client: ClientRequestId, reply: Answer, unsaved?: Answer, abstained?: Answer): void {
    this.guarded({ type: 'answer', client, reply }, unsaved, abstained)
  }

  /**
   * Sends on the peer's command link. Answers whether it could: not without a connection, nor when too many
   * requests wait there. Plain observation leaves at once; whatever carries epochs or commands a role waits
   * for the disk.
   */
  send(inst: Instance, kind: RequestKind, commands: string[][], epoch = 0): boolean {
    const link = inst.command.id
    if (link === null || !inst.command.connected || inst.pending >= PENDING_MAX) return false
    const request = this.state.nextRequest++
    this.state.requests.set(request, { kind, link, sentAt: this.now, epoch })
    inst.pending++
    const action: Action = { type: 'send', link, request, commands }
    if (kind === 'ping' || kind === 'info' || kind === 'scriptKill') this.do(action)
    else this.guarded(action)
    return true
  }
}

/** A command's name on this master's servers, after rename-command. */
export function commandName(master: Master, inst: Instance, name: string): string {
  if (inst.kind === 'sentinel') return name
  return master.renamedCommands.get(name.toLowerCase()) ?? name
}

/** The transaction that gives a server its role; host null: SLAVEOF NO ONE. */
export function slaveofTransaction(
  state: SentinelState,
  master: Master,
  inst: Instance,
  host: string | null,
  port: number,
): string[][] {
  const named = (name: string) => commandName(master, inst, name)
  const target = host === null ? ['NO', 'ONE'] : [announced(state, host), String(port)]
  return [
    [named('MULTI')],
    [named('SLAVEOF'), ...target],
    [named('CONFIG'), 'REWRITE'],
    [named('CLIENT'), 'KILL', 'TYPE', 'normal'],
    [named('CLIENT'), 'KILL', 'TYPE', 'pubsub'],
    [named('EXEC')],
  ]
}

/** The command by which a hello reaches a peer. */
export function helloCommand(master: Master, inst: Instance, text: string): string[] {
  return [commandName(master, inst, 'PUBLISH'), HELLO_CHANNEL, text]
}

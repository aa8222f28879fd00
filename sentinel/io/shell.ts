/**
 * What drives the core: events go in one at a time, the actions that come out are performed in order. An
 * event that an action causes waits until the step that is being performed is over.
 */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { utf8 } from '../../shared/config/split-args.ts'
import type { LogLevel } from '../../shared/ports/log.ts'
import { rewriteState } from '../config/rewrite.ts'
import { configLines } from '../core/config-lines.ts'
import { step } from '../core/step.ts'
import { type Action, type Event, type OpenLink, type PublishEvent, TICK_PERIOD_MS } from '../core/types.ts'
import type { SentinelEngine } from '../engine/engine.ts'
import type { FailoverWatch } from '../engine/failover-watch.ts'
import type { Sentinel } from '../engine/sentinel.ts'
import type { ConfigFile } from './config-file.ts'
import { Link } from './link.ts'
import type { Names } from './names.ts'
import { Scripts } from './scripts.ts'

/** The same trouble with a peer is told again after this long. */
const COMPLAINT_MS = 60_000

export interface ShellParts {
  readonly sentinel: Sentinel
  readonly engine: SentinelEngine
  readonly file: ConfigFile
  readonly names: Names
  readonly watch: FailoverWatch
  /** The log level when it was changed at run time, by this process or an earlier one; else null. */
  readonly loglevel: LogLevel | null
  setLogLevel(level: LogLevel): void
  /** Ends the process at once. */
  exit(code: number): void
}

export class Shell {
  private readonly parts: ShellParts
  private readonly sentinel: Sentinel
  private readonly scripts: Scripts
  private readonly links: Map<number, Link>
  private readonly queue: Event[]
  private readonly complaints: Map<string, number>
  private stepping: boolean
  private stopped: boolean
  private ticker: NodeJS.Timeout | null
  /** The newest token asked to be persisted. */
  private wanted: number
  private writing: boolean
  private loglevelChanged: string | null

  constructor(parts: ShellParts) {
    this.parts = parts
    this.sentinel = parts.sentinel
    this.scripts = new Scripts(event => this.deliver(event))
    this.links = new Map()
    this.queue = []
    this.complaints = new Map()
    this.stepping = false
    this.stopped = false
    this.ticker = null
    this.wanted = 0
    this.writing = false
    this.loglevelChanged = parts.loglevel
  }

  start(): void {
    this.deliver({ type: 'started' })
    this.ticker = setInterval(() => this.deliver({ type: 'tick' }), TICK_PERIOD_MS)
  }

  /** Ends links and ticks; nothing is delivered any more. */
  stop(): void {
    this.stopped = true
    if (this.ticker !== null) clearInterval(this.ticker)
    for (const link of this.links.values()) link.close()
    this.links.clear()
  }

  deliver(event: Event): void {
    this.queue.push(event)
    if (this.stepping) return
    this.stepping = true
    for (let next = this.queue.shift(); next !== undefined && !this.stopped; next = this.queue.shift()) {
      const now = this.sentinel.now()
      const actions = step(this.sentinel.state, next, now)
      for (const action of actions) {
        this.perform(action)
        if (this.stopped) break
      }
      this.parts.watch.stepped(this.sentinel.state, actions, now)
    }
    this.stepping = false
    this.parts.engine.endTurn()
  }

  private perform(action: Action): void {
    switch (action.type) {
      case 'openLink':
        this.openLink(action)
        break
      case 'closeLink':
        this.links.get(action.link)?.close()
        this.links.delete(action.link)
        break
      case 'send':
        this.links.get(action.link)?.send(action)
        break
      case 'publish':
        this.publish(action)
        break
      case 'persist':
        this.wanted = Math.max(this.wanted, action.token)
        if (!this.writing) void this.persist()
        break
      case 'answer':
        this.parts.engine.answer(action.client, action.reply)
        break
      case 'runScript':
        this.scripts.run(action)
        break
      case 'killScript':
        this.scripts.kill(action.job)
        break
      case 'setLogLevel':
        this.loglevelChanged = action.level
        this.parts.setLogLevel(action.level)
        break
      case 'log':
        this.sentinel.log[action.level](utf8(action.text))
        break
      case 'exit':
        this.stop()
        this.parts.exit(action.code)
        break
    }
  }

  private publish({ level, name, payload }: PublishEvent): void {
    this.sentinel.log[level](utf8(`${name} ${payload}`))
    if (level !== 'debug') this.sentinel.pubsub.publish(latin1Bytes(name), latin1Bytes(payload))
  }

  private openLink(wanted: OpenLink): void {
    const { state, store } = this.sentinel
    const id = wanted.link
    // As in Redis: sentinels that share a requirepass need no sentinel-pass.
    const toSentinel = state.links.get(id)?.instance.kind === 'sentinel'
    const own = store.text('requirepass')
    const open = toSentinel && wanted.pass === null && own !== '' ? { ...wanted, pass: own } : wanted
    const link = new Link(
      open,
      {
        up: localAddress => this.deliver({ type: 'linkUp', link: id, localAddress }),
        down: (reason, refused) => {
          this.links.delete(id)
          this.complain(open, reason)
          this.deliver({ type: 'linkDown', link: id, reason, refused })
        },
        reply: (request, reply) => this.deliver({ type: 'reply', request, reply }),
        hello: text => this.deliver({ type: 'hello', link: id, text }),
        authRefused: error => this.tellOnce(open, `refuses our ${open.authCommand}: ${error}`),
      },
      {
        sourceAddress: store.path('bind-source-addr'),
        names: this.parts.names,
        mayResolve: state.resolveHostnames,
      },
    )
    this.links.set(id, link)
  }

  /** A peer that is down is no news for the log, one that talks nonsense is. */
  private complain(open: OpenLink, reason: string): void {
    if (/^(Protocol error|Can't resolve|NO|WRONG)/.test(reason)) this.tellOnce(open, `is left: ${reason}`)
  }

  private tellOnce({ host, port }: OpenLink, what: string): void {
    const text = `${host}:${port} ${what}`
    const now = this.sentinel.now()
    const last = this.complaints.get(text)
    if (last !== undefined && now - last < COMPLAINT_MS) return
    if (this.complaints.size >= 1000) this.complaints.clear()
    this.complaints.set(text, now)
    this.sentinel.log.warning(utf8(text))
  }

  /** Writes until the newest token asked for is on disk; what is asked meanwhile shares one further write. */
  private async persist(): Promise<void> {
    const { sentinel, parts } = this
    this.writing = true
    let done = 0
    while (done < this.wanted && !this.stopped) {
      let token = this.wanted
      const problem = await parts.file.update(old => {
        token = this.wanted
        return rewriteState(old, configLines(sentinel.state), this.loglevelChanged)
      })
      done = token
      if (problem === null) {
        sentinel.log.notice('Sentinel new configuration saved on disk')
        this.deliver({ type: 'persisted', token })
      } else this.deliver({ type: 'persistFailed', token, reason: problem })
    }
    this.writing = false
  }
}

/**
 * The conversation that opens a link to a primary, up to its answer to PSYNC: what to say next, given each
 * line it says. Errors that Redis takes as harmless are harmless here; every other surprise is named.
 */
import { latin1, latin1Bytes } from '../../shared/bytes/text.ts'
import type { Log } from '../../shared/ports/log.ts'
import { type Lineage, lineageOf } from '../../shared/replication/lineage.ts'

export interface HandshakeFacts {
  user: string
  password: string
  /** What we announce; '' and 0 for nothing. */
  announceIp: string
  port: number
  version: string
  /** History to continue, as PSYNC's two arguments; `?` and -1 for none. */
  replid: string
  /** Counted from one. */
  offset: number
  /** The primary steps down for us: PSYNC ... FAILOVER. */
  failover: boolean
  /**
   * Whether PSYNC may be sent to a primary that describes itself so. null: the primary is not asked, and
   * anything is taken.
   */
  accepts: ((primary: Lineage) => boolean) | null
}

/** What a line of the primary came to. */
export type Verdict =
  | { is: 'more'; send: Uint8Array | null }
  /** Continue: from a history of this ID, '' when it named none. */
  | { is: 'continue'; replid: string }
  /** A payload follows; `offset` is the log's where it stands. */
  | { is: 'full'; replid: string; offset: number }
  /** The primary was not accepted; PSYNC was not sent. */
  | { is: 'held' }
  /**
   * Try again; `soon` when it is not the primary's last word, `loading` when it said that it takes in its
   * data.
   */
  | { is: 'failed'; reason: string; soon: boolean; loading?: true }

type Expected = 'pong' | 'auth' | 'listening-port' | 'ip-address' | 'capa' | 'version' | 'info' | 'psync'

/** Longest INFO that is read. */
const INFO_MAX = 1024 * 1024

export class Handshake {
  private readonly facts: HandshakeFacts
  private readonly notice: Log
  private expected: Expected[]
  /** How the primary describes itself; null: it was not asked, or did not say. */
  described: Lineage | null
  private bulkLeft: number
  private info: string

  constructor(facts: HandshakeFacts, notice: Log) {
    this.facts = facts
    this.notice = notice
    this.expected = ['pong']
    this.described = null
    this.bulkLeft = 0
    this.info = ''
  }

  /** What is said first. */
  start(): Uint8Array {
    return request('PING')
  }

  /** Whether the primary's answer to PSYNC is what comes next. */
  get awaitsPsync(): boolean {
    return this.expected[0] === 'psync'
  }

  /** How many bytes, not lines, come next, and go to `bulk`. */
  get bulkWanted(): number {
    return this.bulkLeft
  }

  /** Takes up to `bulkWanted` bytes. */
  bulk(chunk: Uint8Array, at: number, n: number): Verdict {
    this.info += latin1(chunk, at, n)
    this.bulkLeft -= n
    if (this.bulkLeft > 0) return MORE
    const described = lineageOf(this.info)
    if (described.id !== '') this.described = described
    this.info = ''
    return this.next()
  }

  /** Takes a line, without its end. An empty one says that the primary is alive. */
  line(text: string): Verdict {
    if (text === '') return MORE
    const step = this.expected.shift()!
    if (step === 'psync') return this.psync(text)
    if (step === 'pong') return this.pong(text)
    if (step === 'info') return this.infoHeader(text)
    if (text[0] !== '-' && text[0] !== '+')
      return failed(`Unexpected reply to ${step} from master: ${shown(text)}`)
    if (step === 'auth' && text[0] === '-') return failed(`Unable to AUTH to MASTER: ${shown(text)}`)
    if (text[0] === '-' && step !== 'version') {
      this.notice.notice(`(Non critical) Master does not understand REPLCONF ${step}: ${shown(text)}`)
    }
    return this.next()
  }

  private infoHeader(text: string): Verdict {
    const length = /^\$(\d{1,8})$/.exec(text)
    // Whatever else it answers, a primary that does not describe itself may still be followed.
    if (length === null) return this.next()
    if (Number(length[1]) > INFO_MAX) return failed(`Unexpected reply to info from master: ${shown(text)}`)
    this.bulkLeft = Number(length[1]) + CRLF
    return MORE
  }

  /** PSYNC is next once everything is answered. */
  private next(): Verdict {
    if (this.expected.length > 0) return MORE
    if (this.described !== null && this.facts.accepts?.(this.described) === false) return { is: 'held' }
    this.expected.push('psync')
    return { is: 'more', send: this.askPsync() }
  }

  private pong(text: string): Verdict {
    if (text.startsWith('-LOADING')) return { ...pongError(text), loading: true }
    const needsPassword = /^-(NOAUTH|NOPERM|ERR operation not permitted)/.test(text)
    if (text[0] !== '+' && !needsPassword) return pongError(text)
    this.notice.notice('Master replied to PING, replication can continue...')
    const { facts } = this
    const words: [Expected, string[]][] = []
    if (facts.password !== '') {
      const user = facts.user === '' ? [] : [facts.user]
      words.push(['auth', ['AUTH', ...user, facts.password]])
    }
    words.push(['listening-port', ['REPLCONF', 'listening-port', String(facts.port)]])
    if (facts.announceIp !== '') words.push(['ip-address', ['REPLCONF', 'ip-address', facts.announceIp]])
    words.push(['capa', ['REPLCONF', 'capa', 'eof', 'capa', 'psync2']])
    words.push(['version', ['REPLCONF', 'version', facts.version]])
    if (facts.accepts !== null) words.push(['info', ['INFO']])
    this.expected = words.map(([step]) => step)
    return { is: 'more', send: Buffer.concat(words.map(([, argv]) => request(...argv))) }
  }

  private askPsync(): Uint8Array {
    const { replid, offset, failover } = this.facts
    if (replid === '?') this.notice.notice('Partial resynchronization not possible (no cached master)')
    else this.notice.notice(`Trying a partial resynchronization (request ${replid}:${offset}).`)
    return request('PSYNC', replid, String(offset), ...(failover ? ['FAILOVER'] : []))
  }

  private psync(text: string): Verdict {
    const full = /^\+FULLRESYNC ([0-9a-f]{40}) (\d{1,16})$/i.exec(text)
    if (full !== null) return { is: 'full', replid: full[1]!.toLowerCase(), offset: Number(full[2]) }
    const more = /^\+CONTINUE(?: +([0-9a-f]{40}))?$/i.exec(text)
    if (more !== null) return { is: 'continue', replid: (more[1] ?? '').toLowerCase() }
    if (/^-(NOMASTERLINK|LOADING)/.test(text)) {
      const reason = `Master is currently unable to PSYNC but should be in the future: ${shown(text)}`
      const failure: Failed = { is: 'failed', reason, soon: true }
      return text.startsWith('-LOADING') ? { ...failure, loading: true } : failure
    }
    if (text[0] === '-')
      return failed(`Master does not support PSYNC or is in error state (reply: ${shown(text)})`)
    return failed(`Unexpected reply to PSYNC from master: ${shown(text)}`)
  }
}

const MORE: Verdict = { is: 'more', send: null }
const CRLF = 2

type Failed = Extract<Verdict, { is: 'failed' }>

function pongError(text: string): Failed {
  return failed(`Error reply to PING from master: '${shown(text)}'`)
}

function failed(reason: string): Failed {
  return { is: 'failed', reason, soon: false }
}

/** A peer's words, fit for a log line. */
export function shown(text: string): string {
  return text.slice(0, 128).replace(/[^\x20-\x7e]/g, '?')
}

/** A request as an array of bulk strings; words are latin1. */
export function request(...words: string[]): Uint8Array {
  return latin1Bytes(`*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`)
}

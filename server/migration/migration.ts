/** One MIGRATE under way: what was sent, what was answered, and how it ends. */
import { latin1Bytes } from '../../shared/bytes/text.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Target, TargetUser } from './target.ts'

/** A key and all that the target has to know of it. */
export type Parcel = {
  key: Uint8Array
  /** As DUMP makes it. */
  payload: Uint8Array
  /** Wall-clock ms, or -1. */
  expireAt: number
}

export type MigrationRequest = {
  client: Client
  host: string
  port: number
  /** Database of the keys here, and at the target. */
  db: number
  targetDb: number
  timeoutMs: number
  copy: boolean
  replace: boolean
  /** Arguments of the AUTH to begin with, or null. */
  auth: Uint8Array[] | null
  parcels: Parcel[]
}

/** What a migration needs of those who keep it. */
export interface MigrationKeeper {
  /** Wall-clock ms, the turn's. */
  now(): number
  /** Calls `act` in `ms`; answers with the means to call it off. */
  after(ms: number, act: () => void): () => void
  /** A connection to the target, kept or new; `fresh`: a new one. */
  connect(migration: Migration, fresh: boolean): Target
  /** It is over: `arrived` are there. `error` is the reply, or null for OK; `keep` the connection or not. */
  ended(migration: Migration, arrived: Parcel[], error: string | null, keep: boolean): void
}

const CONNECTING = 'IOERR error or timeout connecting to the client'
const WRITING = 'IOERR error or timeout writing to target instance'
const READING = 'IOERR error or timeout reading to target instance'

export class Migration implements TargetUser {
  readonly request: MigrationRequest
  target!: Target
  private readonly keeper: MigrationKeeper
  private readonly arrived: Parcel[]
  /** What each line to come answers: null for AUTH and SELECT. */
  private expected: (Parcel | null)[]
  /** The first error that the target answered. */
  private refusal: string | null
  private preludeFailed: boolean
  /** The connection was used before and may have been closed by the target since: one more try is due. */
  private mayRetry: boolean
  private sent: boolean
  /** Bytes that the kernel had not taken when progress was last looked for. */
  private unsent: number
  private callOff: () => void

  constructor(request: MigrationRequest, keeper: MigrationKeeper) {
    this.request = request
    this.keeper = keeper
    this.arrived = []
    this.expected = []
    this.refusal = null
    this.preludeFailed = false
    this.mayRetry = false
    this.sent = false
    this.unsent = 0
    this.callOff = () => {}
  }

  start(): void {
    this.target = this.keeper.connect(this, false)
    this.mayRetry = this.target.isOpen
    this.watch()
    if (this.target.isOpen) this.opened()
  }

  /** Gives up when nothing has moved for the time that the request allows. */
  private watch(): void {
    this.callOff()
    this.callOff = this.keeper.after(this.request.timeoutMs, () => {
      const pending = this.target.pending()
      if (this.sent && pending < this.unsent) {
        this.unsent = pending
        this.watch()
      } else if (!this.target.isOpen) this.end(CONNECTING, false)
      else this.end(pending > 0 ? WRITING : READING, false)
    })
  }

  opened(): void {
    const { auth, replace, targetDb, parcels } = this.request
    const { target } = this
    if (auth !== null) this.ask(null, latin1Bytes('AUTH'), ...auth)
    if (target.db !== targetDb) this.ask(null, latin1Bytes('SELECT'), latin1Bytes(String(targetDb)))
    target.db = targetDb
    const now = this.keeper.now()
    for (const parcel of parcels) {
      const { key, payload, expireAt } = parcel
      const ttl = expireAt < 0 ? 0 : Math.max(1, expireAt - now)
      const words = [latin1Bytes('RESTORE'), key, latin1Bytes(String(ttl)), payload]
      if (replace) words.push(latin1Bytes('REPLACE'))
      this.ask(parcel, ...words)
    }
    this.sent = true
    this.unsent = target.pending()
    this.watch()
  }

  private ask(parcel: Parcel | null, ...words: Uint8Array[]): void {
    const parts: Uint8Array[] = [latin1Bytes(`*${words.length}\r\n`)]
    for (const word of words) parts.push(latin1Bytes(`$${word.length}\r\n`), word, LINE)
    this.target.send(Buffer.concat(parts))
    this.expected.push(parcel)
  }

  replied(line: string): void {
    const parcel = this.expected.shift()
    // Nothing was asked: the target does not speak our language.
    if (parcel === undefined) return this.end(READING, false)
    const failed = line.startsWith('-')
    if (failed) this.refusal ??= line.slice(1)
    if (parcel === null) this.preludeFailed ||= failed
    else if (!failed && !this.preludeFailed) this.arrived.push(parcel)
    if (this.expected.length > 0) this.watch()
    else this.finish()
  }

  private finish(): void {
    // What an error leaves selected is not known.
    if (this.refusal !== null) this.target.db = -1
    this.end(this.refusal === null ? null : `ERR Target instance replied with error: ${this.refusal}`, true)
  }

  lost(refused: boolean): void {
    if (this.mayRetry && this.arrived.length === 0 && this.refusal === null) {
      this.mayRetry = false
      this.sent = false
      this.expected = []
      this.target = this.keeper.connect(this, true)
      this.watch()
      return
    }
    this.end(this.sent ? READING : refused ? WRITING : CONNECTING, false)
  }

  private end(error: string | null, keep: boolean): void {
    this.callOff()
    this.keeper.ended(this, this.arrived, error, keep)
  }
}

const LINE: Uint8Array = Buffer.from('\r\n')

/**
 * The replica's side: the link to our primary. It connects, agrees with the primary on where to continue,
 * takes in a payload if it must, and then applies the stream. Whatever goes wrong is named in the log and
 * tried again: at once when a good link is lost, then after a growing while of at most a second, slowly when
 * the payload holds what we cannot store. What it has applied is the log's end, and stays the place to
 * continue from across links.
 */
import { latin1 } from '../../shared/bytes/text.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import { REDIS_VERSION } from '../../shared/command/version.ts'
import type { Transport } from '../../shared/ports/transport.ts'
import type { Lineage } from '../../shared/replication/lineage.ts'
import { Handshake, request, shown, type Verdict } from './handshake.ts'
import { addressOf, LineageGuard } from './lineage-guard.ts'
import { guarded } from './our-lineage.ts'
import { Payload, readFraming } from './payload.ts'
import { RETRY, retryWait } from './retry.ts'
import { StreamApplier } from './stream-applier.ts'
import { SyncLoader } from './sync-loader.ts'
import type { LinkEvents, Wiring } from './wiring.ts'

export type LinkPhase = 'none' | 'connect' | 'connecting' | 'handshake' | 'transfer' | 'connected'

/** What the link tells the rest. */
export interface LinkSurroundings {
  /** The data is about to be replaced, or the history got another name: our replicas must come again. */
  historyChanged(): void
  /** A failover's PSYNC was answered: the other side has taken over, or it has not. */
  failoverAnswered(taken: boolean): void
}

const LINE_MAX = 1024
/** What the system says of a host on which nothing listens. */
const REFUSED = 'Connection refused'
const MASTER_BULK_MAX = 2 ** 31 - 1

export class PrimaryLink {
  phase: LinkPhase
  host: string
  port: number
  /** Our primary as a connection, once the data is ours. */
  client: Client | null
  /** Database the stream is in; kept across links. */
  streamDb: number
  /** Ask for PSYNC ... FAILOVER next time. */
  failover: boolean
  /** Wall-clock ms: last byte heard, and since when the link is down (0: it never was up). */
  lastIo: number
  downSince: number
  /** Keeps our data from a primary that came back without it. */
  readonly guard: LineageGuard
  private readonly wiring: Wiring
  private readonly around: LinkSurroundings
  private transport: Transport | null
  private addr: string
  private laddr: string
  private connecting: { destroy(): void } | null
  /** Whose events count: a new object per connection, so that late words of an old one are not heard. */
  private attempt: object | null
  private retryAt: number
  private failures: number
  private handshake: Handshake | null
  private line: string
  private payload: Payload | null
  /** Replid and offset of the payload under way. */
  private replid: string
  private offset: number
  private syncStartedAt: number
  private applier: StreamApplier | null
  private ackWanted: boolean

  constructor(wiring: Wiring, around: LinkSurroundings) {
    this.phase = 'none'
    this.host = ''
    this.port = 0
    this.client = null
    this.streamDb = 0
    this.failover = false
    this.lastIo = 0
    this.downSince = 0
    this.guard = new LineageGuard(guarded(wiring), wiring.server.notice)
    this.wiring = wiring
    this.around = around
    this.transport = null
    this.addr = ''
    this.laddr = ''
    this.connecting = null
    this.attempt = null
    this.retryAt = 0
    this.failures = 0
    this.handshake = null
    this.line = ''
    this.payload = null
    this.replid = ''
    this.offset = 0
    this.syncStartedAt = 0
    this.applier = null
    this.ackWanted = false
  }

  /** Bytes of the stream that arrived, applied or not: slave_read_repl_offset. */
  get received(): number {
    return this.applier?.received ?? this.wiring.server.log.end
  }

  /** Of the payload under way: bytes announced (0 when not known) and taken. */
  get progress(): { total: number; read: number } {
    return { total: this.payload?.total ?? 0, read: this.payload?.read ?? 0 }
  }

  // Connecting ----------------------------------------------------------------------------------------------

  /** Follows another primary, or the first one. */
  follow(host: string, port: number): void {
    this.hangUp()
    this.guard.released()
    this.host = host
    this.port = port
    this.phase = 'connect'
    this.failures = 0
    this.retryAt = 0
    this.wiring.wake()
  }

  /** Told once more to follow the same primary: what it holds is wanted now. */
  insist(): void {
    if (this.guard.active) this.follow(this.host, this.port)
  }

  /** Follows nobody. */
  leave(): void {
    this.hangUp()
    this.guard.released()
    this.phase = 'none'
    this.host = ''
    this.port = 0
    this.downSince = 0
    this.failover = false
  }

  /** At the end of a turn: connects when it is time, and the data is there to go on from. */
  work(): void {
    const { loading } = this.wiring.server
    if (this.phase === 'connect' && !loading && this.wiring.now() >= this.retryAt) this.connect()
  }

  private connect(): void {
    const { server, world } = this.wiring
    const attempt = {}
    const mine = () => this.attempt === attempt
    const events: LinkEvents = {
      opened: (transport, addr, laddr) => mine() && this.opened(transport, addr, laddr),
      data: (chunk, n) => mine() && this.data(chunk, n),
      closed: reason => mine() && this.closed(reason),
    }
    this.attempt = attempt
    this.phase = 'connecting'
    this.lastIo = this.wiring.now()
    server.notice.notice(`Connecting to MASTER ${this.host}:${this.port}`)
    server.notice.notice('MASTER <-> REPLICA sync started')
    this.connecting = world.connect(this.host, this.port, events)
  }

  /** `host port` of our primary. */
  get address(): string {
    return addressOf(this.host, this.port)
  }

  private opened(transport: Transport, addr: string, laddr: string): void {
    const { server, history } = this.wiring
    const { store, log, notice } = server
    notice.notice('Non blocking connect for SYNC fired the event.')
    this.transport = transport
    this.addr = addr
    this.laddr = laddr
    this.phase = 'handshake'
    this.lastIo = this.wiring.now()
    this.line = ''
    const facts = {
      user: store.text('masteruser'),
      password: store.text('masterauth'),
      announceIp: store.text('replica-announce-ip'),
      port: store.number('replica-announce-port') || store.number('port'),
      version: REDIS_VERSION,
      replid: history.known ? history.id : '?',
      offset: history.known ? log.end + 1 : -1,
      failover: this.failover,
      accepts: this.guard.watches(this.address) ? this.accepts : null,
    }
    this.handshake = new Handshake(facts, notice)
    this.send(this.handshake.start())
  }

  private readonly accepts = (primary: Lineage): boolean => !this.guard.objects(this.address, primary)

  private send(bytes: Uint8Array): void {
    this.transport?.send(bytes, 0, bytes.length)
  }

  /** The connection is gone, or could not be made. */
  private closed(reason: string | null): void {
    const { notice } = this.wiring.server
    if (this.phase === 'connecting') {
      if (reason === REFUSED) this.guard.starting()
      notice.warning(`Error condition on socket for SYNC: ${reason}`)
    } else if (this.phase === 'connected') notice.notice('Connection with master lost.')
    else if (this.phase === 'transfer')
      notice.warning('I/O error trying to sync with MASTER: connection lost')
    else
      notice.warning(
        `Master closed the connection during the handshake${reason === null ? '' : `: ${reason}`}`,
      )
    this.retry()
  }

  /** Ends this link, and tries again after a while that fits how it ended. */
  private retry(atLeast = 0): void {
    const wasGood = this.phase === 'connected'
    this.hangUp()
    if (this.failover) this.around.failoverAnswered(false)
    if (this.phase === 'none') return
    const wait = wasGood ? 0 : retryWait(this.failures)
    this.failures = wasGood ? 0 : this.failures + 1
    this.phase = 'connect'
    this.retryAt = this.wiring.now() + Math.max(wait, atLeast)
    if (this.retryAt > this.wiring.now()) this.wiring.world.later(this.retryAt - this.wiring.now())
    this.wiring.wake()
  }

  /** Ends whatever connection there is; what was applied stays. */
  private hangUp(): void {
    const { engine, gates, server } = this.wiring
    this.attempt = null
    this.connecting?.destroy()
    this.connecting = null
    this.transport?.destroy()
    this.transport = null
    this.handshake = null
    this.applier = null
    if (this.payload !== null) this.abandonLoad(this.payload)
    const { client } = this
    if (client === null) return
    this.client = null
    this.streamDb = client.db
    this.downSince = this.wiring.now()
    this.guard.lost(this.lastIo)
    if (client.has(clientState.multi)) gates.discard(client)
    engine.disconnected(client)
    server.notice.notice('Caching the disconnected master state.')
    gates.refresh()
  }

  private abandonLoad({ loader }: Payload): void {
    this.payload = null
    loader.abort()
    this.wiring.gates.refresh()
  }

  private fail(reason: string, retryMs = 0): void {
    this.wiring.server.notice.warning(reason)
    this.retry(retryMs)
  }

  // Bytes ---------------------------------------------------------------------------------------------------

  private data(chunk: Uint8Array, n: number): boolean {
    this.lastIo = this.wiring.now()
    const attempt = this.attempt
    let at = 0
    while (at < n && this.attempt === attempt) {
      if (this.phase === 'connected') {
        this.stream(chunk, at, n)
        return false
      }
      const { handshake, payload } = this
      const bulk = Math.min(n - at, handshake?.bulkWanted ?? 0)
      if (bulk > 0) {
        this.react(handshake!.bulk(chunk, at, bulk))
        at += bulk
      } else at = payload === null ? this.takeLine(chunk, at, n) : this.takePayload(payload, chunk, at, n)
    }
    return this.payload !== null
  }

  /** Takes bytes up to the end of a line; the position behind them. */
  private takeLine(chunk: Uint8Array, at: number, n: number): number {
    const newline = chunk.indexOf(10, at)
    const end = newline < 0 || newline >= n ? n : newline
    if (this.line.length + end - at > LINE_MAX) {
      const start = shown(this.line + latin1(chunk, at, Math.min(64, end - at)))
      this.fail(`Bad protocol from MASTER: a line without end that begins with '${start}'`)
      return n
    }
    this.line += latin1(chunk, at, end - at)
    if (end === n) return n
    const line = this.line.replace(/\r$/, '')
    this.line = ''
    if (this.phase === 'transfer') this.payloadHeader(line)
    else this.react(this.handshake!.line(line))
    return end + 1
  }

  private react(verdict: Verdict): void {
    const { server } = this.wiring
    switch (verdict.is) {
      case 'more':
        if (verdict.send !== null) this.send(verdict.send)
        return
      case 'continue':
        this.continueStream(verdict.replid)
        return
      case 'full':
        if (this.failover) {
          this.fail('Failover target answered PSYNC with a full resynchronization')
          return
        }
        if (this.handshake!.described === null && this.guard.objectsToOffer(this.address, verdict)) {
          this.retry(RETRY.offered)
          return
        }
        this.phase = 'transfer'
        this.replid = verdict.replid
        this.offset = verdict.offset
        this.syncStartedAt = this.wiring.now()
        server.notice.notice(`Full resync from master: ${verdict.replid}:${verdict.offset}`)
        if (this.wiring.history.known) server.notice.notice('Discarding previously cached master state.')
        return
      case 'held':
        this.retry(RETRY.guarded)
        return
      case 'failed':
        if (verdict.loading) this.guard.starting()
        this.fail(verdict.reason, verdict.soon ? RETRY.first : RETRY.max)
    }
  }

  // A payload -----------------------------------------------------------------------------------------------

  private payloadHeader(line: string): void {
    const { notice } = this.wiring.server
    const framing = readFraming(line)
    if (framing === null) return
    if ('wrong' in framing) {
      this.fail(framing.wrong, RETRY.max)
      return
    }
    const what =
      'mark' in framing ? 'streamed RDB from master with EOF' : `${framing.length} bytes from master`
    notice.notice(`MASTER <-> REPLICA sync: receiving ${what} to parser`)
    const loader = new SyncLoader(this.wiring.server, () => this.oldDataGone())
    this.payload = new Payload(framing, loader)
    notice.notice('MASTER <-> REPLICA sync: Loading DB in memory')
  }

  /** The old data goes before the new is complete: until then we have no history at all. */
  private oldDataGone(): void {
    const { gates, history, server } = this.wiring
    server.notice.notice('MASTER <-> REPLICA sync: Flushing old data')
    this.around.historyChanged()
    history.renew()
    history.known = false
    server.log.reset(0)
    gates.refresh()
  }

  private takePayload(payload: Payload, chunk: Uint8Array, at: number, n: number): number {
    const next = payload.take(chunk, at, n)
    if (payload.wrong !== null) this.fail(payload.wrong, RETRY.refused)
    else if (payload.complete) this.finish(payload)
    return next
  }

  /** The payload is complete: its data is ours now, and its history. */
  private finish({ loader, read }: Payload): void {
    const { gates, history, server } = this.wiring
    const { log, notice, parts } = server
    this.payload = null
    this.around.historyChanged()
    loader.commit()
    history.adopt(this.replid)
    log.reset(this.offset)
    this.streamDb = loader.streamDb
    const seconds = (this.wiring.now() - this.syncStartedAt) / 1000
    parts.observe.fullSync(seconds, read)
    notice.notice(`Done loading RDB, keys loaded: ${loader.keys}, keys expired: 0.`)
    notice.notice('MASTER <-> REPLICA sync: Finished with success')
    this.connected()
    gates.refresh()
    server.onReplaced('a full sync')
  }

  // The stream ----------------------------------------------------------------------------------------------

  private continueStream(replid: string): void {
    const { history, server } = this.wiring
    const { log, notice } = server
    if (!history.known) {
      this.fail('Master continued a history we did not ask for', RETRY.max)
      return
    }
    notice.notice('Successful partial resynchronization with master.')
    if (replid !== '' && replid !== history.id) {
      history.branch(log.end, replid)
      notice.notice(`Master replication ID changed to ${replid}`)
      this.around.historyChanged()
    }
    notice.notice('MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.')
    this.connected()
  }

  private connected(): void {
    const { gates, server } = this.wiring
    const client = server.clients.add(this.transport!, this.addr, this.laddr, false, this.wiring.now())
    client.set(clientState.master)
    client.user = '(superuser)'
    client.db = this.streamDb
    client.parser.maxBulk = MASTER_BULK_MAX
    this.client = client
    this.handshake = null
    this.connecting = null
    this.phase = 'connected'
    this.failures = 0
    this.guard.continued(this.address)
    this.applier = new StreamApplier(this.wiring, client)
    gates.refresh()
    this.acknowledge()
    if (this.failover) {
      this.failover = false
      this.around.failoverAnswered(true)
    }
  }

  private stream(chunk: Uint8Array, at: number, n: number): void {
    const client = this.client!
    const wrong = this.applier!.feed(chunk, at, n)
    if (this.client !== client) return
    if (wrong !== null) {
      // What it sent before may be as wrong: nothing of this history is trusted further.
      this.wiring.history.known = false
      this.fail(
        `Protocol error from master: ${shown(wrong)}. Discarding the cached master state; a full ` +
          'resynchronization follows.',
        RETRY.max,
      )
      return
    }
    if (this.ackWanted) this.acknowledge()
    if (client.has(clientState.closeAfterReply)) this.closed(null)
  }

  /** The primary asks, in its stream, how far we are: answered when what came with it is applied. */
  wantAck(): void {
    this.ackWanted = true
  }

  /** Tells the primary how far we are. */
  acknowledge(): void {
    this.ackWanted = false
    if (this.client === null) return
    const { durable, end } = this.wiring.server.log
    const safe = durable < 0 ? [] : ['FACK', String(durable)]
    this.send(request('REPLCONF', 'ACK', String(end), ...safe))
  }

  // Time ----------------------------------------------------------------------------------------------------

  /** Once a second. */
  second(now: number): void {
    const limit = this.wiring.server.settings.replTimeoutSeconds * 1000
    const silent = now - this.lastIo > limit
    switch (this.phase) {
      case 'connecting':
      case 'handshake':
        if (silent) this.fail('Timeout connecting to the MASTER...')
        return
      case 'transfer':
        if (silent) {
          this.fail(
            'Timeout receiving bulk data from MASTER... If the problem persists try to set the ' +
              "'repl-timeout' parameter in redis.conf to a larger value.",
          )
        } else this.send(NEWLINE)
        return
      case 'connected':
        if (silent) this.fail('MASTER timeout: no data nor PING received...')
        else this.acknowledge()
    }
  }
}

const NEWLINE: Uint8Array = Buffer.from('\n')

/*
 * Loads lines through several ioredis clients, many writes in flight at each, and keeps account of every one:
 * line i becomes the value of key `line:i`. Nothing is tried again here: what ioredis sends again by itself counts
 * as retried, what it gives up as refused.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect } from 'vitest'
import { type Appliance, masterName, sentinelAddresses } from './appliance.ts'
import type { ServerProcess } from './server-process.ts'

const clients = 3
/** Writes in flight at each. */
const width = 100

/** A write that was answered OK. */
interface Acknowledged {
  line: number
  /** How many connections the client had before the one that brought the answer. */
  generation: number
  /** performance.now() */
  at: number
  /** It was already sent on an earlier connection, which was lost. */
  retried: boolean
}

/** One client's account; acknowledgements in the order in which they came. */
interface Account {
  acknowledged: Acknowledged[]
  refused: { line: number; reason: string }[]
}

export interface Accounting {
  acknowledged: number
  /** Acknowledged, and not on the primary. */
  lost: number
  refused: number
  retried: number
  /** Why, each reason once. */
  reasons: string[]
  /** Longest time between two acknowledgements, of whatever clients, ms. */
  gapMs: number
  /** Acknowledged by a connection made after the first was lost. */
  afterwards: number
  /** Lines on the primary that are not what was written; keys there that are no lines. */
  wrong: number
  /** For each client, the lost ones are the last that its first connection acknowledged. */
  lostAreTheLast: boolean
}

export class WordLoad {
  private readonly clients: Redis[]
  private readonly lines: string[]
  private readonly accounts: Account[]
  private nextLine = 0
  private answered = 0
  private readonly watchers: { count: number; reached: () => void }[] = []

  /** @param options of the clients, beyond which sentinels to ask for what */
  constructor(appliance: Appliance, lines: string[], options: { failoverDetector?: boolean } = {}) {
    const sentinels = sentinelAddresses(appliance)
    this.clients = Array.from(
      { length: clients },
      () => new Redis({ sentinels, name: masterName, ...options }),
    )
    // ioredis prints what nobody listens to.
    for (const client of this.clients) client.on('error', () => {})
    this.lines = lines
    this.accounts = this.clients.map(() => ({ acknowledged: [], refused: [] }))
  }

  /** Writes all lines; ends when each is acknowledged or refused. */
  async run(): Promise<void> {
    await Promise.all(this.clients.map((client, at) => this.drive(client, this.accounts[at]!)))
  }

  /** Resolves when so many lines were acknowledged or refused. */
  reached(count: number): Promise<void> {
    return new Promise(reached => this.watchers.push({ count, reached }))
  }

  close(): void {
    for (const client of this.clients) client.disconnect()
  }

  private async drive(client: Redis, account: Account): Promise<void> {
    let generation = -1
    let connected = false
    const lost = new Set<number>()
    const inFlight = new Set<number>()
    const onReady = () => {
      generation++
      connected = true
    }
    const onClose = () => {
      // Before the first loss of a connection all that is in flight was sent on it.
      if (connected) for (const line of inFlight) lost.add(line)
      connected = false
    }
    client.on('ready', onReady).on('close', onClose)
    const write = async () => {
      for (;;) {
        const line = this.nextLine++
        if (line >= this.lines.length) return
        inFlight.add(line)
        try {
          await client.set(`line:${line}`, this.lines[line]!)
          account.acknowledged.push({
            line,
            generation,
            at: performance.now(),
            retried: lost.has(line),
          })
        } catch (error) {
          account.refused.push({ line, reason: (error as Error).message })
          // Others may fare better in a while; nobody is served by a flood of refusals.
          await sleep(10)
        }
        inFlight.delete(line)
        this.count()
      }
    }
    await Promise.all(Array.from({ length: width }, write))
    client.off('ready', onReady).off('close', onClose)
  }

  private count(): void {
    this.answered++
    for (const { count, reached } of this.watchers) if (count === this.answered) reached()
  }

  /** Compares what the clients were told with what the primary holds. */
  async accountFor(primary: ServerProcess): Promise<Accounting> {
    const values = await this.read(primary)
    const acknowledged = this.accounts.flatMap(account => account.acknowledged)
    const refused = this.accounts.flatMap(account => account.refused)
    const times = acknowledged.map(({ at }) => at).sort((a, b) => a - b)
    const present = values.found.filter(value => value !== null).length
    const wrong = values.found.filter((value, line) => value !== null && value !== this.lines[line]).length
    return {
      acknowledged: acknowledged.length,
      lost: acknowledged.filter(({ line }) => values.found[line] === null).length,
      refused: refused.length,
      retried: acknowledged.filter(({ retried }) => retried).length,
      reasons: [...new Set(refused.map(({ reason }) => reason))],
      gapMs: Math.round(times.reduce((most, at, i) => Math.max(most, at - (times[i - 1] ?? at)), 0)),
      afterwards: acknowledged.filter(({ generation }) => generation > 0).length,
      wrong: wrong + values.keys - present,
      lostAreTheLast: this.accounts.every(account => lostAreTheLast(account, values.found)),
    }
  }

  private async read(primary: ServerProcess): Promise<{ found: (string | null)[]; keys: number }> {
    const client = await primary.connect()
    const found: (string | null)[] = []
    const chunk = 1000
    for (let from = 0; from < this.lines.length; from += chunk) {
      const keys = this.lines.slice(from, from + chunk).map((_, at) => `line:${from + at}`)
      const reply = await client.send('MGET', ...keys)
      if (reply.kind !== 'array') throw new Error(`MGET answered ${JSON.stringify(reply)}`)
      // Replies of this client are latin1, lines may be anything.
      for (const item of reply.items)
        found.push(item.kind === 'bulk' ? Buffer.from(item.text, 'latin1').toString() : null)
    }
    const size = await client.send('DBSIZE')
    client.close()
    return { found, keys: size.kind === 'integer' ? size.value : -1 }
  }
}

function lostAreTheLast({ acknowledged }: Account, found: (string | null)[]): boolean {
  const isLost = ({ line }: Acknowledged) => found[line] === null
  const onFirst = acknowledged.filter(({ generation }) => generation === 0)
  const firstLost = onFirst.findIndex(isLost)
  const tailIsLost = firstLost < 0 || onFirst.slice(firstLost).every(isLost)
  return tailIsLost && !acknowledged.some(entry => entry.generation > 0 && isLost(entry))
}

/** What must be true of every load, whatever happened to the servers meanwhile. */
export function expectSound(account: Accounting, lines: number): void {
  expect(account.acknowledged + account.refused).toBe(lines)
  expect(account.reasons).toEqual([])
  expect(account.wrong).toBe(0)
  expect(account.lostAreTheLast).toBe(true)
  expect(account.afterwards).toBeGreaterThan(0)
}

/** The account in one line, for whoever reads the test's output. */
export function describeAccounting(title: string, account: Accounting): string {
  const { acknowledged, lost, refused, retried, gapMs, reasons } = account
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`
  return (
    `${title}: ${acknowledged} writes acknowledged, ${lost} of them lost to asynchronous replication, ` +
    `${retried} retried by the client, ${refused} refused${why}; longest silence ${gapMs} ms`
  )
}

/*
 * Holdfast and a real redis-server side by side, fed with the same stream. The replies are compared one by
 * one, the data at the end, and again after a reload; a difference is shrunk to the few requests that still show it.
 */
import { encodeRequest, type RawClient } from '../../support/raw-client.ts'
import { quoted, type Reply, show } from '../../support/reply.ts'
import { type ServerProcess, startHoldfast, startRedis } from '../../support/servers.ts'
import { Comparison } from './compare.ts'
import { compareData, type DataDifference } from './data.ts'
import { EventListener } from './events.ts'
import { attached, type Request } from './generate.ts'
import { reload } from './reload.ts'
import { shrink } from './shrink.ts'
import { type Thresholds, usual } from './thresholds.ts'

const batchLength = 250
const shownRequests = 25

export interface Difference {
  /** Index in the stream; equal to its length when the data differ at the end. */
  at: number
  request: string
  theirs: string
  ours: string
}

export class Pair {
  readonly redis: ServerProcess
  readonly holdfast: ServerProcess
  /** Directives that both get before a stream, except for those that the real one does not know. */
  thresholds: Thresholds = usual
  /** Whether keyspace events are compared as well. */
  events = false

  constructor(redis: ServerProcess, holdfast: ServerProcess) {
    this.redis = redis
    this.holdfast = holdfast
  }

  static async start(args: readonly string[] = []): Promise<Pair> {
    // Redis looks at the timeouts of waiting clients once in a tick.
    const quick = ['--hz', '200']
    const [redis, holdfast] = await Promise.all([
      startRedis({ args: [...args, ...quick] }),
      startHoldfast({ args }),
    ])
    return new Pair(redis, holdfast)
  }

  /** Fails with seed, request and both replies when the two servers tell different things. */
  async expectSame(stream: readonly Request[], seed: number, resp3 = false): Promise<void> {
    const found = await this.firstDifference(stream, resp3)
    if (found === undefined) return
    const upTo = stream.slice(0, found.at + 1)
    const fails = async (shorter: readonly Request[][]) =>
      (await this.firstDifference(shorter.flat(), resp3)) !== undefined
    const short = (await shrink(pieces(upTo), fails)).flat()
    const shown = (await this.firstDifference(short, resp3)) ?? found
    throw new Error(describe(shown, short, seed, found.at))
  }

  /** Runs a stream on empty servers over fresh connections. */
  async firstDifference(stream: readonly Request[], resp3: boolean): Promise<Difference | undefined> {
    // After a crash the next stream, or the next step of shrinking, gets a new server.
    if (!this.holdfast.isRunning) await this.holdfast.start()
    const redis = await this.redis.connect()
    const holdfast = await this.holdfast.connect()
    const listeners: EventListener[] = []
    try {
      const opening = [['CLIENT', 'UNPAUSE'], ['FLUSHALL'], ['DEBUG', 'SET-ACTIVE-EXPIRE', '0']]
      // Each by itself: 7.0 has no set-max-listpack-*.
      for (const pair of Object.entries(this.thresholds)) opening.push(['CONFIG', 'SET', ...pair])
      if (resp3) opening.push(['HELLO', '3'])
      await Promise.all([exchange(redis, opening), exchange(holdfast, opening)])
      const flags = this.events ? 'KEA' : ''
      const configured = ['CONFIG', 'SET', 'notify-keyspace-events', flags]
      await Promise.all([exchange(redis, [configured]), exchange(holdfast, [configured])])
      if (this.events)
        listeners.push(await EventListener.on(this.redis), await EventListener.on(this.holdfast))
      const comparison = new Comparison()
      for (let from = 0; from < stream.length; from += batchLength) {
        const batch = stream.slice(from, from + batchLength)
        const [theirs, ours] = await Promise.all([exchange(redis, batch), exchange(holdfast, batch)])
        for (const [i, argv] of batch.entries()) {
          const [a, b] = [theirs[i]!, ours[i]!]
          if (comparison.same(argv, a, b)) continue
          return { at: from + i, request: line(argv), theirs: clip(show(a)), ours: clip(show(b)) }
        }
        const [theirEvents, ourEvents] = await Promise.all(listeners.map(listener => listener.heard()))
        const event = firstDifferent(theirEvents ?? [], ourEvents ?? [])
        if (event !== undefined)
          return {
            at: Math.min(from + batch.length, stream.length) - 1,
            request: 'keyspace events',
            ...event,
          }
      }
    } finally {
      for (const client of [redis, holdfast, ...listeners]) client.close()
    }
    const data = (await compareData(this.redis, this.holdfast)) ?? (await this.compareReloaded())
    return data && { at: stream.length, ...data }
  }

  /** What differs when both have saved and loaded their data, which were the same. */
  private async compareReloaded(): Promise<DataDifference | undefined> {
    const [theirs, ours] = await Promise.all([reload(this.redis), reload(this.holdfast)])
    return theirs === ours && ours.includes('still') ? undefined : { request: 'DEBUG RELOAD', theirs, ours }
  }
}

/** The stream in pieces that may be left out. */
function pieces(stream: readonly Request[]): Request[][] {
  const found: Request[][] = []
  for (const argv of stream) {
    if (attached.has(argv)) found.at(-1)?.push(argv)
    else found.push([argv])
  }
  return found
}

/** The replies to a pipeline; a connection that ends gives an error in place of each missing one. */
export async function exchange(client: RawClient, requests: readonly Request[]): Promise<Reply[]> {
  const replies: Reply[] = []
  try {
    client.write(Buffer.concat(requests.map(encodeRequest)))
    while (replies.length < requests.length) replies.push(await client.next())
  } catch (error) {
    while (replies.length < requests.length) replies.push({ kind: 'error', text: (error as Error).message })
  }
  return replies
}

/** Two lists side by side where they part, with what came just before. */
function firstDifferent(
  theirs: readonly string[],
  ours: readonly string[],
): { theirs: string; ours: string } | undefined {
  const at = theirs.findIndex((text, i) => text !== ours[i])
  const from = at < 0 ? theirs.length : at
  if (from === theirs.length && theirs.length === ours.length) return undefined
  const part = (list: readonly string[]) => list.slice(Math.max(0, from - 2), from + 3).join(', ')
  return { theirs: part(theirs), ours: part(ours) }
}

function describe(found: Difference, stream: readonly Request[], seed: number, at: number): string {
  const shown = stream.slice(-shownRequests).map(argv => `  ${line(argv)}`)
  const some = stream.length > shownRequests ? ', of which the last' : ''
  return [
    `seed ${seed}, request ${at}: ${found.request}`,
    `redis-server: ${found.theirs}`,
    `Holdfast:     ${found.ours}`,
    `after these ${stream.length} requests on empty servers${some}:`,
    ...shown,
  ].join('\n')
}

function line(argv: Request): string {
  return clip(argv.map(arg => (/^[\w:.*-]+$/.test(arg) ? arg : quoted(arg))).join(' '))
}

function clip(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 600)} ... (${text.length} characters)`
}

/**
 * Who listens to what: channels, patterns and shard channels. Names are texts of one character per byte
 * (latin1). A message is encoded once, however many receive it: RESP2 and RESP3 differ in its first byte
 * only.
 *
 * Where it departs from Redis: subscribers are reached in the order in which they subscribed; Redis's order
 * is that of a hash table.
 */
import { matchGlob } from '../bytes/glob.ts'
import { latin1, latin1Bytes } from '../bytes/text.ts'
import { type Client, clientState } from '../client/client.ts'
import type { Clients } from '../client/clients.ts'

type Pattern = { bytes: Uint8Array; subscribers: Set<Client> }

export class PubSub {
  private readonly clients: Clients
  private readonly channels: Map<string, Set<Client>>
  private readonly patterns: Map<string, Pattern>
  private readonly shardChannels: Map<string, Set<Client>>

  constructor(clients: Clients) {
    this.clients = clients
    this.channels = new Map()
    this.patterns = new Map()
    this.shardChannels = new Map()
  }

  subscribe(client: Client, channel: string): void {
    client.channels ??= new Set()
    client.channels.add(channel)
    listen(this.channels, client, channel)
  }

  unsubscribe(client: Client, channel: string): void {
    if (client.channels?.delete(channel)) silence(this.channels, client, channel)
    settle(client)
  }

  psubscribe(client: Client, pattern: string): void {
    client.patterns ??= new Set()
    client.patterns.add(pattern)
    client.set(clientState.subscribed)
    const known = this.patterns.get(pattern)
    if (known !== undefined) known.subscribers.add(client)
    else {
      const bytes = latin1Bytes(pattern)
      this.patterns.set(pattern, { bytes, subscribers: new Set([client]) })
    }
  }

  punsubscribe(client: Client, pattern: string): void {
    if (client.patterns?.delete(pattern)) this.forget(client, pattern)
    settle(client)
  }

  ssubscribe(client: Client, channel: string): void {
    client.shardChannels ??= new Set()
    client.shardChannels.add(channel)
    listen(this.shardChannels, client, channel)
  }

  sunsubscribe(client: Client, channel: string): void {
    if (client.shardChannels?.delete(channel)) silence(this.shardChannels, client, channel)
    settle(client)
  }

  /** Ends every subscription of a client: it left, or asked for RESET. */
  drop(client: Client): void {
    for (const channel of client.channels ?? []) silence(this.channels, client, channel)
    for (const pattern of client.patterns ?? []) this.forget(client, pattern)
    for (const channel of client.shardChannels ?? []) silence(this.shardChannels, client, channel)
    client.channels = null
    client.patterns = null
    client.shardChannels = null
    client.clear(clientState.subscribed)
  }

  /**
   * Sends a message to the channel's subscribers, then to those of each pattern it matches; how many got it.
   */
  publish(channel: Uint8Array, message: Uint8Array): number {
    let receivers = 0
    const subscribers = this.channels.get(latin1(channel))
    if (subscribers !== undefined) {
      this.deliver(subscribers, [MESSAGE, channel, message])
      receivers += subscribers.size
    }
    for (const pattern of this.patterns.values()) {
      const glob = pattern.bytes
      if (!matchGlob(glob, 0, glob.length, channel, 0, channel.length, false)) continue
      this.deliver(pattern.subscribers, [PMESSAGE, glob, channel, message])
      receivers += pattern.subscribers.size
    }
    return receivers
  }

  /** Sends a message to the subscribers of a shard channel; how many got it. */
  spublish(channel: Uint8Array, message: Uint8Array): number {
    const subscribers = this.shardChannels.get(latin1(channel))
    if (subscribers === undefined) return 0
    this.deliver(subscribers, [SMESSAGE, channel, message])
    return subscribers.size
  }

  /** Number of clients subscribed to a channel itself, patterns not counted. */
  numsub(channel: string): number {
    return this.channels.get(channel)?.size ?? 0
  }

  shardNumsub(channel: string): number {
    return this.shardChannels.get(channel)?.size ?? 0
  }

  /** Number of different patterns. */
  numpat(): number {
    return this.patterns.size
  }

  /** Channels that have subscribers, for INFO and PUBSUB CHANNELS. */
  channelNames(): ReadonlyMap<string, ReadonlySet<Client>> {
    return this.channels
  }

  shardChannelNames(): ReadonlyMap<string, ReadonlySet<Client>> {
    return this.shardChannels
  }

  private forget(client: Client, pattern: string): void {
    const known = this.patterns.get(pattern)
    known?.subscribers.delete(client)
    if (known?.subscribers.size === 0) this.patterns.delete(pattern)
  }

  private deliver(subscribers: Set<Client>, parts: Uint8Array[]): void {
    const resp2 = encodeArray(parts)
    let resp3: Uint8Array | null = null
    for (const client of subscribers) {
      if (!client.resp3) this.clients.queue(client, resp2)
      else {
        resp3 ??= asPush(resp2)
        this.clients.queue(client, resp3)
      }
    }
  }
}

const PUSH = 0x3e
const MESSAGE: Uint8Array = Buffer.from('message')
const PMESSAGE: Uint8Array = Buffer.from('pmessage')
const SMESSAGE: Uint8Array = Buffer.from('smessage')

function listen(map: Map<string, Set<Client>>, client: Client, channel: string): void {
  client.set(clientState.subscribed)
  const subscribers = map.get(channel)
  if (subscribers !== undefined) subscribers.add(client)
  else map.set(channel, new Set([client]))
}

function silence(map: Map<string, Set<Client>>, client: Client, channel: string): void {
  const subscribers = map.get(channel)
  subscribers?.delete(client)
  if (subscribers?.size === 0) map.delete(channel)
}

/** A client without subscriptions is an ordinary one again. */
function settle(client: Client): void {
  if (client.subscriptions() + (client.shardChannels?.size ?? 0) === 0) client.clear(clientState.subscribed)
}

/** The same array as RESP3's push. */
function asPush(array: Uint8Array): Uint8Array {
  const push = new Uint8Array(array)
  push[0] = PUSH
  return push
}

/** A RESP array of bulk strings. */
function encodeArray(parts: Uint8Array[]): Uint8Array {
  const heads = parts.map((part, i) => `${i === 0 ? `*${parts.length}\r\n` : '\r\n'}$${part.length}\r\n`)
  let size = 2
  for (let i = 0; i < parts.length; i++) size += heads[i]!.length + parts[i]!.length
  const bytes = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    at += bytes.latin1Write(heads[i]!, at)
    bytes.set(parts[i]!, at)
    at += parts[i]!.length
  }
  bytes[at] = 13
  bytes[at + 1] = 10
  return bytes
}

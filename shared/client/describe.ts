/**
 * The line that CLIENT LIST, CLIENT INFO and the log show of a connection: Redis 7.2's fields in their
 * order, and those that 7.4 (`watch`) and Valkey 8 (`tot-net-in` and after) added, where they put them.
 * Where it departs: sizes are those of our buffers. Replies share one buffer of the process, so `rbs` and
 * `rbp` tell of the bytes other connections queued here; what the kernel has not taken counts as one list
 * node (`oll`, `omem`).
 */
import { type Client, clientState, WAITING } from './client.ts'

/** Rough cost of a connection's own objects, bytes: the constant part of `tot-mem`. */
const CLIENT_COST = 1024

/** `now` in wall-clock ms; `argvBytes` of the command it runs, zero for all but the current client. */
export function describeClient(client: Client, now: number, argvBytes: number): string {
  const { queue } = client
  const queued = queuedBytes(client)
  const held = client.parser.heldCapacity()
  const unparsed = client.parser.unparsed()
  const pending = client.transport.pending()
  const fields: [name: string, value: string | number][] = [
    ['id', client.id],
    ['addr', client.addr],
    ['laddr', client.laddr],
    ['fd', client.fd],
    ['name', client.name],
    ['age', seconds(now - client.createdAt)],
    ['idle', seconds(now - client.lastInteraction)],
    ['flags', flags(client)],
    ['db', client.db],
    ['sub', client.channels?.size ?? 0],
    ['psub', client.patterns?.size ?? 0],
    ['ssub', client.shardChannels?.size ?? 0],
    ['multi', queue === null ? -1 : queue.length],
    ['watch', client.watched?.size ?? 0],
    ['qbuf', unparsed],
    ['qbuf-free', Math.max(0, held - unparsed)],
    ['argv-mem', argvBytes],
    ['multi-mem', queued],
    ['rbs', client.out.length],
    ['rbp', client.out.length],
    ['obl', client.outLength],
    ['oll', pending > 0 ? 1 : 0],
    ['omem', pending],
    ['tot-mem', clientMemory(client) + argvBytes],
    ['events', pending > 0 ? 'rw' : 'r'],
    ['cmd', client.lastCommand?.name ?? 'NULL'],
    ['user', client.user],
    ['redir', -1],
    ['resp', client.resp3 ? 3 : 2],
    ['lib-name', client.libName],
    ['lib-ver', client.libVersion],
    ['tot-net-in', client.bytesIn],
    ['tot-net-out', client.bytesOut],
    ['tot-cmds', client.commandsRun],
  ]
  return fields.map(([name, value]) => `${name}=${value}`).join(' ')
}

/** Bytes of the arguments that MULTI queued. */
function queuedBytes({ queue }: Client): number {
  let bytes = 0
  for (const { args } of queue ?? []) for (let i = 0; i < args.argc; i++) bytes += args.len[i]!
  return bytes
}

/** What a connection holds, bytes: its own objects, its requests, its replies that have not left. */
export function clientMemory(client: Client): number {
  return CLIENT_COST + clientBuffers(client) + queuedBytes(client)
}

/** Of that, the buffers: requests that are not complete, replies that have not left. */
export function clientBuffers(client: Client): number {
  return client.parser.heldCapacity() + client.out.length + client.transport.pending()
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000))
}

const LETTERS: readonly (readonly [bit: number, letter: string])[] = [
  [clientState.replica, 'S'],
  [clientState.monitor, 'O'],
  [clientState.master, 'M'],
  [clientState.subscribed, 'P'],
  [clientState.multi, 'x'],
  [WAITING, 'b'],
  [clientState.dirtyCas, 'd'],
  [clientState.closeAfterReply, 'c'],
  [clientState.closed, 'A'],
]

function flags(client: Client): string {
  let letters = ''
  for (const [bit, letter] of LETTERS) if (client.has(bit)) letters += letter
  if (client.has(clientState.monitor)) letters = letters.replace('S', '')
  if (client.unixSocket) letters += 'U'
  if (client.has(clientState.noEvict)) letters += 'e'
  if (client.has(clientState.noTouch)) letters += 'T'
  return letters === '' ? 'N' : letters
}

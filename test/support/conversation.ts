/*
 * Tests written as conversations:
 *
 *     await converse(server, `
 *       > SET k "two words"
 *       +OK
 *       > GET k
 *       $two words
 *       b> SUBSCRIBE news
 *       *3
 *       $subscribe
 *       $news
 *       :1
 *       > PUBLISH news hi
 *       :1
 *       b>
 *       *3
 *       $message
 *       $news
 *       $hi
 *     `)
 *
 * A line with `>` sends a request, its words quoted as in redis-cli; a name before it makes another client,
 * and `name>` without a request goes on reading at that client. The lines below are the replies in the form
 * of show(). A line `/regex/` stands for one whole reply of any length. A line `...` says that no reply
 * comes: the client waits in a blocking command, and the next line is said when it does; `gone` ends the
 * connection. Indentation and empty lines mean nothing, a line that begins with `//` is a comment.
 */
import { expect } from 'vitest'
import { encodeRequest, RawClient } from './raw-client.ts'
import { show } from './reply.ts'

interface Turn {
  who: string
  /** Empty when nothing is sent. */
  request: string[]
  line: string
  /** The expected replies, each as its lines. */
  replies: string[][]
}

/** Splits a line into words: bare ones, and double-quoted ones with \n, \r, \t, \\, \" and \xHH. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  for (const [bare] of line.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)) {
    words.push(bare.startsWith('"') ? unquote(bare.slice(1, -1)) : bare)
  }
  return words
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

function unquote(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function parse(text: string): Turn[] {
  const turns: Turn[] = []
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('//'))
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as string
    const request = /^([a-z]\w*)?>(?:\s+(.*))?$/.exec(line)
    if (request) {
      turns.push({ who: request[1] ?? '', request: splitWords(request[2] ?? ''), line, replies: [] })
      at++
      continue
    }
    const end = replyEnd(lines, at)
    const turn = turns.at(-1)
    if (turn === undefined) throw new Error(`a reply before any request: ${line}`)
    turn.replies.push(lines.slice(at, end))
    at = end
  }
  return turns
}

/** Where the reply that begins at lines[at] ends. */
function replyEnd(lines: string[], at: number): number {
  const head = /^([*~%|]|>(?=\d))(-?\d+)$/.exec(lines[at] ?? '')
  let end = at + 1
  if (head === null) return end
  const pairs = head[1] === '%' || head[1] === '|'
  for (let items = Number(head[2]) * (pairs ? 2 : 1); items > 0; items--) end = replyEnd(lines, end)
  return end
}

function matches(reply: string, pattern: string[]): boolean {
  const regex = pattern.length === 1 ? /^\/(.*)\/$/.exec(pattern[0]!)?.[1] : undefined
  return regex === undefined ? reply === pattern.join('\n') : new RegExp(`^(?:${regex})$`, 's').test(reply)
}

/**
 * Holds the conversation on fresh connections and fails, with the transcript of what was said, if it differs.
 */
export async function converse(server: { port: number }, text: string): Promise<void> {
  const clients = new Map<string, RawClient>()
  const expected: string[] = []
  const actual: string[] = []
  try {
    for (const turn of parse(text)) {
      let client = clients.get(turn.who)
      if (client === undefined) {
        client = await RawClient.connect({ port: server.port })
        clients.set(turn.who, client)
      }
      if (turn.request.length > 0) client.write(encodeRequest(turn.request))
      await hear(client, server, turn, expected, actual)
    }
    for (const [who, client] of clients) {
      if (client.unread > 0) actual.push(`${who}> has ${client.unread} more replies`)
    }
  } finally {
    for (const client of clients.values()) client.close()
  }
  expect(actual.join('\n')).toBe(expected.join('\n'))
}

/** What the server says of a client, '' when it does not know it. */
async function lineOf(client: RawClient, observer: RawClient): Promise<string> {
  const mark = ` addr=127.0.0.1:${client.socket.localPort} `
  const list = show(await observer.send('CLIENT', 'LIST'))
  return list.split('\n').find(line => line.includes(mark)) ?? ''
}

/** Asks, on a connection of its own, until what the server says of a client is as wanted. */
async function watch(
  client: RawClient,
  server: { port: number },
  wanted: (line: string) => boolean,
): Promise<void> {
  const observer = await RawClient.connect({ port: server.port })
  const end = Date.now() + 5000
  while (!wanted(await lineOf(client, observer))) {
    if (Date.now() > end) throw new Error('after 5 s a client is still not what the conversation says')
  }
  observer.close()
}

async function blocked(client: RawClient, server: { port: number }): Promise<void> {
  await watch(client, server, line => /flags=\w*b/.test(line))
}

async function leave(client: RawClient, server: { port: number }): Promise<void> {
  client.close()
  await watch(client, server, line => line === '')
}

async function hear(
  client: RawClient,
  server: { port: number },
  turn: Turn,
  expected: string[],
  actual: string[],
): Promise<void> {
  expected.push(turn.line)
  actual.push(turn.line)
  for (const pattern of turn.replies) {
    if (pattern[0] === '...') await blocked(client, server)
    if (pattern[0] === 'gone') await leave(client, server)
    if (pattern[0] === '...' || pattern[0] === 'gone') continue
    const said = await client.next().then(show, (error: Error) => `(${error.message})`)
    const wanted = pattern.join('\n')
    expected.push(wanted)
    actual.push(matches(said, pattern) ? wanted : said)
  }
}

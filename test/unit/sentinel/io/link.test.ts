/*
 * One link against a server made of a script: greeting, requests, hellos, and every way to end.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { OpenLink } from '../../../../sentinel/core/types.ts'
import { Link } from '../../../../sentinel/io/link.ts'
import { Names } from '../../../../sentinel/io/names.ts'

const servers: Server[] = []
const links: Link[] = []

afterEach(() => {
  for (const link of links) link.close()
  for (const server of servers) server.close()
})

/** A server that does with each connection as told. */
async function serve(handle: (socket: Socket) => void): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    handle(socket)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Answers each request that arrives with the next reply. */
function answering(...replies: string[]) {
  const heard: string[] = []
  return {
    heard,
    handle(socket: Socket) {
      socket.on('data', chunk => {
        heard.push(chunk.toString('latin1'))
        for (const _ of chunk.toString('latin1').matchAll(/^\*/gm)) socket.write(replies.shift() ?? '')
      })
    },
  }
}

interface Told {
  events: string[]
  next(pattern: RegExp): Promise<string>
}

function open(
  port: number,
  with_: Partial<OpenLink> = {},
  names = new Names(),
  mayResolve = true,
): [Link, Told] {
  const events: string[] = []
  let wake = () => {}
  const tell = (text: string) => {
    events.push(text)
    wake()
  }
  const link = new Link(
    {
      type: 'openLink',
      link: 1,
      kind: 'command',
      host: '127.0.0.1',
      port,
      user: null,
      pass: null,
      clientName: 'sentinel-x-cmd',
      authCommand: 'AUTH',
      clientCommand: 'CLIENT',
      timeoutMs: 5000,
      ...with_,
    },
    {
      up: address => tell(`up ${address}`),
      down: (reason, refused) => tell(`down ${reason} ${refused}`),
      reply: (request, reply) => tell(`reply ${request} ${JSON.stringify(reply)}`),
      hello: text => tell(`hello ${text}`),
      authRefused: error => tell(`auth ${error}`),
    },
    { sourceAddress: '', names, mayResolve },
  )
  links.push(link)
  const next = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = events.find(text => pattern.test(text))
      if (found !== undefined) return found
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  return [link, { events, next }]
}

test('it names itself, then carries requests; the last reply of each counts', async () => {
  const { heard, handle } = answering('+OK\r\n', '+OK\r\n', '+QUEUED\r\n', '*1\r\n+OK\r\n', '-ERR x\r\n')
  const [link, told] = open(await serve(handle))
  expect(await told.next(/^up/)).toBe('up 127.0.0.1')
  expect(heard[0]).toBe('*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$14\r\nsentinel-x-cmd\r\n')
  link.send({ type: 'send', link: 1, request: 7, commands: [['MULTI'], ['SLAVEOF', 'NO', 'ONE'], ['EXEC']] })
  link.send({ type: 'send', link: 1, request: 8, commands: [['NOSUCH']] })
  expect(await told.next(/^reply 8/)).toBe('reply 8 {"error":"ERR x"}')
  expect(told.events).toContain('reply 7 ["OK"]')
})

test('a password that is refused is told, and the link goes on', async () => {
  const { heard, handle } = answering('-ERR AUTH called without any password\r\n', '+OK\r\n')
  const [, told] = open(await serve(handle), { user: 'me', pass: 'secret', authCommand: 'LOGIN' })
  await told.next(/^up/)
  expect(told.events[0]).toBe('auth ERR AUTH called without any password')
  expect(heard[0]).toContain('$5\r\nLOGIN\r\n$2\r\nme\r\n$6\r\nsecret\r\n')
})

test('a subscriber hears hellos and nothing else', async () => {
  const channel = '$18\r\n__sentinel__:hello\r\n'
  const subscribed = `*3\r\n$9\r\nsubscribe\r\n${channel}:1\r\n`
  const others = '*3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$1\r\ny\r\n:3\r\n'
  const { handle } = answering(
    '+OK\r\n',
    `${subscribed}${others}*3\r\n$7\r\nmessage\r\n${channel}$2\r\nhi\r\n`,
  )
  const [, told] = open(await serve(handle), { kind: 'pubsub' })
  await told.next(/^hello/)
  expect(told.events).toEqual(['up 127.0.0.1', 'hello hi'])
})

test('a subscriber that is refused is down', async () => {
  const { handle } = answering('+OK\r\n', '-NOAUTH Authentication required.\r\n')
  const [, told] = open(await serve(handle), { kind: 'pubsub' })
  expect(await told.next(/^down/)).toBe('down NOAUTH Authentication required. false')
})

test('nobody listens: refused, and told apart from silence', async () => {
  const port = await serve(() => {})
  servers.pop()?.close()
  const [, told] = open(port)
  expect(await told.next(/^down/)).toBe('down Connection refused true')
})

test('a peer that says nothing is given up in time', async () => {
  const [, told] = open(await serve(() => {}), { timeoutMs: 50 })
  expect(await told.next(/^down/)).toBe('down Connection timed out false')
})

test('a peer that hangs up ends the link once', async () => {
  const { handle } = answering('+OK\r\n')
  const port = await serve(socket => {
    handle(socket)
    socket.on('data', () => socket.end())
  })
  const [, told] = open(port)
  await told.next(/^down/)
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(told.events).toEqual(['up 127.0.0.1', 'down Server closed the connection false'])
})

test.each([
  ['HTTP/1.1 400 Bad Request\r\n\r\n', /^down Protocol error/],
  ['+OK\r\n+OK\r\n', /^down Protocol error: a reply that nobody asked for/],
])('nonsense ends it: %j', async (said, expected) => {
  const [, told] = open(await serve(answering(said).handle))
  await told.next(expected)
})

test('a closed link is silent', async () => {
  const [link, told] = open(await serve(() => {}), { timeoutMs: 20 })
  link.close()
  await new Promise(resolve => setTimeout(resolve, 40))
  expect(told.events).toEqual([])
})

test('host names are looked up, if they may be', async () => {
  const port = await serve(answering('+OK\r\n').handle)
  const names = new Names(async name => {
    if (name === 'here') return '127.0.0.1'
    throw new Error('ENOTFOUND')
  })
  expect(await open(port, { host: 'here' }, names)[1].next(/./)).toBe('up 127.0.0.1')
  expect(await open(port, { host: 'nowhere' }, names)[1].next(/./)).toMatch(/^down Can't resolve/)
  expect(await open(port, { host: 'here' }, names, false)[1].next(/./)).toMatch(/^down Can't resolve/)
})

test('an impossible address is a link that went down, not a crash', async () => {
  const [, told] = open(70_000)
  expect(await told.next(/^down/)).toMatch(/^down .*port/i)
})

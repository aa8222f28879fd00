/*
 * How requests become replies: order, refusals, and answers that the core gives later.
 */
import { describe, expect, test } from 'vitest'
import { clientState } from '../../../../shared/client/client.ts'
import { TestPort } from './fixture.ts'

describe('answers of the core', () => {
  test('one that comes at once stands in its place', () => {
    const port = new TestPort()
    const [client] = port.connect()
    port.core = event => event.type === 'command' && port.engine.answer(event.client, { status: 'OK' })
    expect(port.send(client, 'PING', 'SENTINEL FLUSHCONFIG', 'PING')).toBe('+PONG\r\n+OK\r\n+PONG\r\n')
  })

  test('one that comes later holds back what the client asked after it, and nobody else', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    const [other] = port.connect()
    expect(port.send(client, 'PING', 'SENTINEL RESET *', 'PING a')).toBe('+PONG\r\n')
    expect(port.send(client, 'PING b')).toBe('')
    expect(port.send(other, 'PING c')).toBe('$1\r\nc\r\n')
    expect(port.events).toEqual([{ type: 'command', client: 1, name: 'reset', args: ['*'] }])
    port.engine.answer(1, 4)
    port.engine.endTurn()
    expect(wire.take()).toBe(':4\r\n$1\r\na\r\n$1\r\nb\r\n')
  })

  test('one for a client that is gone is forgotten', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    port.send(client, 'SENTINEL FLUSHCONFIG')
    port.engine.disconnected(client)
    port.engine.answer(1, { status: 'OK' })
    port.engine.endTurn()
    expect([wire.said, port.sentinel.asked.size]).toEqual(['', 0])
  })

  test('CLIENT REPLY holds for late answers, too', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    port.send(client, 'CLIENT REPLY SKIP', 'SENTINEL FLUSHCONFIG', 'PING')
    port.engine.answer(1, { status: 'OK' })
    port.engine.endTurn()
    expect(wire.take()).toBe('+PONG\r\n')
  })

  test('texts, numbers, nothing, errors and fields, in RESP2 and RESP3', () => {
    const port = new TestPort()
    port.core = event =>
      event.type === 'command' &&
      port.engine.answer(event.client, ['a', 1, null, { error: 'ERR e' }, { fields: ['k', 'v'] }, []])
    const [client, wire] = port.connect()
    const common = '*6\r\n$1\r\na\r\n:1\r\n'
    const rest = '\r\n$1\r\nk\r\n$1\r\nv\r\n*0\r\n'
    expect(port.send(client, 'SENTINEL FLUSHCONFIG')).toBe(`${common}$-1\r\n-ERR e\r\n*2${rest}`)
    port.send(client, 'HELLO 3')
    wire.take()
    expect(port.send(client, 'SENTINEL FLUSHCONFIG')).toBe(`${common}_\r\n-ERR e\r\n%1${rest}`)
  })
})

describe('refusals', () => {
  test('a password opens everything but AUTH, HELLO, QUIT and RESET', () => {
    const port = new TestPort('secret')
    const [client] = port.connect()
    client.set(clientState.unauthenticated)
    expect(port.send(client, 'PING', 'SENTINEL MASTERS', 'NOSUCH')).toBe(
      '-NOAUTH Authentication required.\r\n-NOAUTH Authentication required.\r\n' +
        "-ERR unknown command 'NOSUCH', with args beginning with: \r\n",
    )
    expect(port.send(client, 'AUTH nobody secret', 'AUTH default secret', 'PING')).toMatch(
      /^-WRONGPASS .*\r\n\+OK\r\n\+PONG\r\n$/,
    )
  })

  test('a subscriber in RESP2 may not do other things', () => {
    const port = new TestPort()
    const [client] = port.connect()
    port.send(client, 'SUBSCRIBE +sdown')
    expect(port.send(client, 'SENTINEL MASTERS')).toMatch(/^-ERR Can't execute 'sentinel\|masters': only/)
    expect(port.send(client, 'PING')).toBe('*2\r\n$4\r\npong\r\n$0\r\n\r\n')
  })

  test('a broken request ends its connection after the error', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    expect(port.send(client, '*x', 'PING')).toBe('-ERR Protocol error: invalid multibulk length\r\n')
    expect(wire.ended).toBe(true)
  })

  test('a subscriber that does not read is dropped', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    port.send(client, 'SUBSCRIBE c')
    wire.backlog = 33 * 1024 * 1024
    port.sentinel.pubsub.publish(Buffer.from('c'), Buffer.from('m'))
    port.engine.endTurn()
    expect(wire.ended).toBe(true)
    expect(port.logged.at(-1)).toContain('overcoming of output buffer limits')
  })
})

describe('commands', () => {
  test('a hello goes to the core, anything else is not published', () => {
    const port = new TestPort()
    const [client] = port.connect()
    expect(port.send(client, 'PUBLISH __sentinel__:hello x,y', 'PUBLISH a b')).toBe(
      ':1\r\n-ERR Only HELLO messages are accepted by Sentinel instances.\r\n',
    )
    expect(port.events).toEqual([{ type: 'hello', link: null, text: 'x,y' }])
  })

  test('SHUTDOWN with its options', () => {
    const port = new TestPort()
    const [client] = port.connect()
    expect(port.send(client, 'SHUTDOWN SAVE NOSAVE', 'SHUTDOWN ABORT NOW', 'SHUTDOWN ABORT')).toBe(
      '-ERR syntax error\r\n-ERR syntax error\r\n-ERR No shutdown in progress.\r\n',
    )
    expect(port.shutdowns).toBe(0)
    expect(port.send(client, 'SHUTDOWN NOW FORCE')).toBe('')
    expect(port.shutdowns).toBe(1)
  })

  test('unknown subcommands and wrong numbers of arguments', () => {
    const port = new TestPort()
    const [client] = port.connect()
    expect(port.send(client, 'SENTINEL', 'sentinel nope', 'SENTINEL masters x', 'COMMAND COUNT')).toMatch(
      new RegExp(
        "^-ERR wrong number of arguments for 'sentinel' command\r\n" +
          "-ERR unknown subcommand 'nope'\\. Try SENTINEL HELP\\.\r\n" +
          "-ERR wrong number of arguments for 'sentinel\\|masters' command\r\n:\\d+\r\n$",
      ),
    )
  })

  test('a script that waits is a map in RESP3', () => {
    const port = new TestPort()
    const [client, wire] = port.connect()
    port.sentinel.state.scripts.push({
      id: 1,
      path: '/s',
      args: ['a'],
      running: false,
      killed: false,
      pid: 0,
      startedAt: 0,
      notBefore: 6000,
      attempts: 1,
    })
    port.send(client, 'HELLO 3')
    wire.take()
    expect(port.send(client, 'SENTINEL PENDING-SCRIPTS')).toMatch(
      /^\*1\r\n%5\r\n\$4\r\nargv\r\n\*2\r\n\$2\r\n\/s\r\n/,
    )
  })
})

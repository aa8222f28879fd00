import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, clientState } from '../../../shared/client/client.ts'
import { Room } from './room.ts'

let room: Room
let client: Client

beforeEach(() => {
  room = new Room()
  client = room.connect()
})

const say = (line: string) => room.tell(client, line)

describe('PING and ECHO', () => {
  it('answer', () => {
    expect(say('PING')).toBe('+PONG\r\n')
    expect(say('PING x')).toBe('$1\r\nx\r\n')
    expect(say('PING x y')).toBe("-ERR wrong number of arguments for 'ping' command\r\n")
    expect(say('ECHO x')).toBe('$1\r\nx\r\n')
  })

  it('answer a subscriber of RESP2 in the shape of a message, one of RESP3 as ever', () => {
    say('SUBSCRIBE a')
    expect(say('PING')).toBe('*2\r\n$4\r\npong\r\n$0\r\n\r\n')
    expect(say('PING x')).toBe('*2\r\n$4\r\npong\r\n$1\r\nx\r\n')
    client.resp3 = true
    expect(say('PING')).toBe('+PONG\r\n')
  })
})

describe('AUTH', () => {
  it('without a password set', () => {
    expect(say('AUTH x')).toMatch(
      /^-ERR AUTH <password> called without any password configured for the default user\./,
    )
    expect(say('AUTH default x')).toBe('+OK\r\n')
    expect(say('AUTH nobody x')).toBe('-WRONGPASS invalid username-password pair or user is disabled.\r\n')
    expect(say('AUTH a b c')).toBe('-ERR syntax error\r\n')
  })

  it('with one', () => {
    room.password = 'secret'
    client.set(clientState.unauthenticated)
    client.parser.authenticated = false
    expect(say('AUTH wrong')).toBe('-WRONGPASS invalid username-password pair or user is disabled.\r\n')
    expect(client.has(clientState.unauthenticated)).toBe(true)
    expect(say('AUTH secret')).toBe('+OK\r\n')
    expect(client.has(clientState.unauthenticated)).toBe(false)
    expect(client.parser.authenticated).toBe(true)
  })
})

describe('HELLO', () => {
  const facts = (proto: number) =>
    `$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n7.2.4\r\n$5\r\nproto\r\n:${proto}\r\n` +
    '$2\r\nid\r\n:1\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n' +
    '$7\r\nmodules\r\n*0\r\n'

  it('tells facts in the protocol it switches to', () => {
    expect(say('HELLO')).toBe(`*14\r\n${facts(2)}`)
    expect(say('HELLO 3')).toBe(`%7\r\n${facts(3)}`)
    expect(say('HELLO')).toBe(`%7\r\n${facts(3)}`)
    expect(say('HELLO 2')).toBe(`*14\r\n${facts(2)}`)
  })

  it('has no role in a sentinel', () => {
    room.role = ''
    expect(say('HELLO 3')).toMatch(/^%6\r\n/)
  })

  it.each([
    ['HELLO 4', '-NOPROTO unsupported protocol version\r\n'],
    ['HELLO x', '-ERR Protocol version is not an integer or out of range\r\n'],
    ['HELLO 3 foo', "-ERR Syntax error in HELLO option 'foo'\r\n"],
    ['HELLO 3 auth a', "-ERR Syntax error in HELLO option 'auth'\r\n"],
    ['HELLO 3 setname', "-ERR Syntax error in HELLO option 'setname'\r\n"],
    ['HELLO 3 auth nobody x setname n', '-WRONGPASS invalid username-password pair or user is disabled.\r\n'],
    ['HELLO 3 setname a\tb', '-ERR Client names cannot contain spaces, newlines or special characters.\r\n'],
  ])('changes nothing when refused: %s', (line, error) => {
    expect(say(line)).toBe(error)
    expect([client.resp3, client.name]).toEqual([false, ''])
  })

  it('logs in and names', () => {
    room.password = 'secret'
    client.set(clientState.unauthenticated)
    expect(say('HELLO 3')).toMatch(/^-NOAUTH HELLO must be called with the client already authenticated/)
    expect(say('HELLO 3 AUTH default secret SETNAME me')).toMatch(/^%7/)
    expect([client.resp3, client.name, client.user]).toEqual([true, 'me', 'default'])
  })
})

describe('QUIT and RESET', () => {
  it('ends after the reply', () => {
    expect(say('QUIT')).toBe('+OK\r\n')
    expect(room.asked).toEqual(['close 1 later'])
  })

  it('takes everything back, even a muted connection', () => {
    room.password = 'secret'
    say('HELLO 3 AUTH default secret SETNAME me')
    say('CLIENT SETINFO LIB-NAME lib')
    say('SUBSCRIBE a')
    client.db = 3
    client.set(clientState.replyOff | clientState.noTouch)
    expect(say('RESET')).toBe('+RESET\r\n')
    expect(room.asked).toEqual(['reset 1'])
    expect(client.state).toBe(clientState.unauthenticated)
    expect([client.resp3, client.db, client.name, client.libName]).toEqual([false, 0, '', 'lib'])
    expect(room.pubsub.numsub('a')).toBe(0)
  })

  it('refuses a replica', () => {
    client.set(clientState.replica)
    expect(say('RESET')).toBe('-ERR can only reset normal client connections\r\n')
  })
})

describe('CLIENT', () => {
  it('names connections and their libraries', () => {
    expect(say('CLIENT GETNAME')).toBe('$-1\r\n')
    expect(say('CLIENT SETNAME me')).toBe('+OK\r\n')
    expect(say('CLIENT GETNAME')).toBe('$2\r\nme\r\n')
    expect(room.say(client, 'CLIENT', 'SETNAME', 'a b')).toBe(
      '-ERR Client names cannot contain spaces, newlines or special characters.\r\n',
    )
    room.say(client, 'CLIENT', 'SETNAME', '')
    expect(say('CLIENT GETNAME')).toBe('$-1\r\n')
    expect(say('CLIENT SETINFO lib-ver 1.2')).toBe('+OK\r\n')
    expect(room.say(client, 'CLIENT', 'SETINFO', 'lib-name', 'a b')).toBe(
      '-ERR lib-name cannot contain spaces, newlines or special characters.\r\n',
    )
    expect(say('CLIENT SETINFO lib-x 1')).toBe("-ERR Unrecognized option 'lib-x'\r\n")
    expect(client.libVersion).toBe('1.2')
  })

  it('describes a connection in the order of fields that tools read', () => {
    room.now += 2500
    say('CLIENT SETNAME me')
    expect(say('CLIENT INFO')).toBe(
      '$321\r\nid=1 addr=127.0.0.1:5000 laddr=127.0.0.1:6379 fd=-1 name=me age=2 idle=2 flags=N db=0 ' +
        'sub=0 psub=0 ssub=0 multi=-1 watch=0 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=0 rbp=0 obl=0 ' +
        'oll=0 omem=0 tot-mem=1034 events=r cmd=client|info user=default redir=-1 resp=2 lib-name= lib-ver= ' +
        'tot-net-in=0 tot-net-out=0 tot-cmds=0\n\r\n',
    )
    client.resp3 = true
    expect(say('CLIENT LIST')).toMatch(/^=\d+\r\ntxt:id=1 .* cmd=client\|list user=default redir=-1 resp=3 /)
  })

  it.each<[state: number, letters: string]>([
    [clientState.replica, 'S'],
    [clientState.monitor | clientState.replica, 'O'],
    [clientState.master, 'M'],
    [clientState.subscribed | clientState.multi | clientState.dirtyCas, 'Pxd'],
    [clientState.blocked | clientState.noEvict | clientState.noTouch, 'beT'],
    [clientState.replySkipNext, 'N'],
  ])('shows state %d as flags=%s', (state, letters) => {
    const other = room.connect()
    other.set(state)
    expect(say('CLIENT LIST ID 2')).toContain(` flags=${letters} `)
  })

  it('lists by type and by ID', () => {
    const other = room.connect()
    other.set(clientState.replica)
    const ids = (line: string) => [...say(line).matchAll(/^id=(\d+)/gm)].map(match => match[1])
    expect(ids('CLIENT LIST')).toEqual(['1', '2'])
    expect(ids('CLIENT LIST TYPE normal')).toEqual(['1'])
    expect(ids('CLIENT LIST TYPE slave')).toEqual(['2'])
    expect(ids('CLIENT LIST ID 2 9 1')).toEqual(['2', '1'])
    expect(say('CLIENT LIST TYPE master')).toBe('$0\r\n\r\n')
  })

  it.each([
    ['CLIENT LIST TYPE foo', "-ERR Unknown client type 'foo'\r\n"],
    ['CLIENT LIST TYPE', '-ERR syntax error\r\n'],
    ['CLIENT LIST ID', '-ERR syntax error\r\n'],
    ['CLIENT LIST foo', '-ERR syntax error\r\n'],
    ['CLIENT LIST ID x', '-ERR Invalid client ID\r\n'],
    ['CLIENT KILL 1.2.3.4:5', '-ERR No such client\r\n'],
    ['CLIENT KILL ID 0', '-ERR client-id should be greater than 0\r\n'],
    ['CLIENT KILL ID x', '-ERR client-id should be greater than 0\r\n'],
    ['CLIENT KILL TYPE foo', "-ERR Unknown client type 'foo'\r\n"],
    ['CLIENT KILL USER nobody', "-ERR No such user 'nobody'\r\n"],
    ['CLIENT KILL SKIPME maybe', '-ERR syntax error\r\n'],
    ['CLIENT KILL ID 1 SKIPME', '-ERR syntax error\r\n'],
    ['CLIENT KILL foo bar', '-ERR syntax error\r\n'],
    ['CLIENT REPLY foo', '-ERR syntax error\r\n'],
    ['CLIENT PAUSE x foo', '-ERR CLIENT PAUSE mode must be WRITE or ALL\r\n'],
    ['CLIENT PAUSE x', '-ERR timeout is not an integer or out of range\r\n'],
    ['CLIENT PAUSE -1', '-ERR timeout is negative\r\n'],
    [
      'CLIENT PAUSE 1 ALL x',
      "-ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.\r\n",
    ],
    ['CLIENT UNBLOCK x', '-ERR value is not an integer or out of range\r\n'],
    ['CLIENT UNBLOCK x foo', '-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR\r\n'],
    ['CLIENT NO-EVICT maybe', '-ERR syntax error\r\n'],
    ['CLIENT TRACKING maybe', '-ERR syntax error\r\n'],
    ['CLIENT TRACKING ON', '-ERR client side caching is not supported by this server\r\n'],
  ])('refuses %s', (line, error) => {
    expect(say(line)).toBe(error)
  })

  it('kills by address in the old form, itself too', () => {
    const other = room.connect()
    expect(say(`CLIENT KILL ${other.addr}`)).toBe('+OK\r\n')
    expect(say(`CLIENT KILL ${client.addr}`)).toBe('+OK\r\n')
    expect(room.asked).toEqual(['close 2 now', 'close 1 later'])
  })

  it('kills by filters, all of which must hold, sparing itself unless told', () => {
    const second = room.connect()
    const third = room.connect()
    third.set(clientState.subscribed)
    expect(say('CLIENT KILL TYPE pubsub ID 2')).toBe(':0\r\n')
    expect(say('CLIENT KILL TYPE pubsub USER default LADDR 127.0.0.1:6379')).toBe(':1\r\n')
    expect(say(`CLIENT KILL ADDR ${second.addr} ID 2`)).toBe(':1\r\n')
    expect(say('CLIENT KILL SKIPME yes')).toBe(':0\r\n')
    expect(say('CLIENT KILL MAXAGE 1 SKIPME no')).toBe(':0\r\n')
    room.now += 1000
    expect(say('CLIENT KILL MAXAGE 1 SKIPME no')).toBe(':1\r\n')
    expect(room.asked).toEqual(['close 3 now', 'close 2 now', 'close 1 later'])
  })

  it('mutes and unmutes', () => {
    expect(say('CLIENT REPLY SKIP')).toBe('')
    expect(client.state).toBe(clientState.replySkipNext)
    client.state = 0
    expect(say('CLIENT REPLY OFF')).toBe('')
    expect(say('CLIENT REPLY SKIP')).toBe('')
    expect(client.state).toBe(clientState.replyOff)
    expect(say('CLIENT REPLY ON')).toBe('+OK\r\n')
    expect(client.state).toBe(0)
  })

  it('hands pauses and wake-ups to the host', () => {
    const other = room.connect()
    expect(say('CLIENT PAUSE 100')).toBe('+OK\r\n')
    expect(say('CLIENT PAUSE 200 write')).toBe('+OK\r\n')
    expect(say('CLIENT PAUSE 9223372036854775807')).toBe('-ERR timeout is out of range\r\n')
    expect(say('CLIENT UNPAUSE')).toBe('+OK\r\n')
    expect(say('CLIENT UNBLOCK 2')).toBe(':0\r\n')
    other.set(clientState.blocked)
    expect(say('CLIENT UNBLOCK 2 error')).toBe(':1\r\n')
    expect(say('CLIENT UNBLOCK 9')).toBe(':0\r\n')
    expect(room.asked).toEqual(['pause 100 all', 'pause 200 writes', 'unpause', 'unblock 2 error'])
  })

  it('keeps the modes it only remembers', () => {
    expect(say('CLIENT NO-EVICT on') + say('CLIENT NO-TOUCH ON')).toBe('+OK\r\n+OK\r\n')
    expect(client.state).toBe(clientState.noEvict | clientState.noTouch)
    say('CLIENT NO-EVICT off')
    expect(client.state).toBe(clientState.noTouch)
    expect(say('CLIENT TRACKING OFF')).toBe('+OK\r\n')
    expect(say('CLIENT GETREDIR')).toBe(':-1\r\n')
    expect(say('CLIENT TRACKINGINFO')).toBe(
      '*6\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n',
    )
    expect(say('CLIENT CACHING yes')).toMatch(/^-ERR CLIENT CACHING can be called only when/)
    expect(say('CLIENT HELP')).toMatch(
      /^\*\d+\r\n\+CLIENT <subcommand> \[<arg> .*\+ {4}Prints this help\.\r\n$/s,
    )
  })
})

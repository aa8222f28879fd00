import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, clientState } from '../../../shared/client/client.ts'
import { Room } from './room.ts'

let room: Room
let first: Client
let second: Client

beforeEach(() => {
  room = new Room()
  first = room.connect()
  second = room.connect()
})

/** Redis's wire form, spaces for line ends. */
const flat = (reply: string) => reply.trimEnd().replaceAll('\r\n', ' ')
const tell = (client: Client, line: string) => flat(room.tell(client, line))
const heard = (client: Client) => flat(room.heard(client))

describe('subscriptions', () => {
  it('are confirmed one by one, with the count of channels and patterns', () => {
    expect(tell(first, 'SUBSCRIBE a b a')).toBe(
      '*3 $9 subscribe $1 a :1 *3 $9 subscribe $1 b :2 *3 $9 subscribe $1 a :2',
    )
    expect(tell(first, 'PSUBSCRIBE a*')).toBe('*3 $10 psubscribe $2 a* :3')
    expect(tell(first, 'SSUBSCRIBE s')).toBe('*3 $10 ssubscribe $1 s :1')
    expect(tell(first, 'UNSUBSCRIBE b zz')).toBe('*3 $11 unsubscribe $1 b :2 *3 $11 unsubscribe $2 zz :2')
    expect(first.has(clientState.subscribed)).toBe(true)
    expect(tell(first, 'UNSUBSCRIBE')).toBe('*3 $11 unsubscribe $1 a :1')
    expect(tell(first, 'PUNSUBSCRIBE')).toBe('*3 $12 punsubscribe $2 a* :0')
    expect(first.has(clientState.subscribed)).toBe(true)
    expect(tell(first, 'SUNSUBSCRIBE')).toBe('*3 $12 sunsubscribe $1 s :0')
    expect(first.has(clientState.subscribed)).toBe(false)
  })

  it('are pushes in RESP3, with its null when there was nothing to leave', () => {
    expect(tell(first, 'UNSUBSCRIBE')).toBe('*3 $11 unsubscribe $-1 :0')
    first.resp3 = true
    expect(tell(first, 'SUBSCRIBE a')).toBe('>3 $9 subscribe $1 a :1')
    expect(tell(first, 'PUNSUBSCRIBE')).toBe('>3 $12 punsubscribe _ :1')
    expect(tell(first, 'SUNSUBSCRIBE')).toBe('>3 $12 sunsubscribe _ :0')
  })

  it('to shard channels are refused inside a transaction', () => {
    first.set(clientState.multi)
    expect(tell(first, 'SSUBSCRIBE a')).toBe("-ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client")
  })

  it('end with the connection', () => {
    tell(first, 'SUBSCRIBE a')
    tell(first, 'PSUBSCRIBE a*')
    tell(first, 'SSUBSCRIBE a')
    room.pubsub.drop(first)
    expect(tell(second, 'PUBLISH a x') + tell(second, 'SPUBLISH a x')).toBe(':0:0')
    expect(first.state).toBe(0)
  })
})

describe('messages', () => {
  it('reach channels, then patterns, each in its protocol', () => {
    second.resp3 = true
    tell(first, 'PSUBSCRIBE n[ae]ws *')
    tell(first, 'SUBSCRIBE news')
    tell(second, 'SUBSCRIBE news')
    const speaker = room.connect()
    expect(tell(speaker, 'PUBLISH news hi')).toBe(':4')
    expect(heard(first)).toBe(
      '*3 $7 message $4 news $2 hi *4 $8 pmessage $7 n[ae]ws $4 news $2 hi *4 $8 pmessage $1 * $4 news $2 hi',
    )
    expect(heard(second)).toBe('>3 $7 message $4 news $2 hi')
    expect(room.asked).toEqual(['replicate PUBLISH news hi'])
  })

  it('carry any bytes', () => {
    room.say(first, 'SUBSCRIBE', '\xff\r\n')
    room.say(second, 'PUBLISH', '\xff\r\n', '\0\xfe')
    expect(room.heard(first)).toBe('*3\r\n$7\r\nmessage\r\n$3\r\n\xff\r\n\r\n$2\r\n\0\xfe\r\n')
  })

  it('of shard channels are apart', () => {
    tell(first, 'SSUBSCRIBE a')
    tell(first, 'SUBSCRIBE a')
    tell(first, 'PSUBSCRIBE *')
    expect(tell(second, 'SPUBLISH a x')).toBe(':1')
    expect(heard(first)).toBe('*3 $8 smessage $1 a $1 x')
  })

  it('to oneself come behind the reply', () => {
    first.resp3 = true
    tell(first, 'SUBSCRIBE me')
    expect(tell(first, 'PUBLISH me x')).toBe(':1 >3 $7 message $2 me $1 x')
  })
})

describe('PUBSUB', () => {
  beforeEach(() => {
    tell(first, 'SUBSCRIBE a ab')
    tell(second, 'SUBSCRIBE a')
    tell(second, 'PSUBSCRIBE x* y*')
    tell(first, 'SSUBSCRIBE s')
  })

  it.each([
    ['PUBSUB CHANNELS', '*2 $1 a $2 ab'],
    ['PUBSUB CHANNELS ?b', '*1 $2 ab'],
    [
      'PUBSUB CHANNELS a b',
      "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.",
    ],
    ['PUBSUB SHARDCHANNELS', '*1 $1 s'],
    ['PUBSUB NUMSUB', '*0'],
    ['PUBSUB NUMSUB a zz', '*4 $1 a :2 $2 zz :0'],
    ['PUBSUB SHARDNUMSUB s a', '*4 $1 s :1 $1 a :0'],
    ['PUBSUB NUMPAT', ':2'],
  ])('%s', (line, reply) => {
    expect(tell(room.connect(), line)).toBe(reply)
  })
})

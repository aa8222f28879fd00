import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/client/client.ts'
import { parseSyntax } from '../../../shared/command/syntax.ts'
import { Room } from './room.ts'

let room: Room
let client: Client

beforeEach(() => {
  room = new Room()
  client = room.connect()
})

const say = (line: string) => room.tell(client, line).trimEnd().replaceAll('\r\n', ' ')

describe('COMMAND', () => {
  it('counts and lists', () => {
    expect(say('COMMAND COUNT')).toBe(`:${room.commands.byName.size}`)
    expect(say('COMMAND LIST FILTERBY PATTERN CLIENT|no-*')).toBe(
      '*2 $15 client|no-evict $15 client|no-touch',
    )
    expect(say('COMMAND LIST FILTERBY ACLCAT nope')).toBe('*0')
    expect(say('COMMAND LIST FILTERBY ACLCAT PubSub')).toContain('$15 pubsub|channels')
    expect(say('COMMAND LIST FILTERBY ACLCAT pubsub')).not.toContain('$6 pubsub ')
    expect(say('COMMAND LIST FILTERBY MODULE x')).toBe('*0')
    for (const line of ['FILTERBY', 'foo', 'FILTERBY foo x', 'FILTERBY ACLCAT x y']) {
      expect(say(`COMMAND LIST ${line}`)).toBe('-ERR syntax error')
    }
  })

  it('describes a command in ten elements, by protocol', () => {
    const info = '$9 subscribe :-2 *4 +pubsub +noscript +loading +stale :0 :0 :0 *2 +@pubsub +@slow *0 *0 *0'
    expect(say('COMMAND INFO subscribe nope')).toBe(`*2 *10 ${info} $-1`)
    client.resp3 = true
    expect(say('COMMAND INFO SUBSCRIBE config|nope')).toBe(
      '*2 *10 $9 subscribe :-2 ~4 +pubsub +noscript +loading +stale :0 :0 :0 ~2 +@pubsub +@slow ~0 ~0 ~0 _',
    )
    expect(say('COMMAND INFO spublish')).toContain(
      '~1 %3 $5 flags ~1 +not_key $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :1 $9 find_keys ' +
        '%2 $4 type $5 range $4 spec %3 $7 lastkey :0 $7 keystep :1 $5 limit :0 ~0',
    )
  })

  it('documents a command with its arguments', () => {
    client.resp3 = true
    expect(say('COMMAND DOCS nope client|no-touch')).toBe(
      '%1 $15 client|no-touch %5 $7 summary $81 Controls whether commands sent by the client affect the ' +
        'LRU/LFU of accessed keys. $5 since $5 7.2.0 $5 group $10 connection $10 complexity $4 O(1) ' +
        '$9 arguments *1 %3 $4 name $7 enabled $4 type $5 oneof $9 arguments *2 ' +
        '%4 $4 name $2 on $4 type $10 pure-token $12 display_text $2 on $5 token $2 ON ' +
        '%4 $4 name $3 off $4 type $10 pure-token $12 display_text $3 off $5 token $3 OFF',
    )
  })

  it('answers about all commands at once, whatever the protocol', () => {
    for (const resp3 of [false, true]) {
      client.resp3 = resp3
      expect(say('COMMAND')).toMatch(new RegExp(`^\\*${room.commands.byName.size} \\*10 `))
      expect(say('COMMAND INFO').length).toBe(say('COMMAND').length)
      expect(say('COMMAND DOCS')).toMatch(resp3 ? /^%\d+ / : /^\*\d+ /)
    }
  })

  it('finds no keys where there are none', () => {
    expect(say('COMMAND GETKEYS nope a')).toBe('-ERR Invalid command specified')
    expect(say('COMMAND GETKEYS client nope')).toBe('-ERR Invalid command specified')
    expect(say('COMMAND GETKEYS publish a b')).toBe('-ERR The command has no key arguments')
    expect(say('COMMAND GETKEYSANDFLAGS spublish a b')).toBe('-ERR The command has no key arguments')
  })

  it('has a readable syntax for every command', () => {
    for (const { definition } of room.commands.entries()) {
      if (definition.syntax !== undefined) expect(parseSyntax(definition.syntax).length).toBeGreaterThan(0)
    }
  })
})

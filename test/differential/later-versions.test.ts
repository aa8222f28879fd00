// What Redis 7.2 has and the real server beside us, 7.0, has not yet: held with Holdfast alone.
import { beforeAll, expect, test } from 'vitest'
import { converse } from '../support/conversation.ts'
import { type ServerProcess, startHoldfast } from '../support/servers.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startHoldfast()
})

test('CLIENT SETINFO names the library of a connection', () =>
  converse(
    server,
    `
    > CLIENT SETINFO LIB-NAME redis-py
    +OK
    > CLIENT SETINFO lib-ver 1.2.3
    +OK
    > CLIENT INFO
    /.* lib-name=redis-py lib-ver=1.2.3.*/
    > CLIENT SETINFO lib-ver "a b"
    -ERR lib-ver cannot contain spaces, newlines or special characters.
    > CLIENT SETINFO nosuch a
    -ERR Unrecognized option 'nosuch'
    > CLIENT SETINFO lib-ver
    -ERR wrong number of arguments for 'client|setinfo' command
    > CLIENT SETINFO lib-name ""
    +OK
    > CLIENT INFO
    /.* lib-name= lib-ver=1.2.3.*/
    > RESET
    +RESET
    > CLIENT INFO
    /.* lib-name= lib-ver=1.2.3.*/
  `,
  ))

test('CLIENT NO-TOUCH leaves the access time alone', () =>
  converse(
    server,
    `
    > CLIENT NO-TOUCH maybe
    -ERR syntax error
    > CLIENT NO-TOUCH on
    +OK
    > CLIENT INFO
    /.* flags=T .*/
    > CLIENT NO-TOUCH off
    +OK
    > CLIENT INFO
    /.* flags=N .* resp=2 .*/
  `,
  ))

test('a client that waits for several keys looks at them in its own order when it wakes', () =>
  converse(
    server,
    `
    a> BLPOP k1 k2 k3 0
    > DEBUG SLEEP 0.02
    +OK
    > MULTI
    +OK
    > RPUSH k3 z
    +QUEUED
    > RPUSH k2 y
    +QUEUED
    > EXEC
    *2
    :1
    :1
    a>
    *2
    $k2
    $y
    > EXISTS k2 k3
    :1
  `,
  ))

test('ZRANK and ZREVRANK WITHSCORE', () =>
  converse(
    server,
    `
    > ZADD z 1 a 2.5 b 3.1 c
    :3
    > ZRANK z c WITHSCORE
    *2
    :2
    $3.1
    > ZREVRANK z c withscore
    *2
    :0
    $3.1
    > ZRANK z nosuch WITHSCORE
    *-1
    > ZRANK nosuch c WITHSCORE
    *-1
    > ZRANK z c WITHSCORES
    -ERR syntax error
    > ZRANK z c WITHSCORE x
    -ERR wrong number of arguments for 'zrank' command
    > HELLO 3
    /.*/
    > ZRANK z b WITHSCORE
    *2
    :1
    ,2.5
    > ZRANK z nosuch WITHSCORE
    _
  `,
  ))

test('scores in few digits that read back as the same', () =>
  converse(
    server,
    `
    > ZADD s 0.1 a 1e21 b 1e-7 c 123456789012345680000 d 0.30000000000000004 e 819.714855 f 5e18 g
    :7
    > ZRANGE s 0 -1 WITHSCORES
    *14
    $c
    $1e-7
    $a
    $0.1
    $e
    $0.30000000000000004
    $f
    $819.7148549999999
    $g
    $5e+18
    $d
    $123456789012345680000
    $b
    $1e+21
    > ZINCRBY s 0.2 a
    $0.30000000000000004
  `,
  ))

test('the text of a score in a small sorted set, as DUMP shows it, is that of the reply', async () => {
  const client = await server.connect()
  try {
    await client.send('CONFIG', 'SET', 'rdbcompression', 'no')
    await client.send('ZADD', 'packed', '819.714855', 'member', '-1e23', 'other')
    const pairs = '\x85other\x06\x98-99999999999999990000000\x19\x86member\x07\x91819.7148549999999\x12'
    expect(await client.send('DUMP', 'packed')).toMatchObject({ text: expect.stringContaining(pairs) })
  } finally {
    await client.send('CONFIG', 'SET', 'rdbcompression', 'yes')
    client.close()
  }
})

test('BITCOUNT and BITPOS read their range before the key', () =>
  converse(
    server,
    `
    > BITCOUNT nosuch 0
    -ERR syntax error
    > BITCOUNT nosuch 0 x
    -ERR value is not an integer or out of range
    > BITCOUNT nosuch 0 1 BITS
    -ERR syntax error
    > BITPOS nosuch 1 x
    -ERR value is not an integer or out of range
    > BITPOS nosuch 1 0 1 BITS
    -ERR syntax error
    > BITPOS nosuch 2
    -ERR The bit argument must be 1 or 0.
  `,
  ))

test('BITOP DIFF, DIFF1, ANDOR and ONE, as Redis 8.2', () =>
  converse(
    server,
    `
    > BITFIELD bits:x SET u8 0 204
    *1
    :0
    > BITFIELD bits:y SET u8 0 170
    *1
    :0
    > BITFIELD bits:z SET u16 0 61440
    *1
    :0
    > BITOP DIFF bits bits:x bits:y bits:z
    :2
    > BITFIELD_RO bits GET u16 0
    *1
    :1024
    > BITOP DIFF1 bits bits:x bits:y bits:z
    :2
    > BITFIELD_RO bits GET u16 0
    *1
    :12800
    > BITOP ANDOR bits bits:x bits:y bits:z
    :2
    > BITFIELD_RO bits GET u16 0
    *1
    :51200
    > BITOP ONE bits bits:x bits:y bits:z
    :2
    > BITFIELD_RO bits GET u16 0
    *1
    :5632
    > BITOP ONE bits bits:x
    :1
    > BITOP DIFF bits bits:x
    -ERR BITOP DIFF must be called with at least two source keys.
    > BITOP DIFF1 bits bits:x
    -ERR BITOP DIFF1 must be called with at least two source keys.
    > BITOP ANDOR bits bits:x
    -ERR BITOP ANDOR must be called with at least two source keys.
  `,
  ))

test('GEOSEARCH BYPOLYGON, as Valkey 9', () =>
  converse(
    server,
    `
    > GEOADD map 13 38 inside 15 37 below 14 41 notch
    :3
    > GEOSEARCH map BYPOLYGON 5 12 37.5 16 37.5 16 42 14 38.5 12 42 ASC
    *1
    $inside
    > GEOSEARCH map BYPOLYGON 4 12 36.5 16 36.5 16 42 12 42 ASC WITHDIST
    *3
    *2
    $inside
    $163951.1339
    *2
    $notch
    $194646.0959
    *2
    $below
    $265108.7238
    > GEOSEARCHSTORE found map BYPOLYGON 3 12 36.5 16 36.5 14 39
    :1
    > GEOSEARCH map BYPOLYGON 2 12 36.5 16 36.5
    -ERR GEOSEARCH BYPOLYGON must have at least 3 vertices
    > GEOSEARCH map BYPOLYGON 4 12 36.5 16 36.5 14 39
    -ERR syntax error
    > GEOSEARCH map BYPOLYGON 3 12 36.5 16 36.5 14 99
    -ERR invalid longitude,latitude pair 14.000000,99.000000
    > GEOSEARCH map FROMLONLAT 13 38 BYPOLYGON 3 12 36.5 16 36.5 14 39
    -ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GEOSEARCH
  `,
  ))

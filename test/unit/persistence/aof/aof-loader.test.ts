/**
 * Loading a file of commands: what counts of a torn one, byte by byte, and what is refused where.
 */
import { expect, test } from 'vitest'
import { replicationCommands } from '../../../../server/commands/replication/index.ts'
import { dataDigest } from '../../../../server/keyspace/digest.ts'
import { AofError, AofLoader } from '../../../../server/persistence/aof/aof-loader.ts'
import { openRdb } from '../../../../server/persistence/rdb-start.ts'
import { ServerRoom } from '../../commands/server-room.ts'

function commands(...lines: string[]): string {
  return lines
    .map(line => line.split(' '))
    .map(words => `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`)
    .join('')
}

interface Loaded {
  room: ServerRoom
  valid: number
  torn: boolean
  open: boolean
}

/** Loads a text, handed over in pieces of `step` bytes. */
function load(text: string, step = text.length + 1): Loaded {
  const room = new ServerRoom({}, replicationCommands)
  const bytes = Buffer.from(text, 'latin1')
  const loader = new AofLoader(room.engine)
  room.server.setLoading(true)
  for (let at = 0; at < bytes.length; at += step) {
    // In a buffer that is used again, as the driver does it.
    const piece = Buffer.concat([Buffer.from('??'), bytes.subarray(at, at + step), Buffer.from('??')])
    loader.push(piece, 2, piece.length - 4)
    piece.fill(0)
  }
  const { valid, torn, openTransaction } = loader.finish()
  room.server.setLoading(false)
  return { room, valid, torn, open: openTransaction }
}

function refusal(text: string): string {
  try {
    load(text)
  } catch (error) {
    if (error instanceof AofError)
      return `${error.offset} ${error.image === null ? 'commands' : 'image'}: ${error.message}`
    throw error
  }
  return 'taken'
}

function digest({ room }: Loaded): string {
  return dataDigest(room.server.keyspace)
}

const STAMP = '#TS:1700000000\r\n'
const PIECES = [
  commands('SELECT 3', 'SET a 1'),
  STAMP,
  commands('RPUSH l x y z'),
  commands('MULTI', 'SET b 2', 'SELECT 5', 'INCRBY b 40', 'EXEC'),
  commands('SELECT 3', 'PEXPIREAT a 1700000000001', 'PEXPIREAT b 1600000000000', 'SADD s 1 2 3'),
]
/** Where the file may end: behind each command and annotation that stands in no transaction. */
const WHOLE = [
  '',
  commands('SELECT 3'),
  PIECES[0]!,
  PIECES.slice(0, 2).join(''),
  PIECES.slice(0, 3).join(''),
  PIECES.slice(0, 4).join(''),
  ...['SELECT 3', 'PEXPIREAT a 1700000000001', 'PEXPIREAT b 1600000000000'].map(
    (_, i, all) => PIECES.slice(0, 4).join('') + commands(...all.slice(0, i + 1)),
  ),
  PIECES.join(''),
]

test('a file torn at any byte is whole commands and transactions up to where it is valid', () => {
  const whole = WHOLE.map(text => ({ at: text.length, digest: digest(load(text)) }))
  const text = PIECES.join('')
  for (let length = 0; length <= text.length; length++) {
    const torn = load(text.slice(0, length))
    const expected = whole.findLast(({ at }) => at <= length)!
    expect([length, torn.valid, torn.torn]).toEqual([length, expected.at, expected.at < length])
    expect(digest(torn)).toBe(expected.digest)
  }
})

test('it does not matter in which pieces a file comes', () => {
  const text = PIECES.join('')
  const whole = digest(load(text))
  for (let step = 1; step < 40; step++) expect(digest(load(text, step))).toBe(whole)
})

test('databases are followed, inside transactions too; what has expired is loaded, and then expires', () => {
  const { room } = load(PIECES.join(''))
  const client = room.connect()
  expect(room.say('DBSIZE', client)).toBe(':0')
  room.say('SELECT 3', client)
  expect(room.say('MGET a b', client)).toBe('["1" (nil)]')
  expect(room.say('SCARD s', client)).toBe(':3')
  room.pass(10)
  expect(room.say('GET a', client)).toBe('(nil)')
  room.say('SELECT 5', client)
  expect(room.say('GET b', client)).toBe('"40"')
})

test('an open transaction is told apart', () => {
  const text = commands('SET a 1', 'MULTI', 'SET a 2')
  const { open, torn, valid } = load(text)
  expect([open, torn, valid]).toEqual([true, true, commands('SET a 1').length])
})

test('nothing of a load is counted, logged or answered', () => {
  const { room } = load(commands('SET a 1', 'PING', 'REPLCONF GETACK *', 'SET b 1'))
  const { server } = room
  expect([server.stats.commands, server.log.end, server.dirty]).toEqual([0, 0, 2])
})

test('what is no command is refused at its byte', () => {
  const start = commands('SET a 1')
  expect(refusal(`${start}SET a 2\r\n`)).toBe('27 commands: neither a command nor an annotation')
  expect(refusal(`${start}*0\r\n${start}`)).toBe('27 commands: a command without a name')
  expect(refusal(`${start}*x\r\n`)).toBe('27 commands: invalid multibulk length')
  expect(refusal(`${start}*1\r\n:3\r\nfoo\r\n`)).toBe("27 commands: expected '$', got ':'")
  expect(refusal(`${start}*1\r\n$-3\r\nfoo\r\n`)).toBe('27 commands: invalid bulk length')
  expect(refusal(start + commands('FOO bar'))).toBe("27 commands: unknown command 'FOO'")
  expect(refusal(start + commands('SET a'))).toBe("27 commands: 'set' with 1 arguments")
  expect(refusal(start + commands('SELECT 99'))).toBe('27 commands: ERR DB index is out of range')
  // As Redis does it, these are told of and passed over.
  expect(refusal(start + commands('MULTI', 'MULTI', 'SET b 1', 'EXEC'))).toBe('taken')
  expect(refusal(start + commands('EXEC'))).toBe('taken')
  expect(refusal(`${start}*0\r\n`)).toBe('27 commands: a command without a name')
  expect(refusal(`${start}*1\r\n$3\r\nfoobar\r\n`)).toMatch(/^27 commands: an argument that does not end/)
  expect(refusal(`${start}\0\0\0\0`)).toBe('27 commands: neither a command nor an annotation')
})

test('an RDB image may stand before the commands, in whatever pieces; a damaged one is refused', () => {
  const chunks: Buffer[] = []
  const writer = openRdb(
    new ServerRoom().server,
    (chunk, n) => chunks.push(Buffer.from(chunk.subarray(0, n))),
    null,
    true,
  )
  writer.eof()
  const image = Buffer.concat(chunks).latin1Slice()
  const text = image + commands('SELECT 1', 'SET a 1')
  const whole = digest(load(text))
  expect(whole).not.toBe(digest(load('')))
  for (let step = 1; step < 40; step++) expect(digest(load(text, step))).toBe(whole)
  expect(load(text.slice(0, -1)).valid).toBe(image.length + commands('SELECT 1').length)
  for (const length of [3, 5, 9, image.length - 1]) {
    expect(refusal(text.slice(0, length))).toMatch(length < 5 ? /commands/ : /image/)
  }
})

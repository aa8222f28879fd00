/** Digests as redis-server 7.0.15 gave them for the same data. */
import { expect, test } from 'vitest'
import { dataDigest, NO_DIGEST, valueDigest } from '../../../server/keyspace/digest.ts'
import { Args } from '../../../shared/resp/args.ts'
import { ServerRoom } from '../commands/server-room.ts'

test('of the data set and of values', () => {
  const room = new ServerRoom()
  const { keyspace } = room.server
  const value = (key: string): string => {
    const db = keyspace.databases[0]!
    db.peek(Args.of(key), 0)
    return valueDigest(keyspace, db)
  }
  expect(dataDigest(keyspace)).toBe(NO_DIGEST)
  room.say('SET a b')
  expect(dataDigest(keyspace)).toBe('479783d7290f02957dfbe3408a858ba13eea1709')
  expect(value('a')).toBe('b78559cd22bce6e6df712eb99ce7f3b08e8f8f1f')
  room.say('SET b 1')
  expect(dataDigest(keyspace)).toBe('f21a57b7bc3a7a7c916a8f035f1454e511160c55')
  expect(value('b')).toBe('b4fc66738120fba0b5aa500ab5c2bf89cea1c5da')
  room.say('PEXPIRE a 100000')
  expect(dataDigest(keyspace)).toBe('4626ac3a9a80511733ac2c4a226a3e2d260a1cd0')
  expect(value('a')).toBe('5100a732fe850cb21e67c541d98d3c2b9421ce9c')
  room.say('SELECT 3')
  room.say('SET a b')
  expect(dataDigest(keyspace)).toBe('686203fc2979bccbacb245061757ac51007451b9')
})

// Generated streams of geo commands.
import { expect, test } from 'vitest'
import { plain } from '../support/reply.ts'
import { startHoldfast, startRedis } from '../support/servers.ts'
import { testStreams } from './streams/test-streams.ts'
import { geoSyntaxes } from './syntax/geo.ts'

testStreams('geo commands', geoSyntaxes)

/** Sine and cosine may differ in their last bit from those of the C library. */
test('STOREDIST stores what WITHDIST tells, as redis-server does', async () => {
  const [redis, holdfast] = await Promise.all([startRedis(), startHoldfast()])
  const [theirs, ours] = await Promise.all([redis.connect(), holdfast.connect()])
  const places = [...Array(200).keys()].flatMap(i => [
    `${(i * 37) % 170}.5`,
    `${(i * 13) % 80}.25`,
    `place:${i}`,
  ])
  const requests = [
    ['GEOADD', 'from', ...places],
    ['GEOSEARCHSTORE', 'a', 'from', 'FROMLONLAT', '20', '30', 'BYRADIUS', '5000', 'km', 'STOREDIST'],
    [
      'GEOSEARCHSTORE',
      'b',
      'from',
      'FROMMEMBER',
      'place:3',
      'BYBOX',
      '7000',
      '4000',
      'mi',
      'COUNT',
      '9',
      'STOREDIST',
    ],
    ['GEORADIUS', 'from', '100', '-10', '9000', 'km', 'STOREDIST', 'c'],
    [
      'GEORADIUSBYMEMBER',
      'from',
      'place:9',
      '30000000',
      'ft',
      'COUNT',
      '20',
      'DESC',
      'STORE',
      'd',
      'STOREDIST',
      'd',
    ],
  ]
  for (const request of requests) {
    expect(plain(await ours.send(...request))).toEqual(plain(await theirs.send(...request)))
  }
  for (const key of 'abcd') {
    const [a, b] = await Promise.all(
      [theirs, ours].map(client => client.send('ZRANGE', key, '0', '-1', 'WITHSCORES')),
    )
    const [expected, stored] = [plain(a!) as string[], plain(b!) as string[]]
    expect(stored.length).toBeGreaterThan(4)
    expect(stored.filter((_, i) => i % 2 === 0)).toEqual(expected.filter((_, i) => i % 2 === 0))
    for (let i = 1; i < stored.length; i += 2) {
      const wanted = Number(expected[i])
      expect(Math.abs(Number(stored[i]) - wanted)).toBeLessThanOrEqual(1e-12 * wanted)
    }
  }
})

// The conversation that opens a link, line by line.
import { describe, expect, test } from 'vitest'
import { Handshake, type HandshakeFacts, shown, type Verdict } from '../../../server/replication/handshake.ts'

const ID = 'a'.repeat(40)

const facts: HandshakeFacts = {
  user: '',
  password: '',
  announceIp: '',
  port: 6380,
  version: '7.2.4',
  replid: '?',
  offset: -1,
  failover: false,
  accepts: null,
}

/** Plays what the primary says; `> ` what we send, as words, `= ` what it came to, `# ` what is logged. */
function talk(changes: Partial<HandshakeFacts>, ...said: string[]): string[] {
  const heard: string[] = []
  const note = (text: string) => heard.push(`# ${text}`)
  const handshake = new Handshake(
    { ...facts, ...changes },
    { debug: note, verbose: note, notice: note, warning: note },
  )
  const sent = (bytes: Uint8Array) => {
    const text = Buffer.from(bytes)
      .toString()
      .replaceAll(/\$\d+\r\n/g, '')
    for (const request of text.split(/\*\d+\r\n/).slice(1))
      heard.push(`> ${request.trim().replaceAll('\r\n', ' ')}`)
  }
  sent(handshake.start())
  for (const line of said) {
    const verdict = handshake.line(line)
    if (verdict.is !== 'more') heard.push(`= ${JSON.stringify(verdict)}`)
    else if (verdict.send !== null) sent(verdict.send)
  }
  return heard
}

const silent = { debug() {}, verbose() {}, notice() {}, warning() {} }

const AGREED = ['+PONG', '+OK', '+OK', '+OK']

describe('a handshake', () => {
  test('with nothing to continue', () => {
    expect(talk({}, ...AGREED, '', '', `+FULLRESYNC ${ID} 0`)).toEqual([
      '> PING',
      '# Master replied to PING, replication can continue...',
      '> REPLCONF listening-port 6380',
      '> REPLCONF capa eof capa psync2',
      '> REPLCONF version 7.2.4',
      '# Partial resynchronization not possible (no cached master)',
      '> PSYNC ? -1',
      `= {"is":"full","replid":"${ID}","offset":0}`,
    ])
  })

  test('with a history, a password, an address and an old primary', () => {
    const changes = { user: 'u', password: 'p', announceIp: 'replica.example', replid: ID, offset: 15 }
    const said = ['-NOAUTH first', '+OK', '-ERR what', '-ERR what', '-ERR what', '-ERR what', '+CONTINUE']
    expect(talk(changes, ...said)).toEqual([
      '> PING',
      '# Master replied to PING, replication can continue...',
      '> AUTH u p',
      '> REPLCONF listening-port 6380',
      '> REPLCONF ip-address replica.example',
      '> REPLCONF capa eof capa psync2',
      '> REPLCONF version 7.2.4',
      '# (Non critical) Master does not understand REPLCONF listening-port: -ERR what',
      '# (Non critical) Master does not understand REPLCONF ip-address: -ERR what',
      '# (Non critical) Master does not understand REPLCONF capa: -ERR what',
      `# Trying a partial resynchronization (request ${ID}:15).`,
      `> PSYNC ${ID} 15`,
      '= {"is":"continue","replid":""}',
    ])
  })

  test('for a failover, with a new ID', () => {
    const heard = talk({ replid: ID, offset: 7, failover: true }, ...AGREED, `+CONTINUE ${ID}`)
    expect(heard.slice(-2)).toEqual([`> PSYNC ${ID} 7 FAILOVER`, `= {"is":"continue","replid":"${ID}"}`])
  })

  test.each([
    [['-LOADING Redis is loading'], 'Error reply to PING'],
    [['+PONG', '!'], 'Unexpected reply to listening-port from master: !'],
    [[...AGREED, '-NOMASTERLINK no'], 'Master is currently unable to PSYNC but should be in the future'],
    [[...AGREED, '-ERR unknown command'], 'Master does not support PSYNC or is in error state'],
    [[...AGREED, `+FULLRESYNC ${ID}`], 'Unexpected reply to PSYNC'],
    [[...AGREED, `+FULLRESYNC ${ID} -1`], 'Unexpected reply to PSYNC'],
    [[...AGREED, `+CONTINUE ${ID}0`], 'Unexpected reply to PSYNC'],
  ])('that fails: %j', (said, reason) => {
    const verdict = JSON.parse(
      talk({}, ...said)
        .at(-1)!
        .slice(2),
    )
    expect(verdict.is).toBe('failed')
    expect(verdict.reason).toContain(reason)
    expect(verdict.soon).toBe(/NOMASTERLINK/.test(said.at(-1)!))
  })

  test('a refused password is told as what it is', () => {
    const verdict = JSON.parse(talk({ password: 'p' }, '-NOAUTH', '-WRONGPASS no').at(-1)!.slice(2))
    expect(verdict.reason).toBe('Unable to AUTH to MASTER: -WRONGPASS no')
  })

  test('what a peer said is shown in one safe line', () => {
    expect(shown('a\r\nb\x1b[31m\xff')).toBe('a??b?[31m?')
    expect(shown('x'.repeat(500)).length).toBe(128)
  })
})

describe('a primary that is asked what it is', () => {
  const info = `role:master\r\nmaster_replid:${ID}\r\n`

  /** INFO in pieces of that size, then what we do next. */
  function told(accepts: boolean, piece: number): Verdict {
    const handshake = new Handshake({ ...facts, accepts: () => accepts }, silent)
    for (const line of AGREED) handshake.line(line)
    handshake.line(`$${info.length}`)
    const bytes = Buffer.from(`${info}\r\n`)
    let verdict: Verdict = { is: 'more', send: null }
    for (let at = 0; at < bytes.length; ) {
      expect(handshake.bulkWanted).toBe(bytes.length - at)
      const n = Math.min(piece, handshake.bulkWanted)
      verdict = handshake.bulk(bytes, at, n)
      at += n
    }
    expect(handshake.bulkWanted).toBe(0)
    expect(handshake.described?.id).toBe(ID)
    return verdict
  }

  test.each([1, 7, 1000])('goes on, or is held, in pieces of %i bytes', piece => {
    expect(told(true, piece)).toMatchObject({ is: 'more', send: expect.anything() })
    expect(told(false, piece)).toEqual({ is: 'held' })
  })

  test.each(['-NOPERM this user has no permissions', '-ERR unknown command', '+what'])(
    'may refuse: %s',
    answer => {
      const handshake = new Handshake({ ...facts, accepts: () => false }, silent)
      for (const line of AGREED) handshake.line(line)
      expect(handshake.line(answer)).toMatchObject({ is: 'more', send: expect.anything() })
      expect(handshake.described).toBeNull()
    },
  )

  test('LOADING is told apart', () => {
    expect(new Handshake(facts, silent).line('-LOADING data')).toMatchObject({ is: 'failed', loading: true })
    expect(new Handshake(facts, silent).line('-ERR no')).not.toHaveProperty('loading')
  })
})

/*
 * Whether two servers hold the same data: every key's type, encoding and time to live; its DUMP byte for byte
 * where both versions write the same bytes, and else that each server restores the other's payload to the same
 * digest; and at last the digest of everything.
 */
import type { RawClient } from '../../support/raw-client.ts'
import { type Reply, show } from '../../support/reply.ts'
import type { ServerProcess } from '../../support/servers.ts'
import { changedSince70 } from './later-versions.ts'

const databases = 16
const ttlToleranceMs = 5000
/** Where payloads are restored; nothing else is there. */
const spare = '\0restored'

interface Entry {
  db: number
  key: string
  type: string
  encoding: Reply
  /** latin1 */
  dump: string
  digest: string
  ttlMs: number
  /** There is a score that is no integer: 7.0 writes it in more digits. */
  fractions: boolean
}

export interface DataDifference {
  request: string
  theirs: string
  ours: string
}

async function entries(client: RawClient): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>()
  for (let db = 0; db < databases; db++) {
    await client.send('SELECT', db)
    const keys = await client.send('KEYS', '*')
    if (keys.kind !== 'array') throw new Error(`KEYS answered ${show(keys)}`)
    for (const key of keys.items) {
      if (key.kind !== 'bulk') throw new Error(`KEYS answered ${show(key)}`)
      found.set(`key ${show(key)} in database ${db}`, await entry(client, db, key.text))
    }
  }
  return found
}

async function entry(client: RawClient, db: number, key: string): Promise<Entry> {
  const [type, encoding, dump, digest, ttl, scores] = await client.pipeline([
    ['TYPE', key],
    ['OBJECT', 'ENCODING', key],
    ['DUMP', key],
    ['DEBUG', 'DIGEST-VALUE', key],
    ['PTTL', key],
    ['ZRANGE', key, 0, -1, 'WITHSCORES'],
  ])
  return {
    db,
    key,
    type: show(type!),
    encoding: encoding!,
    dump: 'text' in dump! ? dump.text : show(dump!),
    digest: show(digest!),
    ttlMs: ttl?.kind === 'integer' ? ttl.value : Number.NaN,
    fractions: scores?.kind === 'array' && scores.items.some((item, at) => at % 2 === 1 && !isInteger(item)),
  }
}

function isInteger(score: Reply): boolean {
  return 'text' in score && /^-?\d{1,15}$/.test(score.text)
}

/**
 * @param exactly false when one has got its data from the other: a value that is loaded may have another encoding
 *   than the one that grew
 * @returns the first difference, or undefined when the data are the same
 */
export async function compareData(
  redis: ServerProcess,
  holdfast: ServerProcess,
  exactly = true,
): Promise<DataDifference | undefined> {
  const [theirClient, ourClient] = [await redis.connect(), await holdfast.connect()]
  try {
    const [a, b] = await Promise.all([entries(theirClient), entries(ourClient)])
    for (const name of new Set([...a.keys(), ...b.keys()])) {
      const [theirs, ours] = [a.get(name), b.get(name)]
      let why: string | undefined = 'presence'
      if (theirs !== undefined && ours !== undefined) {
        why = difference(theirs, ours, exactly)
        if (exactly) why ??= await payloadDifference(theirs, ours, theirClient, ourClient)
      }
      if (why !== undefined)
        return { request: `${why} of ${name}`, theirs: describe(theirs), ours: describe(ours) }
    }
    const [theirs, ours] = [
      show(await theirClient.send('DEBUG', 'DIGEST')),
      show(await ourClient.send('DEBUG', 'DIGEST')),
    ]
    return theirs === ours ? undefined : { request: 'DEBUG DIGEST', theirs, ours }
  } finally {
    theirClient.close()
    ourClient.close()
  }
}

function describe(entry: Entry | undefined): string {
  if (entry === undefined) return 'no such key'
  const { type, encoding, digest, ttlMs } = entry
  const dump = Buffer.from(entry.dump, 'latin1').toString('hex')
  return JSON.stringify({ type, encoding: show(encoding), digest, ttlMs, dump })
}

/** What differs between two entries, in a word. */
function difference(a: Entry, b: Entry, exactly: boolean): string | undefined {
  if (a.type !== b.type) return 'type'
  if (exactly && !sameEncoding(a, b)) return 'encoding'
  if (a.digest !== b.digest) return 'digest'
  const ttlNear = a.ttlMs > 0 && b.ttlMs > 0 && Math.abs(a.ttlMs - b.ttlMs) < ttlToleranceMs
  if (a.ttlMs !== b.ttlMs && !ttlNear) return 'time to live'
  if (exactly && sameBytesExpected(a, b) && a.dump !== b.dump) return 'payload'
  return undefined
}

function sameEncoding(a: Entry, b: Entry): boolean {
  const asked = ['OBJECT', 'ENCODING', a.key]
  return show(a.encoding) === show(b.encoding) || changedSince70(asked, a.encoding, b.encoding)
}

/** The packed encodings are byte for byte the same in both versions; so are strings. */
function sameBytesExpected(a: Entry, b: Entry): boolean {
  if (show(a.encoding) !== show(b.encoding)) return false
  if (a.type === '+string' || show(a.encoding) === '$intset') return true
  return show(a.encoding) === '$listpack' && !a.fractions
}

/** Each payload is restored by the other server, and must give the digest it came from. */
async function payloadDifference(
  theirs: Entry,
  ours: Entry,
  theirClient: RawClient,
  ourClient: RawClient,
): Promise<string | undefined> {
  if (theirs.dump === ours.dump) return undefined
  for (const [client, from, whose] of [
    [theirClient, ours, 'our payload, restored by Redis,'],
    [ourClient, theirs, "Redis's payload, restored by us,"],
  ] as const) {
    const [, restored, digest] = await client.pipeline([
      ['SELECT', databases - 1],
      // The digest has it that there is a time to live, not which.
      ['RESTORE', spare, Math.max(0, from.ttlMs), Buffer.from(from.dump, 'latin1')],
      ['DEBUG', 'DIGEST-VALUE', spare],
      ['DEL', spare],
    ])
    if (restored?.kind !== 'simple') return `${whose} is refused (${show(restored!)}): that`
    if (show(digest!) !== from.digest) return `${whose} digest`
  }
  return undefined
}

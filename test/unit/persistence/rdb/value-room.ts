// A keyspace with one key, k: values go in as DUMP payloads and come out as payloads, contents and digests.

import { encodingOf } from '../../../../server/commands/keys/encoding.ts'
import type { Database } from '../../../../server/keyspace/database.ts'
import { valueDigest } from '../../../../server/keyspace/digest.ts'
import { Keyspace } from '../../../../server/keyspace/keyspace.ts'
import {
  dumpType,
  dumpValue,
  readDumpString,
  verifyDumpPayload,
} from '../../../../server/persistence/rdb/dump-payload.ts'
import { defaultLimits, type Limits } from '../../../../server/values/limits.ts'
import type { Slice } from '../../../../server/values/slice.ts'
import { type } from '../../../../server/values/type-numbers.ts'
import { Crc64 } from '../../../../shared/bytes/crc64.ts'
import { Dice } from '../../../property/keyspace/world.ts'

const KEY = Buffer.from('k')

/** Elements as latin1 text; pairs of a hash with the expiry, where there is one, of a sorted set with the score. */
export type Content = (string | [string, string] | [string, string, number] | [string, number])[]

export class ValueRoom {
  readonly keyspace: Keyspace
  readonly db: Database
  /** May be changed at any time, as directives may. */
  readonly limits: { -readonly [name in keyof Limits]: Limits[name] }

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits }
    this.keyspace = new Keyspace(2, new Dice(1), this.limits)
    this.keyspace.state.setNow(1_000_000)
    this.db = this.keyspace.databases[0]!
  }

  /** Changes the limits: Redis's own, but for these. */
  limit(limits: Partial<Limits> = {}): void {
    Object.assign(this.limits, defaultLimits, limits)
  }

  /** RESTORE k 0 payload REPLACE; false when the value is refused. The footer is not looked at. */
  restore(payload: Uint8Array): boolean {
    const { db, keyspace } = this
    const type = dumpType(payload, 0, payload.length)
    if (type === 0) {
      const string = readDumpString(payload, 0, payload.length)
      if (string === null) return false
      this.find()
      db.set(string.bytes, string.off, string.len, -1)
      return true
    }
    if (!keyspace.payloads.read(type, payload, 0, payload.length, KEY, -1)) return false
    this.remove()
    db.writeKey(KEY, 0, 1)
    db.adoptLoose(keyspace.loose)
    return true
  }

  /** Looks k up for changing it. */
  find(): boolean {
    return this.db.writeKey(KEY, 0, 1) !== 0
  }

  remove(): void {
    if (this.find()) this.db.remove()
  }

  encoding(): string {
    this.find()
    return encodingOf(this.db.records)
  }

  dump(compression = true): Buffer {
    this.find()
    return Buffer.from(dumpValue(this.keyspace.values, this.db, compression))
  }

  digest(): string {
    this.find()
    return valueDigest(this.keyspace, this.db)
  }

  /** Bytes in use once everything is removed and freed: more than none is a leak. */
  leaked(): number {
    this.remove()
    this.keyspace.flushAll()
    while (this.keyspace.reclaim());
    return this.keyspace.arena.used
  }

  /** What is in k: a list in order, a sorted set by score, the others sorted. */
  content(): Content {
    const { db, keyspace } = this
    const { lists, sets, zsets, hashes } = keyspace.values
    const found: Content = []
    this.find()
    switch (db.records.type(db.records.ref)) {
      case type.list:
        lists.open(db)
        for (let p = lists.walk(0); p >= 0; p = lists.walk(p)) found.push(text(lists.element))
        return found
      case type.set:
        sets.open(db)
        for (let p = sets.walk(0); p >= 0; p = sets.walk(p)) found.push(text(sets.element))
        return found.toSorted()
      case type.zset:
        zsets.open(db)
        for (let p = zsets.walk(0); p >= 0; p = zsets.walk(p)) found.push([text(zsets.element), zsets.score])
        return found
      case type.hash:
        hashes.open(db)
        for (let p = hashes.walk(0); p >= 0; p = hashes.walk(p)) {
          const pair: [string, string] = [text(hashes.element), text(hashes.value)]
          found.push(hashes.expiry === 0 ? pair : [...pair, hashes.expiry])
        }
        return found.toSorted()
      default: {
        const { valueBytes, valueAt, valueLength } = db.records
        return [Buffer.from(valueBytes.subarray(valueAt, valueAt + valueLength)).toString('latin1')]
      }
    }
  }
}

function text({ bytes, off, len }: Slice): string {
  return Buffer.from(bytes.subarray(off, off + len)).toString('latin1')
}

/** A payload of a value given as its bytes, type byte first. */
export function payload(value: Uint8Array, version = 10): Buffer {
  const bytes = Buffer.concat([value, Buffer.from([version, 0]), Buffer.alloc(8)])
  const crc = new Crc64()
  crc.update(bytes, 0, bytes.length - 8)
  crc.writeTo(bytes, bytes.length - 8)
  return bytes
}

export { verifyDumpPayload }

/** Reads collections out of DUMP payloads into a loose record. One object serves all of a keyspace. */
import type { Limits } from '../../values/limits.ts'
import type { Values } from '../../values/values.ts'
import { ValueBuilder, type Workbench } from './build-value.ts'
import { readDumpPayload } from './dump-payload.ts'
import type { RdbTypeCodec } from './rdb-reader.ts'
import { valueCodecs } from './value-codecs.ts'

export class PayloadReader {
  /** Builds what is read; free for others in between. */
  readonly builder: ValueBuilder
  private readonly codecs: ReadonlyMap<number, RdbTypeCodec>

  constructor(bench: Workbench, values: Values, limits: Limits) {
    this.builder = new ValueBuilder(bench, values, limits)
    this.codecs = valueCodecs(this.builder, () => {})
  }

  /**
   * Puts the value of a verified payload `bytes[off, off + len)` of that type byte into the workbench, for
   * a key and with an expiry (ms since 1970; -1 for none). False when it is corrupt or cut short, or of a
   * type we do not read; then the workbench is empty.
   */
  read(
    type: number,
    bytes: Uint8Array,
    off: number,
    len: number,
    key: Uint8Array,
    expireAtMs: number,
  ): boolean {
    const codec = this.codecs.get(type)
    if (codec === undefined) return false
    const run = codec.open({ type, key, expireAtMs, idleSeconds: -1, freq: -1 })
    const whole = readDumpPayload(bytes, off, len, cursor => run.advance(cursor))
    if (whole !== true) this.builder.discard()
    return whole === true
  }
}

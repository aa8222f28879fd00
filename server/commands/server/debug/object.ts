/** DEBUG OBJECT: a line about a key's value, in the form that tools take apart. */
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { CLOCK_MASK } from '../../../keyspace/records.ts'
import { RdbWriter } from '../../../persistence/rdb/rdb-writer.ts'
import { encodingOf } from '../../keys/encoding.ts'

export function debugObject({ db, reply, server }: ServerContext, args: Args): void {
  const ref = db.peek(args, 2)
  if (ref === 0) {
    reply.error(errors.noSuchKey)
    return
  }
  const { records } = db
  const { state } = server.keyspace
  const lru = records.meta & CLOCK_MASK
  const idle = state.lfu ? `lfu_freq:${state.lfuDecayed(lru)}` : `lru_seconds_idle:${state.idleSeconds(lru)}`
  const writer = new RdbWriter(() => {})
  writer.string(records.valueBytes, records.valueAt, records.valueLength)
  reply.status(
    `Value at:0x${(ref >>> 0).toString(16)} refcount:1 encoding:${encodingOf(records)} ` +
      `serializedlength:${writer.bytesWritten - 1} lru:${lru} ${idle}`,
  )
}

/** DEBUG SDSLEN: bytes of a key and its string value. Here neither has room to grow in its block. */
import { errors } from '../../../../shared/resp/errors.ts'
import { encodingOf } from '../../keys/encoding.ts'
import type { DebugSubcommand } from './subcommand.ts'

export const debugSdslen: DebugSubcommand = {
  name: 'SDSLEN',
  least: 3,
  most: 3,
  help: ['SDSLEN <key>', '    Show low level SDS string info representing `key` and value.'],
  run({ db, reply, values }, args) {
    const ref = db.peek(args, 2)
    if (ref === 0) return reply.error(errors.noSuchKey)
    const { records } = db
    const encoding = encodingOf(records)
    if (encoding !== 'raw' && encoding !== 'embstr') return reply.error('ERR Not an sds encoded string.')
    const { keyLength, valueLength } = records
    const block = records.footprint(ref, values)
    reply.status(
      `key_sds_len:${keyLength}, key_sds_avail:0, key_zmalloc: ${keyLength}, ` +
        `val_sds_len:${valueLength}, val_sds_avail:0, val_zmalloc: ${block - keyLength}`,
    )
  },
}

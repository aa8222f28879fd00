/** DEBUG OBJECT: a line about a key's value, in the form that tools take apart. */

import { formatHundredths } from '../../../../shared/bytes/double.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { Server } from '../../../engine/server.ts'
import type { Database } from '../../../keyspace/database.ts'
import { CLOCK_MASK } from '../../../keyspace/records.ts'
import { RdbWriter } from '../../../persistence/rdb/rdb-writer.ts'
import { ValueWriter } from '../../../persistence/rdb/write-value.ts'
import { type } from '../../../values/type-numbers.ts'
import { encodingOf, refcountOf } from '../../keys/encoding.ts'
import type { DebugSubcommand } from './subcommand.ts'

function run({ db, reply, server }: ServerContext, args: Args): void {
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
  new ValueWriter(server.keyspace.values, writer).write(db)
  reply.status(
    `Value at:0x${(ref >>> 0).toString(16)} refcount:${refcountOf(records, server.settings)} ` +
      `encoding:${encodingOf(records)} serializedlength:${writer.bytesWritten} ` +
      `lru:${lru} ${idle}${nodesOf(db, server)}`,
  )
}

/** What is told of a quicklist besides. */
function nodesOf(db: Database, { keyspace }: Server): string {
  const { records } = db
  if (records.type(records.ref) !== type.list || !records.isLarge(records.ref)) return ''
  const { lists } = keyspace.values
  lists.open(db)
  const { quicklist } = lists
  const { node, nodes, length, fill, depth } = quicklist
  let bytes = 0
  for (let ref = quicklist.head; ref !== 0; ref = node.next) {
    node.skim(ref)
    bytes += node.size
  }
  return (
    ` ql_nodes:${nodes} ql_avg_node:${formatHundredths(length / nodes)} ql_listpack_max:${fill} ` +
    `ql_compressed:${depth === 0 ? 0 : 1} ql_uncompressed_size:${bytes}`
  )
}

export const debugObject: DebugSubcommand = {
  name: 'OBJECT',
  least: 3,
  most: 3,
  help: ['OBJECT <key>', '    Show low level info about `key` and associated value.'],
  run,
}

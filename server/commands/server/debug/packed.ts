/** DEBUG LISTPACK and QUICKLIST: the parts of a packed value, or of a list, one line each in the log. */
import { latin1 } from '../../../../shared/bytes/text.ts'
import type { Args } from '../../../../shared/resp/args.ts'
import { errors } from '../../../../shared/resp/errors.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { LP_END, lpCount, lpFirst, lpNext, lpTotal } from '../../../values/listpack.ts'
import { lpRead } from '../../../values/listpack-entry.ts'
import { Slice } from '../../../values/slice.ts'
import { encodingOf } from '../../keys/encoding.ts'
import { type DebugSubcommand, isOn } from './subcommand.ts'

/** Of an element, bytes shown. */
const SHOWN = 40

function debugListpack({ db, reply, server }: ServerContext, args: Args): void {
  if (db.peek(args, 2) === 0) return reply.error(errors.noSuchKey)
  const { records } = db
  if (encodingOf(records) !== 'listpack') return reply.error('ERR Not a listpack encoded object.')
  const { valueBytes: bytes, valueAt: at } = records
  const lines = [`{total bytes ${lpTotal(bytes, at)}} {num entries ${lpCount(bytes, at)}}`]
  const slice = new Slice()
  for (let p = lpFirst(at); bytes[p] !== LP_END; p = lpNext(bytes, p)) {
    lpRead(bytes, p, slice)
    const text = latin1(slice.bytes, slice.off, Math.min(slice.len, SHOWN))
    lines.push(`{offset ${p - at}, entry bytes ${lpNext(bytes, p) - p}, [${slice.len}] "${text}"}`)
  }
  for (const line of lines) server.notice.warning(line)
  reply.status('Listpack structure printed on stdout')
}

/** `DEBUG QUICKLIST key 1` tells each node's size too. */
function debugQuicklist({ db, reply, server }: ServerContext, args: Args): void {
  if (db.peek(args, 2) === 0) return reply.error(errors.noSuchKey)
  if (encodingOf(db.records) !== 'quicklist') return reply.error('ERR Not a quicklist encoded object.')
  const { lists } = server.keyspace.values
  lists.open(db)
  const { quicklist } = lists
  const { node, nodes, length, fill, depth } = quicklist
  server.notice.warning(`{count ${length}} {nodes ${nodes}} {fill ${fill}} {compress ${depth}}`)
  let i = 0
  for (let ref = quicklist.head; args.argc > 3 && isOn(args, 3) && ref !== 0; ref = node.next) {
    node.skim(ref)
    server.notice.warning(`{quicklist node(${i++})} {count ${node.count}, bytes ${node.size}}`)
  }
  reply.status('Quicklist structure printed on stdout')
}

export const packedViews: DebugSubcommand[] = [
  {
    name: 'LISTPACK',
    least: 3,
    most: 3,
    help: ['LISTPACK <key>', '    Show low level info about the listpack encoding of <key>.'],
    run: debugListpack,
  },
  {
    name: 'QUICKLIST',
    least: 3,
    most: 4,
    help: [
      'QUICKLIST <key> [<0|1>]',
      '    Show low level info about the quicklist encoding of <key>.',
      '    The optional argument (0 by default) sets the level of detail',
    ],
    run: debugQuicklist,
  },
]
